/** Signing in at the desk by the token of Cloudflare Access. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Issuer, openIssuer, type SigningOptions } from './issuer.ts';
import { Visitor } from './visitor.ts';

const audience = 'a1'.repeat(32);
const path = '/desk/sign-in/access';
const hour = 3600;

let newsroom: Newsroom;
let team: Issuer;
beforeAll(async () => {
  team = await openIssuer();
  newsroom = await openNewsroom({
    limits: { FAILURES: 1e9, WRITES: 1e9 },
    vars: { ACCESS_TEAM: team.url, ACCESS_AUDIENCE: audience },
  });
  await invite('Ada', 'ada@ord.example', 'admin');
});
afterAll(() => Promise.all([newsroom.dispose(), team.close()]));

/** Invites a person who has not signed in yet. */
async function invite(name: string, email: string, role = 'author'): Promise<string> {
  const { json } = await newsroom.edit('POST', '/editors', { name, role });
  await newsroom.db.prepare('update editors set email = ? where id = ?').bind(email, json.id).run();
  return json.id;
}

/** The claims of a token as Access makes it. */
function claims(changes: Record<string, unknown> = {}) {
  const now = Math.floor(Date.now() / 1000);
  const span = { iat: now - 5, nbf: now - 5, exp: now + 24 * hour };
  const person = { email: 'ada@ord.example', sub: 'f00', type: 'app', country: 'AT' };
  return { iss: team.url, aud: [audience], ...span, ...person, ...changes };
}

/** A browser whose requests pass Access with a token. */
function behindAccess(token: string): Visitor {
  const visitor = new Visitor(newsroom);
  visitor.headers = { 'Cf-Access-Jwt-Assertion': token };
  return visitor;
}

const state = async () => {
  const rows = await newsroom.db.batch(
    ['editors', 'tokens'].map((table) => newsroom.db.prepare(`select count(*) as n from ${table}`)),
  );
  return rows.map(({ results }) => (results[0] as { n: number }).n);
};

const lastEntry = () =>
  newsroom.db
    .prepare('select action, detail from audit order by id desc limit 1')
    .first<{ action: string; detail: string }>();

test('a person who was invited signs in with one press, and comes to the page that was asked for', async () => {
  const visitor = behindAccess(team.token(claims({ email: 'Ada@ORD.example' })));
  const asked = await visitor.open('/desk/releases?state=draft');
  expect(asked.texts('.ways button')).toContain('Sign in with Cloudflare Access');
  const page = await visitor.submit(asked, {}, { form: '.ways form[action$=access]' });
  expect([page.address, page.status]).toEqual(['/desk/releases?state=draft', 200]);
  expect(page.text1('.desk-foot')).toContain('Ada');
  const { action, detail } = (await lastEntry()) ?? { action: '', detail: '{}' };
  expect([action, JSON.parse(detail)]).toEqual([
    'session.create',
    expect.objectContaining({ service: 'Cloudflare Access', email: 'ada@ord.example' }),
  ]);
  visitor.headers = {};
  expect((await visitor.request('/desk')).status).toBe(200);
});

/** In ten minutes, in seconds. */
const later = Math.floor(Date.now() / 1000) + 600;

const refusals: [name: string, changes: Record<string, unknown>, SigningOptions, text: RegExp][] = [
  ['for another application', { aud: ['b2'.repeat(32)] }, {}, /not valid for this desk/],
  ['without an audience', { aud: undefined }, {}, /not valid for this desk/],
  ['of another team', { iss: 'https://evil.cloudflareaccess.com' }, {}, /not valid for this desk/],
  ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }, {}, /not valid for this desk/],
  ['without an end', { exp: undefined }, {}, /not valid for this desk/],
  ['without a beginning', { iat: undefined }, {}, /not valid for this desk/],
  ['without a signature', {}, { alg: 'none' }, /not valid for this desk/],
  ['that says it was signed with a shared secret', {}, { alg: 'HS256' }, /not valid for this desk/],
  ['signed with the public key', {}, { secret: 'the public key' }, /not valid for this desk/],
  ['signed with the JWK', {}, { secret: 'the JWK' }, /not valid for this desk/],
  [
    'signed by the key in its own header',
    {},
    { otherKey: true, header: { jwk: 'own' } },
    /not valid for this desk/,
  ],
  ['that is not valid yet', { nbf: later }, {}, /not valid for this desk/],
  ['whose end is a text', { exp: String(later) }, {}, /not valid for this desk/],
  ['for an audience that begins so', { aud: [`${audience}a1`] }, {}, /not valid for this desk/],
  ['with two addresses', { email: ['ada@ord.example', 'x@x.example'] }, {}, /does not confirm/],
  ['signed by another key', {}, { otherKey: true }, /not valid for this desk/],
  ['of an unknown key', {}, { kid: 'k2' }, /not valid for this desk/],
  ['of a service, without an address', { email: undefined }, {}, /does not confirm your e-mail/],
  ['with an address that is none', { email: 'ada' }, {}, /does not confirm your e-mail/],
  ['of somebody unknown', { email: 'eve@ord.example' }, {}, /Nobody with the address eve@ord/],
];

