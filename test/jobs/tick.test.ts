/** The tick builds files only after a change, and can repeat every build. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const uploads = async () => {
  const { objects } = await newsroom.bucket.list({ prefix: 'built/' });
  return Object.fromEntries(objects.map(({ key, uploaded }) => [key, uploaded.getTime()]));
};

test('before the first tick, a feed and the sitemap are built on request', async () => {
  const feed = await newsroom.get('/feed.xml', noon);
  expect([feed.status, feed.headers.get('Content-Type')]).toEqual([
    200,
    'application/rss+xml; charset=utf-8',
  ]);
  expect((await newsroom.get('/sitemap.xml', noon)).text).toContain('/sitemaps/pages.xml');
  expect((await newsroom.get('/sitemaps/pages.xml', noon)).status).toBe(200);
  expect((await newsroom.get('/sitemaps/1.xml', noon)).status).toBe(404);
});

test('a feed has an ETag of its content: a reader who has it gets 304', async () => {
  await release(newsroom, { now: noon });
  await newsroom.tickAt(noon + minute);
  const { headers } = await newsroom.get('/feed.xml', noon + 2 * minute);
  const etag = headers.get('ETag') ?? '';
  const modified = headers.get('Last-Modified') ?? '';
  expect(modified).toBe('Wed, 01 Jul 2026 12:01:01 GMT');
  for (const condition of [
    { 'If-None-Match': etag },
    { 'If-None-Match': `"other", W/${etag}` },
    { 'If-Modified-Since': modified },
    { 'If-None-Match': etag, 'If-Modified-Since': 'Wed, 01 Jul 2020 12:00:00 GMT' },
  ]) {
    const reply = await newsroom.get(
      '/feed.xml',
      noon + 2 * minute,
      condition as Record<string, string>,
    );
    expect([reply.status, reply.text]).toEqual([304, '']);
    expect(reply.headers.get('ETag')).toBe(etag);
  }
  for (const condition of [
    { 'If-None-Match': '"other"', 'If-Modified-Since': modified },
    { 'If-Modified-Since': 'not a date' },
  ]) {
    const reply = await newsroom.get(
      '/feed.xml',
      noon + 2 * minute,
      condition as Record<string, string>,
    );
    expect(reply.status).toBe(200);
  }
});

test('a tick writes only the files whose bytes change', async () => {
  const before = await uploads();
  await newsroom.tickAt(noon + 2 * minute);
  expect(await uploads()).toEqual(before);
  await release(newsroom, {
    now: noon + 3 * minute,
    editions: { fr: { title: 'En français seulement', markdown: 'Texte.' } },
  });
  await newsroom.tickAt(noon + 4 * minute);
  const after = await uploads();
  const written = Object.keys(after).filter((key) => after[key] !== before[key]);
  expect(written.sort()).toEqual([
    'built/fr/atom.xml',
    'built/fr/feed.json',
    'built/fr/feed.xml',
    'built/sitemap.xml',
    'built/sitemaps/1.xml',
    'built/sitemaps/news.xml',
  ]);
});

test('a correction is in the feed and dated in the sitemap one tick later, at the same position', async () => {
  const { id, etag } = await release(newsroom, { now: noon + 5 * minute });
  await newsroom.tickAt(noon + 6 * minute);
  const corrected = draft({ editions: { en: { title: 'Put right', markdown: 'Now right.' } } });
  const revised = await newsroom.edit('PUT', `/releases/${id}`, corrected, { etag });
  await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { note: { en: 'It was wrong.' } },
    {
      now: noon + 7 * minute,
      etag: revised.headers.get('ETag') ?? '',
    },
  );
  await newsroom.tickAt(noon + 8 * minute);
  expect((await newsroom.get('/feed.xml', noon + 8 * minute)).text).toContain('Put right');
  const sitemap = (await newsroom.get('/sitemaps/1.xml', noon + 8 * minute)).text;
  expect(sitemap).toContain(`${id}/put-right</loc><lastmod>2026-07-01T12:07:00Z</lastmod>`);
  expect(sitemap.match(new RegExp(`<loc>[^<]*${id}`, 'g'))).toHaveLength(1);
});

test('two simultaneous ticks do no harm', async () => {
  const made = [];
  for (let second = 0; second < 5; second++) {
    made.push(await release(newsroom, { now: noon + 9 * minute + second }));
  }
  await Promise.allSettled([
    newsroom.tickAt(noon + 10 * minute),
    newsroom.tickAt(noon + 10 * minute),
  ]);
  await newsroom.tickAt(noon + 11 * minute);
  const sitemap = (await newsroom.get('/sitemaps/1.xml', noon + 11 * minute)).text;
  for (const { id } of made) {
    expect(sitemap.match(new RegExp(`<loc>[^<]*${id}`, 'g'))).toHaveLength(1);
  }
  const members = await newsroom.db.prepare('select sum(members) as n from sitemaps').first('n');
  const released = await newsroom.db
    .prepare('select count(distinct release_id) as n from publications')
    .first('n');
  expect(members).toBe(released);
});

test.each(['/feed.xml', '/sitemap.xml', '/sitemaps/1.xml', '/sitemaps/pages.xml'])(
  '%s is rebuilt on request after its object was lost',
  async (path) => {
    const { text } = await newsroom.get(path, noon + 12 * minute);
    await newsroom.bucket.delete(`built${path}`);
    expect((await newsroom.get(path, noon + 12 * minute)).text).toBe(text);
  },
);

test('of two changes in one second, the second is never a 304 for a reader of the first', async () => {
  const at = noon + 24 * 60 * minute;
  await release(newsroom, { now: at + 200 });
  const first = await newsroom.get('/feed.xml', at + 300);
  const second = await release(newsroom, { now: at + 800 });
  const dates = [first.headers.get('Last-Modified'), new Date(at + 300).toUTCString()];
  for (const date of dates.filter((one) => one !== null)) {
    for (const now of [at + 900, at + 1000, at + minute]) {
      const reply = await newsroom.get('/feed.xml', now, { 'If-Modified-Since': date });
      expect([reply.status, reply.text.includes(second.id)], `${date}`).toEqual([200, true]);
    }
  }
});

test('a build that a slow database dates back is never a 304 for a reader of the previous file', async () => {
  const at = noon + 25 * 60 * minute;
  for (const [index, path] of ['/feed.xml', '/sitemaps/1.xml'].entries()) {
    const start = at + index * 60 * minute;
    await release(newsroom, { now: start + 100 });
    const read = await newsroom.get(path, start + 2000);
    const late = await release(newsroom, { now: start + 200 });
    const dates = [read.headers.get('Last-Modified'), new Date(start + 2000).toUTCString()];
    for (const since of dates.map(String)) {
      for (const now of [start + 3000, start + minute]) {
        const reply = await newsroom.get(path, now, { 'If-Modified-Since': since });
        expect([reply.status, reply.text.includes(late.id)], since).toEqual([200, true]);
      }
    }
  }
});
