/** Rows that grow with each act: a write that would exceed D1's row limit is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../src/domain/digest.ts';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const file = (nth: number) => ({
  id: `f1e3${String(nth).padStart(8, '0')}`,
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

/** The record of a public release, under an id that is free. */
async function freeRecord(id: string) {
  const made = await release(newsroom, { now });
  const { json } = await newsroom.edit('GET', `/records/${made.id}`, null);
  return { ...json, id };
}

test('a record whose publication is too large with its files and corrections is refused', async () => {
  const bytes = new TextEncoder().encode('One file under many names.');
  const sum = await sha256('One file under many names.');
  const record = await freeRecord('rec0rdt00b1g');
  const headers = { 'Content-Type': 'text/plain' };
  const place = `/records/${record.id}`;
  await newsroom.edit('PUT', `${place}/files/${sum}`, bytes, { headers });
  const long = { en: 'ü'.repeat(2000) };
  const details = { size: bytes.length, sha256: sum, alt: long, caption: long };
  const attachments = Array.from({ length: 130 }, (_, nth) => {
    const { key: _key, ...described } = file(nth);
    return { ...described, ...details };
  });
  const corrections = Array.from({ length: 200 }, () => ({ at: record.createdAt, note: long }));
  const [revision, publication] = [record.revisions[0], record.publications[0]];
  const withCorrections = (many: number) => ({
    ...record,
    revisions: [{ ...revision, attachments }],
    publications: [{ ...publication, corrections: corrections.slice(0, many) }],
  });
  const refused = await newsroom.edit('PUT', place, withCorrections(200));
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [{ pointer: '/publications/0/corrections', detail: 'is too large' }],
  ]);
  const made = await newsroom.edit('PUT', place, withCorrections(150));
  expect(made.status, made.text).toBe(201);
});

test('a record whose revisions are by thousands of people is restored', async () => {
  const record = await freeRecord('rec0rdmanyhands');
  const revisions = Array.from({ length: 6000 }, (_, nth) => ({
    ...record.revisions[0],
    version: nth + 1,
    createdBy: `${nth} ${'ü'.repeat(190)}`,
  }));
  const made = await newsroom.edit('PUT', `/records/${record.id}`, { ...record, revisions });
  expect(made.status, made.text.slice(0, 500)).toBe(201);
});
