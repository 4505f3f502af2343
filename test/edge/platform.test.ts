/** The edge does with an answer on its way what the platform does: compression, ranges, https, purges. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Local, startLocal } from '../../dev/local.ts';

/** A Worker whose answers are what their address says; it tells of each request that reaches it. */
const contents = `
const asked = [];
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/asked') return Response.json(asked.splice(0), { headers: { 'Cache-Control': 'no-store' } });
    if (pathname === '/purge') {
      const outcomes = [];
      for (let left = Number(searchParams.get('calls')); left > 0; left--) {
        const tags = Array.from({ length: Number(searchParams.get('tags') ?? 1) }, (_, n) => 'tag-' + n);
        outcomes.push((await ctx.cache.purge({ tags })).success);
      }
      return Response.json(outcomes, { headers: { 'Cache-Control': 'no-store' } });
    }
    asked.push([request.url, request.headers.get('Range'), request.headers.get('If-Range')]);
    return new Response('0123456789'.repeat(20), {
      status: Number(searchParams.get('status') ?? 200),
      headers: {
        'Content-Type': searchParams.get('type') ?? 'application/pdf',
        'Cache-Control': searchParams.get('cache') ?? 'max-age=60',
        ETag: '"abc"',
      },
    });
  },
};`;

let site: Local;
let secure: Local;
beforeAll(async () => {
  const worker = { modules: [{ type: 'ESModule' as const, path: 'answers.js', contents }] };
  const options = { worker, edge: inject('edge'), instrumented: true };
  [site, secure] = [await startLocal(options), await startLocal({ ...options, alwaysHttps: true })];
});
afterAll(() => Promise.all([site.dispose(), secure.dispose()]));

const ask = (query: string, headers: Record<string, string> = {}) =>
  site.fetch(`/?${query}`, { headers: { 'Accept-Encoding': 'identity', ...headers } });

const gzip = { 'Accept-Encoding': 'gzip, br' };

describe('a response to a client that accepts gzip', () => {
  const compressed = ['text/html', 'application/json', 'application/rss+xml', 'application/xml'];
  const plain = ['application/atom+xml', 'application/feed+json', 'text/markdown', 'image/png'];

  test.each(compressed)('of %s is compressed, and its ETag is weak', async (type) => {
    for (const cache of ['max-age=60', 'no-store']) {
      const response = await ask(`type=${encodeURIComponent(type)}&cache=${cache}`, gzip);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-encoding': 'gzip',
        etag: 'W/"abc"',
        vary: 'Accept-Encoding',
      });
      expect(await response.text()).toBe('0123456789'.repeat(20));
    }
  });

  test.each(plain)('of %s is not compressed', async (type) => {
    const response = await ask(`type=${encodeURIComponent(type)}`, gzip);
    expect(response.headers.get('Content-Encoding')).toBeNull();
    expect(response.headers.get('ETag')).toBe('"abc"');
  });

  test('is not compressed if the Worker forbids it, or with another status', async () => {
    for (const query of [
      'type=text/html&cache=max-age%3D60,no-transform',
      'type=text/html&status=410',
    ]) {
      expect((await ask(query, gzip)).headers.get('ETag'), query).toBe('"abc"');
    }
    expect((await ask('type=text/html&status=404', gzip)).headers.get('ETag')).toBe('W/"abc"');
  });

  test('is uncompressed for other clients, even from the cache', async () => {
    await ask('type=text/css', gzip);
    for (const encoding of ['identity', 'gzip;q=0', 'zstd']) {
      const response = await ask('type=text/css', { 'Accept-Encoding': encoding });
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cf-cache-status': 'HIT',
        'content-length': '200',
        etag: '"abc"',
      });
    }
  });

  test('is 304 for a client that has the weak ETag', async () => {
    const { status } = await ask('type=text/html', { ...gzip, 'If-None-Match': 'W/"abc"' });
    expect(status).toBe(304);
  });
});

describe('a range', () => {
  test.each([
    ['bytes=5-9', '"abc"', 206, 'bytes 5-9/200'],
    ['bytes=-10', '"abc"', 206, 'bytes 190-199/200'],
    ['bytes=5-9', '"other"', 200, null],
    ['bytes=5-9', 'W/"abc"', 200, null],
    ['bytes=200-', '"abc"', 416, 'bytes */200'],
  ])('%s of a response with the ETag %s: %i', async (range, etag, status, contentRange) => {
    await ask('asked');
    await (await site.fetch('/asked')).json();
    const address = `range=${range}&if=${etag}`;
    for (const cached of ['MISS', 'HIT']) {
      const response = await ask(address, { Range: range, 'If-Range': etag });
      expect(response.status).toBe(status);
      expect(response.headers.get('Content-Range')).toBe(contentRange);
      expect(response.headers.get('Cf-Cache-Status')).toBe(cached);
    }
    const asked = (await (await site.fetch('/asked')).json()) as string[][];
    expect(asked).toHaveLength(1);
    expect(asked[0]?.slice(1)).toEqual([null, null]);
  });

  test('of an uncacheable response is answered with the whole', async () => {
    const { status } = await ask('cache=private,no-store', { Range: 'bytes=5-9' });
    expect(status).toBe(200);
  });
});

describe('a zone that redirects to https', () => {
  test('never calls the Worker over http', async () => {
    const response = await secure.fetch('/a?b=c');
    expect(response.status).toBe(301);
    expect(response.headers.get('Location')).toBe(`https://${secure.url.host}/a?b=c`);
    await secure.fetch('/a?b=c', { headers: { 'X-Forwarded-Proto': 'https' } });
    const headers = { 'X-Forwarded-Proto': 'https' };
    const asked = await (await secure.fetch('/asked', { headers })).json();
    expect(asked).toEqual([[`https://${secure.url.host}/a?b=c`, null, null]]);
  });
});

describe('purges', () => {
  const noon = Date.UTC(2026, 6, 1, 12);
  const purge = async (query: string, now: number) => {
    const headers = { 'X-Test-Now': String(now) };
    return (await (await site.fetch(`/purge?${query}`, { headers })).json()) as boolean[];
  };
  const count = (outcomes: boolean[]) => outcomes.filter(Boolean).length;

  test('of an account are limited to 25 at once and five a minute', async () => {
    expect(count(await purge('calls=30', noon))).toBe(25);
    expect(count(await purge('calls=30', noon + 60_000))).toBe(5);
    expect(count(await purge('calls=30', noon + 61_000))).toBe(0);
    expect(count(await purge('calls=30', noon + 60 * 60_000))).toBe(25);
  });

  test('name at most a hundred tags', async () => {
    expect(await purge('calls=1&tags=100', noon + 120 * 60_000)).toEqual([true]);
    expect(await purge('calls=1&tags=101', noon + 120 * 60_000)).toEqual([false]);
  });
});
