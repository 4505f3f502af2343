/** Search: finds what is public from its instant on, and nothing else; whatever is typed gets a page. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const day = 24 * hour;
let newsroom: Newsroom;

const edition = (title: string, markdown: string, summary = 'In short.') => ({
  title,
  markdown,
  summary,
});

beforeAll(async () => {
  newsroom = await openNewsroom();
  const put = (changes: Record<string, unknown>) => release(newsroom, { now: noon, ...changes });
  await put({ editions: { en: edition('Evidence law workshop', 'Judges met in Astana.') } });
  await put({
    editions: { en: edition('Workshop on borders', 'About evidence, among others.') },
    fieldsOfWork: ['rule-of-law'],
  });
  await put({
    editions: {
      fr: edition('Réunion des élèves', 'À l’école, un café.'),
      de: edition('Straße gesperrt', 'Die Maßnahme gilt.'),
      ru: edition('Новогодняя ёлка', 'Дети собрались у ёлки.'),
      ar: edition('اجتماع القضاة', 'اجتمع القضاة في أستانا.'),
    },
    fieldsOfWork: ['policing'],
    countries: [],
  });
});
afterAll(() => newsroom.dispose());

async function find(query: string, { lang = '', now = noon + hour } = {}) {
  const { status, text, headers } = await newsroom.get(`${lang}/search?${query}`, now);
  expect(status, query).toBe(200);
  const titles = [...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, title]) => title);
  return { titles, text, headers };
}

describe('words', () => {
  test('in a title weigh more than words in a text, and are marked where they stand', async () => {
    const { titles, text } = await find('q=evidence');
    expect(titles).toEqual(['Evidence law workshop', 'Workshop on borders']);
    expect(text).toContain('About <mark>evidence</mark>, among others.');
    expect(text).toContain('Found: 2');
  });

  test('must all be there, as they are or as the beginning of longer ones', async () => {
    expect((await find('q=evidence+borders')).titles).toEqual(['Workshop on borders']);
    expect((await find('q=evide+workshop')).titles).toHaveLength(2);
    expect((await find('q=evidence+nowhere')).text).toContain('Nothing was found');
  });

  test('between quotation marks must stand together', async () => {
    expect((await find('q=%22law+workshop%22')).titles).toEqual(['Evidence law workshop']);
    expect((await find('q=%22workshop+law%22')).titles).toEqual([]);
    expect((await find('q=%C2%ABlaw+workshop%C2%BB')).titles).toHaveLength(1);
  });

  test.each([
    ['/fr', 'eleves', 'Réunion des élèves'],
    ['/fr', 'ÉCOLE', 'Réunion des élèves'],
    ['/de', 'strasse', 'Straße gesperrt'],
    ['/de', 'STRASSE', 'Straße gesperrt'],
    ['/de', 'massnahme', 'Straße gesperrt'],
    ['/ru', 'ЁЛКА', 'Новогодняя ёлка'],
    ['/ar', 'القُضاة', 'اجتماع القضاة'],
  ])('are folded: %s %s', async (lang, word, title) => {
    expect((await find(`q=${encodeURIComponent(word)}`, { lang })).titles).toEqual([title]);
  });

  test('are looked for in the language of the page', async () => {
    expect((await find('q=evidence', { lang: '/fr' })).titles).toEqual([]);
  });
});

describe('filters', () => {
  test('by a term find what is under it and below it, with or without words', async () => {
    expect((await find('q=workshop&countries=participating-states')).titles).toHaveLength(2);
    expect((await find('countries=kazakhstan')).titles).toHaveLength(2);
    expect((await find('q=workshop&countries=nowhere')).titles).toEqual([]);
    expect((await find('fields-of-work=policing', { lang: '/fr' })).titles).toHaveLength(1);
  });

  test('by dates count days of the office’s zone', async () => {
    expect((await find('q=workshop&since=2026-07-01&until=2026-07-01')).titles).toHaveLength(2);
    expect((await find('q=workshop&since=2026-07-02')).titles).toEqual([]);
    expect((await find('q=workshop&until=2026-06-30')).titles).toEqual([]);
  });

  test('are offered with their counts where they narrow, and can be taken away', async () => {
    const { text } = await find('q=workshop');
    expect(text).toContain(
      '<a href="/search?q=workshop&amp;fields-of-work=policing"><span>Policing</span></a> <span class="count">(1)',
    );
    expect(text).not.toContain('fields-of-work=rule-of-law');
    const narrowed = await find('q=workshop&fields-of-work=policing');
    expect(narrowed.titles).toEqual(['Evidence law workshop']);
    expect(narrowed.text).toContain('<a href="/search?q=workshop">');
  });
});

describe('what is not public', () => {
  test('is found from its instant on, and not a millisecond before: words, snippets, counts', async () => {
    const at = noon + 2 * day;
    const editions = { en: edition('Zanzibar', 'A zeppelin lands.') };
    await release(newsroom, { now: noon, at, editions });
    const before = await find('q=zeppelin', { now: at - 1 });
    expect(before.titles).toEqual([]);
    const { results } = await newsroom.db
      .prepare("select * from search where search match 'zeppelin'")
      .all();
    expect(results).toEqual([]);
    const after = await find('q=zeppelin', { now: at });
    expect(after.titles).toEqual(['Zanzibar']);
    const { json } = await newsroom.get('/api/v1/releases?q=zeppelin', at);
    expect(json.items).toMatchObject([{ editions: { en: { title: 'Zanzibar' } } }]);
  });

  test('leaves search with its withdrawal and comes back with its reinstatement', async () => {
    const editions = { en: edition('Quagga', 'It is extinct.') };
    const { id } = await release(newsroom, { now: noon, editions });
    const options = { now: noon + 1000, etag: '*' };
    expect((await find('q=quagga', { now: noon + 999 })).titles).toEqual(['Quagga']);
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, options);
    expect((await find('q=quagga', { now: noon + 1000 })).titles).toEqual([]);
    await newsroom.edit('DELETE', `/releases/${id}/withdrawal`, null, {
      ...options,
      now: noon + 2000,
    });
    expect((await find('q=quagga', { now: noon + 2000 })).titles).toEqual(['Quagga']);
  });

  test('comes back also where nobody searched in between, and hinders no other publication', async () => {
    const { id } = await release(newsroom, {
      now: noon,
      editions: { en: edition('Dodo', 'Gone.') },
    });
    const options = { now: noon + 1000, etag: '*' };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, options);
    await newsroom.edit('DELETE', `/releases/${id}/withdrawal`, null, options);
    await release(newsroom, { now: noon + 2000, editions: { en: edition('Moa', 'Gone too.') } });
    expect((await find('q=gone')).titles.toSorted()).toEqual(['Dodo', 'Moa']);
  });

  test('is no longer found by words that a correction took away', async () => {
    const { id } = await release(newsroom, {
      now: noon,
      editions: { en: edition('Okapi', 'Stripes.') },
    });
    const options = { now: noon + 1000, etag: '*' };
    await newsroom.edit(
      'PUT',
      `/releases/${id}`,
      draft({ editions: { en: edition('Okapi', 'Dots.') } }),
      options,
    );
    expect((await find('q=stripes')).titles).toEqual(['Okapi']);
    await newsroom.edit('PUT', `/releases/${id}/publication`, {}, options);
    expect((await find('q=stripes')).titles).toEqual([]);
    expect((await find('q=dots')).titles).toEqual(['Okapi']);
  });
});

test('whatever is typed gets a page, in one trip', async () => {
  const naughty = [
    '"',
    '""',
    '*',
    'title:x',
    'NEAR(a b)',
    'a NOT b',
    'a AND',
    '(',
    '{x}',
    "'; drop table search; --",
    '\u0000',
    'a\u0000b',
    '\ud800',
    '🙂',
    '%',
    '\\',
    '^a',
    'a*b',
    '-a',
    '<script>',
    'l\u200bx',
    '٣',
    'a"b',
    '«',
    ' ',
    'x'.repeat(10_000),
    '"'.repeat(500),
  ];
  const typed = fc.oneof(fc.constantFrom(...naughty), fc.string({ unit: 'binary' }), fc.string());
  await fc.assert(
    fc.asyncProperty(typed, async (text) => {
      const q = encodeURIComponent(text.toWellFormed());
      const { headers } = await find(`q=${q}&since=${q}&page=${q}&kind=${q}`);
      expect(headers.get('X-Test-Trips')).toBe('1');
      const { status } = await newsroom.get(`/api/v1/releases?q=${q}`, noon);
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 200, examples: naughty.map((text) => [text]) },
  );
  expect((await find('')).titles).toEqual([]);
});

test('nothing found is an honest page; every search names the form as its canonical address', async () => {
  const { text } = await find('q=nowhere');
  expect(text).toContain('Nothing was found for these words.');
  expect(text).toContain('value="nowhere"');
  expect(text).toContain('<link rel="canonical" href="https://newsroom.example/search"');
});

test('what came in with nobody searching is taken into the index by the hourly tick', async () => {
  await newsroom.db.exec('delete from search');
  await newsroom.db.exec('update publications set indexed = 0');
  await newsroom.tickAt(noon + 3 * day);
  const { results } = await newsroom.db
    .prepare("select * from search where search match 'evidence'")
    .all();
  expect(results).toHaveLength(2);
});

describe('a large archive', () => {
  test('costs a search a bounded number of rows, page by page, in pages and in the API', async () => {
    const other = await openNewsroom();
    try {
      for (let count = 0; count < 300; count++) {
        const editions = { en: edition(`Common ${count}`, 'Common words.') };
        await release(other, { now: noon, at: noon - count * hour, editions });
      }
      const cost = (headers: Headers) => Number(headers.get('X-Test-Rows'));
      const first = await other.get('/search?q=common', noon);
      expect(first.text).toContain('Found: more than 200');
      const second = await other.get('/search?q=common&page=10', noon);
      expect(second.text).not.toContain('rel="next"');
      expect((await other.get('/search?q=common&page=99', noon)).status).toBe(200);
      for (const { headers } of [first, second]) expect(cost(headers)).toBeLessThan(6000);
      const seen: string[] = [];
      let path: string | null = '/api/v1/releases?q=common&limit=50&lang=en';
      while (path !== null) {
        const { json } = await other.get(path, noon);
        seen.push(...json.items.map(({ id }: { id: string }) => id));
        path = json.next && `/api/v1/releases?q=common&limit=50&lang=en&cursor=${json.next}`;
      }
      expect(new Set(seen).size).toBe(300);
      expect(seen).toHaveLength(300);
    } finally {
      await other.dispose();
    }
  });
});
