/** Days and instants as foreign files write them. */
import { isCalendarDate, isInRange, parseInstant } from '../../src/domain/instant.ts';
import type { Moment } from './parse-result.ts';

const monthNames = new Map<string, number>();
for (const lang of [
  'en',
  'fr',
  'de',
  'it',
  'ru',
  'es',
  'ar',
  'pt',
  'nl',
  'uk',
  'pl',
  'sr',
  'sq',
  'ro',
  'tr',
]) {
  for (const style of [
    { month: 'long' },
    { month: 'short' },
    { day: 'numeric', month: 'long' },
  ] as const) {
    const format = new Intl.DateTimeFormat(lang, { ...style, timeZone: 'UTC' });
    for (let month = 0; month < 12; month++) {
      const parts = format.formatToParts(Date.UTC(2009, month, 1));
      const name = parts.find(({ type }) => type === 'month')?.value ?? '';
      monthNames.set(nameKey(name), month + 1);
    }
  }
}

function nameKey(name: string): string {
  return name.toLowerCase().replace(/\.$/, '').normalize('NFKD').replace(/\p{M}/gu, '');
}

const numbered =
  /(\d{1,2})(?:st|nd|rd|th|er|º|°)?\.?\s+(?:de\s+)?(\p{L}+)\.?,?\s+(?:de\s+)?(\d{4})/u;
const named = /(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/u;
const isoDay = /(\d{4})-(\d{2})-(\d{2})/;
const figures = /(\d{1,2})[./](\d{1,2})[./](\d{4})/;

/** Finds a date in a text in any of the site's languages. @returns `YYYY-MM-DD` or null */
export function dayIn(text: string): string | null {
  const iso = isoDay.exec(text);
  if (iso) return calendarDay(iso[1], iso[2], iso[3]);
  const first = numbered.exec(text);
  const month = first && monthNames.get(nameKey(first[2] ?? ''));
  if (first && month) return calendarDay(first[3], month, first[1]);
  const second = named.exec(text);
  const other = second && monthNames.get(nameKey(second[1] ?? ''));
  if (second && other) return calendarDay(second[3], other, second[2]);
  const plain = figures.exec(text);
  return plain && calendarDay(plain[3], plain[2], plain[1]);
}

function calendarDay(year?: string, month?: string | number, day?: string): string | null {
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isCalendarDate(date) ? date : null;
}

const rfc822 =
  /^(?:\p{L}{3,9},?\s+)?(\d{1,2})\s+(\p{L}{3,9})\s+(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[A-Z]{1,5})?$/u;

/**
 * Parses an instant (RFC 3339, RFC 5322 with its obsolete zones), or a local time if there is no zone.
 * Null for anything else, also for dates outside the range, which some databases write for “none”.
 */
export function momentIn(text: string): Moment {
  const trimmed = text.trim();
  const at = parseInstant(
    trimmed.replace(/^(\S+) (\d{2}:\d{2}.*)$/, '$1T$2').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
  );
  if (at !== null) return { at };
  const sql = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/.exec(trimmed);
  if (sql) return isCalendarDate(sql[1] ?? '') ? { local: `${sql[1]}T${sql[2]}` } : null;
  const [, day, month = '', year, hours = '', minutes = '', seconds = '00', zone] =
    rfc822.exec(trimmed) ?? [];
  const date = calendarDay(year, monthNames.get(nameKey(month)), day);
  if (date === null) return null;
  const local = `${date}T${hours.padStart(2, '0')}:${minutes}:${seconds}`;
  if (zone === undefined) return { local };
  const offset = Date.parse(`1 Jan 2009 00:00:00 ${zone}`) - Date.parse('1 Jan 2009 00:00:00 GMT');
  const utc = parseInstant(`${local}Z`);
  const instant = utc === null || Number.isNaN(offset) ? null : utc + offset;
  return instant === null || !isInRange(instant) ? null : { at: instant };
}
