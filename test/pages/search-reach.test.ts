/** The reach of one search: bounded for rare combinations, and continued without loss. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { fillArchive } from '../../bench/archive.ts';
import { type Local, startLocal } from '../../dev/local.ts';

const now = Date.UTC(2026, 6, 1);
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
/** Time spans in the index: powers of two, in seconds. */
const span = 2 ** 20 * 1000;
const ids = Array.from({ length: 1500 }, (_, index) => index + 1);

/** Before 1970, when seconds were negative, and after it. */
const begun = Date.UTC(1967, 0);

/** Years long ago, a thinner year, a crowded month; and on both sides of each place where a search may end. */
const publishedAt = `case when id <= 300 then ${begun} + id * ${7 * day}
  when id <= 360 then (${Math.floor(now / span)} - id / 2 + 150) * ${span} + (id % 2 * 2 - 1) * ${10 * minute}
  when id <= 1000 then ${now} - ${20 * day} - (1001 - id) * ${18 * hour}
  else ${now} - (1501 - id) * ${hour} end`;

/** One has alders, the next birches; few have both, and of those not all in this order. */
const inOrder = ids.filter((id) => id % 23 === 0 || (id > 300 && id <= 360));
const both = ids.filter((id) => id % 29 === 0 || inOrder.includes(id));
const text = `case when id in (${inOrder}) then 'alder birch' when id % 29 = 0 then 'birch and alder'
  when id = 51 then 'alder cedar' when id % 2 then 'alder' else 'birch' end`;

let site: Local;
/** The number of a release by its id, and when it was published. */
const numbers = new Map<string, number>();
const instants = new Map<number, number>();
const instantOf = (id: number) => instants.get(id) ?? 0;

beforeAll(async () => {
  site = await startLocal({ worker: inject('clocked') });
  await fillArchive(site.db, ids.length);
  const shown = `where id <= ${ids.length}`;
  await site.db.batch([
    site.db.prepare(
      `update publications set (published_at, visible_from) = (select ${publishedAt}, ${publishedAt}) ${shown}`,
    ),
    site.db.prepare(
      `update editions set text = (select ${text.replaceAll('id', 'publication_id')})
      where publication_id <= ${ids.length} and lang = 'en'`,
    ),
  ]);
  const { results } = await site.db
    .prepare(`select id, release_id, published_at from publications ${shown}`)
    .all<{ id: number; release_id: string; published_at: number }>();
  for (const { id, release_id, published_at } of results) {
    numbers.set(release_id, id);
    instants.set(id, published_at);
  }
  await get('/test/index');
});
afterAll(() => site.dispose());

async function get(path: string) {
  const ask = (one: string) => site.fetch(one, { headers: { 'X-Test-Now': String(now) } });
  const asked = await ask(path);
  const response = asked.status === 301 ? await ask(asked.headers.get('Location') ?? '') : asked;
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return { text, rows: Number(response.headers.get('X-Test-Rows')) };
}

/** The results on all pages of a search, and the number of links to older releases. */
async function walkBack(query: string) {
  const found = new Set<number>();
  let links = 0;
  let path: string | null = `/search?${query}`;
  while (path !== null) {
    const page = await get(path);
    for (const [, id] of page.text.matchAll(/<h2><a href="\/releases\/([^/]+)/g))
      found.add(numbers.get(id as string) ?? 0);
    const [, next] = /<a rel="next" href="([^"]+)/.exec(page.text) ?? [];
    const [, further] =
      /Earliest date searched[^<]*<time[^>]*>[^<]*<\/time>\. <a href="([^"]+)/.exec(page.text) ??
      [];
    if (!next && further) links += 1;
    path = (next ?? further)?.replaceAll('&amp;', '&') ?? null;
    expect(page.rows).toBeLessThan(7000);
  }
  return { found: [...found].sort((a, b) => a - b), links };
}

/** The results of the API over all pages, in order. */
async function walkList(query: string) {
  const found: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { items, next } = JSON.parse(
      (await get(`/api/v1/releases?${query}${cursor && `&cursor=${cursor}`}`)).text,
    );
    for (const { id } of items) found.push(numbers.get(id) ?? 0);
    cursor = next;
  }
  return found;
}

/** In the order of publication, the newest first. */
const newestFirst = (some: number[]) => [...some].sort((a, b) => instantOf(b) - instantOf(a));

describe.each([
  ['q=alder+birch', both],
  ['q=%22alder+birch%22', inOrder],
  ['q=alder-birch', inOrder],
  ['q=alder+birch&kind=kinds-1', both.filter((id) => id % 10 > 0)],
  ['q=%22alder+birch%22&kind=kinds-1', inOrder.filter((id) => id % 10 > 0)],
  ['q=alde+birc', both],
])('%s', (query, expected) => {
  test('is found in steps, each of which says how far back it searched; none is missed', async () => {
    const { found, links } = await walkBack(query);
    expect(found).toEqual(expected);
    expect(links).toBeGreaterThan(1);
    expect(links).toBeLessThan(6);
  });

  test('is found by the API once each, in order, in pages of at most the requested length', async () => {
    expect(await walkList(`${query}&lang=en&limit=7`)).toEqual(newestFirst(expected));
    expect(await walkList(`${query}&limit=100`)).toEqual(newestFirst(expected));
  });
});

test('a rare word is found at once, however old its release', async () => {
  expect(await walkBack('q=cedar+alder')).toEqual({ found: [51], links: 0 });
  expect(await walkList('q=cedar+alder&lang=en&limit=7')).toEqual([51]);
});

test.each([
  [50, 150],
  [200, 210],
  [1, 290],
])('a filter by days finds everything, from release %i to %i', async (first, last) => {
  const dayOf = (id: number) => new Date(begun + id * 7 * day).toISOString().slice(0, 10);
  const days = `since=${dayOf(first)}&until=${dayOf(last)}`;
  const expected = both.filter((id) => id >= first && id <= last);
  expect((await walkBack(`q=alder+birch&${days}`)).found).toEqual(expected);
  expect(await walkList(`q=alder+birch&${days}&lang=en&limit=7`)).toEqual(newestFirst(expected));
});

test('words that never occur together are not found, and the last page says so', async () => {
  const { found, links } = await walkBack('q=%22birch+alder%22');
  expect([found, links > 0]).toEqual([[], true]);
  expect(await walkList('q=%22birch+alder%22')).toEqual([]);
});

test('the maximum of words, phrases and terms is one query', async () => {
  const words = Array.from({ length: 12 }, (_, place) => `b-alder${place}`).join(' ');
  const terms = [
    'kind=kinds-1',
    'fields-of-work=fields-of-work-11',
    'countries=countries-101',
    'structures=structures-201',
    'meetings=meetings-301',
  ];
  const query = `q=${encodeURIComponent(words)}&${terms.join('&')}&since=2000-01-01&until=2020-01-01`;
  expect((await get(`/search?${query}`)).text).toContain('No releases found');
  expect(await walkList(`${query}&lang=en`)).toEqual([]);
});
