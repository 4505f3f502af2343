/** Instants and spans of time in words, in the language of the desk. */
import { longInstant } from '../dates.ts';

const second = 1000;
const minute = 60 * second;
const units = [
  ['day', 24 * 60 * 60 * second],
  ['hour', 60 * 60 * second],
  ['minute', minute],
] as const;

/** A span in its two largest units, rounded down: “2 days, 3 hours”. Less than a minute is “1 minute”. */
export function spanInWords(milliseconds: number, lang: string): string {
  let rest = Math.max(milliseconds, 60 * second);
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count === 0) continue;
    const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
    parts.push(new Intl.NumberFormat(`${lang}-u-nu-latn`, style).format(count));
  }
  const list = new Intl.ListFormat(lang, { type: 'unit' });
  return list.format(parts.slice(0, 2));
}

/** The time that is left until an instant. */
export interface TimeLeft {
  milliseconds: number;
  /** In words: “in 2 days, 3 hours”. */
  text: string;
}

/** How long ago an instant was, or in what time it comes: “2 hours ago”. */
export function relativeTime(at: number, now: number, lang: string): string {
  const format = new Intl.RelativeTimeFormat(`${lang}-u-nu-latn`, { numeric: 'auto' });
  const difference = at - now;
  for (const [unit, length] of units) {
    const count = Math.trunc(difference / length);
    if (count !== 0) return format.format(count, unit);
  }
  return format.format(0, 'minute');
}

/** The time in UTC: “14:00 UTC”, with seconds only where there are any. */
export function utcTime(at: number): string {
  const end = at % minute === 0 ? 16 : 19;
  return `${new Date(at).toISOString().slice(11, end)} UTC`;
}

/** An instant as an office says it: weekday, date, hour and minute in its zone. */
export const officeTime = (at: number, lang: string, timeZone: string): string =>
  longInstant(Math.floor(at / minute) * minute, lang, timeZone);

/** The same for what is still to come, with the seconds that a program may have set: never too early. */
export const officeInstant = longInstant;

const deskLocale = (lang: string) => `${lang === 'en' ? 'en-GB' : lang}-u-nu-latn`;

/** The hour and minute of an instant in a time zone: “15:00”. */
export function officeHour(at: number, lang: string, timeZone: string): string {
  const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return new Intl.DateTimeFormat(deskLocale(lang), style).format(at);
}

/** The date of an instant in a time zone: “1 Dec 2026”. */
export const officeDay = (at: number, lang: string, timeZone: string): string =>
  new Intl.DateTimeFormat(deskLocale(lang), { dateStyle: 'medium', timeZone }).format(at);

/** The number of the weekday of a date, from 1 for Monday to 7. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;

interface WeekInfo {
  firstDay: number;
}

/** The number of the weekday with which weeks begin where a language is spoken; Monday if it is unknown. */
export function firstWeekday(lang: string): number {
  const locale = new Intl.Locale(deskLocale(lang)) as Intl.Locale & {
    getWeekInfo?: () => WeekInfo;
  };
  return locale.getWeekInfo?.().firstDay ?? 1;
}

/** The short names of the weekdays, beginning with the one of that number. */
export function weekdayNames(lang: string, first: number): string[] {
  const format = new Intl.DateTimeFormat(deskLocale(lang), { weekday: 'short', timeZone: 'UTC' });
  /** A Monday. */
  const monday = Date.UTC(2024, 0, 1);
  return [0, 1, 2, 3, 4, 5, 6].map((place) =>
    format.format(monday + (first - 1 + place) * 24 * 60 * 60 * second),
  );
}
