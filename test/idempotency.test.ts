/** A repeated POST, by a client that got no answer or by twenty at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const day = 24 * 60 * 60 * 1000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const post = (key: string, path: string, body: unknown, now = noon) =>
  newsroom.edit('POST', path, body, { now, headers: { 'Idempotency-Key': key } });
const count = (table: string) =>
  newsroom.db.prepare(`select count(*) as n from ${table}`).first<number>('n');

test('the same key and body get the same response, and the operation runs once', async () => {
  const before = await count('releases');
  const first = await post('"a-key"', '/releases', draft());
  const again = await post('"a-key"', '/releases', draft(), noon + 1000);
  const unquoted = await post('a-key', '/releases', draft(), noon + 2000);
  for (const reply of [again, unquoted]) {
    expect(reply.status).toBe(201);
    expect(reply.text).toBe(first.text);
    for (const name of ['ETag', 'Location']) {
      expect(reply.headers.get(name)).toBe(first.headers.get(name));
    }
  }
  expect(await count('releases')).toBe((before ?? 0) + 1);
});

test('the same key with another body or address is refused', async () => {
  await post('"other"', '/releases', draft());
  const body = await post('"other"', '/releases', draft({ date: '2026-07-02' }));
  expect(body.status).toBe(422);
  const term = { slug: 'other', names: { en: 'Other' } };
  expect((await post('"other"', '/taxonomies/kinds/terms', term)).status).toBe(422);
});

test('a refused request is not stored: corrected, it succeeds with its key', async () => {
  expect((await post('"mended"', '/releases', draft({ kind: 'none' }))).status).toBe(422);
  expect((await post('"mended"', '/releases', draft())).status).toBe(201);
});

test('twenty simultaneous requests with one key create one release, and all get its response', async () => {
  const before = await count('releases');
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => post('"twenty"', '/releases', draft())),
  );
  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(201));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(await count('releases')).toBe((before ?? 0) + 1);
  expect((await newsroom.edit('GET', '/audit/verify', null)).json.valid).toBe(true);
});

test('twenty simultaneous restores with one key make one revision', async () => {
  const { json } = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  const path = `/releases/${json.id}/revisions/1/restore`;
  const replies = await Promise.all(Array.from({ length: 20 }, () => post('"back"', path, null)));
  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  const { json: after } = await newsroom.edit('GET', `/releases/${json.id}/revisions`, null);
  expect(after.items).toHaveLength(2);
});

test('a token is returned again for its key alone; the database does not contain it', async () => {
  const { json } = await newsroom.edit('GET', '/editors', null);
  const path = `/editors/${json.items[0].id}/tokens`;
  const first = await post('"secret"', path, { label: 'x' });
  expect((await post('"secret"', path, { label: 'x' })).json.token).toBe(first.json.token);
  const receipts = JSON.stringify(
    (await newsroom.db.prepare('select * from receipts').all()).results,
  );
  expect(receipts).not.toContain(first.json.token);
  expect(receipts).not.toContain('secret');
});

test('a key belongs to its token, and expires after a day', async () => {
  const first = await post('"mine"', '/releases', draft());
  const options = { as: 'editor', now: noon, headers: { 'Idempotency-Key': '"mine"' } } as const;
  const others = await newsroom.edit('POST', '/releases', draft(), options);
  expect(others.json.id).not.toBe(first.json.id);
  await newsroom.tickAt(noon + day + 1000);
  const later = await post('"mine"', '/releases', draft(), noon + day + 2000);
  expect(later.json.id).not.toBe(first.json.id);
});

test.each(['""', 'é', `"${'x'.repeat(256)}"`])('%s is not a key', async (key) => {
  expect((await post(key, '/releases', draft())).status).toBe(400);
});
