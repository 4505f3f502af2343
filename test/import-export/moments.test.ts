/** Instants as foreign files write them, of every century that an archive reaches back to. */
import { expect, test } from 'vitest';
import { dayIn, momentIn } from '../../import-export/readers/moments.ts';

const at = (text: string) => ({ at: Date.parse(text) });

test.each([
  ['Thu, 28 Feb 1850 10:00:00 +0000', at('1850-02-28T10:00:00Z')],
  ['28 Feb 1850 10:00:00 EST', at('1850-02-28T15:00:00Z')],
  ['1850-02-28T10:00:00+01:05', at('1850-02-28T08:55:00Z')],
  ['1969-12-31T23:59:59.999Z', at('1969-12-31T23:59:59.999Z')],
  ['1969-12-31 23:59:59', { local: '1969-12-31T23:59:59' }],
  ['1900-01-01 10:00:00.0001', { local: '1900-01-01T10:00:00.0001' }],
  ['0000-00-00 00:00:00', null],
  ['0001-01-01T00:00:00Z', null],
  ['Sat, 01 Jan 0001 00:00:00 +0000', null],
  ['1799-12-31T23:59:59Z', null],
  ['9999-12-31T23:59:59Z', null],
])('%s', (text, moment) => {
  expect(momentIn(text)).toEqual(moment);
});

test('a day in words may be of any century in the range', () => {
  expect(dayIn('Vienna, 5 March 1850')).toBe('1850-03-05');
  expect(dayIn('Vienna, 5 March 0850')).toBeNull();
});
