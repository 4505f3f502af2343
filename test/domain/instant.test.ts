/** Instants and calendar days. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayAfter,
  dayInZone,
  describeInstant,
  earliest,
  formatInstant,
  instantsOfLocal,
  isCalendarDate,
  latest,
  parseInstant,
  startOfDay,
} from '../../src/domain/instant.ts';

const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Europe/Vienna'];
const day = 24 * 60 * 60 * 1000;
/** Anywhere in the range; as often in the two centuries in which zones changed. */
const instants = fc.oneof(
  fc.integer({ min: earliest, max: latest }),
  fc.integer({ min: Date.UTC(1840, 0), max: Date.UTC(2040, 0) }),
);

describe('a written instant', () => {
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
    ['a time before the range', '1799-12-31T23:59:59.999Z'],
    ['a time before the range by its zone', '1800-01-01T00:00:00+00:01'],
    ['a time after the range', '9999-01-01T00:00:00Z'],
    ['a time after the range by its zone', '9998-12-31T23:59:00-00:01'],
    ['a time that rounds up to one after the range', '9998-12-31T23:59:59.9991Z'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['the year 75, which is not 1975', '0075-01-01T00:00:00Z'],
    ['the last year that can be written', '9999-12-31T23:59:59.999Z'],
    ['digits of another script', '٢٠٢٦-06-30T10:00:00Z'],
    ['words', 'tomorrow'],
    ['nothing', ''],
  ])('with %s is refused', (_what, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test('is the same instant in every zone', () => {
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

  test.each([
    ['.123', 123],
    ['.1230000', 123],
    ['.1239', 124],
    ['.1230000001', 124],
    ['.0001', 1],
    ['.9990', 999],
    ['.9991', 1000],
    ['.057', 57],
    ['.5', 500],
    ['.000000000000000000000000000001', 1],
  ])('keeps milliseconds, and rounds finer fractions up: %s', (fraction, milliseconds) => {
    for (const [text, at] of [
      ['2026-06-30T10:00:00', Date.UTC(2026, 5, 30, 10)],
      ['1850-06-30T10:00:00', Date.UTC(1850, 5, 30, 10)],
    ] as const) {
      expect(parseInstant(`${text}${fraction}Z`)).toBe(at + milliseconds);
      expect(instantsOfLocal(`${text}${fraction}`, 'UTC')).toEqual([at + milliseconds]);
    }
  });

  test.each([
    ['1800-01-01T00:00:00Z', earliest],
    ['1799-12-31T23:00:00-01:00', earliest],
    ['9998-12-31T23:59:59.999Z', latest],
    ['1969-12-31T23:59:59.999Z', -1],
    ['1970-01-01T00:00:00Z', 0],
  ])('is valid in its whole range: %s', (text, at) => {
    expect(parseInstant(text)).toBe(at);
  });

  test('is parsed again to the same value', () => {
    fc.assert(
      fc.property(instants, (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });
});

test('a calendar date is a day that exists, in four, two and two digits', () => {
  expect(isCalendarDate('2024-02-29')).toBe(true);
  expect(isCalendarDate('1800-01-01')).toBe(true);
  expect(isCalendarDate('9998-12-31')).toBe(true);
  for (const text of ['0000-01-01', '0075-01-01', '1799-12-31', '9999-01-01']) {
    expect(isCalendarDate(text)).toBe(false);
  }
  for (const text of ['2026-02-29', '2026-6-1', '2026-13-01', '2026-00-10', '2026-06-31', '']) {
    expect(isCalendarDate(text)).toBe(false);
  }
});

describe('a day in a zone', () => {
  test('begins at midnight of the zone, not of the server', () => {
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

  test('that the zone skipped is empty: it begins with the day after it', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-31', 'Pacific/Apia'));
  });

  test('contains every instant from its beginning, and none before', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (at, zone) => {
        const date = dayInZone(at, zone);
        const start = startOfDay(date, zone);
        expect(start).toBeLessThanOrEqual(at);
        expect(dayInZone(start, zone)).toBe(date);
        expect(dayInZone(start - 1, zone) < date).toBe(true);
      }),
    );
  });
});

describe('an instant in local words', () => {
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

  test('can be parsed again', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones, ...restless), (at, zone) => {
        const { time, weekday } = describeInstant(at, zone);
        expect(parseInstant(time)).toBe(at);
        const noon = new Date(`${time.slice(0, 10)}T12:00:00Z`);
        const named = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });
        expect(weekday).toBe(named.format(noon));
      }),
    );
  });

  test.each([
    ['1850-06-01T12:00:00Z', 'Europe/Vienna', '1850-06-01T13:05:00+01:05'],
    ['1850-06-01T12:00:00Z', 'America/New_York', '1850-06-01T07:04:00-04:56'],
    ['1920-01-01T11:40:27.870Z', 'Africa/Monrovia', '1920-01-01T10:56:27.870-00:44'],
    ['1900-01-01T00:00:00Z', 'Asia/Kathmandu', '1900-01-01T05:41:00+05:41'],
  ])('%s in %s, whose offset had seconds, is %s', (text, zone, time) => {
    expect(describeInstant(parseInstant(text) ?? Number.NaN, zone).time).toBe(time);
  });
});

