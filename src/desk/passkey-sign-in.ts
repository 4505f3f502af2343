/** Signing in by a passkey, and proving again who one is. */
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { challengeLifetime } from '../domain/session.ts';
import { limitAttempts } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { findPasskey, type PresentedPasskey, usePasskey } from '../store/access/passkeys.ts';
import { findSession } from '../store/access/sessions.ts';
import { field, readForm } from './form.ts';
import { deskHost, seeOther, wordsFor } from './page.ts';
import { answeredChallenge, newChallenge } from './passkey-challenge.ts';
import { PasskeyRefusal, parseAssertion, verifyAssertion } from './passkey-verification.ts';
import { beginSession, sessionHashOf } from './session.ts';
import { deskPathOf, showSignIn } from './sign-in.ts';
import { recordRefusedSignIn } from './sign-in-refusal.ts';

/** The options of a request for any passkey of this site (WebAuthn, section 5.5). */
export async function passkeyRequest(c: AppContext): Promise<Response> {
  await limitAttempts(c, 'passkey');
  return c.json({
    challenge: await newChallenge(c, null),
    rpId: deskHost(c.var.site),
    timeout: challengeLifetime,
    userVerification: 'required',
    allowCredentials: [],
  });
}

/**
 * Begins a session by the answer of a passkey. A script that asks for JSON gets 204, a form a redirect.
 * @throws Problem `too-many-requests`
 */
export async function signInByPasskey(c: AppContext): Promise<Response> {
  c.set('now', c.var.moment().now);
  const form = await readForm(c);
  const asJson = c.req.header('Accept') === 'application/json';
  let passkey: PresentedPasskey | null = null;
  try {
    const challenge = await answeredChallenge(c, null);
    const answer = parseAssertion(field(form, 'credential'));
    passkey = await findPasskey(c.var.primary, answer.id);
    if (!passkey) throw new PasskeyRefusal('The passkey is unknown, or its person is disabled.');
    if (asJson) await requireSamePerson(c, passkey);
    await begin(c, passkey, await verifyAssertion(answer, passkey, expectedOf(c, challenge)));
  } catch (error) {
    if (!(error instanceof PasskeyRefusal)) throw error;
    const about = passkey && { subject: `passkey/${passkey.id}`, editor: passkey.editor };
    await recordRefusedSignIn(c, { reason: error.message, about });
    const detail = wordsFor(c).passkeyRefused;
    return asJson ? c.json({ detail }, 403) : showSignIn(c, detail, 403);
  }
  return asJson ? c.body(null, 204) : seeOther(c, deskPathOf(field(form, 'next')) ?? paths.desk);
}

const expectedOf = (c: AppContext, challenge: string) => ({
  challenge,
  origin: c.var.site.deskOrigin,
});

/** @throws PasskeyRefusal if the passkey was used at the same time, or removed */
async function begin(c: AppContext, passkey: PresentedPasskey, counter: number): Promise<void> {
  try {
    await beginSession(c, (session, from) =>
      usePasskey(c.var.primary, passkey, counter, session, from),
    );
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    throw new PasskeyRefusal(error.message);
  }
}

/**
 * A script proves who the person is in order to send what was typed, so it must be the same person.
 * @throws PasskeyRefusal if somebody else is signed in here
 */
async function requireSamePerson(c: AppContext, { editor }: PresentedPasskey): Promise<void> {
  const { primary, now } = c.var;
  const hash = await sessionHashOf(c);
  const session = hash && (await findSession(primary, hash, now));
  if (!session || session.editor.id === editor.id) return;
  throw new PasskeyRefusal('Another person is signed in.');
}
