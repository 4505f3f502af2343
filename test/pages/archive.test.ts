/** The archive and the trees contain what is public, by month and by term, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, type Reply, release } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
const embargo = now + 3 * 60 * 60 * 1000;
const edition = (title: string) => ({ title, place: 'ASTANA', markdown: 'A text.' });
const inBoth = (title: string) => ({ editions: { en: edition(title), ar: edition(title) } });

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
  // In Vienna this is the first hour of 2025, elsewhere still 2024.
  const newYear = Date.UTC(2024, 11, 31, 23, 30);
  await release(newsroom, { at: newYear, now, ...inBoth('The first of the year') });
  await release(newsroom, { at: newYear - 3_600_000, now, ...inBoth('The last of the year') });
  await release(newsroom, { at: Date.UTC(2019, 2, 5), now, ...{ fieldsOfWork: [] } });
  await release(newsroom, { at: embargo, now, ...inBoth('The secret treaty') });
});
afterAll(() => newsroom.dispose());

const get = (path: string, at = now) => newsroom.get(path, at);
/** The ways into the archive that a page's own part shows. */
const links = ({ text }: Reply) => {
  const [main = ''] = /<main[\s\S]*<\/main>/.exec(text) ?? [];
  const found = main.matchAll(/<a href="((?:\/ar)?\/archive[^"]*)">([^<]*)/g);
  return [...found].map(([, path, name]) => [path, name]);
};

/** Properties of a response that a reader behind the edge can compare. */
const seen = ({ status, headers, text }: Reply) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !/^(?:date|x-test-.*|cloudflare-.*)$/.test(name)).sort(),
});

describe('the archive', () => {
  test('has the years with a release in the language of the page', async () => {
    expect(links(await get('/archive'))).toEqual([
      ['/archive/2025', '2025'],
      ['/archive/2024', '2024'],
      ['/archive/2019', '2019'],
    ]);
    expect(links(await get('/ar/archive'))).toEqual([
      ['/ar/archive/2025', '2025'],
      ['/ar/archive/2024', '2024'],
    ]);
  });

  test('of a language without releases says so', async () => {
    const { status, text } = await get('/ru/archive');
    expect([status, links({ text } as Reply)]).toEqual([200, []]);
    expect(text).toContain('пока ничего не опубликовано');
  });

  test('has the months of a year, named in the language', async () => {
    expect(links(await get('/archive/2025'))).toContainEqual(['/archive/2025/01', 'January 2025']);
    expect(links(await get('/ar/archive/2025'))).toContainEqual([
      '/ar/archive/2025/01',
      'يناير 2025',
    ]);
  });

  test('counts days in the organization’s time zone', async () => {
    const [january, december] = [await get('/archive/2025/01'), await get('/archive/2024/12')];
    expect(january.text).toContain('The first of the year');
    expect(january.text).not.toContain('The last of the year');
    expect(december.text).toContain('The last of the year');
    expect(december.text).not.toContain('The first of the year');
  });

  test('links only to languages that have the same period', async () => {
    const hreflang = ({ text }: Reply) =>
      [...text.matchAll(/<link rel="alternate" hreflang="(\w+)"/g)].map(([, lang]) => lang);
    expect(hreflang(await get('/archive/2025'))).toEqual(['en', 'ar']);
    expect(hreflang(await get('/ar/archive/2025/01'))).toEqual(['en', 'ar']);
    expect(hreflang(await get('/archive/2019/03'))).toEqual([]);
  });

  test.each(['', '/ar'])(
    '%s contains a scheduled release from its instant on, not before',
    async (lang) => {
      for (const [path, never] of [
        ['/archive/2026', '/archive/2023'],
        ['/archive/2026/07', '/archive/2023/07'],
      ]) {
        const before = await get(`${lang}${path}`, embargo - 1);
        expect(before.status).toBe(404);
        expect(seen(before)).toEqual(seen(await get(`${lang}${never}`, embargo - 1)));
        expect((await get(`${lang}${path}`, embargo)).status).toBe(200);
      }
      expect((await get(`${lang}/archive`, embargo - 1)).text).not.toContain('/archive/2026');
      expect((await get(`${lang}/archive`, embargo)).text).toContain(`"${lang}/archive/2026"`);
      expect((await get(`${lang}/archive/2026/07`, embargo)).text).toContain('The secret treaty');
    },
  );

  test('is cached at the edge until the next instant at most', async () => {
    for (const path of ['/archive', '/archive/2025', '/archive/2025/01', '/ar/archive', '/kinds']) {
      const { headers } = await get(path, embargo - 5000);
      expect(headers.get('Cloudflare-CDN-Cache-Control'), path).toContain('max-age=4,');
      expect(headers.get('Cache-Control')).toBe('public, max-age=0, must-revalidate');
    }
  });

  test('omits withdrawn releases', async () => {
    const { id, etag } = await release(newsroom, { at: Date.UTC(2012, 4, 5), now });
    expect((await get('/archive/2012/05')).status).toBe(200);
    const order = { mode: 'notice', note: { en: 'It was wrong.' } };
    const put = await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, {
      now: now + 1,
      etag,
    });
    expect(put.status, put.text).toBe(200);
    for (const path of ['/archive/2012', '/archive/2012/05']) {
      expect((await get(path, now + 1)).status).toBe(404);
    }
    expect((await get('/archive', now + 1)).text).not.toContain('2012');
  });

  test.each([
    '/archive/abcd',
    '/archive/20',
    '/archive/02025',
    '/archive/2026/13',
    '/archive/2026/00',
    '/archive/2025/1',
    '/archive/2025/01/01',
    '/archive/9999',
    '/archive/9999/12',
    '/archive/0001/01',
    '/archive/1969/12',
    '/archive/٢٠٢٥',
    '/archive/-2025',
    '/ar/archive/2025/13',
  ])('%s is a 404', async (path) => {
    const { status, headers } = await get(path);
    expect([status, headers.get('Content-Type')]).toEqual([404, 'text/html; charset=UTF-8']);
  });

  test('refuses an invalid cursor', async () => {
    expect((await get('/archive/2025/01?cursor=..')).status).toBe(400);
  });

  test('pages a month by a stable cursor, each release once, with 120 rows and one trip', async () => {
    const room = await openNewsroom();
    try {
      for (let hour = 1; hour <= 45; hour++) {
        await release(room, { at: Date.UTC(2026, 4, 20, 12) - hour * 3_600_000, now });
      }
      const found: string[] = [];
      let path: string | undefined = '/archive/2026/05';
      for (let pages = 1; path; pages++) {
        const { text, headers } = await room.get(path, now);
        found.push(...[...text.matchAll(/<h2><a href="([^"]+)/g)].map(([, one]) => one as string));
        path = /rel="next" href="([^"]+)"/.exec(text)?.[1];
        expect(Number(headers.get('X-Test-Trips'))).toBe(1);
        expect(Number(headers.get('X-Test-Rows'))).toBeLessThanOrEqual(120);
        expect(pages).toBeLessThanOrEqual(3);
      }
      expect(found).toHaveLength(45);
      expect(new Set(found).size).toBe(45);
      for (const path of ['/archive', '/archive/2026', '/kinds']) {
        const { headers } = await room.get(path, now);
        expect(Number(headers.get('X-Test-Trips')), path).toBe(1);
        console.log(path, headers.get('X-Test-Rows'));
      }
    } finally {
      await room.dispose();
    }
  });
});

