/** A release as Markdown and as JSON: what its page says, under the same gate. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const editions = {
  en: { title: 'The treaty', summary: 'In short.', place: 'ASTANA', markdown: 'It is **signed**.' },
  ar: { title: 'المعاهدة', markdown: 'تم التوقيع.' },
};
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

test('the Markdown has what the page has, and its address', async () => {
  const { id, slug } = await release(newsroom, { now: noon, editions });
  const { text, headers } = await newsroom.get(`/releases/${id}.md`, noon);
  expect(headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
  expect(headers.get('Link')).toBe(
    `<https://newsroom.example/releases/${id}/${slug}>; rel="canonical"; type="text/html"`,
  );
  for (const part of [
    '# The treaty',
    'Kinds: Press release',
    'Date: 2026-07-01',
    'Place: ASTANA',
    'Source: Secretariat, Programme Office in Astana',
    '> In short.',
    'It is **signed**.',
  ]) {
    expect(text).toContain(part);
  }
  const arabic = await newsroom.get(`/ar/releases/${id}.md`, noon);
  expect(arabic.text).toContain('# المعاهدة');
  expect((await newsroom.get(`/ru/releases/${id}.md`, noon)).status).toBe(404);
  const page = await newsroom.get(`/ar/releases/${id}/${encodeURIComponent('المعاهدة')}`, noon);
  expect(page.text).toContain(`href="https://newsroom.example/ar/releases/${id}.md"`);
});

test('the JSON is that of the API, to the byte', async () => {
  const { id } = await release(newsroom, { now: noon, editions });
  const file = await newsroom.get(`/releases/${id}.json`, noon);
  expect(file.text).toBe((await newsroom.get(`/api/v1/releases/${id}`, noon)).text);
  const again = await newsroom.get(`/releases/${id}.json`, noon, {
    'If-None-Match': file.headers.get('ETag') ?? '',
  });
  expect(again.status).toBe(304);
});

test('both are there from the instant on, and not a millisecond before', async () => {
  const at = noon + hour;
  const { id } = await release(newsroom, { now: noon, at, editions });
  for (const form of ['md', 'json']) {
    const early = await newsroom.get(`/releases/${id}.${form}`, at - 1);
    const never = await newsroom.get(`/releases/0123456789ab.${form}`, at - 1);
    expect([early.status, early.text]).toEqual([404, never.text]);
    expect((await newsroom.get(`/releases/${id}.${form}`, at)).status).toBe(200);
  }
});

test.each([
  ['notice', 200],
  ['gone', 410],
  ['vanish', 404],
  ['redirect', 301],
])('withdrawn as %s, both answer %d', async (mode, status) => {
  const { id, etag } = await release(newsroom, { now: noon, editions });
  const order = {
    mode,
    ...(mode === 'notice' && { note: { en: 'It was wrong.' } }),
    ...(mode === 'redirect' && { redirectTo: '/kinds/press-release' }),
  };
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: noon + 1, etag });
  for (const form of ['md', 'json']) {
    const reply = await newsroom.get(`/releases/${id}.${form}`, noon + 1);
    expect(reply.status).toBe(status);
    if (mode === 'notice') expect(reply.text).toContain('It was wrong.');
  }
});

test('crawlers are told of the sitemap, and kept from what is not for them', async () => {
  const { text, headers } = await newsroom.get('/robots.txt', noon);
  expect(headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  expect(text).toBe(
    'User-agent: *\nDisallow: /api/v1/editor/\nDisallow: /preview/\n\nSitemap: https://newsroom.example/sitemap.xml\n',
  );
});
