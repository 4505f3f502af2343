/** HTML to Markdown without a loss: every word of the source, in order, is in the result. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMarkdown } from '../../import-export/readers/html-to-markdown.ts';
import { lostWords, lostWordsIn, lostWordsNote } from '../../import-export/readers/lost-words.ts';

const markdown = (html: string, base = 'https://old.example/news/1') =>
  toMarkdown(html, { base }).markdown;

test.each([
  ['a break at the end of emphasis', '<p><b>Heading<br></b>Text</p>', '**Heading**\\\nText'],
  [
    'a break at the end of a block',
    '<ul><li>First<br></li><li>Second</li></ul>',
    '- First\n- Second',
  ],
  ['a break beside blocks', '<p>One</p><br><p>Two</p><br>', 'One\n\nTwo'],
  [
    'a break at the end of a caption',
    '<figure><figcaption>Caption<br></figcaption></figure>',
    '*Caption*',
  ],
  ['emphasis around paragraphs', '<b><p>One</p><p>Two</p></b>', '**One**\n\n**Two**'],
  [
    'paragraphs in a cell',
    '<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><p>10 million</p><p>over two</p></td></tr></table>',
    '| A | B |\n| - | - |\n| x | 10 million over two |',
  ],
  [
    'a list in a cell',
    '<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><ul><li>First</li><li>Second</li></ul></td></tr></table><p>After</p>',
    '| A | B |\n| - | - |\n| x | First; Second |\n\nAfter',
  ],
  [
    'preformatted text in a cell',
    '<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><pre>one\n  two</pre> after</td></tr></table>',
    '| A | B |\n| - | - |\n| x | one two after |',
  ],
  [
    'a definition list',
    '<dl><dt>Term</dt><dd>Meaning one</dd><dd>Meaning two</dd><dt>Next</dt><dd>Last</dd></dl>',
    '- Term\n\n  - Meaning one\n  - Meaning two\n\n- Next\n\n  Last',
  ],
  ['a definition list with groups', '<dl><div><dt>T</dt><dd>D</dd></div></dl>', '- T\n\n  D'],
  [
    'nested quotations',
    '<blockquote>q<blockquote>r</blockquote>s</blockquote>',
    '> q\n>\n> > r\n>\n> s',
  ],
  [
    'a layout table',
    '<table><tr><td><h3>Heading</h3><p>One.</p><p>Two.</p></td></tr></table>',
    '### Heading\n\nOne.\n\nTwo.',
  ],
  [
    'a caption of a table',
    '<table><caption>Table 1</caption><tr><th>A</th><th>B</th></tr><tr><td>x</td><td>y</td></tr></table>',
    'Table 1\n\n| A | B |\n| - | - |\n| x | y |',
  ],
  [
    'a lazy picture',
    '<p><img data-src="/lazy.jpg" src="data:image/gif;base64,R0lGODlh" alt="x"></p>',
    '![x](https://old.example/lazy.jpg)',
  ],
  [
    'a protected address',
    '<p><a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="2a4b6a48">[email&#160;protected]</a></p>',
    '<a@b>',
  ],
  [
    'a protected address in a link',
    '<p><a href="/cdn-cgi/l/email-protection#2a4b6a48">Write to us</a></p>',
    '[Write to us](mailto:a@b)',
  ],
  ['powers and indices', '<p>m<sup>2</sup>, 10<sup>-6</sup>, CO<sub>2</sub></p>', 'm², 10⁻⁶, CO₂'],
  ['an ordinal', '<p>The 1<sup>st</sup> of May</p>', 'The 1st of May'],
  ['another superscript', '<p>x<sup>ab</sup></p>', 'x^(ab)'],
  [
    'a form around a page, as ASP.NET writes it',
    '<form action="default.aspx"><input type="hidden" name="__VIEWSTATE" value="x"><div><p>The text.</p></div></form>',
    'The text.',
  ],
  [
    'a form to be filled in',
    '<p>The text.</p><form><label>Your name</label> <input name="n"><button>Subscribe</button></form>',
    'The text.',
  ],
])('%s', (_, html, expected) => {
  expect(markdown(html)).toBe(expected);
});

/** HTML of nested blocks; each text is `%`, later a word of its own. */
const { block } = fc.letrec<{ block: string; inline: string; blocks: string }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 2 },
    fc.constant('%'),
    fc.constant('%<br>'),
    tie('inline').map((inner) => `<b>${inner}</b> %`),
    tie('inline').map((inner) => `% <em>${inner}</em>`),
    tie('inline').map((inner) => `% <a href="/x">${inner}</a>`),
  ),
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
  block: fc.oneof(
    { maxDepth: 3 },
    tie('inline').map((inner) => `<p>${inner}</p>`),
    tie('blocks').map((inner) => `<div>${inner}</div>`),
    tie('blocks').map((inner) => `<blockquote>${inner}</blockquote>`),
    tie('blocks').map((inner) => `<strong>${inner}</strong>`),
    tie('inline').map((inner) => `<h3>${inner}</h3>`),
    tie('blocks').map((inner) => `<ul><li>%</li><li>${inner}</li></ul>`),
    tie('blocks').map(
      (inner) =>
        `<table><caption>%</caption><tr><th>%</th><th>%</th></tr><tr><td>${inner}</td><td>%</td></tr></table>`,
    ),
    tie('blocks').map((inner) => `<table><tr><td>${inner}</td></tr></table>`),
  ),
}));

test('the words of the source, in order, are the words of the result', () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => {
      let count = 0;
      const html = blocks.join('').replaceAll('%', () => `w${count++}w`);
      const words = (source: string) => source.match(/w\d+w/g) ?? [];
      const { markdown: result, losses } = toMarkdown(html, { base: null });
      expect(words(markdown(html))).toEqual(words(html));
      expect(words(result)).toEqual(words(html));
      expect(losses.filter((loss) => lostWordsIn(loss) > 0)).toEqual([]);
      expect(markdown(html)).not.toMatch(/\\\n(?:\n|$)/);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['one two three', 'one **two** three', []],
  ['one two three', 'one three', ['two']],
  ['one two three two', 'two one three', ['two']],
  ['m2 of CO2', 'm² of CO₂', []],
  ['heading text', 'headingtext', []],
  ['x < y', 'x \\< y', []],
  ['одно слово', '*одно*', ['слово']],
])('the lost words of “%s” in “%s”: %j', (source, result, lost) => {
  expect(lostWords(source, result)).toEqual(lost);
});

test('the note about lost words says how many they are', () => {
  const words = 'a b c d e f g h i j'.split(' ');
  expect(lostWordsNote(words)).toBe('10 words were lost in the text (“a b c d e f g h …”)');
  expect(lostWordsNote(['a'])).toBe('1 word was lost in the text (“a”)');
  expect([words, ['a']].map(lostWordsNote).map(lostWordsIn)).toEqual([10, 1]);
  expect(lostWordsIn('a form was left out')).toBe(0);
});
