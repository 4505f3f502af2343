/** Signing in by an identity that Cloudflare Access or an OpenID Connect issuer has verified. */
import * as v from 'valibot';
import { fill } from '../../templates/desk/words.ts';
import { editorEmail } from '../domain/editor.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { findEditorByEmail, type Identity, useIdentity } from '../store/access/identities.ts';
import { seeOther, wordsFor } from './page.ts';
import { beginSession } from './session.ts';
import { showSignIn } from './sign-in.ts';
import { recordRefusedSignIn } from './sign-in-refusal.ts';

/** The faults of an identity, as the sign-in page tells them. */
type IdentityFault = 'identityInvalid' | 'identityUnverified' | 'identityUnreachable';

/** An identity that is not accepted. The message is for the log. */
export class IdentityRefusal extends Error {
  readonly fault: IdentityFault;

  constructor(fault: IdentityFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export interface VerifiedIdentity extends Identity {
  /** When the person proved to the service who they are, in milliseconds. */
  provedAt: number;
}

/** @throws IdentityRefusal if the claim of a service is no e-mail address */
export function verifiedEmail(claim: unknown): string {
  const email = v.safeParse(editorEmail, claim);
  if (email.success) return email.output;
  throw new IdentityRefusal('identityUnverified', 'The service names no e-mail address.');
}

/**
 * Begins a session of the editor who has the address of the identity, and leads to `next`. Nobody is
 * created: an unknown address is refused.
 * @param verify throws IdentityRefusal
 */
export async function signInByIdentity(
  c: AppContext,
  next: string | null,
  verify: () => Promise<VerifiedIdentity>,
): Promise<Response> {
  const words = wordsFor(c);
  try {
    const { provedAt, ...identity } = await verify();
    const { service, email } = identity;
    const editor = await findEditorByEmail(c.var.primary, email);
    if (!editor) {
      const reason = `${service}: no editor has the address ${email}, or the editor is disabled.`;
      await recordRefusedSignIn(c, { reason, about: { subject: 'desk', editor: null } });
      return await showSignIn(c, fill(words.identityUnknown, email), 403);
    }
    await beginSession(c, (session, from) =>
      useIdentity(c.var.primary, editor, identity, { ...session, signedInAt: provedAt }, from),
    );
    return seeOther(c, next ?? paths.desk);
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict') {
      return showSignIn(c, words.identityInvalid, 403);
    }
    if (!(error instanceof IdentityRefusal)) throw error;
    return refuseIdentity(c, error);
  }
}

/** Records a refusal, and shows the ways to sign in. */
export async function refuseIdentity(c: AppContext, error: IdentityRefusal): Promise<Response> {
  await recordRefusedSignIn(c, { reason: error.message, about: null });
  return showSignIn(c, wordsFor(c)[error.fault], 403);
}