describe('a taxonomy', () => {
  test('is a tree of nested lists, with closed terms marked, in each language', async () => {
    const { text } = await get('/countries');
    expect(text).toMatch(
      /<a href="\/countries\/participating-states">Participating States<\/a><ul><li><a href="\/countries\/kazakhstan">/,
    );
    expect((await get('/meetings')).text).toContain('<span class="closed">Closed</span>');
    const arabic = (await get('/ar/meetings')).text;
    expect(arabic).toContain('<html lang="ar" dir="rtl">');
    expect(arabic).toContain('<h1>الاجتماعات</h1>');
    expect(arabic).toContain('<span class="closed">مغلق</span>');
    expect((await get('/fr/kinds')).text).toContain('Communiqué de presse');
  });

  test.each([
    ['/fr/kinds/press-release', 'Communiqué de presse'],
    ['/fr/fields-of-work/rule-of-law', '<span lang="en">Rule of law</span>'],
    [
      '/ar/meetings/summit-meetings',
      '<span lang="en" dir="ltr">Summit meetings</span><span class="closed">مغلق</span>',
    ],
    [
      '/ar/countries/kazakhstan/corrections',
      'تصويبات: <span lang="en" dir="ltr">Kazakhstan</span>',
    ],
  ])(
    'has the name of a term marked with its language in the heading of %s',
    async (path, heading) => {
      expect((await get(path)).text).toContain(`<h1>${heading}</h1>`);
    },
  );

  test('that does not exist is a 404', async () => {
    for (const path of [
      '/colours',
      '/fr/colours',
      '/archive/x',
      '/kinds/policing',
      '/releases/0123456789ab/x',
    ]) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  test('and every other index is linked from the newsroom, and every link there works', async () => {
    for (const lang of ['', '/ar']) {
      const { text } = await get(lang || '/');
      const nav = /<nav class="browse"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? '';
      const paths = [...nav.matchAll(/href="([^"]+)"/g)].map(([, path]) => path);
      const taxonomies = ['kinds', 'fields-of-work', 'countries', 'structures', 'meetings'];
      const names = [...taxonomies, 'archive', 'corrections', 'events', 'search'];
      expect(paths).toEqual(names.map((name) => `${lang}/${name}`));
      for (const path of paths.slice(0, -1)) {
        expect((await get(path as string)).status, path).toBe(200);
      }
    }
  });

  test('responds with 304 to a client that has it', async () => {
    const { headers } = await get('/kinds');
    const again = await newsroom.get('/kinds', now, { 'If-None-Match': headers.get('ETag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

test('is unchanged by a draft', async () => {
  const before = seen(await get('/archive/2026', now));
  await newsroom.edit('POST', '/releases', draft(), { now });
  expect(seen(await get('/archive/2026', now))).toEqual(before);
});
