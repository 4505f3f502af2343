/** Signing in by Cloudflare Access, which sends a signed token with each request that it lets pass. */
import { verifyWithJwks } from 'hono/utils/jwt/jwt';
import { type AccessApplication, integrationsOf } from '../config.ts';
import type { AppContext } from '../http/context.ts';
import { field, readForm } from './form.ts';
import { IdentityRefusal, signInByIdentity, verifiedEmail } from './identity-sign-in.ts';
import { noPage } from './page.ts';
import { accessTokenOf, deskPathOf } from './sign-in.ts';

const service = 'Cloudflare Access';

/** Milliseconds until the team must have sent its keys. */
const patience = 10_000;

/**
 * Begins a session by the token of Access. The session counts as signed in when the token was issued.
 * @throws Problem `not-found` if the site does not use Access
 */
export async function signInByAccess(c: AppContext): Promise<Response> {
  c.set('now', c.var.moment().now);
  const { access } = integrationsOf(c.env);
  if (!access) throw noPage();
  const next = deskPathOf(field(await readForm(c), 'next'));
  return signInByIdentity(c, next, async () => {
    const { email, iat, exp } = await verifyToken(accessTokenOf(c), access);
    if (iat === undefined || exp === undefined) {
      throw new IdentityRefusal('identityInvalid', `${service}: the token has no span of time.`);
    }
    return { service, email: verifiedEmail(email), provedAt: iat * 1000 };
  });
}

/** @throws IdentityRefusal unless the team signed the token for this application, and it is valid now */
async function verifyToken(token: string, { team, audience }: AccessApplication) {
  try {
    const keys = `${team}/cdn-cgi/access/certs`;
    // `iat` may be ahead of this machine's clock by a moment.
    const verification = { iss: team, aud: audience, iat: false };
    return await verifyWithJwks(
      token,
      { jwks_uri: keys, verification, allowedAlgorithms: ['RS256'] },
      { signal: AbortSignal.timeout(patience) },
    );
  } catch (error) {
    // The message may contain the token, which the log must not have.
    const { name } = error as Error;
    const fault = name.startsWith('Jwt') ? 'identityInvalid' : 'identityUnreachable';
    throw new IdentityRefusal(fault, `${service}: ${name}`);
  }
}
