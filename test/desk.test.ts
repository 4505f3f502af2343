/** The editors' list of releases: every state, search by title, pages, and what each role sees. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type EditOptions, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const titled = (title: string) => ({ editions: { en: { title, markdown: 'Words.' } } });
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
  await newsroom.edit('POST', '/releases', draft(titled('A 100% draft')), {
    now: noon,
    as: 'author',
  });
  await release(newsroom, { now: noon + 1, ...titled('Public one') });
  await release(newsroom, { now: noon + 2, at: noon + 60_000, ...titled('Scheduled one') });
  const { id } = await release(newsroom, { now: noon + 3, ...titled('Withdrawn one') });
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, { now: noon + 4 });
});
afterAll(() => newsroom.dispose());

interface Item {
  state: string;
  titles: Record<string, string>;
}

async function listed(query: string, options: EditOptions = {}): Promise<[string, string][]> {
  const { json, text } = await newsroom.edit('GET', `/releases${query}`, null, {
    now: noon + 10,
    ...options,
  });
  expect(json.items, text).toBeDefined();
  return json.items.map(({ state, titles }: Item) => [state, titles.en]);
}

test('an editor sees every release with its state, the last changed first', async () => {
  expect(await listed('', { as: 'editor' })).toEqual([
    ['withdrawn', 'Withdrawn one'],
    ['scheduled', 'Scheduled one'],
    ['public', 'Public one'],
    ['draft', 'A 100% draft'],
  ]);
});

test('the state is that of the moment: a scheduled release becomes public without a job', async () => {
  expect(await listed('?state=scheduled')).toEqual([['scheduled', 'Scheduled one']]);
  expect(await listed('?state=scheduled', { now: noon + 60_000 })).toEqual([]);
  expect(await listed('?state=public', { now: noon + 60_000 })).toHaveLength(2);
});

test('a part of a title is found literally', async () => {
  expect(await listed('?q=PUBLIC')).toEqual([['public', 'Public one']]);
  expect(await listed('?q=100%25')).toEqual([['draft', 'A 100% draft']]);
  expect(await listed("?q=' or 1=1 --")).toEqual([]);
});

test('an author sees only the own releases', async () => {
  expect(await listed('', { as: 'author' })).toEqual([['draft', 'A 100% draft']]);
});

test('paging through the editors’ list shows each release once', async () => {
  for (let count = 0; count < 60; count++) {
    await newsroom.edit('POST', '/releases', draft(titled(`Many ${count}`)), { now: noon + 5 });
  }
  const first = (await newsroom.edit('GET', '/releases?q=many', null)).json;
  expect(first.items).toHaveLength(50);
  const second = (await newsroom.edit('GET', `/releases?q=many&cursor=${first.next}`, null)).json;
  expect(second.items).toHaveLength(10);
  expect(second.next).toBeNull();
  const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(60);
});

test.each([
  '?state=lost',
  '?cursor=x',
  '?colour=red',
  '?limit=0',
  '?limit=101',
  '?order=title',
  '?publishFrom=x',
  '?publishTo=2026-02-30',
  '?cursor=rest.',
])('%s: 400', async (query) => {
  expect((await newsroom.edit('GET', `/releases${query}`, null)).status).toBe(400);
});

test('a part of a title is found in upper or lower case of any alphabet, composed or not', async () => {
  const titles = ['Москва принимает Форум', 'Über uns', 'Élection à Nîmes', 'Straße'];
  for (const title of titles) await newsroom.edit('POST', '/releases', draft(titled(title)));
  const found = async (q: string) =>
    (await listed(`?q=${encodeURIComponent(q)}`)).map(([, title]) => title);
  for (const title of titles) {
    const spellings = [title.toLowerCase(), title.toLocaleUpperCase().replace('STRASSE', 'STRAßE')];
    for (const q of [...spellings, ...spellings.map((one) => one.normalize('NFD'))]) {
      expect([q, await found(q)]).toEqual([q, [title]]);
    }
  }
  expect(await found('ФОРУМ москва')).toEqual([]);
  const alphabet = Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0x400 + at)).join(
    '',
  );
  const filters = 'state=draft&kind=news-item&lang=en&publishFrom=2026-01-01&publishTo=2026-12-31';
  const all = `&author=nobody&order=publishAt&${filters}`;
  for (const more of ['', all]) {
    expect(await listed(`?q=${encodeURIComponent(alphabet)}${more}`)).toEqual([]);
  }
});
