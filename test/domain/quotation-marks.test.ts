/** Phrases of a query, in the quotation marks of each language. */
import { expect, test } from 'vitest';
import { fold } from '../../src/domain/folding.ts';
import { parseQuery } from '../../src/domain/search.ts';
import { interfaceLanguages, wordsOf } from '../../templates/words.ts';

const phrasesIn = (text: string) =>
  parseQuery(text).flatMap(({ words, quoted }) => (quoted ? [words] : []));
const wordsIn = (text: string) =>
  parseQuery(text).flatMap(({ words, quoted }) => (quoted ? [] : [words]));

test.each(interfaceLanguages)('The example in the search form in %s is a phrase.', (lang) => {
  const example = /[“„«](.+)[”“»]/.exec(wordsOf(lang).searchTerms)?.[1]?.trim() ?? '';
  expect(phrasesIn(wordsOf(lang).searchTerms)).toEqual([fold(example)]);
});

test.each(['"…"', '“…”', '„…“', '„…”', '„…"', '«…»', '»…«', '« … »'])(
  '%s marks phrases, one after the other, and no word between them.',
  (marks) => {
    const [first, second] = ['old law', 'new law'].map((words) => marks.replace('…', words));
    const query = `a ${first} b ${second} c`;
    expect(phrasesIn(query)).toEqual(['old law', 'new law']);
    expect(wordsIn(query)).toEqual(['a', 'b', 'c']);
  },
);

test.each([
  ['„alt „neu“', ['neu'], ['alt']],
  ['“old “new law”', ['new law'], ['old']],
  ['« il a dit “oui” »', ['oui'], ['il', 'a', 'dit']],
  ['law” of the „land', [], ['law', 'of', 'the', 'land']],
  ['“law„', [], ['law']],
  ['„“ “” «» ""', [], []],
])('In %s a mark without its other one marks nothing.', (query, phrases, words) => {
  expect([phrasesIn(query), wordsIn(query)]).toEqual([phrases, words]);
});
