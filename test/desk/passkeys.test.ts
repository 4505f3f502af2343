/** Passkeys at the desk: used and removed; and every answer that must not sign anybody in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAssertion, verifyAssertion } from '../../src/desk/passkey-verification.ts';
import { type Newsroom, openNewsroom, origin } from '../newsroom.ts';
import { type Deviation, SoftPasskey } from './authenticator.ts';
import {
  addPasskey,
  countRows,
  enterByPasskey,
  newestEntries,
  optionsAt,
  ownPasskeys as own,
  personWithPasskey,
  signInPath as signIn,
} from './passkey-person.ts';
import { Visitor } from './visitor.ts';

const minute = 60_000;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
});
afterAll(() => newsroom.dispose());

test('a passkey is added with a name, signs its person in, and is removed', async () => {
  const { visitor, passkey } = await personWithPasskey(newsroom, 'Ada');
  const before = await visitor.open('/desk/account');
  expect(before.texts('.passkeys li')).toEqual([
    expect.stringMatching(/^Key of Ada ?created .* ?not used yet ?Remove$/),
  ]);
  expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
    action: 'passkey.create',
    name: 'Ada',
  });
  const { page, visitor: elsewhere } = await enterByPasskey(newsroom, passkey);
  expect([page.status, page.text1('h1')]).toEqual([200, 'Today']);
  expect(page.text1('.desk-foot')).toContain('Ada');
  expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
    action: 'session.create',
    name: 'Ada',
  });
  const after = await elsewhere.open('/desk/account');
  expect(after.text1('.passkeys li')).toMatch(/last used/);
  const removed = await elsewhere.submit(after, {}, { form: '.passkeys form' });
  expect(removed.text1('.done')).toBe('The passkey was removed. It no longer signs anybody in.');
  expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
    action: 'passkey.delete',
    name: 'Ada',
  });
  const refused = await enterByPasskey(newsroom, passkey);
  expect([refused.page.status, refused.page.text1('h1')]).toEqual([403, 'You were not signed in']);
  expect((await elsewhere.request('/desk')).status).toBe(200);
});

test('a person has several passkeys; the browser is asked to make no second one on a device', async () => {
  const { visitor, passkey } = await personWithPasskey(newsroom, 'Bea');
  const second = await addPasskey(visitor);
  visitor.headers = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' };
  await addPasskey(visitor);
  const page = await visitor.open('/desk/account');
  expect(page.texts('.passkeys bdi').toSorted()).toEqual([
    'Firefox, Windows',
    'Key of Bea',
    'node',
  ]);
  const options = await optionsAt(visitor, `${own}/options`);
  const known = options.excludeCredentials.map(({ id }: { id: string }) => id);
  expect(known).toEqual(expect.arrayContaining([passkey.id, second.id]));
  expect(options).toMatchObject({
    rp: { id: 'newsroom.example', name: 'Organization for Regional Dialogue' },
    user: { name: 'Bea', displayName: 'Bea' },
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  });
  for (const one of [passkey, second])
    expect((await enterByPasskey(newsroom, one)).page.text1('h1')).toBe('Today');
});

const refusals: [name: string, Deviation, reason: RegExp][] = [
  ['forged by another key', { forged: true }, /signature/i],
  ['made at another origin', { origin: 'https://newsroom.example.evil.example' }, /origin/],
  ['made over http', { origin: 'http://newsroom.example' }, /origin/],
  ['for another relying party', { rpId: 'evil.example' }, /relying party/],
  ['for another challenge', { challenge: 'AAAA' }, /challenge/],
  ['without a verified user', { flags: 0x01 }, /not verified/],
  ['without a user', { flags: 0x04 }, /present/],
  ['by a copy, whose counter is behind', { counter: 1 }, /counter/],
  ['of a registration', { type: 'webauthn.create' }, /type/],
  ['asked from within another site', { crossOrigin: true }, /within another site/],
  ['of another person', { userHandle: 'c29tZWJvZHk' }, /another person/],
];

describe('an answer', () => {
  test.each(refusals)('%s signs nobody in, and is in the audit', async (name, changes, reason) => {
    const { passkey } = await personWithPasskey(newsroom, name);
    await enterByPasskey(newsroom, passkey);
    const sessions = await countRows(newsroom, 'tokens');
    const { page, visitor } = await enterByPasskey(newsroom, passkey, changes);
    expect([page.status, page.text1('h1')]).toEqual([403, 'You were not signed in']);
    expect(page.text1('[role=alert]')).toContain('The passkey was not accepted.');
    expect((await visitor.request('/desk')).status).toBe(303);
    expect(await countRows(newsroom, 'tokens')).toBe(sessions);
    const entry = { action: 'signIn.refused', kind: 'passkey/', name };
    expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
      ...entry,
      reason: expect.stringMatching(reason),
    });
    expect((await enterByPasskey(newsroom, passkey, { counter: 1000 })).page.text1('h1')).toBe(
      'Today',
    );
  });

  test('is accepted once, in the browser that was asked, within five minutes', async () => {
    const { passkey } = await personWithPasskey(newsroom, 'Cem');
    const visitor = new Visitor(newsroom);
    const options = await optionsAt(visitor, `${signIn}/request`);
    const cookies = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const credential = passkey.sign(options);
    const stranger = await new Visitor(newsroom).post(signIn, { credential });
    expect(stranger.status).toBe(403);
    expect((await visitor.post(signIn, { credential })).text1('h1')).toBe('Today');
    const replayed = await new Visitor(newsroom).post(signIn, { credential }, { Cookie: cookies });
    expect(replayed.status).toBe(403);
    const late = new Visitor(newsroom);
    const slow = passkey.sign(await optionsAt(late, `${signIn}/request`));
    late.now = Date.now() + 6 * minute;
    expect((await late.post(signIn, { credential: slow })).status).toBe(403);
  });

  test('sent by several requests at once signs in one of them', async () => {
    const { passkey } = await personWithPasskey(newsroom, 'Dag');
    const visitor = new Visitor(newsroom);
    const credential = passkey.sign(await optionsAt(visitor, `${signIn}/request`));
    const Cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = [1, 2, 3, 4].map(() =>
      new Visitor(newsroom).send(signIn, { credential }, { Cookie }),
    );
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([303, 403, 403, 403]);
  });

  test('that is none, or of an unknown passkey, is refused without an entry in the audit', async () => {
    const unknown = new SoftPasskey(origin);
    const visitor = new Visitor(newsroom);
    const written = await countRows(newsroom, 'audit');
    const options = await optionsAt(visitor, `${signIn}/request`);
    for (const credential of [
      '',
      'null',
      '[]',
      '{"id":1}',
      '{"id":"AA","type":"public-key","response":{"clientDataJSON":"AA"}}',
      `{"id":"${'A'.repeat(30_000)}"}`,
      unknown.sign(options),
      unknown.register({ ...options, rp: { id: 'x' }, user: { id: 'x' } }),
    ]) {
      const { page } = await enterByPasskey(newsroom, unknown, {}, visitor);
      expect(page.status).toBe(403);
      await optionsAt(visitor, `${signIn}/request`);
      const { status } = await visitor.post(signIn, { credential });
      expect([credential.slice(0, 60), status]).toEqual([credential.slice(0, 60), 403]);
    }
    expect(await countRows(newsroom, 'audit')).toBe(written);
  });

  test('of a passkey with broken data is refused, never an error of the server', async () => {
    const { passkey } = await personWithPasskey(newsroom, 'Eli');
    for (const part of ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle']) {
      for (const value of ['AA', 'MAYCAQECAQE', 'A'.repeat(5000)]) {
        const visitor = new Visitor(newsroom);
        const options = await optionsAt(visitor, `${signIn}/request`);
        const answer = JSON.parse(passkey.sign(options));
        answer.response[part] = value;
        const { status } = await visitor.post(signIn, { credential: JSON.stringify(answer) });
        expect([part, value.slice(0, 12), status]).toEqual([part, value.slice(0, 12), 403]);
      }
    }
  });

  test('of a disabled person signs nobody in', async () => {
    const { passkey } = await personWithPasskey(newsroom, 'Finn');
    await newsroom.db.prepare(`update editors set disabled_at = 1 where name = 'Finn'`).run();
    expect((await enterByPasskey(newsroom, passkey)).page.status).toBe(403);
  });

  test('from another site is refused before it is read', async () => {
    const { passkey } = await personWithPasskey(newsroom, 'Gus');
    const visitor = new Visitor(newsroom);
    const credential = passkey.sign(await optionsAt(visitor, `${signIn}/request`));
    const cross = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
    const page = await visitor.send(signIn, { credential }, cross);
    expect([page.status, visitor.cookies.has('__Host-dateline')]).toEqual([403, false]);
  });

  test('leads on to the page of the desk that was asked for, and to no other', async () => {
    const { passkey } = await personWithPasskey(newsroom, 'Hal');
    for (const [next, path] of [
      ['/desk/releases?state=draft', '/desk/releases?state=draft'],
      ['/desk', '/desk'],
      ['https://evil.example/desk', '/desk'],
      ['//evil.example/desk/', '/desk'],
      ['/\\evil.example/desk', '/desk'],
      ['/desk/../releases', '/desk'],
      ['javascript:alert(1)', '/desk'],
    ]) {
      const visitor = new Visitor(newsroom);
      const credential = passkey.sign(await optionsAt(visitor, `${signIn}/request`));
      const { headers } = await visitor.send(signIn, { credential, next: next ?? '' });
      expect([next, headers.get('Location')]).toEqual([next, path]);
    }
  });
});

test('every signature of a right key is accepted, also one with short numbers', async () => {
  const passkey = new SoftPasskey(origin);
  passkey.register({ challenge: '', rp: { id: '' }, user: { id: 'Zm9v' } });
  const stored = {
    id: 'p',
    credentialId: passkey.id,
    publicKey: passkey.publicKey,
    algorithm: 'ES256',
    counter: 0,
    editor: { id: 'foo', name: 'Foo', role: 'author' },
  } as const;
  const lengths = new Set<number>();
  for (let n = 1; n <= 1500; n++) {
    const signed = passkey.sign({ challenge: `c${n}`, rpId: 'newsroom.example' });
    const answer = parseAssertion(signed);
    lengths.add(answer.response.signature.length);
    const expected = { challenge: `c${n}`, origin };
    await expect(verifyAssertion(answer, stored, expected)).resolves.toBeGreaterThan(0);
  }
  expect(lengths.size).toBeGreaterThan(2);
});

describe('a sign-in that is older than an hour', () => {
  test('is renewed by a passkey; what was typed is then sent, and the old session ends', async () => {
    const { visitor, passkey } = await personWithPasskey(newsroom, 'Mia', 'admin');
    const now = Date.now();
    visitor.now = now + 61 * minute;
    const list = await visitor.open('/desk/people');
    const asked = await visitor.submit(list, { name: 'Typed before' });
    expect([asked.status, asked.text1('h1')]).toEqual([401, 'Sign in again']);
    expect(asked.document.querySelector('passkey-form')?.getAttribute('data-then')).toBe('typed');
    const old = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const credential = passkey.sign(await optionsAt(visitor, `${signIn}/request`));
    const json = { Accept: 'application/json' };
    expect((await visitor.send(signIn, { credential }, json)).status).toBe(204);
    const sent = await visitor.submit(asked, {}, { form: '#typed' });
    expect(sent.text1('h1')).toBe('Sign-in link for Typed before');
    const thief = new Visitor(newsroom);
    thief.now = visitor.now;
    expect((await thief.request('/desk', { headers: { Cookie: old } })).status).toBe(303);
  });

  test('is not renewed by the passkey of somebody else', async () => {
    const { visitor } = await personWithPasskey(newsroom, 'Nia', 'admin');
    const { passkey } = await personWithPasskey(newsroom, 'Ola');
    const credential = passkey.sign(await optionsAt(visitor, `${signIn}/request`));
    const refused = await visitor.send(signIn, { credential }, { Accept: 'application/json' });
    expect([refused.status, refused.json.detail]).toEqual([
      403,
      expect.stringContaining('The passkey was not accepted.'),
    ]);
    expect((await visitor.open('/desk')).text1('.desk-foot')).toContain('Nia');
  });

  test('neither adds nor removes passkeys', async () => {
    const { visitor } = await personWithPasskey(newsroom, 'Pat');
    const page = await visitor.open('/desk/account');
    const action = page.document.querySelector('.passkeys form')?.getAttribute('action') ?? '';
    visitor.now = Date.now() + 61 * minute;
    const keys = await countRows(newsroom, 'passkeys');
    for (const path of [`${own}/options`, own, action]) {
      expect([path, (await visitor.post(path, { credential: 'x' })).status]).toEqual([path, 401]);
    }
    expect(await countRows(newsroom, 'passkeys')).toBe(keys);
  });
});

test('administrators see and remove passkeys of others; nobody removes another’s by the own page', async () => {
  const { passkey } = await personWithPasskey(newsroom, 'Quin');
  const admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Rut');
  const list = await admin.open('/desk/people');
  const path = list.text.match(/\/desk\/people\/\w+(?="><bdi>Quin<)/)?.[0] ?? '';
  const page = await admin.open(path);
  expect(page.texts('.passkeys li')).toEqual([expect.stringContaining('Key of Quin')]);
  const action = page.document.querySelector('.passkeys form')?.getAttribute('action') ?? '';
  const id = action.match(/passkeys\/(\w+)\/remove$/)?.[1];
  expect((await admin.post(`${own}/${id}/remove`, {})).status).toBe(404);
  const removed = await admin.submit(page, {}, { form: '.passkeys form' });
  expect(removed.text1('.done')).toContain('The passkey was removed.');
  expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
    action: 'passkey.delete',
    name: 'Rut',
  });
  expect((await enterByPasskey(newsroom, passkey)).page.status).toBe(403);
  expect((await admin.post(action, {})).status).toBe(404);
});

test('refused sign-ins and requests of one address are limited', async () => {
  const own = await openNewsroom({ limits: { FAILURES: 3, WRITES: 1e9 } });
  try {
    const visitor = new Visitor(own);
    const statuses = [];
    for (let n = 0; n < 4; n++) {
      statuses.push((await visitor.post(signIn, { credential: 'x' })).status);
    }
    expect(statuses).toEqual([403, 403, 403, 429]);
    const asked = [];
    for (let n = 0; n < 4; n++) {
      asked.push((await visitor.post(`${signIn}/request`, {})).status);
    }
    expect(asked).toEqual([200, 200, 200, 429]);
  } finally {
    await own.dispose();
  }
});

test('the database keeps challenges hashed, and no longer than they hold', async () => {
  const visitor = new Visitor(newsroom);
  const { challenge } = await optionsAt(visitor, `${signIn}/request`);
  const secret = visitor.cookies.get('__Host-dateline-passkey') ?? 'none';
  const rows = JSON.stringify(await newsroom.db.prepare('select * from passkey_challenges').all());
  expect(rows).not.toContain(secret);
  expect(rows).not.toContain(challenge);
  visitor.now = Date.now() + 6 * minute;
  await optionsAt(visitor, `${signIn}/request`);
  expect(await countRows(newsroom, 'passkey_challenges')).toBe(1);
});
