/** Releases of two centuries: each is in its place on every surface, also before 1970. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Mirror } from './api/mirror.ts';
import { type Newsroom, openNewsroom, release } from './newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
/** The instants, oldest first. In Vienna the third is in a later year than in UTC, the fourth an hour later. */
const instants = [
  '1800-01-01T00:00:00Z',
  '1850-02-28T10:00:00Z',
  '1899-12-31T23:30:00Z',
  '1960-07-01T00:00:00.001Z',
  '1969-12-31T23:59:58.500Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00Z',
  '1970-01-01T00:00:00.001Z',
  '2026-07-01T12:00:00Z',
];
const newestFirst = [...instants].reverse();
const ids: string[] = [];
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
  // Not in order, so that a list in the order of writing would fail.
  const order = instants.map((_, index) => (index * 4) % instants.length);
  for (const index of order) {
    const at = Date.parse(instants[index] ?? '');
    const editions = { en: { title: `Published at ${instants[index]}`, markdown: `Nr ${index}.` } };
    ids[index] = (await release(newsroom, { at, now, editions })).id;
  }
  await newsroom.tickAt(now);
});
afterAll(() => newsroom.dispose());

const get = async (path: string) => {
  const reply = await newsroom.get(path, now);
  expect(reply.status, `${path} ${reply.text}`).toBe(200);
  return reply;
};
/** The instants in the titles of releases in a text, in order, each once. */
const titlesIn = (text: string) => [
  ...new Set([...text.matchAll(/Published at ([-\dT:.]+Z)/g)].map(([, at]) => at)),
];

/** Instants to the second: within one, a list of matches has the order of the index. */
const seconds = (all: string[]) => all.map((one) => one.slice(0, 'YYYY-MM-DDThh:mm:ss'.length));

const byInstant = (all: string[]) =>
  all.toSorted((one, other) => Date.parse(other) - Date.parse(one));

/** All pages of a list of the API. */
async function listed(query: string, limit = 2): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { json } = await get(`/api/v1/releases?${query}&limit=${limit}${from}`);
    found.push(...json.items.map((one: { publishedAt: string }) => one.publishedAt));
    cursor = json.next;
  } while (cursor !== null);
  return found;
}

