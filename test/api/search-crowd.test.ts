/** Searches of the API through more releases of one second than a page looks at. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fillArchive } from '../../bench/archive.ts';
import { type Local, startLocal } from '../../dev/local.ts';
import { endPublicState } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1);
const size = 1300;
/** Most releases are of one second, in four of its milliseconds; some are newer, some older. */
const crowded = Date.UTC(2020, 0, 1, 12);
const publishedAt = `case when id <= 40 then ${crowded} - (41 - id) * 60000
  when id > ${size - 40} then ${crowded} + (id - ${size - 40}) * 60000
  else ${crowded} + id % 4 end`;

let site: Local;
beforeAll(async () => {
  site = await startLocal({ worker: inject('clocked') });
  await fillArchive(site.db, size);
  await site.db.batch([
    site.db.prepare(
      `update publications set (published_at, visible_from) = (select ${publishedAt}, ${publishedAt})
      where id <= ${size}`,
    ),
    // As publishing leaves them: the editions of a release side by side.
    site.db.prepare(
      `update editions set
        id = -(publication_id * 3 + case lang when 'en' then 0 when 'fr' then 1 else 2 end),
        text = iif(publication_id % 3, 'alder', 'alder birch')`,
    ),
    site.db.prepare('update editions set id = -id'),
  ]);
  await get('/test/index');
});
afterAll(() => site.dispose());

async function get(path: string) {
  const response = await site.fetch(path, { headers: { 'X-Test-Now': String(now) } });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return { text, rows: Number(response.headers.get('X-Test-Rows')) };
}

interface ListPage {
  items: { id: string; publishedAt: string }[];
  next: string | null;
}

/** The items on all pages of a search, and the most rows that one of them read. */
async function walk(query: string, betweenPages: () => Promise<void> = async () => {}) {
  const items: ListPage['items'] = [];
  let most = 0;
  for (let next: string | null = ''; next !== null && items.length <= size; ) {
    const { text, rows } = await get(`/api/v1/releases?${query}${next && `&cursor=${next}`}`);
    const page: ListPage = JSON.parse(text);
    items.push(...page.items);
    most = Math.max(most, rows);
    next = page.next;
    await betweenPages();
  }
  return { items, most };
}

test.each([
  ['q=alder&limit=100', size],
  ['q=alder&limit=100&lang=en', size],
  ['q=birch&limit=100', Math.floor(size / 3)],
])('%s lists each match once, the newest second first', async (query, count) => {
  const { items, most } = await walk(query);
  expect(items).toHaveLength(count);
  expect(new Set(items.map(({ id }) => id)).size).toBe(count);
  const seconds = items.map((item) => item.publishedAt.slice(0, 19));
  expect(seconds).toEqual(seconds.toSorted().reverse());
  expect(most).toBeLessThan(6000);
});

test('a release that is withdrawn after the page that ends with it takes no other along', async () => {
  const { items } = await walk('q=alder&limit=100');
  const withdraw = (id: string) =>
    site.db
      .prepare('update publications set visible_until = ? where release_id = ?')
      .bind(now, id)
      .run();
  const last = items[199]?.id as string;
  let pages = 0;
  const again = await walk('q=alder&limit=100', async () => {
    if (++pages !== 2) return;
    await withdraw(last);
    await endPublicState(site);
  });
  expect(again.items.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
});
