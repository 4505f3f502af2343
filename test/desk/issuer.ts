/**
 * A sign-in service that signs whatever a test says: as an OpenID Connect issuer, and as a team of
 * Cloudflare Access. A right one is in openid-certified.test.ts.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Claims = Record<string, unknown>;

export interface SigningOptions {
  alg?: string;
  kid?: string;
  /** Signs with another key than the one that is published. */
  otherKey?: boolean;
  /** Further members of the header; `jwk: 'own'` stands for the public key that belongs to the signature. */
  header?: Record<string, unknown>;
  /** Signs with a shared secret (HS256): this text, or what the issuer publishes. */
  secret?: 'the public key' | 'the JWK' | (string & {});
}

export interface Issuer {
  url: string;
  /** A token of the claims. Claims that are undefined are left out. */
  token(claims: Claims, options?: SigningOptions): string;
  /** The answers of the token and user info endpoints from now on; null for an error of the server. */
  answer: { token: Claims | null; userInfo: Claims | null };
  /** The last form that the token endpoint got. */
  lastForm: URLSearchParams | null;
  close(): Promise<void>;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

type KeyPair = ReturnType<typeof newKey>;

/** A JWS in compact form; without a signature for `none`. */
function signed(claims: Claims, { publicKey, privateKey: key }: KeyPair, options: SigningOptions) {
  const { secret, alg = secret === undefined ? 'RS256' : 'HS256', kid = 'k1', header } = options;
  const own = header?.jwk === 'own' ? { jwk: publicKey.export({ format: 'jwk' }) } : {};
  const text = `${encode({ alg, kid, typ: 'JWT', ...header, ...own })}.${encode(claims)}`;
  if (alg === 'none') return `${text}.`;
  if (secret !== undefined) {
    const bytes = secretOf(secret, publicKey);
    return `${text}.${createHmac('sha256', bytes).update(text).digest('base64url')}`;
  }
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function secretOf(secret: string, publicKey: KeyObject): string {
  if (secret === 'the public key') return String(publicKey.export({ type: 'spki', format: 'pem' }));
  return secret === 'the JWK' ? JSON.stringify(publicKey.export({ format: 'jwk' })) : secret;
}

export async function openIssuer(): Promise<Issuer> {
  const [own, other] = [newKey(), newKey()];
  const jwk = { ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const issuer: Issuer = {
    url: '',
    token: (claims, options = {}) => signed(claims, options.otherKey ? other : own, options),
    answer: { token: null, userInfo: null },
    lastForm: null,
    close: () => new Promise((done) => server.close(() => done())),
  };
  const documents: Record<string, () => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer: issuer.url,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      userinfo_endpoint: `${issuer.url}/userinfo`,
      jwks_uri: `${issuer.url}/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
    }),
    '/jwks': () => ({ keys: [jwk] }),
    '/cdn-cgi/access/certs': () => ({ keys: [jwk] }),
    '/token': () => issuer.answer.token,
    '/userinfo': () => issuer.answer.userInfo,
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url === '/token') issuer.lastForm = new URLSearchParams(body);
    const document = documents[request.url ?? '']?.() ?? null;
    response.statusCode = document === null ? 500 : 200;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(document ?? { message: 'The service is broken.' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return issuer;
}
