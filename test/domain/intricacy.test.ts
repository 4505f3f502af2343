/** The complexity limit of Markdown: costly bodies are refused, real ones are accepted. */
import { tests } from 'commonmark-spec';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import { expect, test } from 'vitest';
import { markdownComplexityError } from '../../src/domain/markdown-complexity.ts';
import { parseMarkdown } from '../../src/domain/markdown-tree.ts';
import { writeHtml } from '../../src/domain/markup.ts';

const words = { footnotes: 'Footnotes', backToText: 'Back to text', table: 'Table', code: 'Code' };
const { enter, exit } = gfmAutolinkLiteralFromMarkdown();
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
  ['ends of links without a beginning', many('](', 100_000)],
  ['pictures in pictures', `${many('![', 3000)}a${many('](b)', 3000)}`],
  ['headings without an empty line', many('a\n-\n', 5500)],
  ['lines that only continue a quote', `> a\n${many('b\n', 11_000)}`],
  ['emphasis that could only end, among links that do not', many('~[* ', 15_000)],
  ['emphasis that could only end, among tags', many('|<a>_', 12_000)],
  ['links that begin', many('[', 199_000)],
  ['tags that begin', many('<', 199_000)],
  ['emphasis without an end', many('*a ', 66_000)],
  ['emphasis that fits nowhere', many('*a**', 50_000)],
  ['emphasis in emphasis by two long runs', `${many('*', 4000)}a${many('*', 4000)}`],
  ['emphasis in emphasis', `${many('*a **a ', 1000)}${many('b** b*', 1000)}`],
  ['long runs, many of them', many(`${many('_', 50)}a${many('_', 50)} `, 300)],
  ['code without an end', Array.from({ length: 600 }, (_, n) => many('`', 600 - n)).join(' ')],
  ['items', many('* a\n', 40_000)],
  [
    'a wide table with short rows',
    `${many('|a', 5000)}|\n${many('|-', 5000)}|\n${many('|a\n', 1e4)}`,
  ],
  [
    'a long address named often',
    `[a]: https://a.example/${many('b', 9000)}\n\n${many('[a] ', 3000)}`,
  ],
])('%s: refused', (_, markdown) => {
  expect(markdownComplexityError(markdown)).not.toBeNull();
});

test('a text that is read in chunks equals the text that is read as a whole', () => {
  const units = [
    ...tests.map(({ markdown }) => markdown),
    `|a|b|\n|-|-|\n${many('|*c*|[d]\n', 120)}`,
    many('- *c*\n', 120),
    many('+ *c*\n\n', 51),
    `${many('- a\n', 50)}${many('* b\n', 50)}`,
    many('7) [d]\n', 60),
    many('7. - *\n', 60),
    `${many('- a\n', 55)}- b\n\n  c\n`,
    '[^n] [a][d] [d]\n\n[^n]: note\n\n    more\n\n[d]: /there\n',
    'www.a.example and b@c.example\n',
  ];
  const options = {
    extensions: [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown(), { enter, exit }],
  };
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 25; round++) {
    const text = Array.from({ length: 120 }, () => units[next(units.length)])
      .map((unit) => `${unit}${many('\n', next(3))}`)
      .join('');
    const whole = fromMarkdown(text, options);
    expect(writeHtml(parseMarkdown(text), words, () => null)).toBe(
      writeHtml(whole, words, () => null),
    );
  }
});

test('CommonMark’s own examples are accepted', () => {
  const all = tests.map(({ markdown }) => markdown);
  expect(all.filter((markdown) => markdownComplexityError(markdown) !== null)).toEqual([]);
});

const sentence =
  'Forty judges from nine countries **met** in [Astana](https://a.example) on Monday. ';
const plain =
  'They had last met in the summer, when the reform of courts was begun, and will meet again in March.';
test.each([
  ['a report', many(`${sentence}${plain} *They* agreed.\n\n`, 970)],
  ['dense paragraphs', many('Forty judges **met** in [Astana](https://a.example).\n\n', 2000)],
  [
    'a table of a thousand rows',
    `${many('|a', 6)}|\n${many('|-', 6)}|\n${many('| **Astana** | 1 | 2 | 3 | 4 | [5](https://a.example) |\n', 1000)}`,
  ],
  ['emphasis in every place', many('Forty **judges** *met*, ', 600)],
  ['a list', many('- Forty judges met in [Astana](https://a.example) on Monday\n', 2000)],
  ['a loose list', many('1. Forty judges met in [Astana](https://a.example) on Monday\n\n', 2000)],
  [
    'three hundred notes',
    Array.from({ length: 300 }, (_, n) => `Said so.[^${n}]\n\n[^${n}]: By *him*.\n\n`).join(''),
  ],
])('%s: accepted', (_, markdown) => {
  expect(markdownComplexityError(markdown)).toBeNull();
});
