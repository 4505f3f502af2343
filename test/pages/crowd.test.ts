/** Many readers at once, who share the question whether kept responses still hold. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draft, inOtherIsolate, type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;

let newsroom: Newsroom;
/** The newsroom whose editors write in another isolate than that of the readers. */
let elsewhere: Newsroom;
let page: string;
let id: string;
let now = noon;
beforeAll(async () => {
  newsroom = await openNewsroom();
  elsewhere = inOtherIsolate(newsroom);
  const one = await release(newsroom, { now });
  id = one.id;
  page = `/releases/${id}/${one.slug}`;
});
afterAll(() => newsroom?.dispose());
beforeEach(async () => {
  now += minute;
  // Made, and then kept.
  for (const path of [page, '/']) for (const _ of [1, 2]) await newsroom.get(path, now);
});

const many = (of: number) => Array.from({ length: of }, (_, place) => place);
/** The database takes long for this request, and answers. */
const slow = { 'X-Test-Fault': 'read;stall' };

test('readers at once get the same page for fewer questions than there are readers', async () => {
  const { text } = await newsroom.get(page, now);
  const replies = await Promise.all(many(30).map(() => newsroom.get(page, now)));
  expect(replies.map((reply) => reply.text)).toEqual(many(30).map(() => text));
  const queries = replies.map(({ headers }) => Number(headers.get('X-Test-Queries')));
  expect(Math.max(...queries)).toBe(1);
  expect(queries.filter((count) => count === 0).length).toBeGreaterThan(10);
});

test('who comes after a correction sees it, however many read meanwhile', async () => {
  let reading = true;
  const crowd = many(8).map(async () => {
    while (reading) expect((await newsroom.get(page, now)).status).toBe(200);
  });
  for (const date of ['2026-06-27', '2026-06-28', '2026-06-29', '2026-06-30']) {
    now += minute;
    const at = { now, etag: '*' };
    await elsewhere.edit('PUT', `/releases/${id}`, draft({ date }), at);
    const note = { en: `The date is ${date}.` };
    const done = await elsewhere.edit('PUT', `/releases/${id}/publication`, { note }, at);
    expect(done.status).toBeLessThan(300);
    const replies = await Promise.all(many(3).map(() => newsroom.get(page, now)));
    for (const { text } of replies) expect(text).toContain(note.en);
  }
  reading = false;
  await Promise.all(crowd);
});

test('readers at once on both sides of an instant each see what is public at their own moment', async () => {
  const at = now + 10 * minute;
  const editions = { en: { title: 'Not before its time', summary: 'S.', markdown: 'M.' } };
  for (const _ of [1, 2]) await newsroom.get('/', at - 1);
  // Scheduled by another isolate, so that this one does not know of the instant.
  await release(elsewhere, { now, at, editions });
  const moments = many(30).map((place) => at - (place % 3 === 2 ? 0 : 1));
  const replies = await Promise.all(
    moments.map((now, place) => newsroom.get('/', now, place === 0 ? slow : {})),
  );
  const shown = replies.map(({ text }) => text.includes('Not before its time'));
  expect(shown).toEqual(moments.map((now) => now === at));
  now = at;
});

test('readers who leave hold up nobody', async () => {
  const { text } = await newsroom.get(page, now);
  const headers = { 'X-Test-Now': String(now), ...slow };
  const leaving = new AbortController();
  const left = many(20).map(() =>
    newsroom.fetch(page, { headers, signal: leaving.signal }).then(
      () => 'answered',
      () => 'left',
    ),
  );
  const staying = many(10).map(() => newsroom.get(page, now));
  // An answer of another kind: by now the readers are there.
  await newsroom.get('/api/v1/taxonomies/countries', now);
  leaving.abort();
  expect((await Promise.all(staying)).map((reply) => reply.text)).toEqual(many(10).map(() => text));
  expect(await Promise.all(left)).toContain('left');
  expect((await newsroom.get(page, now)).text).toBe(text);
});

test('a failing database fails its own request, and not those that wait for it', async () => {
  const { text } = await newsroom.get(page, now);
  const failing = { 'X-Test-Fault': 'read' };
  const replies = await Promise.all(
    many(20).map((place) => newsroom.get(page, now, place % 4 === 0 ? failing : {})),
  );
  for (const [place, reply] of replies.entries())
    if (place % 4 !== 0) expect(reply.text).toBe(text);
});
