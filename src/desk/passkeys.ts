/** A person's own passkeys: added and removed. */

import * as v from 'valibot';
import { fill } from '../../templates/desk/words.ts';
import { base64url, utf8 } from '../domain/digest.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { challengeLifetime } from '../domain/session.ts';
import { siteName } from '../domain/site.ts';
import { line } from '../domain/text-input.ts';
import type { AppContext } from '../http/context.ts';
import { deletePasskey, insertPasskey, listPasskeys } from '../store/access/passkeys.ts';
import { showAccount } from './account.ts';
import { browserName } from './browser-name.ts';
import { faultsInWords } from './faults.ts';
import { field, readForm } from './form.ts';
import { deskHost, noPage, seeOther, wordsFor } from './page.ts';
import { answeredChallenge, newChallenge } from './passkey-challenge.ts';
import { PasskeyRefusal, passkeyAlgorithms, verifyNewPasskey } from './passkey-verification.ts';
import { requireRecentSignIn } from './session.ts';
import { recordRefusedSignIn } from './sign-in-refusal.ts';

/** The most passkeys of one person. */
const most = 20;

/**
 * The options of a new passkey (WebAuthn, section 5.4).
 * @throws Problem `unauthenticated` if the sign-in is not recent
 */
export async function newPasskeyOptions(c: AppContext): Promise<Response> {
  requireRecentSignIn(c);
  const { primary, session, site, lang } = c.var;
  const { id, name } = session.editor;
  const known = await listPasskeys(primary, id);
  if (known.length >= most) return c.json({ detail: tooMany(c) }, 409);
  return c.json({
    challenge: await newChallenge(c, id),
    rp: { id: deskHost(site), name: siteName(site, lang) },
    user: { id: base64url(utf8(id)), name, displayName: name },
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: challengeLifetime,
    excludeCredentials: known.map(({ credentialId }) => ({ type: 'public-key', id: credentialId })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  });
}

const tooMany = (c: AppContext) => fill(wordsFor(c).tooManyPasskeys, most);

/**
 * Registers the passkey that an authenticator made.
 * @throws Problem `unauthenticated` if the sign-in is not recent
 */
export async function addPasskey(c: AppContext): Promise<Response> {
  requireRecentSignIn(c);
  const { primary, actor, session, site } = c.var;
  const words = wordsFor(c);
  const form = await readForm(c);
  const typed = field(form, 'name');
  const refuse = (pointer: string, detail: string, status: 409 | 422) =>
    showAccount(c, {
      passkeyName: typed,
      faults: faultsInWords(c, [{ pointer, detail }]),
      status,
    });
  const name = v.safeParse(line(100), typed || deviceName(c));
  if (!name.success) return refuse('/name', name.issues[0].message, 422);
  if ((await listPasskeys(primary, session.editor.id)).length >= most) {
    return refuse('', tooMany(c), 409);
  }
  try {
    const challenge = await answeredChallenge(c, session.editor.id);
    const expected = { challenge, origin: site.deskOrigin };
    const credential = await verifyNewPasskey(field(form, 'credential'), expected);
    await insertPasskey(primary, actor, { ...credential, id: newId(), name: name.output });
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict') {
      return refuse('', words.passkeyKnown, 409);
    }
    if (!(error instanceof PasskeyRefusal)) throw error;
    const about = { subject: `editor/${session.editor.id}`, editor: session.editor };
    await recordRefusedSignIn(c, { reason: error.message, about, action: 'passkey.refused' });
    return refuse('', words.passkeyRefused, 422);
  }
  return seeOther(c, `${paths.desk}/account`, 'passkey');
}

const deviceName = (c: AppContext): string =>
  browserName(c.req.header('User-Agent') ?? '') || wordsFor(c).unknownBrowser;

/**
 * Removes one of the person's own passkeys.
 * @throws Problem `not-found`, or `unauthenticated` if the sign-in is not recent
 */
export async function removePasskey(c: AppContext): Promise<Response> {
  requireRecentSignIn(c);
  const { primary, actor, session } = c.var;
  const passkeys = await listPasskeys(primary, session.editor.id);
  const passkey = passkeys.find((one) => one.id === c.req.param('passkeyId'));
  if (!passkey) throw noPage();
  await deletePasskey(primary, actor, session.editor.id, passkey);
  return seeOther(c, `${paths.desk}/account`, 'passkey-removed');
}
