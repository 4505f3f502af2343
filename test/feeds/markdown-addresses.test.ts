/** Addresses in Markdown that is read outside the site: whole, and nothing else is changed. */
import { tests } from 'commonmark-spec';
import { describe, expect, test } from 'vitest';
import { absoluteMarkdown, renderBody } from '../../src/domain/body.ts';
import { Intractable } from '../../src/domain/markdown-work.ts';
import { absoluteLinks } from '../../src/feeds/feed.ts';
import { site } from './cast.ts';

const page = 'https://newsroom.example/releases/0123456789ab/talks';
const files = [{ id: 'abcdefghjkmn', filename: 'b (1).png' }];
const file = '<https://newsroom.example/files/abcdefghjkmn/b%20(1).png>';
const words = { footnotes: '', backToText: '', table: '', code: '' };
const whole = (text: string) => absoluteMarkdown(text, { site, page, files });

describe('The address', () => {
  test.each([
    ['of a definition in a quotation', '> [a]: b%20(1).png', `> [a]: ${file}`],
    [
      'of a definition in a list',
      '- [a]: /x\n\n  [a]',
      '- [a]: <https://newsroom.example/x>\n\n  [a]',
    ],
    ['within angle brackets', '[a](<b (1).png> "c")', `[a](${file} "c")`],
    [
      'within a footnote',
      'A.[^1]\n\n[^1]: [a](/x)',
      'A.[^1]\n\n[^1]: [a](<https://newsroom.example/x>)',
    ],
    [
      'of a picture in a link',
      '[![a](b%20(1).png)](/x "c")',
      `[![a](${file})](<https://newsroom.example/x> "c")`,
    ],
    [
      'of a picture whose words name a link',
      '![a [b](c) d](b%20(1).png)',
      `![a [b](c) d](${file})`,
    ],
    ['after a byte order mark', '\uFEFF[a](/x)', '\uFEFF[a](<https://newsroom.example/x>)'],
    ['with a character reference', '[a](/x&amp;y)', '[a](<https://newsroom.example/x&y>)'],
  ])('%s is made whole', (_, text, expected) => {
    expect(whole(text)).toBe(expected);
  });

  test.each([
    ['whole already', '[a](https://a.example/) <https://b.example/> mailto:c@d.example'],
    ['in a code span', '`[x](y)` and `` [x]: y ``'],
    ['in a code block', '```\n[x](y)\n[x]: y\n```\n\n    [x](y)'],
    ['escaped', String.raw`\[x](y) [x\](y)`],
    ['in HTML', '<a href="y">x</a>'],
    ['that is none', '[x]() [x](y z) [x] (y)\n\n[x]:'],
  ])('%s stays as it was written', (_, text) => {
    expect(whole(text)).toBe(text);
  });

  test('of a text that takes too much work stays as it was written', () => {
    const text = `${'*a _b '.repeat(30_000)} [x](y)`;
    expect(() => renderBody(text, words, () => null)).toThrow(Intractable);
    expect(whole(text)).toBe(text);
  });

  const address = '<https://newsroom.example/x>';
  test.each([
    ['paragraphs', 'Words [a](/x) `[a](/x)`.\n\n'],
    ['rows', '| [a](/x) | `[a](/x)` |\n'],
    ['items', '- [a](/x) `[a](/x)`\n'],
    ['items apart', '1. [a](/x) `[a](/x)`\n\n'],
  ])('is made whole in a long text: %s', (kind, part) => {
    const head = kind === 'rows' ? '| a | b |\n|---|---|\n' : '';
    const lead = `${'Words.\n\n'.repeat(400)}${head}`;
    const expected = part.replace('(/x)', `(${address})`);
    expect(whole(lead + part.repeat(300))).toBe(lead + expected.repeat(300));
  });
});

test('Every example of CommonMark has the links that a browser makes of it', () => {
  const addressesOf = (markdown: string) => {
    const html = absoluteLinks(renderBody(markdown, words, () => null).html, page);
    return html.match(/ href="[^"]*"/g);
  };
  for (const { markdown } of tests) {
    expect([markdown, addressesOf(whole(markdown))]).toEqual([markdown, addressesOf(markdown)]);
  }
});
