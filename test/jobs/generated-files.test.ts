/** Feeds and sitemaps as readers get them: never older than the page, whichever process built them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';
import { openReceiver, type Receiver } from '../receiver.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const day = 24 * 60 * minute;
let newsroom: Newsroom;
let hub: Receiver;
let clock = noon;
beforeAll(async () => {
  hub = await openReceiver();
  newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr', WEBSUB_HUB: `${hub.url}/hub` } });
  await release(newsroom, { now: noon });
});
afterAll(async () => {
  await newsroom.dispose();
  await hub.close();
});

/** The object in R2, or null. */
async function stored(path: string): Promise<string | null> {
  return (await (await newsroom.bucket.get(`built${path}`))?.text()) ?? null;
}

const titled = (title: string) => ({ editions: { en: { title, markdown: 'It is so.' } } });

/** The same, once the country has its new name. */
const moved = (title: string) => ({ countries: ['qazaqstan'], ...titled(title) });

test.each([
  ['/feed.xml', 'application/rss+xml'],
  ['/fr/atom.xml', 'application/atom+xml'],
  ['/countries/kazakhstan/feed.json', 'application/feed+json'],
  ['/fr/countries/participating-states/atom.xml', 'application/atom+xml'],
])(
  '%s links to itself and the hub, and responds with 304 to a reader who has it',
  async (path, type) => {
    const { status, headers, text } = await newsroom.get(path, noon);
    expect([status, headers.get('Content-Type')]).toEqual([200, `${type}; charset=utf-8`]);
    expect(headers.get('Link')).toBe(`<${origin}${path}>; rel="self", <${hub.url}/hub>; rel="hub"`);
    expect(text).toContain(`${origin}${path}`);
    expect(headers.get('Cache-Tag')).toMatch(
      new RegExp(`^built,built-${path},list-\\d+-${path.startsWith('/fr') ? 'fr' : 'en'},terms$`),
    );
    const again = await newsroom.get(path, noon, { 'If-None-Match': headers.get('ETag') ?? '' });
    expect([again.status, again.headers.get('Link')]).toEqual([304, headers.get('Link')]);
  },
);

test.each([
  '/sitemaps/pages.xml',
  '/sitemaps/countries.xml',
  '/sitemaps/kinds.xml',
  '/sitemap.xml',
])('%s is a sitemap, and responds with 304 to a reader who has it', async (path) => {
  const { status, headers, text } = await newsroom.get(path, noon);
  expect([status, headers.get('Content-Type')]).toEqual([200, 'application/xml; charset=utf-8']);
  expect(text).toContain(`<loc>${origin}`);
  const again = await newsroom.get(path, noon, { 'If-None-Match': headers.get('ETag') ?? '' });
  expect(again.status).toBe(304);
});

test.each([
  '/xx/feed.xml',
  '/xcountries/kazakhstan',
  '/countries/nowhere/feed.xml',
  '/atom.json',
  '/sitemaps/01.xml',
])('%s is not a feed or sitemap of the site', async (path) => {
  expect((await newsroom.get(path, noon)).status).toBe(404);
});

test.each([
  ['/', ''],
  ['/fr/countries/kazakhstan', '/fr/countries/kazakhstan'],
])('the page %s links to its own feeds in all formats', async (page, place) => {
  const { text } = await newsroom.get(page, noon);
  const [head = '', body = ''] = text.split('<body>');
  for (const name of ['feed.xml', 'atom.xml', 'feed.json']) {
    expect(head).toContain(`href="${origin}${place}/${name}"`);
    expect(body).toContain(`href="${place}/${name}"`);
  }
});

test('a feed of a term is kept current after its first request, and no other feed is', async () => {
  clock = noon + minute;
  await newsroom.tickAt(clock);
  await newsroom.get('/fields-of-work/policing/feed.xml', clock);
  await release(newsroom, { now: clock + 1, ...titled('News from Kazakhstan') });
  await newsroom.tickAt(clock + minute);
  const feed = await stored('/countries/kazakhstan/feed.json');
  expect(feed).toContain('News from Kazakhstan');
  expect(await stored('/fields-of-work/policing/feed.xml')).toContain('News from Kazakhstan');
  expect(await stored('/fields-of-work/rule-of-law/feed.xml')).toBeNull();
});

