/** Places in a list, as texts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCursor, parseCursor } from '../../src/domain/cursor.ts';
import { newId } from '../../src/domain/identifier.ts';
import { earliest, forever } from '../../src/domain/instant.ts';

test('a position survives encoding and decoding', () => {
  fc.assert(
    fc.property(fc.integer({ min: earliest, max: forever }), (publishedAt) => {
      const place = { publishedAt, releaseId: newId() };
      expect(parseCursor(formatCursor(place))).toEqual(place);
    }),
  );
});

test('a cursor needs no escaping in a URL', () => {
  const text = formatCursor({ publishedAt: earliest, releaseId: newId() });
  expect(encodeURIComponent(text)).toBe(text);
});

test.each([
  '',
  '-',
  'abc',
  '-0123456789ab',
  'zzzzzzzzzz-0123456789ab',
  '-zzzzzzzzz-0123456789ab',
  '--1-0123456789ab',
  'abc-0123456789abcdefghijklmno',
  'ABC-0123456789ab',
  'abc-0123456789ab\n',
  "abc-' or 1=1 --",
  'abc-0123',
])('“%s” is not a cursor', (text) => {
  expect(parseCursor(text)).toBeNull();
});
