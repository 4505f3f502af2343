/** Superscript and subscript as Unicode: Markdown has no markup for them. */

const superscripts = { plain: '0123456789+-−=()ni', script: '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ' };
const subscripts = { plain: '0123456789+-−=()', script: '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎' };
const ordinals = /^(?:st|nd|rd|th|er|ère|re|e|ème|[ºªoa])$/i;

/** The text of `sup` or `sub` as it is written without them; ordinals as they are. Null: no such characters. */
export function scriptCharacters(value: string, tag: 'sup' | 'sub'): string | null {
  if (tag === 'sup' && ordinals.test(value)) return value;
  const { plain, script } = tag === 'sup' ? superscripts : subscripts;
  const places = [...value].map((character) => plain.indexOf(character));
  return places.includes(-1) ? null : places.map((place) => script[place]).join('');
}
