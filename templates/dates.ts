/** Dates, times and file sizes, formatted for a language. */

/** British English (1 July 2009), and Latin digits in every language. */
function locale(lang: string): string {
  return `${lang === 'en' ? 'en-GB' : lang}-u-nu-latn`;
}

/** Formatters are expensive to create, so they are cached. */
const formatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function cached<F extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => F): F {
  const format = (formatters.get(key) as F | undefined) ?? make();
  formatters.set(key, format);
  return format;
}

/** A calendar date `YYYY-MM-DD`, written out. */
export function longDate(date: string, lang: string): string {
  return longDay(Date.parse(`${date}T00:00:00Z`), lang, 'UTC');
}

/** An instant as a date in a time zone, written out. */
export function longDay(at: number, lang: string, timeZone: string): string {
  const style = { day: 'numeric', month: 'long', year: 'numeric', timeZone } as const;
  const make = () => new Intl.DateTimeFormat(locale(lang), style);
  return cached(`${lang} ${timeZone}`, make).format(at);
}

/** A month `01` to `12` of a year, written out. */
export function longMonth(year: number, month: string, lang: string): string {
  const style = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  const make = () => new Intl.DateTimeFormat(locale(lang), style);
  return cached(`${lang} month`, make).format(Date.parse(`${year}-${month}-01T00:00:00Z`));
}

/**
 * An instant with its weekday and time in a time zone, written out. Seconds are named only where there
 * are any: without them an embargo would seem to end too early.
 */
export function longInstant(at: number, lang: string, timeZone: string): string {
  const timeStyle = at % 60_000 === 0 ? 'short' : 'medium';
  const style = { dateStyle: 'full', timeStyle, timeZone } as const;
  const make = () => new Intl.DateTimeFormat(locale(lang), style);
  return cached(`${lang} ${timeZone} full ${timeStyle}`, make).format(at);
}

/** The hour and minute of an instant in a time zone, with the zone's short name. */
export function hourOfDay(at: number, lang: string, timeZone: string): string {
  const style = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone } as const;
  const make = () => new Intl.DateTimeFormat(locale(lang), style);
  return cached(`${lang} ${timeZone} hour`, make).format(at);
}

/** The days and hours of an event in a time zone, with the zone's short name. */
export function longSpan(start: number, end: number, lang: string, timeZone: string): string {
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  const style = {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  } as const;
  const make = () => new Intl.DateTimeFormat(locale(lang), style);
  return cached(`${lang} ${timeZone} span`, make).formatRange(start, end);
}

/** A number of bytes in kilobytes or megabytes (decimal). */
export function fileSize(bytes: number, lang: string): string {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte';
  const value = bytes / (unit === 'kilobyte' ? 1000 : 1_000_000);
  const maximumFractionDigits = value < 10 ? 1 : 0;
  const style = { style: 'unit', unit, maximumFractionDigits } as const;
  const make = () => new Intl.NumberFormat(locale(lang), style);
  return cached(`${lang} ${unit} ${maximumFractionDigits}`, make).format(value);
}
