/** Words that a reader may have meant: those one slip of the hand away. */

const alphabets: readonly (readonly [script: RegExp, letters: string])[] = [
  [/^\p{Script=Latin}+$/u, 'abcdefghijklmnopqrstuvwxyz'],
  [/^\p{Script=Cyrillic}+$/u, 'абвгдежзийклмнопрстуфхцчшщъыьэюя'],
  [/^\p{Script=Arabic}+$/u, 'ابتثجحخدذرزسشصضطظعغفقكلمنهويء'],
];

const shortest = 4;
const longest = 24;

/**
 * The words that differ from a folded word in one letter that is missing, too many, another, or swapped
 * with its neighbour; none for a word that is short, long, or in another script.
 */
export function misspellingsOf(word: string): string[] {
  const letters = alphabets.find(([script]) => script.test(word))?.[1];
  if (!letters || word.length < shortest || word.length > longest) return [];
  const found = new Set<string>();
  for (let place = 0; place <= word.length; place++) {
    const [before, here, after] = [word.slice(0, place), word[place] ?? '', word.slice(place + 1)];
    found.add(before + after);
    found.add(before + after.slice(0, 1) + here + after.slice(1));
    for (const letter of letters) {
      found.add(before + letter + after);
      found.add(before + letter + here + after);
    }
  }
  found.delete(word);
  return [...found];
}
