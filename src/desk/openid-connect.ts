/** Signing in by an OpenID Connect issuer: the code flow with PKCE (RFC 9700). */
import { getCookie, setCookie } from 'hono/cookie';
import * as oauth from 'oauth4webapi';
import * as v from 'valibot';
import { integrationsOf, type OpenIdClient } from '../config.ts';
import { base64url, fromBase64url, utf8 } from '../domain/digest.ts';
import * as paths from '../domain/paths.ts';
import { recentSignIn } from '../domain/session.ts';
import { limitAttempts } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import {
  IdentityRefusal,
  refuseIdentity,
  signInByIdentity,
  type VerifiedIdentity,
  verifiedEmail,
} from './identity-sign-in.ts';
import { noPage } from './page.ts';
import { cookieOptions } from './session.ts';
import { deskPathOf } from './sign-in.ts';

const cookie = 'dateline-openid';

/** The issuer must send the person back within this time, in milliseconds. */
const flowLifetime = 10 * 60 * 1000;
/** Milliseconds until the issuer must have answered a request. */
const patience = 10_000;
/** Seconds by which the clocks of both sides may differ. */
const clockTolerance = 30;

/** The state in a cookie until the issuer sends the person back. */
const flowSchema = v.object({
  state: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  next: v.string(),
  until: v.number(),
});

type Flow = v.InferOutput<typeof flowSchema>;

/** The issuer and this site as its client, for one request. */
function partiesOf(c: AppContext, { issuer, clientId, clientSecret }: OpenIdClient) {
  const skew = Math.round((c.var.now - Date.now()) / 1000);
  return {
    issuer: new URL(issuer),
    client: {
      client_id: clientId,
      [oauth.clockSkew]: skew,
      [oauth.clockTolerance]: clockTolerance,
    },
    authentication: clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret),
    answerUrl: `${c.var.site.deskOrigin}${paths.desk}/sign-in/openid/answer`,
    options: {
      signal: () => AbortSignal.timeout(patience),
      // The configuration allows http on this machine alone.
      [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
    },
  };
}

type Parties = ReturnType<typeof partiesOf>;

const requestOptions = ({ options }: Parties) => options;

/** @throws Problem `not-found` if the site has no issuer */
function clientOf(c: AppContext): OpenIdClient {
  const { openId } = integrationsOf(c.env);
  if (!openId) throw noPage();
  return openId;
}

async function discover(parties: Parties): Promise<oauth.AuthorizationServer> {
  const response = await oauth.discoveryRequest(parties.issuer, requestOptions(parties));
  return oauth.processDiscoveryResponse(parties.issuer, response);
}

/**
 * Leads the person to the issuer, which asks those to sign in again who did so more than an hour ago, or
 * everybody with `?again=1`.
 */
export async function startOpenId(c: AppContext): Promise<Response> {
  const openId = clientOf(c);
  await limitAttempts(c, 'openid');
  const parties = partiesOf(c, openId);
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const verifier = oauth.generateRandomCodeVerifier();
  let endpoint: string | undefined;
  try {
    endpoint = (await discover(parties)).authorization_endpoint;
    if (endpoint === undefined) throw new IdentityRefusal('identityInvalid', 'No endpoint.');
  } catch (error) {
    return refuseIdentity(c, asRefusal(error));
  }
  const next = deskPathOf(c.req.query('next') ?? '') ?? paths.desk;
  const flow: Flow = { state, nonce, verifier, next, until: c.var.now + flowLifetime };
  const kept = base64url(utf8(JSON.stringify(flow)));
  setCookie(c, cookie, kept, { ...cookieOptions, maxAge: flowLifetime / 1000 });
  const url = new URL(endpoint);
  const parameters = {
    client_id: openId.clientId,
    redirect_uri: parties.answerUrl,
    response_type: 'code',
    scope: 'openid email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    max_age: c.req.query('again') === undefined ? String(recentSignIn / 1000) : '1',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return c.redirect(url.href, 303);
}

/** Begins a session with what the issuer sent the person back with. The cookie counts once. */
export async function answerOpenId(c: AppContext): Promise<Response> {
  const openId = clientOf(c);
  const flow = flowOf(c);
  setCookie(c, cookie, '', { ...cookieOptions, maxAge: 0 });
  return signInByIdentity(c, flow?.next ?? null, async () => {
    if (!flow) throw new IdentityRefusal('identityInvalid', 'This browser has begun no sign-in.');
    try {
      return await identityOf(c, partiesOf(c, openId), flow);
    } catch (error) {
      throw asRefusal(error);
    }
  });
}

/** The state in this browser's cookie; null if it has begun nothing, or too long ago. */
function flowOf(c: AppContext): Flow | null {
  try {
    const kept = new TextDecoder().decode(fromBase64url(getCookie(c, cookie, 'host') ?? ''));
    const flow = v.parse(flowSchema, JSON.parse(kept));
    return flow.until > c.var.now ? flow : null;
  } catch {
    return null;
  }
}

/** Exchanges the code for a signed ID token, and reads the verified address from it. */
async function identityOf(c: AppContext, parties: Parties, flow: Flow): Promise<VerifiedIdentity> {
  const { client, authentication, answerUrl, issuer } = parties;
  const options = requestOptions(parties);
  const server = await discover(parties);
  const given = oauth.validateAuthResponse(server, client, new URL(c.req.url), flow.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    given,
    answerUrl,
    flow.verifier,
    options,
  );
  const result = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: flow.nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, options);
  const claims = oauth.getValidatedIdTokenClaims(result) as oauth.IDToken;
  // OpenID Connect Core, section 3.1.3.7: also where the audience is this client alone.
  if (claims.azp !== undefined && claims.azp !== client.client_id) {
    throw new IdentityRefusal('identityInvalid', 'The ID token was given to another client.');
  }
  const person = claims.email === undefined ? await userInfo() : claims;
  if (person.email_verified !== true && person.email_verified !== 'true') {
    throw new IdentityRefusal('identityUnverified', 'The issuer has not verified the address.');
  }
  const provedAt = claims.auth_time === undefined ? c.var.now : claims.auth_time * 1000;
  return { service: issuer.host, email: verifiedEmail(person.email), provedAt };

  /** Claims that the issuer keeps out of the ID token (OpenID Connect Core, section 5.4). */
  async function userInfo(): Promise<oauth.UserInfoResponse> {
    const { access_token: token } = result;
    const answer = await oauth.userInfoRequest(server, client, token, options);
    return oauth.processUserInfoResponse(server, client, claims.sub, answer);
  }
}

/** The errors of an answer that was received, and is not valid. */
const invalidAnswers = [
  oauth.AuthorizationResponseError,
  oauth.ResponseBodyError,
  oauth.WWWAuthenticateChallengeError,
  oauth.OperationProcessingError,
  oauth.UnsupportedOperationError,
];

function asRefusal(error: unknown): IdentityRefusal {
  if (error instanceof IdentityRefusal) return error;
  const isAnswer = invalidAnswers.some((kind) => error instanceof kind);
  const { message } = error as Error;
  return new IdentityRefusal(isAnswer ? 'identityInvalid' : 'identityUnreachable', message);
}
