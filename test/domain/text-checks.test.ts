/** Remarks on a body name the line of each fault, however long the text is. */
import { expect, test } from 'vitest';
import { findingsIn } from '../../src/domain/text-checks.ts';

const lead = 'Words that fill a line.\n\n'.repeat(100);

test.each([
  ['a paragraph', lead],
  ['a row of a table', `${lead}| a |\n|---|\n${'| b |\n'.repeat(120)}| `],
  ['an item of a list', `${lead}${'- Item\n'.repeat(120)}- `],
  ['an item after others that stand apart', `${lead}${'1. Item\n\n'.repeat(120)}1. `],
  ['a quotation after lines of Windows', `${lead.replaceAll('\n', '\r\n')}> `],
])('the line of a fault in %s is that of the whole text', (_, before) => {
  const { errors } = findingsIn(`${before}[More](/relative) words\n`, () => false, '/markdown');
  const line = before.split('\n').length;
  expect(errors.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(new RegExp(`^line ${line}: “/relative” `)),
  ]);
});
