/** The stems of words: what the forms of a word have in common, by language (docs/decisions/0026). */
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';

type Stemmer = (word: string) => string;

/** Stems until nothing more is taken off: of Астана and Астане Snowball leaves the same only then. */
const repeated =
  (stemmer: Stemmer): Stemmer =>
  (word) => {
    for (let stem = word; ; ) {
      const next = stemmer(stem);
      if (next.length >= stem.length) return next;
      stem = next;
    }
  };

const stemmers: Readonly<Record<string, Stemmer>> = {
  ar: arabic,
  de: repeated(german),
  en: repeated(english),
  // Before an ending a z is a c: juez, jueces.
  es: (word) => repeated(spanish)(word).replace(/z$/, 'c'),
  fr: repeated(french),
  it: repeated(italian),
  ru: repeated(russian),
};

const languageOf = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

/** The stem of a folded word in lower case; in a language without a stemmer, the word without accents. */
export function stemOf(word: string, lang: string): string {
  const stem = stemmers[languageOf(lang)]?.(word) ?? word;
  return stem.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ς', 'σ').normalize('NFC');
}

/** The stems under which the forms of a word stand. Arabic writes some particles as part of a word. */
export function stemsOf(word: string, lang: string): string[] {
  const stem = stemOf(word, lang);
  if (languageOf(lang) !== 'ar') return [stem];
  const own = [stem];
  // The article and the particle li- before it lose their alif: of للجنة it does not show what begins with lam.
  if (stem.startsWith('ل')) own.push(stem.slice(1));
  if (word.startsWith('لل')) own.push(`ل${stem}`);
  const particle = /^[بلفكو](.{4,})$/u.exec(word)?.[1];
  if (particle) own.push(stemOf(particle, lang));
  const particles = ['', 'ب', 'ل', 'ف', 'ك', 'و', 'وب', 'ول'];
  return own.flatMap((one) => particles.map((before) => before + one));
}

/**
 * The light stemmer for Arabic of Larkey, Ballesteros and Connell (2007), for folded words: without the
 * article with what is written before it, and the endings of number and gender. The conjunction wa- stays
 * where no article follows, since many words begin with its letter.
 */
function arabic(word: string): string {
  return word
    .replace(/^و?(?:[بكف]?ال|لل)(?=.{2})/u, '')
    .replace(/(?<=.{2})(?:ها|ان|ات|ون|ين|يه|ه|ي)$/u, '');
}
