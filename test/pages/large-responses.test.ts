/** Responses that are too large to be copied for each reader: they are sent in pieces. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const now = noon + minute;
const headers = { 'X-Test-Now': String(now) };
const uncompressed = { 'Accept-Encoding': 'identity' };
const paths = ['/feed.xml', '/feed.json', '/api/v1/releases'];

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const markdown = 'A line of a long text, with an é.\n\n'.repeat(3000);
  for (const number of [1, 2, 3, 4]) {
    const editions = { en: { title: `Long release ${number}`, summary: 'Long.', markdown } };
    await release(newsroom, { now: noon, editions });
  }
});
afterAll(() => newsroom?.dispose());

const bytesOf = async (path: string) =>
  Buffer.from(await (await newsroom.fetch(path, { headers })).arrayBuffer());

test.each(paths)('%s is the same to the byte whenever it is asked for', async (path) => {
  const [made, kept, ...atOnce] = [
    await bytesOf(path),
    await bytesOf(path),
    ...(await Promise.all(Array.from({ length: 20 }, () => bytesOf(path)))),
  ];
  expect(made.length).toBeGreaterThan(300_000);
  expect(made.toString()).toContain('Long release 4');
  for (const other of [kept, ...atOnce]) expect(other.equals(made)).toBe(true);
});

test.each(paths)('%s has its length and its tag, also without a body', async (path) => {
  const { length } = await bytesOf(path);
  const whole = await newsroom.fetch(path, { headers: { ...headers, ...uncompressed } });
  const head = await newsroom.fetch(path, { headers, method: 'HEAD' });
  expect(whole.headers.get('Content-Length')).toBe(String(length));
  expect(head.headers.get('ETag')).toBe(whole.headers.get('ETag'));
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
  await whole.arrayBuffer();
});

test('readers that leave in the middle do not disturb others', async () => {
  const expected = await bytesOf('/feed.xml');
  for (let turn = 0; turn < 10; turn++) {
    const leaving = new AbortController();
    const response = await newsroom.fetch('/feed.xml', { headers, signal: leaving.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    await reader?.cancel().catch(() => null);
  }
  expect((await bytesOf('/feed.xml')).equals(expected)).toBe(true);
});
