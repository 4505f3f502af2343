/** Rows that grow with each act: a write that would exceed D1's row limit is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const file = (nth: number) => ({
  id: `f1l3${String(nth).padStart(8, '0')}`,
  filename: `file-${nth}.txt`,
  key: `key-${nth}`,
  mediaType: 'text/plain',
  size: 1,
  sha256: '0'.repeat(64),
  title: 'ü'.repeat(300),
  lang: null,
});
const text = 'ü'.repeat(150_000);

test('a taxonomy with as many terms as its row can contain is readable and refuses another', async () => {
  const languages = Array.from({ length: 99 }, (_, nth) => `en-x-l${nth}`);
  const names = Object.fromEntries(['en', ...languages].map((lang) => [lang, 'ü'.repeat(300)]));
  const make = (slug: string, more = names) =>
    newsroom.edit('POST', '/taxonomies/meetings/terms', { slug, names: more });
  let status = 201;
  let made = 0;
  for (; status === 201 && made < 40; made++) ({ status } = await make(`meeting-${made}`));
  expect([status, made]).toEqual([409, 25]);
  expect((await newsroom.get('/meetings/meeting-1', now)).status).toBe(200);
  expect((await make('more', { ...names, 'fr-x-l': 'one too many' })).status).toBe(422);
});

test('a version that is too large with the details of its files is refused', async () => {
  const { json } = await newsroom.edit('POST', '/releases', draft());
  const files = Array.from({ length: 2200 }, (_, nth) => file(nth));
  await newsroom.db
    .prepare("update revisions set snapshot = json_set(snapshot, '$.attachments', json(?))")
    .bind(JSON.stringify(files))
    .run();
  const long = draft({ editions: { en: { title: 'Long', markdown: text } } });
  const etag = { etag: '*' };
  expect((await newsroom.edit('PUT', `/releases/${json.id}`, long, etag)).status).toBe(413);
  const headers = { 'Content-Type': 'text/plain' };
  const path = `/releases/${json.id}/attachments/more.txt`;
  expect((await newsroom.edit('PUT', path, 'More', { headers })).status).toBe(409);
});

test('a publication that is too large with all its corrections is refused', async () => {
  const { id } = await release(newsroom, { now });
  const note = { en: 'ü'.repeat(2000) };
  const corrections = Array.from({ length: 450 }, () => ({ at: now, note }));
  await newsroom.db
    .prepare(
      `update publications set facts = json_set(facts, '$.corrections', json(?))
       where release_id = ?`,
    )
    .bind(JSON.stringify(corrections), id)
    .run();
  const revised = draft({ editions: { en: { title: 'Corrected', markdown: 'Four.' } } });
  await newsroom.edit('PUT', `/releases/${id}`, revised, { etag: '*', now });
  const order = [`/releases/${id}/publication`, { note }] as const;
  const refused = await newsroom.edit('PUT', ...order, { etag: '*', now: now + 1 });
  expect(refused.status, refused.text).toBe(409);
});
