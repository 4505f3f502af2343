/** A database that stalls: readers get a 503 in time, and no write is reported as failed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr' } });
  ({ id } = await release(newsroom, { now: now - 60_000 }));
});
afterAll(() => newsroom.dispose());

const stalling = { 'X-Test-Fault': '1;stall', 'X-Test-Patience': '100' };

describe('a read from a database that stalls', () => {
  test.each([
    ['/', 'en', 'text/html'],
    ['/fr', 'fr', 'text/html'],
    ['/fr/fields-of-work/policing', 'fr', 'text/html'],
    ['/fr/search?q=judges', 'fr', 'text/html'],
    ['/archive/2026', 'en', 'text/html'],
    ['/feed.xml', 'en', 'text/html'],
    ['/sitemap.xml', 'en', 'text/html'],
    ['/api/v1/releases', 'en', 'application/problem+json'],
    ['/api/v1/changes', 'en', 'application/problem+json'],
  ])('of %s is an uncached 503 in the language of the page', async (path, lang, type) => {
    const reply = await newsroom.get(path, now, stalling);
    expect(reply.status).toBe(503);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'retry-after': '15',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringContaining(type),
    });
    if (type === 'text/html') expect(reply.text).toContain(`<html lang="${lang}"`);
    else expect(reply.json).toMatchObject({ type: 'urn:dateline:problem:unavailable' });
    expect(reply.text).not.toContain('judges');
    expect((await newsroom.get(path, now)).status).toBe(200);
  });

  test('gives the same response for public, hidden and missing releases', async () => {
    const hidden = await release(newsroom, { now, at: now + 60_000 });
    const texts = [id, hidden.id, '0000000000'].map(async (one) => {
      const { status, text } = await newsroom.get(`/releases/${one}/x`, now, stalling);
      return `${status} ${text}`;
    });
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  });

  test('is abandoned no earlier than its deadline', async () => {
    const headers = { ...stalling, 'X-Test-Patience': '30000' };
    expect((await newsroom.get('/', now, headers)).status).toBe(200);
  });

  test('is a 503 for editors, too', async () => {
    const reply = await newsroom.edit('GET', '/releases', null, { now, headers: stalling });
    expect([reply.status, reply.headers.get('Retry-After')]).toEqual([503, '15']);
    expect(reply.headers.get('Cache-Control')).toContain('no-store');
  });
});

test.each([1, 2, 3])('a write whose call %i stalls is completed', async (call) => {
  const headers = { 'X-Test-Fault': `${call};stall`, 'X-Test-Patience': '100' };
  const made = await newsroom.edit('POST', '/releases', draft(), { now, headers });
  expect(made.status).toBe(201);
  const read = await newsroom.edit('GET', `/releases/${made.json.id}`, null, { now });
  expect(read.status).toBe(200);
});
