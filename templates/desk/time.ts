/** Instants and spans of time in words, in the language of the desk. */
import { longInstant } from '../dates.ts';

const second = 1000;
const units = [
  ['day', 24 * 60 * 60 * second],
  ['hour', 60 * 60 * second],
  ['minute', 60 * second],
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

/** The hour and minute in UTC: “14:00 UTC”. */
export const utcTime = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

/** An instant as an office says it: weekday, date and time in its zone. */
export const officeTime = longInstant;
