/** Sessions of people in a browser, and the links that begin them. */
import { base64url, digestOf, sha256 } from './digest.ts';
import { isSecret, newSecret } from './secret.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** A session ends after this time without a request, in milliseconds. */
export const longestIdle = 12 * hour;
/** A session ends after this time, used or not. */
export const longestSession = 14 * day;
/** Publishing, withdrawing and changing people need a sign-in that is not older. */
export const recentSignIn = hour;
/** A sign-in link ends after this time. */
export const linkLifetime = day;
/** A passkey must answer its challenge within this time. */
export const challengeLifetime = 5 * 60 * 1000;

const sessionPrefix = 'ds';
const linkPrefix = 'dk';
const challengePrefix = 'dc';

export const newSessionSecret = (): string => newSecret(sessionPrefix);
export const newLinkSecret = (): string => newSecret(linkPrefix);
export const newChallengeSecret = (): string => newSecret(challengePrefix);

/** Whether a text has the shape and the checksum of such a secret; says nothing about its validity. */
export const isSessionSecret = (text: string): boolean => isSecret(sessionPrefix, text);
export const isLinkSecret = (text: string): boolean => isSecret(linkPrefix, text);
export const isChallengeSecret = (text: string): boolean => isSecret(challengePrefix, text);

/** The challenge for a passkey that belongs to a secret, in base64url. It does not reveal the secret. */
export const challengeOf = async (secret: string): Promise<string> =>
  base64url(await digestOf(`challenge ${secret}`));

/** The stored form of a secret of a session, a link or a challenge: its SHA-256 in lower-case hex. */
export const hashSecret = (secret: string): Promise<string> => sha256(secret);

/** Whether a sign-in at `signedInAt` is recent enough for an act that asks again. */
export const isRecent = (signedInAt: number, now: number): boolean =>
  now - signedInAt <= recentSignIn;