describe('each release of two centuries', () => {
  test('is in the newsroom, under its term and in the feeds, in the order of instants', async () => {
    for (const path of [
      '/',
      '/fields-of-work/policing',
      '/countries/participating-states',
      '/feed.json',
      '/feed.xml',
      '/fields-of-work/policing/atom.xml',
    ]) {
      expect(titlesIn((await get(path)).text), path).toEqual(newestFirst);
    }
  });

  test('has its full date in feeds, data and markup', async () => {
    const [, second = ''] = ids;
    const { items } = (await get('/feed.json')).json;
    expect(items.at(-2).date_published).toBe('1850-02-28T10:00:00Z');
    expect((await get('/feed.xml')).text).toContain('<pubDate>Thu, 28 Feb 1850 10:00:00 +0000');
    const { json } = await get(`/api/v1/releases/${second}`);
    expect([json.publishedAt, json.modifiedAt]).toEqual([instants[1], instants[1]]);
    const found = await newsroom.get(`/releases/${second}`, now);
    const page = await get(new URL(found.headers.get('Location') ?? '', newsroom.url).pathname);
    expect(page.text).toContain('"datePublished":"1850-02-28T10:00:00Z"');
    const ninjs = (await get(`/releases/${second}.ninjs.json`)).text;
    expect(ninjs).toContain('1850-02-28T10:00:00Z');
    expect((await get(`/releases/${second}/history`)).text).toContain('1850');
  });

  test('is listed by the API page by page, with filters and without', async () => {
    for (const query of [
      'lang=en',
      'kind=press-release',
      'kind=press-release&countries=kazakhstan',
    ]) {
      expect(await listed(query), query).toEqual(newestFirst);
      expect(await listed(query, 1), query).toEqual(newestFirst);
    }
    for (const query of [
      'q=published',
      'q=published&countries=kazakhstan&structures=secretariat',
    ]) {
      for (const limit of [1, 2]) {
        const found = await listed(query, limit);
        expect(seconds(found), query).toEqual(seconds(newestFirst));
        expect(byInstant(found), query).toEqual(newestFirst);
      }
    }
  });

  test('is found within the days of a filter, and within no others', async () => {
    const between = (since: string, until: string) => `since=${since}&until=${until}`;
    for (const more of ['', '&q=published', '&kind=press-release&countries=kazakhstan']) {
      const found = async (days: string) => {
        const all = await listed(`${days}${more}`);
        expect(seconds(all), more).toEqual(seconds(byInstant(all)));
        return byInstant(all);
      };
      expect(await found(between('1850-02-28', '1850-02-28')), more).toEqual([instants[1]]);
      // Vienna was ahead of Greenwich by 1:05:21 in 1850, by an hour in 1899 and 1969.
      expect(await found(between('1899-12-31', '1899-12-31')), more).toEqual([]);
      expect(await found(between('1900-01-01', '1900-01-01')), more).toEqual([instants[2]]);
      expect(await found('until=1959-12-31'), more).toEqual(instants.slice(0, 3).reverse());
      expect(await found('until=1800-01-01'), more).toEqual([instants[0]]);
      expect(await found('since=1970-01-01'), more).toEqual(newestFirst.slice(0, 5));
      expect(await found('since=9998-12-31'), more).toEqual([]);
      expect(await found(between('1800-01-01', '9998-12-31')), more).toEqual(newestFirst);
    }
  });

  test('is found by the search, in all and in spans of time', async () => {
    const search = async (query: string) =>
      titlesIn((await get(`/search?q=published${query}`)).text).sort();
    expect(await search('')).toEqual([...instants].sort());
    expect(await search('&since=1850-01-01&until=1900-12-31')).toEqual(instants.slice(1, 3));
    expect(await search('&until=1800-12-31')).toEqual([instants[0]]);
    expect(await search('&countries=kazakhstan&until=1969-12-31')).toEqual(instants.slice(0, 4));
  });

  test('is in the archive under its year and month', async () => {
    const { text, headers } = await get('/archive');
    const years = [...text.matchAll(/<a href="\/archive\/(\d{4})">/g)].map(([, year]) => year);
    expect([...new Set(years)]).toEqual(['2026', '1970', '1960', '1900', '1850', '1800']);
    expect(Number(headers.get('X-Test-Trips'))).toBe(1);
    expect(Number(headers.get('X-Test-Rows'))).toBeLessThanOrEqual(60);
    expect((await get('/archive/1900')).text).toContain('/archive/1900/01');
    expect(titlesIn((await get('/archive/1850/02')).text)).toEqual([instants[1]]);
    expect(titlesIn((await get('/archive/1900/01')).text)).toEqual([instants[2]]);
    expect(titlesIn((await get('/archive/1970/01')).text)).toEqual(instants.slice(4, 8).reverse());
    for (const path of ['/archive/1899', '/archive/1850/01', '/archive/0000', '/archive/1700']) {
      expect((await newsroom.get(path, now)).status, path).toBe(404);
    }
  });

  test('is in the sitemap with its date', async () => {
    const { text } = await get('/sitemaps/1.xml');
    for (const id of ids) expect(text).toContain(id);
    for (const at of instants) expect(text).toContain(`<lastmod>${at}</lastmod>`);
  });

  test('links to the previous and the next release', async () => {
    for (const [index, id] of ids.entries()) {
      const found = await newsroom.get(`/releases/${id}`, now);
      const { pathname } = new URL(found.headers.get('Location') ?? '', newsroom.url);
      const { text } = await get(pathname);
      const [beside = ''] = /<nav class="neighbours[\s\S]*?<\/nav>/.exec(text) ?? [];
      const expected = [instants[index - 1], instants[index + 1]].filter(Boolean);
      expect(titlesIn(beside).sort(), beside).toEqual(expected.sort());
    }
  });

  test('is in the change log, and a mirror has the same list', async () => {
    const mirror = new Mirror(newsroom);
    await mirror.follow(now);
    const { json } = await get('/api/v1/releases');
    expect(mirror.list()).toEqual(json.items);
  });

  test('that is added late is in a feed that was built before', async () => {
    await get('/feed.json');
    const at = Date.parse('1851-01-01T00:00:00Z');
    const editions = { en: { title: 'Come late', markdown: 'Late.' } };
    const { id } = await release(newsroom, { at, now: now + 1000, editions });
    for (const path of ['/feed.json', '/fields-of-work/policing/feed.json']) {
      const { json } = await newsroom.get(path, now + 1000);
      const titles = json.items.map((one: { title: string }) => one.title);
      expect(titles.at(-3), path).toBe('Come late');
    }
    const etag = { etag: '*' };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'vanish' }, etag);
  });

  test('is the same after export and restore on another site', async () => {
    const other = await openNewsroom();
    try {
      for (const id of ids) {
        const { text, json } = await newsroom.edit('GET', `/records/${id}`, null);
        const put = await other.edit('PUT', `/records/${id}`, text, { now });
        expect(put.status, put.text).toBe(201);
        expect(json.publications).toHaveLength(1);
      }
      const lists = ['/api/v1/releases?limit=100', '/api/v1/releases?q=published&until=1899-01-01'];
      for (const path of [...lists, '/archive', '/archive/1850']) {
        expect((await other.get(path, now)).text, path).toBe((await get(path)).text);
      }
    } finally {
      await other.dispose();
    }
  });
});