test('at its instant a release is in every feed and sitemap, under concurrent requests', async () => {
  const at = noon + 10 * minute;
  await release(newsroom, { now: noon + 3 * minute, at, ...titled('On the dot') });
  await newsroom.tickAt(at - 1);
  const feedPaths = ['/feed.xml', '/atom.xml', '/feed.json', '/countries/kazakhstan/feed.json'];
  const all = [...feedPaths, '/sitemaps/news.xml', '/sitemaps/1.xml'];
  for (const path of all) {
    expect((await newsroom.get(path, at - 1)).text, path).not.toMatch(/on.the.dot/i);
  }
  const answers = await Promise.all([...all, ...all].map((path) => newsroom.get(path, at)));
  for (const { status, text } of answers) {
    expect(status).toBe(200);
    expect(text).toMatch(/on.the.dot/i);
  }
  const members = await newsroom.db.prepare('select sum(members) as n from sitemaps').first('n');
  expect(members).toBe(3);
  clock = at + minute;
  await newsroom.tickAt(clock);
  for (const path of all) expect(await stored(path), path).toMatch(/on.the.dot/i);
});

test('a tick with a slow clock reverts no file', async () => {
  const before = await stored('/feed.xml');
  await release(newsroom, { now: clock + minute, ...titled('What came later') });
  await newsroom.tickAt(clock + 2 * minute);
  await newsroom.db.exec("update built_files set due_at = 0 where path = '/feed.xml'");
  await newsroom.tickAt(clock);
  expect(await stored('/feed.xml')).toContain('What came later');
  expect(await stored('/feed.xml')).not.toBe(before);
  clock += 3 * minute;
  await newsroom.tickAt(clock);
});

test('an object without a saved build is never served, and a lost object is rebuilt', async () => {
  // Built by a tick, and read by nobody: it is in no isolate's memory.
  const path = '/fr/feed.xml';
  await newsroom.tickAt(clock);
  const text = await stored(path);
  await newsroom.bucket.put(`built${path}`, 'half of a fi');
  expect((await newsroom.get(path, clock)).text).toBe(text);
  expect(await stored(path)).toBe(text);
});

test('a file in memory is as right as the register: a lost object is not missed, a change is seen', async () => {
  const path = '/atom.xml';
  const before = (await newsroom.get(path, clock)).text;
  expect((await newsroom.get(path, clock)).text).toBe(before);
  await newsroom.bucket.delete(`built${path}`);
  expect((await newsroom.get(path, clock)).text).toBe(before);
  clock += minute;
  await release(newsroom, { now: clock, ...titled('Seen at once') });
  expect((await newsroom.get(path, clock)).text).toContain('Seen at once');
});

test('feeds of a renamed term move with it: the old address redirects', async () => {
  const path = '/countries/kazakhstan';
  const { headers } = await newsroom.edit(
    'GET',
    `/taxonomies${path.replace('/countries', '/countries/terms')}`,
    null,
  );
  const renamed = {
    slug: 'qazaqstan',
    parent: 'participating-states',
    names: { en: 'Qazaqstan' },
  };
  const put = await newsroom.edit('PUT', '/taxonomies/countries/terms/kazakhstan', renamed, {
    now: clock,
    etag: headers.get('ETag') ?? '',
  });
  expect(put.status).toBe(200);
  const old = await newsroom.get(`${path}/feed.json`, clock);
  expect([old.status, old.headers.get('Location')]).toEqual([
    301,
    '/countries/qazaqstan/feed.json',
  ]);
  expect((await newsroom.get('/countries/qazaqstan/feed.json', clock)).json.title).toContain(
    'Qazaqstan',
  );
  clock += minute;
  await newsroom.tickAt(clock);
  expect(await stored(`${path}/feed.json`)).toBeNull();
  expect(await stored('/feed.xml')).toContain('>Qazaqstan</category>');
  expect(await stored('/sitemaps/countries.xml')).toContain('/countries/qazaqstan<');
});

test('a withdrawal or correction is in every file one tick later', async () => {
  const { id, etag } = await release(newsroom, { now: clock + 1, ...moved('Said too soon') });
  await newsroom.tickAt(clock + minute);
  const draftOf = draft(moved('Said well'));
  const revised = await newsroom.edit('PUT', `/releases/${id}`, draftOf, { etag });
  const corrected = await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { note: { en: 'It was too soon.' } },
    { now: clock + 2 * minute, etag: revised.headers.get('ETag') ?? '' },
  );
  await newsroom.tickAt(clock + 3 * minute);
  const files = [
    '/feed.xml',
    '/countries/qazaqstan/feed.json',
    '/sitemaps/1.xml',
    '/sitemaps/news.xml',
  ];
  for (const path of files) {
    expect(await stored(path), path).toMatch(/said.well/i);
    expect(await stored(path), path).not.toMatch(/said.too.soon/i);
    expect((await stored(path))?.match(new RegExp(`${id}/said-well<`, 'g'))?.length ?? 1).toBe(1);
  }
  await newsroom.edit(
    'PUT',
    `/releases/${id}/withdrawal`,
    { mode: 'gone' },
    {
      now: clock + 4 * minute,
      etag: corrected.headers.get('ETag') ?? '',
    },
  );
  clock += 5 * minute;
  await newsroom.tickAt(clock);
  for (const path of files) expect(await stored(path), path).not.toContain(id);
});

