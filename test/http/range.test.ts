/** Range requests. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRange } from '../../src/http/range.ts';

describe('of 1000 bytes', () => {
  test.each([
    ['bytes=0-499', 0, 500],
    ['bytes=500-', 500, 500],
    ['bytes=-200', 800, 200],
    ['bytes=-5000', 0, 1000],
    ['bytes=999-5000', 999, 1],
    ['bytes=0-0', 0, 1],
    ['Bytes=0-0', 0, 1],
  ])('%s is the part from %i of %i', (field, offset, length) => {
    expect(parseRange(field, 1000)).toEqual({ offset, length });
  });

  test.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0', 'bytes=99999999999999999999-'])(
    '%s cannot be satisfied',
    (field) => {
      expect(parseRange(field, 1000)).toBe('unsatisfiable');
    },
  );

  test.each([
    [null],
    [''],
    ['bytes=0-1,5-9'],
    ['bytes=5-1'],
    ['bytes=-'],
    ['bytes=a-b'],
    ['bytes 0-1'],
    ['bytes=0x1-2'],
    ['bytes=-1-5'],
    ['lines=0-1'],
  ])('“%s” means the whole file', (field) => {
    expect(parseRange(field, 1000)).toBeNull();
  });
});

test('an empty file has no satisfiable range', () => {
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable');
});

test('a part is always within the file', () => {
  const number = fc.option(fc.nat({ max: 3000 }), { nil: '' });
  fc.assert(
    fc.property(number, number, fc.nat({ max: 2000 }), (first, last, size) => {
      const part = parseRange(`bytes=${first}-${last}`, size);
      if (part === null || part === 'unsatisfiable') return;
      expect(part.offset).toBeGreaterThanOrEqual(0);
      expect(part.length).toBeGreaterThan(0);
      expect(part.offset + part.length).toBeLessThanOrEqual(size);
    }),
  );
});
