/** Dates and sizes as readers of a language write them. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(lang: string, timeZone: string, style: Intl.DateTimeFormatOptions) {
  const key = `${lang} ${timeZone} ${JSON.stringify(style)}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale(lang), { ...style, timeZone });
    formats.set(key, known);
  }
  return known;
}

/** English is the international office's: 1 July 2009. Digits are the same in every language. */
function locale(lang: string): string {
  return `${lang === 'en' ? 'en-GB' : lang}-u-nu-latn`;
}

/** A calendar date `YYYY-MM-DD`, written out. */
export function longDate(date: string, lang: string): string {
  const style = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return format(lang, 'UTC', style).format(new Date(`${date}T00:00:00Z`));
}

/** An instant as a date in a time zone, written out. */
export function longDay(at: number, lang: string, timeZone: string): string {
  const style = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return format(lang, timeZone, style).format(at);
}

/** A number of bytes in decimal units, as download links say it. */
export function fileSize(bytes: number, lang: string): string {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte';
  const value = bytes / (unit === 'kilobyte' ? 1000 : 1_000_000);
  const style = { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(locale(lang), style).format(value);
}