test('news leave the news sitemap after two days, without a change or a tick', async () => {
  const index = async (now: number) => (await newsroom.get('/sitemap.xml', now)).text;
  const news = async (now: number) => (await newsroom.get('/sitemaps/news.xml', now)).text;
  const { id } = await release(newsroom, { now: clock, ...moved('The last news') });
  const end = clock + 2 * day;
  await newsroom.tickAt(clock);
  expect(await news(end - 1)).toContain(id);
  expect(await index(end - 1)).toContain('/sitemaps/news.xml');
  expect(await news(end)).not.toContain('<news:news>');
  expect(await index(end)).not.toContain('/sitemaps/news.xml');
  await newsroom.tickAt(end);
  expect(await stored('/sitemaps/news.xml')).not.toContain('<news:news>');
  expect(await stored('/sitemap.xml')).not.toContain('/sitemaps/news.xml');
  clock = end;
});

test('after a change of settings every file is rebuilt, and only changed bytes are written', async () => {
  const before = await newsroom.bucket.head('built/fr/feed.xml');
  await newsroom.db.exec("update clock set form = 'another'");
  await newsroom.bucket.put('built/feed.xml', '<rss>of another origin</rss>', {
    customMetadata: { sha256: 'another' },
  });
  await newsroom.db.exec("update built_files set digest = 'another' where path = '/feed.xml'");
  expect((await newsroom.get('/feed.xml', clock)).text).toContain(origin);
  await newsroom.tickAt(clock + minute);
  expect(await stored('/feed.xml')).toContain(origin);
  expect((await newsroom.bucket.head('built/fr/feed.xml'))?.uploaded).toEqual(before?.uploaded);
  await newsroom.tickAt(clock + 3 * minute);
  expect((await newsroom.tickAt(clock + 5 * minute)).headers.get('X-Test-Trips')).toBe('1');
});

test('a taxonomy that outgrows a sitemap has another part, which the index contains', async () => {
  const sql = `insert into terms (taxonomy, slug, position, names)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 6000)
    select 'meetings', 'meeting-' || i, 100 + i, '{"en":"A meeting"}' from n`;
  await newsroom.db.prepare(sql).run();
  const path = '/sitemaps/meetings-2.xml';
  expect((await newsroom.get(path, clock)).status).toBe(404);
  const add = await newsroom.edit(
    'POST',
    '/taxonomies/meetings/terms',
    { slug: 'the-last', names: { en: 'The last' } },
    { now: clock },
  );
  expect(add.status, add.text).toBe(201);
  const index = (await newsroom.get('/sitemap.xml', clock)).text;
  const named = [...index.matchAll(/<loc>[^<]*(\/sitemaps\/meetings[^<]*)</g)].map(
    ([, one]) => one,
  );
  expect(named.length).toBeGreaterThan(1);
  expect(named).toContain(path);
  const parts = await Promise.all(named.map((one) => newsroom.get(one ?? '', clock)));
  expect(parts.map(({ status }) => status)).toEqual(named.map(() => 200));
  expect(parts.at(-1)?.text).toContain('/meetings/the-last<');
  await newsroom.db.exec("delete from terms where slug like 'meeting-%'");
  const removed = await newsroom.edit('DELETE', '/taxonomies/meetings/terms/the-last', null, {
    now: clock,
    etag: '"1"',
  });
  expect(removed.status).toBe(204);
  expect((await newsroom.get(path, clock)).status).toBe(404);
  expect((await newsroom.get('/sitemap.xml', clock)).text).not.toContain(path);
});

test.each(['/sitemaps/countries-1.xml', '/sitemaps/countries-02.xml', '/sitemaps/pages-2.xml'])(
  '%s is not a sitemap',
  async (path) => {
    expect((await newsroom.get(path, clock)).status).toBe(404);
  },
);
