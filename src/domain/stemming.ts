/**
 * The stems of words: what the forms of a word have in common, by language. The stemmers are light: they
 * take off endings of number, gender and case, and make no noun of a verb. Snowball's are ten times as
 * large and take more words for forms of another (docs/decisions/0026).
 */
const stemmers: Readonly<Record<string, (word: string) => string>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  ru: russian,
};

const languageOf = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

/** The stem of a word in lower case; in a language without a stemmer, the word without accents. */
export function stemOf(word: string, lang: string): string {
  const stem = stemmers[languageOf(lang)]?.(word) ?? word;
  return stem.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ς', 'σ').normalize('NFC');
}

/** The stems under which the forms of a word stand. Arabic writes some particles as part of a word. */
export function stemsOf(word: string, lang: string): string[] {
  const stem = stemOf(word, lang);
  if (languageOf(lang) !== 'ar') return [stem];
  const bare = /^[بلفكو](.{4,})$/u.exec(word)?.[1];
  const all = ['', 'ب', 'ل', 'ف', 'ك', 'و', 'وب', 'ول'].map((particle) => particle + stem);
  return bare ? [...all, stemOf(bare, lang)] : all;
}

/**
 * The light stemmer for Arabic of Larkey, Ballesteros and Connell (2007), for folded words: without the
 * conjunction wa-, the article with its particles, and the endings of number and gender.
 */
function arabic(word: string): string {
  return word
    .replace(/^و(?=.{3})/u, '')
    .replace(/^(?:[بكف]?ال|لل)(?=.{2})/u, '')
    .replace(/(?<=.{2})(?:ها|ان|ات|ون|ين|يه|ه|ي)$/u, '');
}

/** Plurals after Harman (1991), and what regular verbs end with. */
function english(word: string): string {
  return word
    .replace(/(?<=..[^aeu])ies$/, 'y')
    .replace(/(?<=..)(?:(?<=[sxz]|[cs]h)es|(?<![us]|new)s)$/, '')
    .replace(/(?<=..)eed$/, 'ee')
    .replace(/(?<=[aeiouy].*..)(?:ing|ed)$/, '')
    .replace(/(?<=..)([bdgmnprt])\1$/, '$1')
    .replace(/(?<=...)e$/, '');
}

/** This and the following ones after the light stemmers of Savoy (2006). */
function german(word: string): string {
  return word
    .replace(/(?<=...)ern$/, '')
    .replace(/(?<=...)(?:e[mnrs]|e|(?<=[bdfghklmnrt])s)$/, '')
    .replace(/(?<=...)(?:est|e[rn]|(?<=[bdfghklmnt])st)$/, '');
}

function french(word: string): string {
  if (word.length < 4) return word;
  if (/..aux$/.test(word)) return word.replace(/aux$/, 'al');
  return word
    .replace(/[sx]$/, '')
    .replace(/(?<=...)r$/, '')
    .replace(/(?<=...)[eé]{1,2}$/, '')
    .replace(/(?<=..)(\p{L})\1$/u, '$1');
}

function italian(word: string): string {
  return word.replace(/(?<=...)(?:[ih]e|[hi]i|i[ao]|[aeioàèìò])$/, '');
}

function spanish(word: string): string {
  return word
    .replace(/(?<=..)ces$/, 'z')
    .replace(/(?<=...)eses$/, 'es')
    .replace(/(?<=...)[oae]s?$/, '');
}

function russian(word: string): string {
  return word
    .replace(/(?<=...)(?:[ио]ями)$/, '')
    .replace(/(?<=...)(?:[ио]ям|[ио]ях|[ая]ми|[еио]го|[ео]му|[ыи]ми|оев)$/, '')
    .replace(/(?<=...)(?:[аяеи]я|[аяиы]х|[юуоеи]ю|[аяеиоы]м|[еио]й|ый|[ео]в|[оы]е|ие)$/, '')
    .replace(/(?<=...)[аеиоуйыяьюё]$/, '')
    .replace(/(?<=...)[ьи]$|(?<=...н)н$/, '');
}
