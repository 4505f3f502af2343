/** Instants and calendar days. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayInZone,
  describeInstant,
  forever,
  formatInstant,
  isCalendarDate,
  parseInstant,
  startOfDay,
} from '../../src/domain/instant.ts';

const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Europe/Vienna'];
const second = fc.integer({ min: 0, max: Math.floor(forever / 1000) - 172_800 });
const day = 24 * 60 * 60 * 1000;

describe('an instant in writing', () => {
  test.each([
    ['no zone', '2026-06-30T10:00:00'],
    ['a day only', '2026-06-30'],
    ['31 June', '2026-06-31T10:00:00Z'],
    ['29 February of a common year', '2026-02-29T10:00:00Z'],
    ['the hour 24', '2026-06-30T24:00:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['a space for the T', '2026-06-30 10:00:00Z'],
    ['an offset of 24 hours', '2026-06-30T10:00:00+24:00'],
    ['an offset without a colon', '2026-06-30T10:00:00+0200'],
    ['a comma before the fraction', '2026-06-30T10:00:00,5Z'],
    ['more after it', '2026-06-30T10:00:00Z; drop'],
    ['a line break after it', '2026-06-30T10:00:00Z\n'],
    ['a year of five digits', '+02026-06-30T10:00:00Z'],
    ['a time before 1970', '1969-12-31T23:59:59Z'],
    ['a time after the end', '9999-12-31T23:59:59.999Z'],
    ['digits of another script', '٢٠٢٦-06-30T10:00:00Z'],
    ['words', 'tomorrow'],
    ['nothing', ''],
  ])('with %s is refused', (_what, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test('is the same in every zone', () => {
    const at = Date.UTC(2026, 5, 30, 10);
    for (const text of [
      '2026-06-30T10:00:00Z',
      '2026-06-30t10:00:00z',
      '2026-06-30T12:00:00+02:00',
      '2026-06-30T15:45:00.000+05:45',
      '2026-06-29T23:00:00-11:00',
    ]) {
      expect(parseInstant(text)).toBe(at);
    }
  });

  test('keeps milliseconds and leaves out what is finer', () => {
    expect(parseInstant('2026-06-30T10:00:00.1239Z')).toBe(Date.UTC(2026, 5, 30, 10, 0, 0, 123));
  });

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: forever - 1 }), (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });
});

test('a calendar date is a day that exists, in four, two and two digits', () => {
  expect(isCalendarDate('2024-02-29')).toBe(true);
  for (const text of ['2026-02-29', '2026-6-1', '2026-13-01', '2026-00-10', '2026-06-31', '']) {
    expect(isCalendarDate(text)).toBe(false);
  }
});

describe('a day in a zone', () => {
  test('begins where the zone is, not where the server is', () => {
    const at = Date.UTC(2026, 5, 30, 10);
    expect(dayInZone(at, 'Pacific/Kiritimati')).toBe('2026-07-01');
    expect(dayInZone(at, 'Pacific/Pago_Pago')).toBe('2026-06-29');
    expect(dayInZone(Date.UTC(2026, 5, 30, 18, 14, 59), 'Asia/Kathmandu')).toBe('2026-06-30');
    expect(dayInZone(Date.UTC(2026, 5, 30, 18, 15), 'Asia/Kathmandu')).toBe('2026-07-01');
  });

  test.each([
    ['2026-07-01', 'Pacific/Kiritimati', '2026-06-30T10:00:00Z'],
    ['2026-07-01', 'Asia/Kathmandu', '2026-06-30T18:15:00Z'],
    ['2026-03-29', 'Europe/Vienna', '2026-03-28T23:00:00Z'],
    ['2026-03-30', 'Europe/Vienna', '2026-03-29T22:00:00Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    ['2018-11-05', 'America/Sao_Paulo', '2018-11-05T02:00:00Z'],
  ])('%s begins in %s at %s', (date, zone, at) => {
    expect(formatInstant(startOfDay(date, zone))).toBe(at);
  });

  test('that the zone left out is over at once: it begins with the day after it', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-31', 'Pacific/Apia'));
  });

  test('holds every instant from its beginning, and none before', () => {
    fc.assert(
      fc.property(second, fc.constantFrom(...zones), (seconds, zone) => {
        const at = Math.max(seconds * 1000, day);
        const date = dayInZone(at, zone);
        const start = startOfDay(date, zone);
        expect(start).toBeLessThanOrEqual(at);
        expect(dayInZone(start, zone)).toBe(date);
        expect(dayInZone(start - 1, zone) < date).toBe(true);
      }),
    );
  });
});

describe('an instant as an office would say it', () => {
  test('has the weekday and the offset of the zone', () => {
    expect(describeInstant(Date.UTC(2026, 5, 30, 10), 'Pacific/Kiritimati')).toEqual({
      timeZone: 'Pacific/Kiritimati',
      time: '2026-07-01T00:00:00+14:00',
      weekday: 'Wednesday',
    });
    expect(describeInstant(Date.UTC(2026, 0, 1), 'Europe/London')).toEqual({
      timeZone: 'Europe/London',
      time: '2026-01-01T00:00:00+00:00',
      weekday: 'Thursday',
    });
  });

  test('can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), fc.constantFrom(...zones), (seconds, zone) => {
        expect(parseInstant(describeInstant(seconds * 1000, zone).time)).toBe(seconds * 1000);
      }),
    );
  });
});
