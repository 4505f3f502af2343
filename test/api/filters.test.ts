/** Lists with several filters: the same result as filtering everything, at a bounded cost. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fillArchive } from '../../bench/archive.ts';
import { type Local, startLocal } from '../../dev/local.ts';
import { endPublicState } from '../newsroom.ts';

const size = 2000;
let archive: Local;
const now = Date.now();

interface Listed {
  id: string;
  publishedAt: string;
  kind: { slug: string };
  editions: Record<string, unknown>;
  [taxonomy: string]: unknown;
}

async function ask(query: string) {
  const response = await archive.fetch(`/api/v1/releases?${query}`, {
    headers: { 'X-Test-Now': String(now) },
  });
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  const { items, next } = body as { items: Listed[]; next: string | null };
  return { items, next, rows: Number(response.headers.get('X-Test-Rows')) };
}

/** Reads all pages of a list. */
async function walk(query: string) {
  const pages = [await ask(query)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
    pages.push(await ask(`${query}&cursor=${next}`));
  }
  return pages;
}

/** The day of publication in the time zone of the site, YYYY-MM-DD. */
const dayOf = ({ publishedAt }: Listed) => days.format(new Date(publishedAt));
const days = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Vienna' });

const idsOf = (pages: { items: Listed[] }[]) =>
  pages.flatMap(({ items }) => items.map(({ id }) => id));

beforeAll(async () => {
  archive = await startLocal({ worker: inject('clocked') });
  await fillArchive(archive.db, size, false);
  // Two terms without a common release: one for even numbers, one for odd numbers.
  await archive.db.batch([
    archive.db.prepare(
      `insert into terms (id, taxonomy, slug, position, names)
        values (901, 'meetings', 'even', 20, '{}'), (902, 'structures', 'odd', 50, '{}')`,
    ),
    archive.db.prepare(
      `insert into listings
        select 901 + publication_id % 2, lang, published_at, release_id, publication_id
        from listings where term_id = 0 and lang = '*'`,
    ),
  ]);
});
afterAll(() => archive.dispose());

const values = {
  kind: fc.subarray(['kinds-1', 'kinds-2', 'kinds-3', 'unknown'], { minLength: 1 }),
  'fields-of-work': fc.subarray(
    ['fields-of-work-11', 'fields-of-work-12', 'fields-of-work-21', 'fields-of-work-25'],
    { minLength: 1 },
  ),
  countries: fc.subarray(['countries-100', 'countries-102', 'countries-103'], { minLength: 1 }),
  structures: fc.subarray(['structures-201', 'structures-206'], { minLength: 1 }),
  meetings: fc.subarray(['meetings-301', 'meetings-302'], { minLength: 1 }),
};

test('combined filters list exactly the matching releases, page by page', async () => {
  const everything = (await walk('limit=100')).flatMap(({ items }) => items);
  expect(everything).toHaveLength(size);
  const of = (release: Listed, name: string): string[] =>
    name === 'kind'
      ? [release.kind.slug]
      : (
          release[{ 'fields-of-work': 'fieldsOfWork', structures: 'sources' }[name] ?? name] as {
            slug: string;
          }[]
        ).map(({ slug }) => slug);
  const holds = (release: Listed, name: string, slugs: string[]) =>
    slugs.some((slug) => slug === 'countries-100' || of(release, name).includes(slug));
  await fc.assert(
    fc.asyncProperty(
      fc.record(values, { requiredKeys: [] }),
      fc.constantFrom('', 'fr'),
      fc.constantFrom('', '2012-03-04'),
      fc.constantFrom('', '2019-07-08'),
      fc.constantFrom(3, 20, 100),
      async (filters, lang, since, until, limit) => {
        const chosen = Object.entries(filters);
        const wanted = everything.filter(
          (release) =>
            chosen.every(([name, slugs]) => holds(release, name, slugs)) &&
            (lang === '' || lang in release.editions) &&
            (since === '' || dayOf(release) >= since) &&
            (until === '' || dayOf(release) <= until),
        );
        const query = new URLSearchParams([
          ...chosen.flatMap(([name, slugs]) => slugs.map((slug) => [name, slug])),
          ...Object.entries({ lang, since, until }).filter(([, value]) => value !== ''),
          ['limit', String(limit)],
        ]);
        const pages = wanted.length > 12 * limit ? [await ask(`${query}`)] : await walk(`${query}`);
        const ids = wanted.map(({ id }) => id);
        expect(idsOf(pages), `${query}`).toEqual(ids.slice(0, pages.length * limit));
      },
    ),
    { numRuns: 60 },
  );
});

test('filters without a common release are read up to the limit of a page and continue to the end', async () => {
  const pages = await walk('meetings=even&structures=odd');
  expect(idsOf(pages)).toEqual([]);
  expect(pages).toHaveLength(3);
  for (const { rows } of pages) expect(rows).toBeLessThan(4000);
});

test('a release at the border of two pages is on exactly one of them', async () => {
  const { next } = await ask('meetings=even&structures=odd');
  const end = await archive.db
    .prepare('select id from publications where release_id = ?')
    .bind((next as string).split('-')[1])
    .first<number>('id');
  for (const id of [-3, -2, -1, 0, 1, 2, 3].map((distance) => (end as number) + distance)) {
    const other = 901 + ((id + 1) % 2);
    const shared = archive.db.prepare(
      `insert into listings select ?, lang, published_at, release_id, publication_id
        from listings where term_id = 0 and lang = '*' and publication_id = ?`,
    );
    await shared.bind(other, id).run();
    await endPublicState(archive);
    const pages = await walk('meetings=even&structures=odd');
    expect(idsOf(pages), `${id}`).toHaveLength(1);
    const taken = archive.db.prepare(
      'delete from listings where term_id = ? and publication_id = ?',
    );
    await taken.bind(other, id).run();
  }
});

test('a hidden release appears neither in filtered lists nor in their cursors', async () => {
  const listed = async () => {
    await endPublicState(archive);
    const pages = await walk('meetings=even&structures=odd');
    return pages.map(({ items, next }) => ({ items, next }));
  };
  const before = await listed();
  const hidden = 'id % 3 = 0 and id % 2 = 1';
  await archive.db.exec(`update publications set visible_from = ${now + 1} where ${hidden}`);
  const stay = await listed();
  await archive.db.exec(
    `delete from listings where publication_id in (select id from publications where ${hidden})`,
  );
  expect(stay).toEqual(await listed());
  expect(stay).not.toEqual(before);
});
