/**
 * Instants are epoch milliseconds inside the code and RFC 3339 in UTC outside. One range applies to all
 * of them, in every input format. Archives go back to the nineteenth century, so an instant before
 * 1970 is a negative number.
 */

/** The first and the last instant of the range. */
export const earliest = Date.parse('1800-01-01T00:00:00.000Z');
export const latest = Date.parse('9998-12-31T23:59:59.999Z');

/** The range in words, for error messages. */
export const range = 'from 1800-01-01 to 9998-12-31';

/** The end of time for what has no end yet: 9999-12-31T23:59:59.999Z. Outside of the range. */
export const forever = 253402300799999;

/** Whether an instant lies in the range. */
export function isInRange(at: number): boolean {
  return at >= earliest && at <= latest;
}

/** RFC 3339 in UTC; milliseconds only where there are any. */
export function formatInstant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * Epoch milliseconds of an RFC 3339 instant, or null: no guesses, no missing zone, no 31 June, no
 * leap second, nothing outside of the range. What is finer than a millisecond is rounded up: nothing
 * is public before the instant that was asked for.
 */
export function parseInstant(text: string): number | null {
  const match = rfc3339.exec(text);
  if (!match) return null;
  const [, date = '', hours, minutes, seconds, fraction = '', sign, zoneHours, zoneMinutes] = match;
  if (Number(zoneHours ?? 0) > 23 || Number(zoneMinutes ?? 0) > 59) return null;
  const shown = parseClock(date, hours, minutes, seconds, fraction);
  if (shown === null) return null;
  const offset = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * minute;
  const at = sign === '-' ? shown + offset : shown - offset;
  return isInRange(at) ? at : null;
}

/** The instant at which a calendar and a clock in UTC show these numbers; null if there is no such time. */
function parseClock(
  date: string,
  hours = '',
  minutes = '',
  seconds = '00',
  fraction = '',
): number | null {
  if (!exists(date)) return null;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const finer = /[1-9]/.test(fraction.slice(3)) ? 1 : 0;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0')) + finer;
  return Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`) + milliseconds;
}

/** Whether `YYYY-MM-DD` names a day that exists, and that lies in the range. */
export function isCalendarDate(text: string): boolean {
  return exists(text) && isInRange(Date.parse(`${text}T00:00:00Z`));
}

function exists(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Whether the platform knows an IANA time zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day, `YYYY-MM-DD`, of an instant in an IANA time zone. */
export function dayInZone(at: number, timeZone: string): string {
  let format = dayFormats.get(timeZone);
  if (!format) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'iso8601', ...parts });
    dayFormats.set(timeZone, format);
  }
  return format.format(at);
}

const minute = 60_000;
const hour = 60 * minute;

/** The instant at which a calendar day begins in a time zone, also where midnight is skipped. */
export function startOfDay(date: string, timeZone: string): number {
  const [midnight] = instantsShowing(Date.parse(`${date}T00:00:00Z`), timeZone);
  return midnight ?? endOfGap(date, timeZone);
}

/** The instant from which on clocks show a day or a later one. */
function endOfGap(date: string, timeZone: string): number {
  const noon = Date.parse(`${date}T12:00:00Z`);
  let [before, after] = [noon - 30 * hour, noon + 30 * hour];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayInZone(middle, timeZone) < date) before = middle;
    else after = middle;
  }
  return after;
}

const clockFormats = new Map<string, Intl.DateTimeFormat>();

function clockFormat(timeZone: string): Intl.DateTimeFormat {
  let format = clockFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    clockFormats.set(timeZone, format);
  }
  return format;
}

/** The offset of a time zone from UTC at an instant, in milliseconds: whole seconds. */
function offsetOf(at: number, timeZone: string): number {
  const parts = clockFormat(timeZone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const [month, day] = [part('month') - 1, part('day')];
  const shown = Date.UTC(part('year'), month, day, part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1000) * 1000;
}

const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/**
 * An instant in local words: the zone, its local time and its weekday, in English. RFC 3339
 * has no seconds in an offset, as clocks had before standard time (Vienna: +01:05:21): as its section
 * 5.8 does, the time is given by the nearest offset in minutes, so that it is the same instant.
 */
export function describeInstant(at: number, timeZone: string) {
  const offset = Math.round(offsetOf(at, timeZone) / minute);
  const shown = at + offset * minute;
  const digits = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${digits(size / 60)}:${digits(size % 60)}`;
  return {
    timeZone,
    time: formatInstant(shown).replace('Z', zone),
    weekday: weekdays[new Date(shown).getUTCDay()] as string,
  };
}

const localTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?$/;

/**
 * The instants at which clocks in a time zone show a local time `YYYY-MM-DDTHH:MM[:SS]`: one as a
 * rule, none in the hour that is skipped in spring, two in the hour that is repeated in autumn.
 * @returns null when the text is no local time, or lies outside of the range
 */
export function instantsOfLocal(text: string, timeZone: string): number[] | null {
  const [, date = '', hours, minutes, seconds, fraction] = localTime.exec(text) ?? [];
  const shown = parseClock(date, hours, minutes, seconds, fraction);
  if (shown === null || !isInRange(shown)) return null;
  const instants = instantsShowing(shown, timeZone);
  return instants.every(isInRange) ? instants : null;
}

/** The instants, in order, at which clocks in a time zone show what UTC's show at `shown`. */
function instantsShowing(shown: number, timeZone: string): number[] {
  const offsets = [shown - 36 * hour, shown + 36 * hour].map((at) => offsetOf(at, timeZone));
  return [...new Set(offsets)]
    .map((offset) => shown - offset)
    .filter((at) => at + offsetOf(at, timeZone) === shown)
    .sort((a, b) => a - b);
}

/** The calendar date after one. */
export function dayAfter(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}

/** Milliseconds by which an instant may be past and still count as now. */
export const justNow = 60_000;
