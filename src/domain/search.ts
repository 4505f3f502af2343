/** The reader's query, parsed into search terms. */
import { asciiDigits, fold, foldWord } from './folding.ts';

/** The longest query, in characters. */
export const longestSearch = 200;
const mostTerms = 12;

/** The length from which a word also matches longer words that begin with it. */
export const opensFrom = 4;

/** A word, or the words of a phrase, as far as they are compared. */
export interface SearchTerm {
  words: string;
  /** Whether it stood in quotation marks, and so is found as it is written only. */
  quoted: boolean;
  /** The word as the index compares it, where longer words that begin with it are found as well. */
  beginning: string | null;
  /** Other spellings and synonyms, words or phrases, that are found as well. */
  also: readonly string[];
  /** Of a word outside quotation marks: the stems of its forms, by language. */
  stems: readonly (readonly [lang: string, stem: string])[];
}

/** The words of a setting that mean the same, group by group. */
export type Synonyms = readonly (readonly string[])[];

/** Words, and phrases in the quotation marks of any language: the mark “ ends a German phrase. */
const pieces = /„[^"“”„«»]*["“”]|["“][^"“”„«»]*["”]|«[^"“”„«»]*»|»[^"“”„«»]*«|[^\s"“”„«»]+/gu;

/** The words and phrases that are looked for, folded as the index is; none where nothing is asked. */
export function parseQuery(text: string, synonyms: Synonyms = []): SearchTerm[] {
  return (folded(text).match(pieces) ?? [])
    .map((piece): SearchTerm => {
      if (!/^["“„«»]/.test(piece)) return loose(piece);
      const words = piece.slice(1, -1).trim();
      return { words, quoted: true, beginning: null, also: [], stems: [] };
    })
    .filter(({ words }) => /[\p{L}\p{N}]/u.test(words))
    .slice(0, mostTerms)
    .map((term) => ({ ...term, also: [...term.also, ...synonymsOf(term, synonyms)] }));
}

/** The same with the stems of its words in some languages. The stemmers are loaded with the first search. */
export async function parseWithForms(
  text: string,
  synonyms: Synonyms,
  languages: readonly string[],
): Promise<SearchTerm[]> {
  const { stemsOf } = await import('./stemming.ts');
  return parseQuery(text, synonyms).map((term) => {
    if (term.quoted || !/^\p{L}[\p{L}\p{N}]{2,}$/u.test(term.words)) return term;
    const word = term.words.toLowerCase();
    const stems = languages.flatMap((lang) =>
      stemsOf(word, lang).map((stem) => [lang, stem] as const),
    );
    return { ...term, stems };
  });
}

const folded = (text: string) =>
  asciiDigits(fold([...text.toWellFormed()].slice(0, longestSearch).join('')))
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\p{Cf}\p{M}]/gu, '');

/** The words of what is looked for, cut where the index cuts them. */
export const tokensOf = (words: string): string[] => words.match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];

const elided =
  /^(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|dell|nell|all|dall|sull|un|quest)['’](?=\p{L}{3})/iu;

/** A word outside quotation marks: without an elided article or a genitive’s s, hyphens apart or not. */
function loose(typed: string): SearchTerm {
  const words = typed
    .replace(/^[^\p{L}\p{N}\p{Co}]+|[^\p{L}\p{N}\p{Co}]+$/gu, '')
    .replace(elided, '')
    .replace(/(?<=\p{L}{2})['’]s$/u, '');
  const isHyphenated = /^\p{L}[\p{L}\p{N}]*(?:[-‐‑–־][\p{L}\p{N}]+)+$/u.test(words);
  const joined = isHyphenated ? words.replace(/[-‐‑–־]/g, '') : words;
  const also = isHyphenated ? [words] : [];
  return { words: joined, quoted: false, beginning: beginningOf(joined), also, stems: [] };
}

const keyOf = (words: string) => tokensOf(words).map(foldWord).join(' ');

/** The other words of the groups that a term is in. */
function synonymsOf({ words, also }: SearchTerm, synonyms: Synonyms): string[] {
  const keys = [words, ...also].map(keyOf);
  const groups = synonyms.filter((group) => group.some((one) => keys.includes(keyOf(one))));
  return groups.flatMap((group) => group.filter((one) => !keys.includes(keyOf(one)))).map(fold);
}

/** A word of some length, which begins others; none where it is cut into several. */
function beginningOf(words: string): string | null {
  if (!/^\p{L}[\p{L}\p{N}]*$/u.test(words) || [...words].length < opensFrom) return null;
  return foldWord(words);
}
