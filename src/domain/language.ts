/** What is known of a language by its BCP 47 tag. */
const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** The base direction of text in a language, for `dir`. */
export function directionOf(lang: string): 'ltr' | 'rtl' {
  return rightToLeft.has(lang.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** The tag in Open Graph's spelling: `en`, `pt_BR`. */
export function openGraphLocale(lang: string): string {
  return lang.replace('-', '_');
}

/** The value in `lang`, or in the nearest language of `preference` that has one, or any. */
export function inLanguage<T>(
  values: Readonly<Record<string, T>>,
  lang: string,
  preference: readonly string[],
): T | undefined {
  if (values[lang] !== undefined) return values[lang];
  for (const other of preference) if (values[other] !== undefined) return values[other];
  return Object.values(values)[0];
}

/** Whether a text is a BCP 47 tag in its canonical spelling. */
export function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
