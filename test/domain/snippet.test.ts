/** Excerpts of what a search has found. */
import { describe, expect, test } from 'vitest';
import { beginningOf, looked, snippetFinder } from '../../src/domain/snippet.ts';

/** The excerpt with what was sought in square brackets. */
const excerpt = (forms: string[], text: string) =>
  snippetFinder(forms)(text)
    ?.map((part) => (part.sought ? `[${part.text}]` : part.text))
    .join('') ?? null;

const filler = (words: number) => Array.from({ length: words }, (_, n) => `w${n}`).join(' ');

describe('An excerpt', () => {
  test.each([
    ['a word', ['meeting'], 'The Meeting ended.', 'The [Meeting] ended.'],
    ['a word with accents', ['reunion'], 'Une réunion.', 'Une [réunion].'],
    ['a word across a hyphen', ['cooperation'], 'For co-operation.', 'For [co]-[operation].'],
    [
      'a word across a hyphen at the beginning',
      ['cooperation'],
      'Co-operation.',
      '[Co]-[operation].',
    ],
    ['a word after a hyphen that begins a text', ['forum'], '-forum', '… [forum]'],
    ['a word with a soft hyphen', ['forum'], 'The fo\u00adrum.', 'The [fo\u00adrum].'],
    ['an Arabic word with tatweel', ['حقوق'], 'عن حقـوق', 'عن [حقـوق]'],
    ['a phrase', ['open forum'], 'An open forum, open.', 'An [open] [forum], open.'],
    [
      'letters beyond the basic plane',
      ['\u{20000}\u{20001}'],
      'x \u{20000}\u{20001} y',
      'x [\u{20000}\u{20001}] y',
    ],
    ['a word beside an emoji', ['forum'], 'a😀forum😀b', 'a😀[forum]😀b'],
    ['half of a surrogate pair', ['b'], 'a\udc00b', 'a\udc00[b]'],
  ])('marks %s', (_, forms, text, expected) => {
    expect(excerpt(forms, text)).toBe(expected);
  });

  test('has some words before the first that was sought, and about 32 in all', () => {
    const text = `${filler(50)} sought ${filler(50)}`;
    const shown = excerpt(['sought'], text) ?? '';
    expect(shown).toMatch(/^… w44 w45 w46 w47 w48 w49 \[sought\] w0 /);
    expect(shown.match(/\w+/g)).toHaveLength(32);
    expect(shown).toMatch(/ …$/);
  });

  test('comes from the part that is looked through, and cuts no character', () => {
    const dots = '.'.repeat(looked - 1);
    expect(excerpt(['sought'], `${dots}. sought`)).toBeNull();
    expect(excerpt(['a'], `a ${dots.slice(2)}\u{20000}`)?.isWellFormed()).toBe(true);
  });

  test('is null where nothing that was sought is', () => {
    expect(excerpt(['sought', 'two words'], 'two other words, and soughtafter')).toBeNull();
    expect(excerpt([], 'text')).toBeNull();
  });

  test('of the beginning ends after 32 words', () => {
    expect(beginningOf(filler(40)).map(({ text }) => text)).toEqual([`${filler(32)} …`]);
    expect(beginningOf('All of it.')).toEqual([{ text: 'All of it.', sought: false }]);
  });
});
