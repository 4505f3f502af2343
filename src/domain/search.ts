/** What a reader looks for, as an FTS5 expression that cannot fail, whatever was typed. */
import { fold } from './folding.ts';

/** Of what is looked for, in characters. */
export const longestSearch = 200;
const mostTerms = 12;

/** From this length on a word is also found as the beginning of longer ones. */
const prefixFrom = 4;

/** A word, or the words of a phrase, as far as they are compared. */
export interface Sought {
  words: string;
  /** Whether longer words that begin so are found as well. */
  open: boolean;
}

/**
 * The expression for words and “phrases”: all of them must be there, in any of `columns`. Null when
 * there is no letter or digit to look for. Every word is quoted, so none has a meaning in FTS5's own
 * language.
 */
export function searchExpression(text: string, columns: readonly string[]): string | null {
  const terms = soughtIn(text).map(({ words, open }) => `"${words}"${open ? '*' : ''}`);
  return terms.length === 0 ? null : `{${columns.join(' ')}} : (${terms.join(' AND ')})`;
}

/** The words and phrases that are looked for, folded as the index is. */
export function soughtIn(text: string): Sought[] {
  const clean = fold([...text.toWellFormed()].slice(0, longestSearch).join(''))
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\p{Cf}\p{M}]/gu, '');
  const found = clean.matchAll(/["“„«]([^"“”„«»]*)["”»]|([^\s"“”„«»]+)/gu);
  return [...found]
    .map(([, phrase, word]) => {
      const words = (phrase ?? word ?? '').trim();
      return { words, open: phrase === undefined && [...words].length >= prefixFrom };
    })
    .filter(({ words }) => /[\p{L}\p{N}]/u.test(words))
    .slice(0, mostTerms);
}
