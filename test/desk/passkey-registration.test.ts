/** New passkeys at the desk: which answers are registered, and which are not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, origin } from '../newsroom.ts';
import { type Deviation, SoftPasskey } from './authenticator.ts';
import {
  addPasskey,
  countRows,
  newestEntries,
  optionsAt,
  ownPasskeys as own,
  signInPath as signIn,
} from './passkey-person.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
});
afterAll(() => newsroom.dispose());

describe('a new passkey', () => {
  test.each([
    ['made at another origin', { origin: 'https://evil.example' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['for another challenge', { challenge: 'AAAA' }],
    ['without a verified user', { flags: 0x41 }],
    ['of a sign-in', { type: 'webauthn.get' }],
    ['asked from within another site', { crossOrigin: true }],
  ] as [string, Deviation][])('%s is not registered', async (name, changes) => {
    const visitor = new Visitor(newsroom);
    await visitor.signIn('author', `New: ${name}`);
    const keys = await countRows(newsroom, 'passkeys');
    const options = await optionsAt(visitor, `${own}/options`);
    const credential = new SoftPasskey(origin).register(options, changes);
    const page = await visitor.post(own, { credential, name: 'Kept' });
    expect([page.status, page.texts('.faults li').length]).toEqual([422, 1]);
    expect(page.document.querySelector('[name=name]')?.getAttribute('value')).toBe('Kept');
    expect(await countRows(newsroom, 'passkeys')).toBe(keys);
    expect((await newestEntries(newsroom, 1))[0]).toMatchObject({
      action: 'passkey.refused',
      kind: 'editor/',
    });
  });

  test('answers a challenge of its own: of this person, for this purpose, once', async () => {
    const [one, other] = [new Visitor(newsroom), new Visitor(newsroom)];
    await one.signIn('author', 'Ina');
    await other.signIn('author', 'Jan');
    const keys = await countRows(newsroom, 'passkeys');
    const foreign = new SoftPasskey(origin).register(await optionsAt(other, `${own}/options`));
    expect((await one.post(own, { credential: foreign })).status).toBe(422);
    const request = await optionsAt(one, `${signIn}/request`);
    const creation = { ...request, rp: { id: request.rpId }, user: { id: 'eA' } };
    const swapped = new SoftPasskey(origin).register(creation);
    expect((await one.post(own, { credential: swapped })).status).toBe(422);
    for (const credential of ['', '{}', 'x']) {
      await optionsAt(one, `${own}/options`);
      expect((await one.post(own, { credential })).status).toBe(422);
    }
    expect(await countRows(newsroom, 'passkeys')).toBe(keys);
    const passkey = new SoftPasskey(origin);
    const twice = passkey.register(await optionsAt(one, `${own}/options`));
    expect((await one.post(own, { credential: twice })).status).toBe(200);
    expect((await one.post(own, { credential: twice })).status).toBe(422);
    const again = passkey.register(await optionsAt(one, `${own}/options`));
    const known = await one.post(own, { credential: again });
    expect([known.status, known.text1('.faults li')]).toEqual([
      409,
      expect.stringContaining('This passkey is registered already.'),
    ]);
  });

  test('has a name of one line that is not too long, shown as text', async () => {
    const visitor = new Visitor(newsroom);
    await visitor.signIn('author', 'Kim');
    const credential = () => optionsAt(visitor, `${own}/options`);
    const passkey = new SoftPasskey(origin);
    const long = { credential: passkey.register(await credential()), name: 'x'.repeat(101) };
    const refused = await visitor.post(own, long);
    expect([refused.status, refused.texts('.field .fault').length]).toEqual([422, 1]);
    await addPasskey(visitor, '"><script>alert(1)</script>');
    const page = await visitor.open('/desk/account');
    expect(page.document.querySelectorAll('main script').length).toBe(0);
    expect(page.text1('.passkeys bdi')).toContain('<script>');
  });

  test('is not the twenty-first', async () => {
    const visitor = new Visitor(newsroom);
    await visitor.signIn('author', 'Lou');
    const statements = Array.from({ length: 20 }, (_, n) =>
      newsroom.db.prepare(
        `insert into passkeys (id, editor_id, credential_id, public_key, algorithm, counter, name, created_at)
        select 'lou${n}', id, 'lou${n}', 'x', 'ES256', 0, 'x', 1 from editors where name = 'Lou'`,
      ),
    );
    await newsroom.db.batch(statements);
    const headers = { 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' };
    const page = await visitor.request(`${own}/options`, { method: 'POST', headers });
    expect([page.status, page.json.detail]).toEqual([409, expect.stringContaining('20')]);
    expect((await visitor.post(own, { credential: 'x' })).status).toBe(409);
  });
});
