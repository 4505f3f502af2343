/**
 * Challenges for passkeys. The browser keeps a secret in a cookie, the database its hash; the challenge
 * is derived from the secret. So an answer counts once, for five minutes, in that browser.
 */
import { getCookie, setCookie } from 'hono/cookie';
import {
  challengeLifetime,
  challengeOf,
  hashSecret,
  isChallengeSecret,
  newChallengeSecret,
} from '../domain/session.ts';
import type { AppContext } from '../http/context.ts';
import { insertChallenge, takeChallenge } from '../store/access/passkey-challenges.ts';
import { PasskeyRefusal } from './passkey-verification.ts';
import { cookieOptions } from './session.ts';

const cookie = 'dateline-passkey';

/**
 * Makes a challenge and sets its cookie.
 * @param editorId the person who registers a passkey; null for a sign-in
 */
export async function newChallenge(c: AppContext, editorId: string | null): Promise<string> {
  const { primary, now } = c.var;
  const secret = newChallengeSecret();
  const expiresAt = now + challengeLifetime;
  await insertChallenge(primary, { hash: await hashSecret(secret), editorId, expiresAt }, now);
  setCookie(c, cookie, secret, { ...cookieOptions, maxAge: challengeLifetime / 1000 });
  return challengeOf(secret);
}

/**
 * Takes the challenge that this browser must have answered.
 * @throws PasskeyRefusal if it has none, or it expired, was answered, or was made for another purpose
 */
export async function answeredChallenge(c: AppContext, editorId: string | null): Promise<string> {
  const secret = getCookie(c, cookie, 'host') ?? '';
  setCookie(c, cookie, '', { ...cookieOptions, maxAge: 0 });
  const taken = isChallengeSecret(secret)
    ? await takeChallenge(c.var.primary, await hashSecret(secret), c.var.now)
    : null;
  if (taken && taken.editorId === editorId) return challengeOf(secret);
  throw new PasskeyRefusal('There is no such challenge, or it was answered already.');
}
