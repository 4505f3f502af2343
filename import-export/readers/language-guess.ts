/** Guesses the language of a text from its letters and its commonest words. */

const scripts: [script: string, letters: RegExp, lang: string][] = [
  ['Cyrl', /\p{Script=Cyrillic}/gu, 'ru'],
  ['Arab', /\p{Script=Arabic}/gu, 'ar'],
];

const commonWords: Record<string, string> = {
  en: 'the and of to in for that with was is on by has from which this are will its be',
  fr: 'le la les des du et en une dans pour que par sur est avec au aux ce cette sont qui',
  de: 'der die das und den von zu mit ist im für auf des eine dem nicht wird werden auch einen',
  it: 'il di che la per del della in una con le dei è nel alla sono gli più delle anche dal',
  es: 'el la de que los en del las por con una para se su es como más sobre este fue al',
  pt: 'o de que os em do da para com uma dos no na por mais as foi não ao pela pelo',
  ru: 'и в на с по что для из от его к не как это также при',
  uk: 'і в на з що для та від до не як це також при й у',
};

const vocabularies = Object.entries(commonWords).map(
  ([lang, words]) => [lang, new Set(words.split(' '))] as const,
);

/** The script of most letters of a text, if it is one that these languages differ in. */
function scriptOf(text: string): { script: string; lang: string } {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const found = scripts.find(([, pattern]) => (text.match(pattern)?.length ?? 0) > letters / 2);
  return found ? { script: found[0], lang: found[2] } : { script: 'Latn', lang: '' };
}

/** How much of a text is looked at. */
const sample = 20_000;

/** How many of the commonest words of each language a text has. */
function scoresOf(text: string) {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return vocabularies.map(([lang, known]) => ({
    lang,
    score: words.filter((word) => known.has(word)).length,
  }));
}

/** The language of a text; null if too little speaks for one. */
export function guessLanguage(whole: string): string | null {
  const text = whole.slice(0, sample);
  const scores = scoresOf(text);
  const [best, second] = scores.toSorted((one, other) => other.score - one.score);
  const { script, lang } = scriptOf(text);
  const isClear = best && second && best.score >= 5 && best.score > second.score * 1.3;
  if (isClear && (script === 'Latn' || best.lang === 'ru' || best.lang === 'uk')) return best.lang;
  return lang === '' ? null : lang;
}

/** Whether a text can be in a language, judged by its letters and words. */
export function isLikely(lang: string, whole: string): boolean {
  const text = whole.slice(0, sample);
  try {
    const { script, language } = new Intl.Locale(lang).maximize();
    const found = scriptOf(text).script;
    if (script !== found && (found !== 'Latn' || ['Cyrl', 'Arab'].includes(script ?? '')))
      return false;
    const scores = scoresOf(text);
    const own = scores.find((one) => one.lang === language)?.score;
    // Word marks what is typed with the language of its keyboard or of its menus.
    return own === undefined || scores.every(({ score }) => score < 8 || score < own * 3);
  } catch {
    return false;
  }
}
