/** A page beyond the last of a list: it does not exist, whatever address leads there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatCursor } from '../../src/domain/cursor.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const embargo = noon + 60 * 60 * 1000;
let newsroom: Newsroom;

beforeAll(async () => {
  newsroom = await openNewsroom();
  const edition = { title: 'A treaty', summary: 'In short.', markdown: 'Text.' };
  await release(newsroom, { now: noon - 1, editions: { en: edition } });
  const editions = { fr: { ...edition, title: 'Un traité' } };
  await release(newsroom, { now: noon - 1, at: embargo, editions });
});
afterAll(() => newsroom.dispose());

const cursorAt = (publishedAt: number) => formatCursor({ publishedAt, releaseId: '0123456789' });
const oldest = cursorAt(Date.UTC(2001, 0, 1));

test.each([
  `/?cursor=${oldest}`,
  `/fr?cursor=${oldest}`,
  `/countries/kazakhstan?cursor=${oldest}`,
  `/archive/2026/07?cursor=${oldest}`,
  `/corrections?cursor=${oldest}`,
  `/countries/kazakhstan/corrections?cursor=${oldest}`,
  `/events?cursor=${oldest}`,
  `/search?year=2026&cursor=${oldest}`,
  `/search?countries=kazakhstan&year=2026&cursor=${oldest}`,
  '/search?q=treaty&page=2',
  '/search?q=nowhere&page=2',
])('%s is a 404 that no cache keeps', async (path) => {
  const { status, headers, text } = await newsroom.get(path, noon);
  expect(status).toBe(404);
  expect(headers.get('Cache-Control')).toBe('no-store');
  expect(headers.get('Cloudflare-CDN-Cache-Control')).toBeNull();
  expect(text).toContain('<meta name="robots" content="noindex"');
  const first = await newsroom.get(path.replace(/[?&](?:cursor|page)=.*/, ''), noon);
  expect(first.status).toBe(200);
});

test('A page beyond those of ranked results leads to the last of them.', async () => {
  const { status, headers } = await newsroom.get('/search?q=treaty&page=99', noon);
  expect([status, headers.get('Location')]).toEqual([301, '/search?q=treaty&page=10']);
});

test('A page that a scheduled release fills is the same as any until then.', async () => {
  const path = `/fr/countries/kazakhstan?cursor=${cursorAt(embargo + 1)}`;
  const never = await newsroom.get(`/fr/countries/kazakhstan?cursor=${oldest}`, embargo - 1);
  const before = await newsroom.get(path, embargo - 1);
  expect([before.status, before.text]).toEqual([404, never.text]);
  expect((await newsroom.get(path, embargo)).text).toContain('Un traité');
});
