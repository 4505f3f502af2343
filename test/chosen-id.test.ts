/** A release under an id chosen by the client: an import keeps its addresses and happens once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const absent = { 'If-None-Match': '*' };
const put = (
  id: string,
  as: 'author' | 'admin' = 'admin',
  headers: Record<string, string> = absent,
) => newsroom.edit('PUT', `/releases/${id}`, draft(), { as, headers });

test('a PUT with If-None-Match: * creates a draft with that id, once', async () => {
  const made = await put('m0ved1n0nce');
  expect([made.status, made.json.id, made.json.state]).toEqual([201, 'm0ved1n0nce', 'draft']);
  expect(made.headers.get('Location')).toMatch(/\/api\/v1\/editor\/releases\/m0ved1n0nce$/);
  const again = await put('m0ved1n0nce');
  expect([again.status, again.json.type]).toEqual([412, 'urn:dateline:problem:stale']);
  const stored = await newsroom.edit('GET', '/releases/m0ved1n0nce', null);
  expect([stored.json.version, stored.headers.get('ETag')]).toEqual([1, made.headers.get('ETag')]);
});

test('of twenty simultaneous creations one succeeds', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => put('twentyat0nce')));
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([201, ...Array(19).fill(412)]);
});

test('without If-None-Match: * nothing is created, and an ETag does not replace it', async () => {
  expect((await put('n0th1nghere', 'admin', {})).status).toBe(404);
  expect((await put('n0th1nghere', 'admin', { 'If-None-Match': '"1"' })).status).toBe(400);
  expect((await newsroom.edit('GET', '/releases/n0th1nghere', null)).status).toBe(404);
});

test('an author learns nothing about the releases of others at an id', async () => {
  await put('0thersdraft');
  expect((await put('0thersdraft', 'author')).status).toBe(404);
  expect((await put('0wndraft000', 'author')).status).toBe(201);
});

test('an invalid document creates nothing', async () => {
  const body = draft({ kind: 'unheard-of' });
  const refused = await newsroom.edit('PUT', '/releases/fa51tydraft', body, { headers: absent });
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [{ pointer: '/kind', detail: 'is not a term of kinds' }],
  ]);
  expect((await newsroom.edit('GET', '/releases/fa51tydraft', null)).status).toBe(404);
});

test('the site document has languages, time zone and the two-person rule', async () => {
  const { status, json } = await newsroom.get('/api/v1/site', Date.now());
  expect(status).toBe(200);
  expect(json).toMatchObject({ timeZone: 'Europe/Vienna', twoPersons: false });
  expect(json.languages[0]).toBe('en');
});
