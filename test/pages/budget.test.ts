/** Costs of pages: one database round trip, and rows only for what the page shows. The limits only go down. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endPublicState, type Newsroom, openNewsroom, type Reply, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
let one: { id: string; slug: string };
beforeAll(async () => {
  newsroom = await openNewsroom();
  for (let hour = 48; hour > 0; hour--) {
    one = await release(newsroom, { now: noon - hour * 3_600_000 });
  }
});
afterAll(() => newsroom.dispose());

function cost({ headers }: Reply) {
  return {
    trips: Number(headers.get('X-Test-Trips')),
    rows: Number(headers.get('X-Test-Rows')),
  };
}

/** A page that no isolate keeps. */
async function getAnew(path: string): Promise<Reply> {
  await endPublicState(newsroom);
  return newsroom.get(path, noon);
}

test('a release page costs one trip and at most 60 rows', async () => {
  const { trips, rows } = cost(await getAnew(`/releases/${one.id}/${one.slug}`));
  expect(trips).toBe(1);
  expect(rows).toBeLessThanOrEqual(60);
});

test('withdrawn releases add no cost to the page of another release', async () => {
  const page = `/releases/${one.id}/${one.slug}`;
  const before = cost(await getAnew(page)).rows;
  for (let count = 0; count < 5; count++) {
    const { id } = await release(newsroom, { now: noon - 50 * 3_600_000 });
    const order = { mode: 'gone' };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: noon, etag: '*' });
  }
  expect(cost(await getAnew(page)).rows).toBeLessThanOrEqual(before);
});

test('a list of twenty costs one trip and at most 120 rows, on its first page and on a later one', async () => {
  for (const path of [
    '/',
    '/fields-of-work/policing',
    '/countries/participating-states',
    '/api/v1/releases',
  ]) {
    const first = await getAnew(path);
    const cursor = /cursor=([0-9a-z-]+)|"next":"([^"]+)"/.exec(first.text);
    const second = await newsroom.get(`${path}?cursor=${cursor?.[1] ?? cursor?.[2]}`, noon);
    expect(second.text, path).not.toBe(first.text);
    for (const { trips, rows } of [cost(first), cost(second)]) {
      expect(trips, path).toBe(1);
      expect(rows, path).toBeLessThanOrEqual(120);
    }
  }
});

test('a missing page costs two trips, for the page and for a redirect', async () => {
  const { headers } = await newsroom.get('/releases/0123456789ab', noon);
  const trips = (name: string) => (headers.get(name) ?? '').split(' ').filter(Boolean).length;
  expect(trips('X-Test-Calls')).toBe(2);
  // Those of the tripwire, which production makes once for the misses of some seconds.
  expect(trips('X-Test-Later-Calls')).toBe(2);
});

test('paging through a list shows each release once, newest first, even if one is added meanwhile', async () => {
  const seen: string[] = [];
  let path: string | null = '/api/v1/releases?limit=7';
  while (path !== null) {
    const { json, headers } = await newsroom.get(path, noon);
    seen.push(...json.items.map((item: { id: string }) => item.id));
    if (seen.length === 14) await release(newsroom, { now: noon - 1 });
    expect(headers.get('Link') === null).toBe(json.next === null);
    path = json.next && `/api/v1/releases?limit=7&cursor=${json.next}`;
  }
  expect(seen).toHaveLength(48);
  expect(new Set(seen).size).toBe(48);
  expect(seen[0]).toBe(one.id);
});