/** Zones that had offsets with seconds, or left out or repeated hours and whole days. */
const restless = [
  'Europe/Amsterdam',
  'Africa/Monrovia',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Juneau',
  'Asia/Manila',
  'Pacific/Apia',
  'Pacific/Kwajalein',
  'Australia/Lord_Howe',
];

describe('a local time', () => {
  const wall = (at: number, zone: string) => {
    const format = new Intl.DateTimeFormat('sv', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    return format.format(at).replace(' ', 'T');
  };

  test('has the instants at which clocks show it, in any zone and century', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones, ...restless), (at, zone) => {
        const whole = Math.floor(at / 1000) * 1000;
        fc.pre(whole > earliest + day && whole < latest - day);
        const found = instantsOfLocal(wall(whole, zone), zone);
        expect(found).toContain(whole);
        for (const one of found ?? []) expect(wall(one, zone)).toBe(wall(whole, zone));
        expect(found).toEqual([...(found ?? [])].sort((a, b) => a - b));
      }),
    );
  });

  test.each([
    ['2011-12-30T12:00', 'Pacific/Apia', []],
    ['1844-12-31T12:00', 'Asia/Manila', []],
    ['1993-08-21T12:00', 'Pacific/Kwajalein', []],
    ['1867-10-19T12:00', 'America/Juneau', ['1867-10-18T20:57:41Z', '1867-10-19T20:57:41Z']],
    ['1892-07-04T12:00', 'Pacific/Apia', ['1892-07-03T23:26:56Z', '1892-07-04T23:26:56Z']],
    ['1893-04-01T00:06:00', 'Europe/Berlin', []],
    ['1850-01-01T00:00', 'Europe/Vienna', ['1849-12-31T22:54:39Z']],
  ])('%s in %s is %j', (text, zone, expected) => {
    expect(instantsOfLocal(text, zone)?.map(formatInstant)).toEqual(expected);
  });

  test.each([
    '0000-01-01T00:00',
    '0001-01-01T00:00',
    '0075-06-01T12:00',
    '1799-12-31T23:59',
    '9999-01-01T00:00',
    '9999-12-31T23:59:59',
  ])('%s is refused: it is outside of the range', (text) => {
    for (const zone of [...zones, ...restless]) expect(instantsOfLocal(text, zone)).toBeNull();
  });

  test('near the end of the range is an instant or is refused, without an error', () => {
    for (const text of ['1800-01-01T00:00', '9998-12-31T23:59:59']) {
      for (const zone of [...zones, ...restless]) {
        const found = instantsOfLocal(text, zone);
        for (const at of found ?? []) expect([earliest <= at, at <= latest]).toEqual([true, true]);
      }
    }
  });

  test('each day begins before the next one does', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones, ...restless), (at, zone) => {
        const date = formatInstant(at).slice(0, 10);
        expect(startOfDay(date, zone)).toBeLessThanOrEqual(startOfDay(dayAfter(date), zone));
      }),
    );
  });
});
