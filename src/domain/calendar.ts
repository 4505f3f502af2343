/** Years and months in the time zone of the organization. */
import { dayInZone, startOfDay } from './instant.ts';

/** A span of time: from `since` on, up to but not at `before`. */
export interface Span {
  since: number;
  before: number;
}

/** The year in which the range of instants begins, west of Greenwich. */
const firstYear = 1799;

/** A year that has begun and that something may have been published in; null for any other text. */
export function parseYear(text: string, now: number, timeZone: string): number | null {
  if (!/^\d{4}$/.test(text)) return null;
  const year = Number(text);
  return year >= firstYear && year <= yearOf(now, timeZone) ? year : null;
}

/** Where years begin in a time zone, one after the other from the year `first` on. */
export interface YearStarts {
  first: number;
  starts: number[];
}

/** Where each year begins that has begun anywhere, and the one after it. */
export function yearStarts(now: number, timeZone: string): YearStarts {
  const length = yearOf(now, timeZone) - firstYear + 3;
  const starts = Array.from({ length }, (_, nth) => startOfMonth(firstYear + nth, 1, timeZone));
  return { first: firstYear, starts };
}

export function yearSpan(year: number, timeZone: string): Span {
  return { since: startOfMonth(year, 1, timeZone), before: startOfMonth(year + 1, 1, timeZone) };
}

/** @param month 1 to 12 */
export function monthSpan(year: number, month: number, timeZone: string): Span {
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return {
    since: startOfMonth(year, month, timeZone),
    before: startOfMonth(nextYear, nextMonth, timeZone),
  };
}

/** The months of a year as its addresses spell them. */
export const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));

function yearOf(at: number, timeZone: string): number {
  return Number(dayInZone(at, timeZone).slice(0, 4));
}

/** Caches the first instants of months, which are found by a search. */
const known = new Map<string, number>();

function startOfMonth(year: number, month: number, timeZone: string): number {
  const date = `${year}-${String(month).padStart(2, '0')}-01`;
  const key = `${timeZone} ${date}`;
  const start = known.get(key) ?? startOfDay(date, timeZone);
  known.set(key, start);
  return start;
}
