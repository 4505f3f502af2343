/** The readable part of an address: letters and digits of any script, joined by single hyphens. */
export const slugPattern =
  /^[\p{Ll}\p{Lm}\p{Lo}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lm}\p{Lo}\p{M}\p{N}]+)*$/u;

const longest = 80;

/** Catalan, French, Italian, Occitan. */
const eliding = /^(?:ca|fr|it|oc)(?:-|$)/;

/** The apostrophe of a word without its last vowel, before a word with a vowel, or a number. */
const elision = /(?<=\p{L})[’'ʼ](?=[aeiouyhœæ\d])/giu;

/**
 * A slug for a title: lower case, Latin accents folded, other scripts kept as they are, cut at a
 * word within 80 characters. A title without a letter or digit gives `fallback`. Where the language
 * elides vowels, a word ends at the apostrophe: `l-accord`; elsewhere it does not: `ukraines`.
 */
export function slugify(title: string, fallback = 'release', lang: string | null = null): string {
  const folded = title
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFKC');
  const words = (lang !== null && eliding.test(lang) ? folded.replace(elision, ' ') : folded)
    .replace(/[\p{Bidi_Control}’'ʼ]/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`;
    if (next.length > longest) break;
    slug = next;
  }
  return slug || [...(words[0] ?? '')].slice(0, longest).join('') || fallback;
}
