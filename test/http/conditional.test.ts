/** Conditional requests. */
import { describe, expect, test } from 'vitest';
import { etagOf, ifMatchHolds, isNotModified, lastModifiedOf } from '../../src/http/conditional.ts';

const etag = '"abc"';
const lastModified = Date.UTC(2026, 5, 30, 10);

const asks = (headers: Record<string, string>, at: number | null = lastModified) =>
  isNotModified(new Request('https://newsroom.example/', { headers }), { etag, lastModified: at });

describe('If-Match', () => {
  test.each([
    ...['"abc"', '"x", "abc"', ' "abc" ', '*', ' * ', '"a,b","abc"', '"x",, "abc",'],
    ...['W/"abc"', '"x", W/"abc"', 'W/"x",W/"abc"\t, "y"'],
  ])('%s matches', (field) => {
    expect(ifMatchHolds(field, etag)).toBe(true);
  });

  test.each(['w/"abc"', 'W/ "abc"', 'W/"ABC"', '"W/abc"', '"ABC"', 'abc', '', '"x"', '"*"'])(
    '%s does not match',
    (field) => {
      expect(ifMatchHolds(field, etag)).toBe(false);
    },
  );
});

describe('If-None-Match', () => {
  test.each(['"abc"', 'W/"abc"', '"x", W/"abc"', '*'])('%s: the client has it', (field) => {
    expect(asks({ 'If-None-Match': field })).toBe(true);
  });

  test.each(['"x"', 'abc', ''])('“%s”: the client does not have it', (field) => {
    expect(asks({ 'If-None-Match': field })).toBe(false);
  });

  test('takes precedence over If-Modified-Since', () => {
    const since = new Date(lastModified + 60_000).toUTCString();
    expect(asks({ 'If-None-Match': '"x"', 'If-Modified-Since': since })).toBe(false);
  });
});

describe('If-Modified-Since', () => {
  test('is compared with the date that was sent', () => {
    const since = (at: number) => ({ 'If-Modified-Since': new Date(at).toUTCString() });
    expect(asks(since(lastModified))).toBe(true);
    expect(asks(since(lastModified + 1000))).toBe(true);
    expect(asks(since(lastModified - 1000))).toBe(false);
  });

  test('never confuses two changes within a second', () => {
    const start = lastModified;
    for (const [first, then] of [
      [0, 1],
      [200, 800],
      [0, 999],
      [998, 1000],
    ] as const) {
      for (const seenAt of [first, then - 1, first + 1000].map((one) => start + one)) {
        const seesSecond = seenAt >= start + then;
        const sent = lastModifiedOf(start + (seesSecond ? then : first), seenAt);
        // A client without Last-Modified may send the date of the response (RFC 9110, section 13.1.3).
        for (const date of [sent, Math.floor(seenAt / 1000) * 1000]) {
          const headers =
            date === null ? {} : { 'If-Modified-Since': new Date(date).toUTCString() };
          for (const askedAt of [start + then, start + then + 500, start + 5000]) {
            const unchanged = asks(headers, lastModifiedOf(start + then, askedAt));
            if (unchanged) expect([first, then, seesSecond]).toEqual([first, then, true]);
          }
        }
      }
    }
  });

  test('has a date to compare with as soon as the second is over', () => {
    expect(lastModifiedOf(lastModified, lastModified + 999)).toBeNull();
    expect(lastModifiedOf(lastModified, lastModified + 1000)).toBe(lastModified + 1000);
    expect(lastModifiedOf(lastModified + 999, lastModified + 1000)).toBe(lastModified + 1000);
  });

  test('is ignored if it is no date, or if no date is known', () => {
    expect(asks({ 'If-Modified-Since': 'yesterday' })).toBe(false);
    expect(asks({ 'If-Modified-Since': new Date(lastModified).toUTCString() }, null)).toBe(false);
  });
});

test('a request without a condition gets the full response', () => {
  expect(asks({})).toBe(false);
});

describe('the ETag of a content', () => {
  test('is strong, equal for equal content and different for other content', async () => {
    const [one, same, other] = await Promise.all(['a', 'a', 'b'].map(etagOf));
    expect(one).toMatch(/^"[A-Za-z0-9+/]{20}"$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  test('matches itself', async () => {
    const own = await etagOf('a');
    expect(ifMatchHolds(own, own)).toBe(true);
  });
});
