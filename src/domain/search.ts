/** What a reader looks for, as an FTS5 expression that cannot fail, whatever was typed. */

/** Of what is looked for, in characters. */
export const longestSearch = 200;
const mostTerms = 12;

/** From this length on a word is also found as the beginning of longer ones. */
const prefixFrom = 4;

/**
 * The expression for words and “phrases”: all of them must be there, in any of `columns`. Null when
 * there is no letter or digit to look for. Every word is quoted, so none has a meaning in FTS5's own
 * language.
 */
export function searchExpression(text: string, columns: readonly string[]): string | null {
  const terms = termsOf(text).map(({ words, phrase }) => {
    const open = !phrase && [...words].length >= prefixFrom;
    return `(${spellings(words)
      .map((one) => `"${one}"${open ? '*' : ''}`)
      .join(' OR ')})`;
  });
  return terms.length === 0 ? null : `{${columns.join(' ')}} : (${terms.join(' AND ')})`;
}

interface Sought {
  words: string;
  phrase: boolean;
}

function termsOf(text: string): Sought[] {
  const clean = [...text.toWellFormed().normalize('NFC')]
    .slice(0, longestSearch)
    .join('')
    .replace(/[\p{Cc}\p{Cf}\p{M}ـ]/gu, (mark) => (/\p{Cc}/u.test(mark) ? ' ' : ''));
  const found = clean.matchAll(/["“„«]([^"“”„«»]*)["”»]|([^\s"“”„«»]+)/gu);
  return [...found]
    .map(([, phrase, word]) => ({
      words: (phrase ?? word ?? '').trim(),
      phrase: phrase !== undefined,
    }))
    .filter(({ words }) => /[\p{L}\p{N}]/u.test(words))
    .slice(0, mostTerms);
}

/** Letters that are written in two ways and that the index keeps apart. */
const twice: readonly (readonly [RegExp, string])[] = [
  [/ё/giu, 'е'],
  [/ß/giu, 'ss'],
  [/ss/giu, 'ß'],
];

function spellings(words: string): string[] {
  const others = twice.map(([letters, instead]) => words.replace(letters, instead));
  return [...new Set([words, ...others])];
}

/** What a snippet has before and after a word that was looked for; no text of a release has them. */
const marks = { before: '\u0001', after: '\u0002' } as const;

/** A snippet's text, cut where the words begin and end that were looked for. */
export function partsOf(snippet: string): { text: string; sought: boolean }[] {
  return snippet
    .split(marks.before)
    .flatMap((part, index) => {
      const [sought = '', ...rest] = part.split(marks.after);
      if (index === 0) return [{ text: part, sought: false }];
      return [
        { text: sought, sought: true },
        { text: rest.join(''), sought: false },
      ];
    })
    .filter(({ text }) => text !== '');
}
