/** Signing in by an OpenID Connect issuer that signs anything; openid-certified.test.ts has a right one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, origin } from '../newsroom.ts';
import { type Issuer, openIssuer, type SigningOptions } from './issuer.ts';
import { inviteByEmail, openIdAnswer, openIdClient, openIdStart } from './openid-person.ts';
import { countRows } from './passkey-person.ts';
import { Visitor } from './visitor.ts';

const limits = { FAILURES: 1e9, WRITES: 1e9 };

/** In ten minutes, in seconds. */
const soon = Math.floor(Date.now() / 1000) + 600;

describe('an issuer that signs anything', () => {
  let newsroom: Newsroom;
  let issuer: Issuer;
  beforeAll(async () => {
    issuer = await openIssuer();
    newsroom = await openNewsroom({
      limits,
      vars: { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: openIdClient },
    });
    await inviteByEmail(newsroom, 'Ada', 'ada@ord.example', 'admin');
  });
  afterAll(() => Promise.all([newsroom.dispose(), issuer.close()]));

  async function begin(visitor: Visitor, query = '') {
    const page = await visitor.request(openIdStart + query);
    const address = new URL(page.headers.get('Location') ?? '');
    return { page, address, sent: Object.fromEntries(address.searchParams) };
  }

  /** Comes back from the issuer with an ID token of these claims. */
  async function comeBack(
    claims: Record<string, unknown> = {},
    { how = {}, visitor = new Visitor(newsroom) }: { how?: SigningOptions; visitor?: Visitor } = {},
  ) {
    const { sent } = await begin(visitor);
    const now = Math.floor(Date.now() / 1000);
    const span = { iat: now, exp: now + 600 };
    const who = { sub: 'f00', email: 'ada@ord.example', email_verified: true };
    const all = {
      iss: issuer.url,
      aud: openIdClient,
      nonce: sent.nonce,
      ...span,
      ...who,
      ...claims,
    };
    const token = { access_token: 'a', token_type: 'bearer', id_token: issuer.token(all, how) };
    issuer.answer.token = token;
    return visitor.open(`${openIdAnswer}?code=c0de&state=${sent.state}`);
  }

  test('is asked with PKCE, state and nonce, which the browser keeps in a short-lived cookie', async () => {
    const visitor = new Visitor(newsroom);
    const { page, address, sent } = await begin(visitor);
    expect(address.origin + address.pathname).toBe(`${issuer.url}/authorize`);
    expect(sent).toMatchObject({
      client_id: openIdClient,
      redirect_uri: origin + openIdAnswer,
      response_type: 'code',
      scope: 'openid email',
      code_challenge_method: 'S256',
      max_age: '3600',
    });
    for (const part of ['state', 'nonce', 'code_challenge']) expect(sent[part]).toHaveLength(43);
    const cookie = page.headers.get('Set-Cookie') ?? '';
    expect(cookie).toMatch(
      /^__Host-dateline-openid=[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure/,
    );
    expect((await begin(visitor, '?again=1')).sent.max_age).toBe('1');
    expect((await comeBack({}, { visitor })).text1('h1')).toBe('Today');
    expect(issuer.lastForm?.get('code')).toBe('c0de');
    expect(issuer.lastForm?.get('code_verifier')).toHaveLength(43);
    expect(visitor.cookies.has('__Host-dateline-openid')).toBe(false);
  });

  test.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'another' }],
    ['with another nonce', { nonce: 'another' }],
    ['without a nonce', { nonce: undefined }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['without an end', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['without a signature', {}, { alg: 'none' }],
    ['that says it was signed with a shared secret', {}, { alg: 'HS256' }],
    ['signed with the name of the client', {}, { secret: openIdClient }],
    ['signed with the public key as a secret', {}, { secret: 'the public key' }],
    ['signed with the published JWK as a secret', {}, { secret: 'the JWK' }],
    ['signed by the key in its own header', {}, { otherKey: true, header: { jwk: 'own' } }],
    ['with a header that nobody knows', {}, { header: { crit: ['x'], x: 1 } }],
    ['for several clients, given to another', { aud: [openIdClient, 'x'], azp: 'x' }],
    ['for several clients, given to nobody', { aud: [openIdClient, 'x'] }],
    ['given to another client', { azp: 'another' }],
    ['for nobody', { aud: [] }],
    ['that was not issued yet', { iat: soon, nbf: soon }],
    ['whose end is a text', { exp: String(soon) }],
    ['whose subject is a number', { sub: 7 }],
    ['signed by another key', {}, { otherKey: true }],
    ['of an unknown key', {}, { kid: 'k2' }],
  ] as [string, Record<string, unknown>, SigningOptions?][])(
    'has an ID token %s refused',
    async (_, claims, how = {}) => {
      const sessions = await countRows(newsroom, 'tokens');
      const page = await comeBack(claims, { how });
      expect([page.status, page.text1('[role=alert]')]).toEqual([
        403,
        expect.stringContaining('is not valid for this desk'),
      ]);
      expect(await countRows(newsroom, 'tokens')).toBe(sessions);
    },
  );

  test.each([
    ['false', { email_verified: false }, 403],
    ['missing', { email_verified: undefined }, 403],
    ['a word', { email_verified: 'yes' }, 403],
    ['"false"', { email_verified: 'false' }, 403],
    ['a number', { email_verified: 1 }, 403],
    ['a list', { email_verified: [true] }, 403],
    ['null', { email_verified: null }, 403],
    ['true', { email_verified: true }, 200],
    ['"true", as some write it', { email_verified: 'true' }, 200],
  ])('signs in by an address only if it is verified: %s', async (_, claims, status) => {
    expect((await comeBack(claims)).status).toBe(status);
  });

  test.each([
    ['two addresses', { email: ['ada@ord.example', 'eve@ord.example'] }],
    ['an address with another behind it', { email: 'ada@ord.example,eve@ord.example' }],
    ['a look-alike', { email: 'аda@ord.example' }],
    ['nothing', { email: '' }],
  ])('signs nobody in by %s', async (_, claims) => {
    const sessions = await countRows(newsroom, 'tokens');
    const page = await comeBack(claims);
    expect([page.status, page.text1('h1')]).toEqual([403, 'You were not signed in']);
    expect(await countRows(newsroom, 'tokens')).toBe(sessions);
  });

  test('answers the browser that began: not with the state of another, nor in its place', async () => {
    const [thief, victim] = [new Visitor(newsroom), new Visitor(newsroom)];
    const begun = await begin(thief);
    await begin(victim);
    const query = `?code=c0de&state=${begun.sent.state}`;
    const sessions = await countRows(newsroom, 'tokens');
    issuer.lastForm = null;
    const page = await victim.open(openIdAnswer + query);
    expect([page.status, page.text1('[role=alert]')]).toEqual([
      403,
      expect.stringContaining('is not valid for this desk'),
    ]);
    const other = `${openIdAnswer}${query}&iss=${encodeURIComponent('https://evil.example')}`;
    expect((await thief.open(other)).status).toBe(403);
    // A code that came back to the wrong browser, or from another issuer, is shown to nobody.
    expect(issuer.lastForm).toBe(null);
    expect(await countRows(newsroom, 'tokens')).toBe(sessions);
  });

  test('cannot make a sign-in newer than it is', async () => {
    const visitor = new Visitor(newsroom);
    expect((await comeBack({ auth_time: soon + 86_400 }, { visitor })).status).toBe(200);
    visitor.now = Date.now() + 61 * 60_000;
    const typed = { name: 'Kept', role: 'author' };
    expect((await visitor.post('/desk/people', typed)).status).toBe(401);
  });

  test('may keep the address out of the ID token', async () => {
    const hidden = { email: undefined, email_verified: undefined };
    issuer.answer.userInfo = { sub: 'f00', email: 'ada@ord.example', email_verified: true };
    expect((await comeBack(hidden)).text1('h1')).toBe('Today');
    issuer.answer.userInfo = { sub: 'other', email: 'ada@ord.example', email_verified: true };
    expect((await comeBack(hidden)).status).toBe(403);
    issuer.answer.userInfo = { sub: 'f00' };
    expect((await comeBack(hidden)).text1('[role=alert]')).toContain('does not confirm');
    issuer.answer.userInfo = null;
    expect((await comeBack(hidden)).status).toBe(403);
  });

  test('says when the person signed in: an hour later acts ask again', async () => {
    const now = Math.floor(Date.now() / 1000);
    const visitor = new Visitor(newsroom);
    expect((await comeBack({ auth_time: now - 7200 }, { visitor })).status).toBe(200);
    const typed = { name: 'Kept', role: 'author' };
    expect((await visitor.post('/desk/people', typed)).status).toBe(401);
    await comeBack({ auth_time: now - 5 }, { visitor });
    expect((await visitor.post('/desk/people', typed)).status).toBe(200);
  });

  test('leads back with an error, another state, nothing, or too late: a clear refusal', async () => {
    const bad = [
      () => '?error=access_denied',
      () => '?code=c0de&state=another',
      () => '?code=c0de',
      (state: string) => `?state=${state}`,
      (state: string) => `?code=a&code=b&state=${state}`,
      () => '',
    ];
    for (const query of bad) {
      const visitor = new Visitor(newsroom);
      const { sent } = await begin(visitor);
      const page = await visitor.open(openIdAnswer + query(sent.state ?? ''));
      expect([query('S'), page.status, page.text1('h1')]).toEqual([
        query('S'),
        403,
        'You were not signed in',
      ]);
    }
    const late = new Visitor(newsroom);
    const { sent } = await begin(late);
    late.now = Date.now() + 11 * 60_000;
    expect((await late.open(`${openIdAnswer}?code=c0de&state=${sent.state}`)).status).toBe(403);
    const forged = { Cookie: '__Host-dateline-openid=e30' };
    const page = await new Visitor(newsroom).request(`${openIdAnswer}?code=a`, { headers: forged });
    expect(page.status).toBe(403);
  });

  test('that is broken, or does not answer, is named as the reason', async () => {
    const visitor = new Visitor(newsroom);
    const { sent } = await begin(visitor);
    issuer.answer.token = null;
    const broken = await visitor.open(`${openIdAnswer}?code=c0de&state=${sent.state}`);
    expect(broken.status).toBe(403);
    const own = await openNewsroom({
      limits,
      vars: { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: openIdClient },
    });
    try {
      const page = await new Visitor(own).open(openIdStart);
      expect([page.status, page.text1('[role=alert]')]).toEqual([
        403,
        expect.stringContaining('does not answer'),
      ]);
    } finally {
      await own.dispose();
    }
  });
});
