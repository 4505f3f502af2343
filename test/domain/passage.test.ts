/** Quoted passages: found again in a text that was changed around them. */
import { describe, expect, test } from 'vitest';
import { anchorOf, findPassage, paragraphsOf, stretchesOf } from '../../src/domain/passage.ts';

/** A quote at its nth occurrence in a text. */
function anchored(text: string, quote: string, from = 0) {
  const anchor = anchorOf(text, quote, from);
  if (!anchor) throw new Error(`${quote} is not in the text.`);
  return anchor;
}

describe('a quote', () => {
  const text = 'The fee is 5 euro for members.\n\nFor guests the fee is 5 euro as well.';

  test('is found where it was, however often it occurs', () => {
    expect(findPassage(text, anchored(text, '5 euro'))).toBe(11);
    expect(findPassage(text, anchored(text, '5 euro', 20))).toBe(text.lastIndexOf('5 euro'));
  });

  test('is found by what is around it when that was changed in part', () => {
    const second = anchored(text, '5 euro', 20);
    const changed = `New. ${text.replace('For guests', 'For all guests').replace('as well', 'too')}`;
    expect(findPassage(changed, second)).toBe(changed.lastIndexOf('5 euro'));
    const first = anchored(text, '5 euro');
    const swapped = text.split('\n\n').toReversed().join('\n\n').replace('for members', 'for us');
    expect(findPassage(swapped, first)).toBe(swapped.lastIndexOf('5 euro'));
  });

  test('is gone when its words are', () => {
    expect(findPassage('The fee is 7 euro.', anchored(text, '5 euro'))).toBe(null);
    expect([anchorOf(text, '9 euro', 0), anchorOf(text, ' \n', 0)]).toEqual([null, null]);
  });

  test('of a text with other line ends is the same', () => {
    const windows = text.replaceAll('\n', '\r\n');
    expect(findPassage(windows, anchored(text, 'For guests'))).toBe(text.indexOf('For guests'));
  });

  test('of one letter is found in a long text within a bounded search', () => {
    const long = 'a'.repeat(200_000);
    expect(findPassage(long, { quote: 'a', prefix: 'x', suffix: 'y' })).toBe(0);
  });
});

test('paragraphs are what blank lines part, with their offsets', () => {
  const text = '\n# Title\r\n\r\nOne\ntwo\u2028three\n\n \n\nLast';
  expect(paragraphsOf(text)).toEqual([
    { start: 1, text: '# Title' },
    { start: 10, text: 'One\ntwo\u2028three' },
    { start: 28, text: 'Last' },
  ]);
  expect(paragraphsOf('')).toEqual([]);
});

test('a paragraph is cut where quotes begin and end, also those that overlap or leave it', () => {
  const paragraph = { start: 10, text: 'abcdefgh' };
  const quotes = [
    { at: 11, length: 3 },
    { at: 12, length: 4 },
    { at: 0, length: 11 },
    { at: 17, length: 90 },
  ];
  const parts = stretchesOf(paragraph, quotes);
  expect(parts.map(({ text }) => text).join('')).toBe('abcdefgh');
  expect(parts.filter(({ isQuoted }) => !isQuoted).map(({ text }) => text)).toEqual(['g']);
});
