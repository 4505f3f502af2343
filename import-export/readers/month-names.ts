/** Names of the months in the languages of Europe, Central Asia and the Arab world. */

/** Languages whose names always count: those of the interface and their closest neighbours. */
const languages = ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar', 'pt', 'nl', 'pl'];

/** Languages whose names count unless they mean different months: Croatian “listopad” is October. */
const furtherLanguages = [
  ...[
    'sq',
    'hy',
    'az',
    'be',
    'bs',
    'bg',
    'ca',
    'hr',
    'cs',
    'da',
    'et',
    'fi',
    'ka',
    'el',
    'he',
    'hu',
  ],
  ...[
    'is',
    'kk',
    'ky',
    'lv',
    'lt',
    'mk',
    'mn',
    'nb',
    'ro',
    'sr',
    'sr-Latn',
    'sk',
    'sl',
    'sv',
    'tg',
  ],
  ...['tr', 'tk', 'uk', 'uz', 'uz-Cyrl', 'de-AT', 'ar-SY', 'ar-TN', 'ar-MA'],
];

/** Names that offices write beside those of the Unicode data, by month. */
const otherNames: readonly string[][] = [
  ['janv', 'jän', 'gen', 'янв', 'كانون الثاني', 'جانفي'],
  ['fév', 'févr', 'feber', 'февр', 'фев', 'شباط', 'فيفري'],
  ['mrz', 'آذار'],
  ['avr', 'апр', 'نيسان', 'أفريل'],
  ['أيار', 'ماي'],
  ['حزيران', 'جوان'],
  ['juil', 'juill', 'تموز', 'جويلية', 'يوليوز'],
  ['авг', 'آب', 'أوت', 'غشت'],
  ['sept', 'sett', 'septiembre', 'setiembre', 'сент', 'сен', 'أيلول', 'شتنبر'],
  ['окт', 'تشرين الأول'],
  ['нояб', 'ноя', 'تشرين الثاني', 'نونبر'],
  ['déc', 'дек', 'كانون الأول', 'دجنبر'],
];

/** A text without accents and controls of direction, with European digits and plain blanks. */
export function plainText(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/gu, '')
    .replace(/[\u2010-\u2012\u2212]/g, '-')
    .replaceAll('ı', 'i')
    .replace(/\s+/g, ' ');
}

const keyOf = (name: string) => plainText(name).toLowerCase().replace(/\.$/, '').trim();

function namesIn(lang: string): [name: string, month: number][] {
  const styles = [
    { month: 'long' },
    { month: 'short' },
    { day: 'numeric', month: 'long' },
    { day: 'numeric', month: 'short' },
  ] as const;
  return styles.flatMap((style) => {
    const format = new Intl.DateTimeFormat(lang, { ...style, timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, at): [string, number] => {
      const parts = format.formatToParts(Date.UTC(2009, at, 1));
      return [keyOf(parts.find(({ type }) => type === 'month')?.value ?? ''), at + 1];
    });
  });
}

function allNames(): Map<string, number> {
  const names = new Map(languages.flatMap(namesIn));
  otherNames.forEach((some, at) => {
    for (const name of some) names.set(keyOf(name), at + 1);
  });
  const further = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const [name, month] of furtherLanguages.flatMap(namesIn)) {
    if ((names.get(name) ?? further.get(name) ?? month) !== month) ambiguous.add(name);
    further.set(name, month);
  }
  for (const [name, month] of further) if (!names.has(name)) names.set(name, month);
  for (const name of ambiguous) names.delete(name);
  // In some languages the short name is the number of the month.
  for (const name of names.keys()) if (!/^\p{L}[\p{L}. ]*\p{L}$/u.test(name)) names.delete(name);
  return names;
}

const months = allNames();

/** A pattern for the name of a month in a plain text, longest names first. */
export const monthPattern = [...months.keys()]
  .sort((one, other) => other.length - one.length)
  .map((name) => name.replaceAll('.', '\\.'))
  .join('|');

/** The number of a month by its name in any language, or null. */
export const monthOf = (name: string): number | null => months.get(keyOf(name)) ?? null;
