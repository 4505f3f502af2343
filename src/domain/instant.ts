/** Instants are epoch milliseconds inside the house and RFC 3339 in UTC outside of it. */

/** The end of time for what has no end yet: 9999-12-31T23:59:59.999Z. */
export const forever = 253402300799999;

/** RFC 3339 in UTC; milliseconds only where there are any. */
export function formatInstant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Epoch milliseconds of an RFC 3339 instant, or null: no guesses, no missing zone, no 31 June. */
export function parseInstant(text: string): number | null {
  const match = rfc3339.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  if (!isCalendarDate(`${year}-${month}-${day}`)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(zoneHour ?? 0) > 23 || Number(zoneMinute ?? 0) > 59) return null;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Math.floor(Number(fraction ?? 0) * 1000),
  );
  const offset = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * 60_000;
  const at = sign === '-' ? local + offset : local - offset;
  return at >= 0 && at < forever ? at : null;
}

/** Whether `YYYY-MM-DD` names a day that exists. */
export function isCalendarDate(text: string): boolean {
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

/** The instant at which a calendar day begins in a time zone, also where midnight is skipped. */
export function startOfDay(date: string, timeZone: string): number {
  const noon = Date.parse(`${date}T12:00:00Z`);
  let [before, after] = [noon - 30 * hour, noon + 30 * hour];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayInZone(middle, timeZone) < date) before = middle;
    else after = middle;
  }
  return after;
}

const hour = 60 * 60 * 1000;

const officeFormats = new Map<string, Intl.DateTimeFormat>();

function officeFormat(timeZone: string): Intl.DateTimeFormat {
  let format = officeFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'iso8601',
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
    officeFormats.set(timeZone, format);
  }
  return format;
}

/** An instant as an office would say it: the zone, its local time and its weekday, in English. */
export function describeInstant(at: number, timeZone: string) {
  const parts = officeFormat(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return {
    timeZone,
    time: `${dayInZone(at, timeZone)}T${time}${offset}`,
    weekday: part('weekday'),
  };
}

const localTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;

/**
 * The instants at which clocks in a time zone show a local time `YYYY-MM-DDTHH:MM[:SS]`: one as a
 * rule, none in the hour that is skipped in spring, two in the hour that is repeated in autumn.
 * @returns null when the text is no local time
 */
export function instantsOfLocal(text: string, timeZone: string): number[] | null {
  const [, date, hours, minutes, seconds = '00'] = localTime.exec(text) ?? [];
  if (!date || !isCalendarDate(date)) return null;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const shown = Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`);
  const offsets = [shown - 36 * hour, shown + 36 * hour].map((at) => offsetOf(at, timeZone));
  return [...new Set(offsets)]
    .map((offset) => shown - offset)
    .filter((at) => at + offsetOf(at, timeZone) === shown)
    .sort((a, b) => a - b);
}

/** What clocks in a time zone show more than UTC's at an instant, in milliseconds. */
function offsetOf(at: number, timeZone: string): number {
  const { time } = describeInstant(at, timeZone);
  return Date.parse(`${time.slice(0, 19)}Z`) - Math.floor(at / 1000) * 1000;
}

/** The calendar date after one. */
export function dayAfter(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
