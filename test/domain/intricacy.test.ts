/** What is made to keep the house busy is refused; the worst that is accepted stays small. */
import { tests } from 'commonmark-spec';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, test } from 'vitest';
import { renderBody } from '../../src/domain/body.ts';
import { intricacyOf } from '../../src/domain/intricacy.ts';

const words = { footnotes: 'Footnotes', backToText: 'Back to text', table: 'Table' };
const many = (text: string, times: number) => text.repeat(times);

test.each([
  ['quotes in quotes', `${many('>', 200_000)}x`],
  ['lists in lists on a line', `${many('- ', 400)}x`],
  ['numbered lists in lists', `${many('1. ', 130)}x`],
  [
    'lists in lists over lines',
    Array.from({ length: 400 }, (_, n) => `${many('  ', n)}- a`).join('\n'),
  ],
  ['the same, by tabs', Array.from({ length: 140 }, (_, n) => `${many('\t', n)}- a`).join('\n')],
  ['quotes in quotes on many lines', many(`${many('>', 90)}x\n`, 300)],
  ['brackets in brackets', `${many('[', 3000)}x${many(']', 3000)}`],
  ['brackets without an end', many('![a', 3000)],
  ['links one after another', many('[a](', 3000)],
  ['emphasis without an end', many('*a ', 3000)],
  ['emphasis that fits nowhere', many('*a**', 3000)],
  ['underscores', many('_a ', 3000)],
  ['code without an end', many('`a``', 3000)],
  ['items', many('* a\n', 40_000)],
  ['rows', `|a|b|\n|-|-|\n${many('|a|b|\n', 30_000)}`],
  ['rows of no table', many('| **a\n', 3000)],
  ['rows behind the end of a table', `|a|\n|-|\n# b\n${many('| **a\n', 3000)}`],
  ['many paragraphs that each are nearly too much', many(`${many('*a ', 1500)}\n\n`, 3)],
])('%s: refused', (_, markdown) => {
  expect(intricacyOf(markdown)).not.toBeNull();
});

test('CommonMark’s own examples are accepted, all at once too, and what real releases have', () => {
  const all = tests.map(({ markdown }) => markdown);
  expect(all.filter((markdown) => intricacyOf(markdown) !== null)).toEqual([]);
  const table = `|a|b|c|\n|-|-|-|\n${many('| **Astana** | [1](https://a.example) | *x* |\n', 4000)}`;
  expect(intricacyOf(table)).toBeNull();
  expect(
    intricacyOf(many('Forty judges **met** in [Astana](https://a.example).\n\n', 2000)),
  ).toBeNull();
});

function sizeOf(root: Nodes): number {
  let size = 0;
  for (const waiting = [root]; waiting.length > 0; size++) {
    const node = waiting.pop() as Nodes;
    if ('children' in node) waiting.push(...node.children);
  }
  return size;
}

test('the worst that is accepted makes no more than a few nodes and bytes for each mark', () => {
  const marks = 1900;
  for (const markdown of [
    `${many('> ', 100)}x`,
    `${many('- ', 100)}x`,
    `${many('[', 50)}x${many(']', 50)}`,
    many('*a ', marks),
    many('*a**', marks),
    many('[a](', marks),
  ]) {
    expect(intricacyOf(markdown)).toBeNull();
    expect(sizeOf(fromMarkdown(markdown))).toBeLessThan(3 * marks);
    expect(renderBody(markdown, words, () => null).html.length).toBeLessThan(20 * marks);
  }
});