describe('a token', () => {
  test.each(refusals)('%s signs nobody in, and creates nobody', async (_, changes, how, text) => {
    const before = await state();
    const visitor = behindAccess(team.token(claims(changes), how));
    const page = await visitor.submit(
      await visitor.open('/desk/sign-in'),
      {},
      { button: 'Access' },
    );
    expect([page.status, page.text1('h1')]).toEqual([403, 'You were not signed in']);
    expect(page.text1('[role=alert]')).toMatch(text);
    expect((await visitor.request('/desk')).status).toBe(303);
    expect(await state()).toEqual(before);
  });

  test.each(['', 'x', 'a.b', 'a.b.c', `${'x'.repeat(9000)}.x.x`, 'e30.e30.e30'])(
    'that is none, %j, is refused',
    async (token) => {
      const page = await behindAccess(token).post(path, {});
      expect([page.status, page.text1('[role=alert]')]).toEqual([
        403,
        expect.stringContaining('is not valid for this desk'),
      ]);
    },
  );

  test('signs in nobody beside another one, nor from anywhere but its header', async () => {
    const [good, other] = [team.token(claims()), team.token(claims({ email: 'eve@ord.example' }))];
    const before = await state();
    for (const several of [`${good}, ${other}`, `${good},${good}`, `${good} ${other}`]) {
      expect((await behindAccess(several).post(path, {})).status).toBe(403);
    }
    const visitor = new Visitor(newsroom);
    const elsewhere = { Cookie: `CF_Authorization=${good}`, Authorization: `Bearer ${good}` };
    expect((await visitor.send(path, { token: good }, elsewhere)).status).toBe(403);
    expect(await state()).toEqual(before);
  });

  test('of a disabled person signs nobody in', async () => {
    const id = await invite('Bo', 'bo@ord.example');
    await newsroom.edit('DELETE', `/editors/${id}`, null, { etag: '*' });
    const page = await behindAccess(team.token(claims({ email: 'bo@ord.example' }))).post(path, {});
    expect([page.status, page.text1('[role=alert]')]).toEqual([
      403,
      expect.stringContaining('Nobody with the address bo@ord.example'),
    ]);
    expect((await lastEntry())?.action).toBe('signIn.refused');
  });

  test('counts as the sign-in of the moment at which it was issued', async () => {
    const now = Math.floor(Date.now() / 1000);
    const visitor = behindAccess(team.token(claims({ iat: now - 2 * hour })));
    expect((await visitor.post(path, {})).text1('h1')).toBe('Today');
    const page = await visitor.post('/desk/people', { name: 'Kept', role: 'author' });
    expect([page.status, page.text1('h1')]).toEqual([401, 'Sign in again']);
    const fresh = { 'Cf-Access-Jwt-Assertion': team.token(claims()) };
    visitor.headers = fresh;
    await visitor.post(path, {});
    const done = await visitor.submit(page, {}, { form: '#typed' });
    expect(done.text1('h1')).toBe('Sign-in link for Kept');
  });

  test('of a team that does not answer is refused, and says so', async () => {
    const own = await openNewsroom({
      vars: { ACCESS_TEAM: 'http://127.0.0.1:9', ACCESS_AUDIENCE: audience },
    });
    try {
      const visitor = new Visitor(own);
      visitor.headers = { 'Cf-Access-Jwt-Assertion': team.token(claims()) };
      const page = await visitor.post(path, {});
      expect([page.status, page.text1('[role=alert]')]).toEqual([
        403,
        expect.stringContaining('does not answer'),
      ]);
    } finally {
      await own.dispose();
    }
  });

  test('is nothing to a site without Access, and to a post from another site', async () => {
    const token = team.token(claims());
    const cross = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    const posted = await behindAccess(token).post(path, {}, cross);
    expect([posted.status, posted.headers.get('Set-Cookie')]).toEqual([403, null]);
    const own = await openNewsroom();
    try {
      const visitor = new Visitor(own);
      visitor.headers = { 'Cf-Access-Jwt-Assertion': token };
      expect((await visitor.open('/desk/sign-in')).text).not.toContain('Cloudflare');
      expect((await visitor.post(path, {})).status).toBe(404);
      expect((await visitor.open('/desk/sign-in/openid')).status).toBe(404);
      expect((await visitor.open('/desk/sign-in/openid/answer?code=x')).status).toBe(404);
    } finally {
      await own.dispose();
    }
  });
});
