/** Properties of a language, by its BCP 47 tag. */
const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** The base direction of text in a language, for `dir`. */
export function directionOf(lang: string): 'ltr' | 'rtl' {
  return rightToLeft.has(lang.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** The comma of a language. */
export const commaOf = (lang: string): string => (/^(?:ar|fa|ur)\b/.test(lang) ? '،' : ',');

/** `lang` and `dir` of a part of a page in `lang` whose text is in another language; nothing else. */
export function langAttributes(text: string | undefined, lang: string) {
  if (text === undefined || text === lang) return {};
  const dir = directionOf(text);
  return { lang: text, ...(dir !== directionOf(lang) && { dir }) };
}

/** A language with its territory, or its likely one, in Open Graph's spelling: `en_US`, `pt_BR`. */
export function openGraphLocale(lang: string): string {
  const { language, region } = new Intl.Locale(lang).maximize();
  return `${language}_${region}`;
}

/** `lang`, or the nearest language of `preference` in which there is a value, or any. */
export function languageIn(
  values: Readonly<Record<string, unknown>>,
  lang: string,
  preference: readonly string[],
): string | undefined {
  if (values[lang] !== undefined) return lang;
  return [...preference, ...Object.keys(values)].find((one) => values[one] !== undefined);
}

/** The value in `lang`, or in the nearest language of `preference` that has one, or any. */
export function inLanguage<T>(
  values: Readonly<Record<string, T>>,
  lang: string,
  preference: readonly string[],
): T | undefined {
  const found = languageIn(values, lang, preference);
  return found === undefined ? undefined : values[found];
}

/** Whether a text is a BCP 47 tag in its canonical spelling. */
export function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
