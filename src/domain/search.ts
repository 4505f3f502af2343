/** The reader's query, parsed into search terms. */
import { fold, foldWord } from './folding.ts';

/** The longest query, in characters. */
export const longestSearch = 200;
const mostTerms = 12;

/** The length from which a word also matches longer words that begin with it. */
export const opensFrom = 4;

/** A word, or the words of a phrase, as far as they are compared. */
export interface SearchTerm {
  words: string;
  /** Where longer words that begin as it ends are found as well. */
  open: Prefix | null;
}

export interface Prefix {
  /** The text before the last word, as it was typed. */
  lead: string;
  /** The last word, as the index compares it. */
  beginning: string;
}

/** The words and phrases that are looked for, folded as the index is; none where nothing is asked. */
export function parseQuery(text: string): SearchTerm[] {
  const clean = fold([...text.toWellFormed()].slice(0, longestSearch).join(''))
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\p{Cf}\p{M}]/gu, '');
  const found = clean.matchAll(/["“„«]([^"“”„«»]*)["”»]|([^\s"“”„«»]+)/gu);
  return [...found]
    .map(([, phrase, word]) => {
      const words = (phrase ?? word ?? '').trim();
      return { words, open: phrase === undefined ? openingOf(words) : null };
    })
    .filter(({ words }) => /[\p{L}\p{N}]/u.test(words))
    .slice(0, mostTerms);
}

/** The words of what is looked for, cut where the index cuts them. */
export const tokensOf = ({ words }: SearchTerm): string[] =>
  words.match(/[\p{L}\p{N}\p{Co}]+/gu) ?? [];

/** The last word of what has no space in it, such as l’avocat, where it begins others. */
function openingOf(words: string): Prefix | null {
  const [last = ''] = /[\p{L}\p{N}]+$/u.exec(words) ?? [];
  if (!/^\p{L}/u.test(last) || [...last].length < opensFrom) return null;
  return { lead: words.slice(0, words.length - last.length), beginning: foldWord(last) };
}