describe('an instant', () => {
  const order = async (at: unknown) => {
    const { json } = await newsroom.edit('POST', '/releases', {
      kind: 'press-release',
      date: '2026-07-01',
      editions: { en: { title: 'When', markdown: 'When.' } },
    });
    const etag = { etag: '*', now };
    const order = { at, backdate: true };
    return newsroom.edit('PUT', `/releases/${json.id}/publication`, order, etag);
  };

  test.each([
    '0000-01-01T00:00:00',
    '0001-01-01T00:00:00',
    '0075-01-01T00:00:00',
    '1799-12-31T23:59:59',
    '9999-01-01T00:00:00',
    '9999-12-31T23:59:59',
  ])('outside of the range is refused in each form, and the range is named: %s', async (text) => {
    for (const at of [
      `${text}Z`,
      `${text}+00:00`,
      { local: text, timeZone: 'UTC' },
      { local: text, timeZone: 'Pacific/Kiritimati' },
      { local: text, timeZone: 'America/Juneau' },
    ]) {
      const { status, json } = await order(at);
      expect([status, json.errors?.[0]?.pointer], JSON.stringify(at)).toEqual([422, '/at']);
      expect(json.errors[0].detail).toContain('from 1800-01-01 to 9998-12-31');
    }
  });

  test('finer than a millisecond is rounded up: never early', async () => {
    const { json } = await order('2026-07-02T00:00:00.0001Z');
    expect(json.at ?? json.publishAt ?? json.visibleFrom).toBe('2026-07-02T00:00:00.001Z');
  });

  test('in local time before standard time is found to the second, or there are none or two', async () => {
    const detailOf = async (local: string, timeZone: string) =>
      (await order({ local, timeZone })).json.errors?.[0].detail;
    expect(await detailOf('1893-04-01T00:06:31', 'Europe/Berlin')).toContain('skip this time');
    expect(await detailOf('1867-10-19T12:00', 'America/Juneau')).toContain(
      'send one of 1867-10-18T20:57:41Z and 1867-10-19T20:57:41Z',
    );
  });

  test.each(['0000-01-01', '0099-12-31', '1799-12-31', '9999-01-01'])(
    'a day outside of the range is invalid as date of a release and in a filter: %s',
    async (date) => {
      const { status, json } = await newsroom.edit('POST', '/releases', {
        kind: 'press-release',
        date,
        editions: { en: { title: 'When', markdown: 'When.' } },
      });
      expect([status, json.errors[0].pointer]).toEqual([422, '/date']);
      for (const query of [`since=${date}`, `until=${date}`, `q=published&since=${date}`]) {
        expect((await newsroom.get(`/api/v1/releases?${query}`, now)).status, query).toBe(400);
        expect((await newsroom.get(`/search?${query}`, now)).status, query).toBe(400);
      }
    },
  );
});
