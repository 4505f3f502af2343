/**
 * Folds letters that readers take for the same, in the index and in queries alike. Case, and the accents
 * of Latin letters, are folded by the index itself (unicode61 with remove_diacritics 2); what it keeps
 * apart, or would cut a word at, is here.
 */

/** Invisible characters within a word: soft hyphen, joiners, zero-width space. */
export const invisible = ['\u00ad', '\u200b', '\u200c', '\u200d'];

const nothing = [
  // Arabic: vowel signs, hamza above and below as marks, superscript alef, tatweel.
  ...'\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670\u0640',
  ...invisible,
];

const instead: Readonly<Record<string, string>> = {
  // Arabic: hamza on its seats, alef maksura, teh marbuta; the Persian forms of yeh and kaf.
  ا: 'أإآٱ',
  و: 'ؤ',
  ي: 'ئىی',
  ه: 'ة',
  ك: 'ک',
  // Russian.
  е: 'ёЁ',
  // German; Turkish; Danish, Polish, Serbian, French ligatures.
  ss: 'ßẞ',
  i: 'ıİ',
  o: 'øØ',
  l: 'łŁ',
  d: 'đĐðÐ',
  ae: 'æÆ',
  oe: 'œŒ',
};

/** Each letter that is folded, and its replacement. */
export const foldings: readonly (readonly [letter: string, folded: string])[] = [
  ...nothing.map((mark) => [mark, ''] as const),
  ...Object.entries(instead).flatMap(([folded, letters]) =>
    [...letters].map((letter) => [letter, folded] as const),
  ),
];

const table = new Map(foldings);
const letters = new RegExp(`[${[...table.keys()].join('')}]`, 'gu');

/** A text with its letters folded; case and accents are as they were. */
export function fold(text: string): string {
  return text.normalize('NFC').replace(letters, (letter) => table.get(letter) ?? '');
}

/** A word as the index compares it: folded, in lower case, Latin letters without accents, no final sigma. */
export function foldWord(word: string): string {
  // In these letters there is nothing to fold.
  if (/^[0-9A-Za-zА-Яа-я]*$/.test(word)) return word.toLowerCase();
  const lower = fold(word.normalize('NFC').toLowerCase()).normalize('NFD');
  return lower
    .replace(/([\p{Script=Latin}\p{Script=Hebrew}])\p{M}+/gu, '$1')
    .replaceAll('ς', 'σ')
    .normalize('NFC');
}

/** The digit zero of the scripts whose digits are taken for the same: Arabic, Persian, full width. */
const zeros = [0x660, 0x6f0, 0xff10];

/** A text with the digits of other scripts as those of ASCII. */
export const asciiDigits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (zeros.findLast((zero) => zero <= code) ?? 0));
  });

/** A text as it is, and with its digits in each other script. */
export function inAllDigits(text: string): string[] {
  if (!/[0-9]/.test(text)) return [text];
  const others = zeros.map((zero) =>
    text.replace(/[0-9]/g, (digit) => String.fromCharCode(zero + Number(digit))),
  );
  return [text, ...others];
}
