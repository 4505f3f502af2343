/** The body of an edition as HTML and as text. */
import { describe, expect, test } from 'vitest';
import { type BodyWords, renderBody } from '../../src/domain/body.ts';

const words: BodyWords = {
  footnotes: 'Footnotes',
  backToText: 'Back to text',
  table: 'Table "1"',
  code: 'Code',
};

const files: Record<string, string> = {
  'map of Osh.png': '/files/abc/map%20of%20Osh.png',
  'programme.pdf': '/files/def/programme.pdf',
};
const body = (markdown: string) => renderBody(markdown, words, (name) => files[name] ?? null);
const render = (markdown: string) => body(markdown).html;

describe('HTML in the Markdown', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['an image with a handler', 'Words <img src=x onerror=alert(1)> go on'],
    ['a comment that is never closed', '<!-- <b>'],
    ['a frame in a table cell', '| a |\n|---|\n| <iframe src="//evil.example"> |'],
  ])('%s is shown as text', (_what, markdown) => {
    const html = render(markdown);
    expect(html).not.toMatch(/<(?:script|img|iframe|!--|b)/i);
    expect(html).toContain('&lt;');
  });

  test('a heading or an image in HTML stays text', () => {
    expect(render('<h1>Big</h1>')).toBe('<p>&lt;h1&gt;Big&lt;/h1&gt;</p>');
    expect(render('`<img src="a" alt="b" />`')).not.toContain('<img');
  });
});

describe('links', () => {
  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java&#115;cript:alert(1)',
    'vbscript:x',
    'data:text/html,alert(1)',
    'irc://chat.example',
    '',
  ])('a link to “%s” becomes its text', (target) => {
    expect(render(`[click](<${target}>)`)).toBe('<p>click</p>');
  });

  test('a link to a file of the release leads to that file', () => {
    expect(render('[the programme](programme.pdf)')).toBe(
      '<p><a href="/files/def/programme.pdf">the programme</a></p>',
    );
  });

  test('a link without text shows its address', () => {
    expect(render('[](https://ord.example)')).toContain('>https://ord.example</a>');
  });

  test('a web address and a mail address in the text become links', () => {
    expect(render('See https://ord.example/a?b=1&c=2 now')).toContain(
      '<a href="https://ord.example/a?b=1&amp;c=2">',
    );
    expect(render('Write to press@ord.example.')).toContain('href="mailto:press@ord.example"');
  });

  test('a link that is the name of a file of the release leads to it', () => {
    expect(render('[the map](map%20of%20Osh.png)')).toBe(
      '<p><a href="/files/abc/map%20of%20Osh.png">the map</a></p>',
    );
    expect(render('[another](map.pdf)')).toContain('<a href="map.pdf">');
  });

  test('a quote in an address or a title does not end the attribute', () => {
    const html = render('[a](https://ord.example/"onclick="x "t\\"onmouseover=\\"y")');
    expect(html).not.toMatch(/"\s*on(?:click|mouseover)="/);
  });
});

describe('nesting', () => {
  test('levels deeper than a hundred become plain text, without a fault', () => {
    const { html, text } = body(`${'> '.repeat(1000)}deep **down**`);
    expect(html.match(/<blockquote>/g)).toHaveLength(100);
    expect(text).toBe('deep  down');
  });
});

describe('headings', () => {
  const levels = (markdown: string) =>
    [...render(markdown).matchAll(/<h([1-6])/g)].map((match) => match[1]);

  test('the highest level becomes h2, whatever it was', () => {
    expect(levels('# One')).toEqual(['2']);
    expect(levels('#### One')).toEqual(['2']);
  });

  test('skipped levels leave no gap', () => {
    expect(levels('# One\n\n#### Four\n\n###### Six\n\n# One')).toEqual(['2', '3', '4', '2']);
  });

  test('opening and closing tags agree, and no level is below h6', () => {
    const html = render('# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6');
    const opened = [...html.matchAll(/<h(\d)>/g)].map((match) => match[1]);
    const closed = [...html.matchAll(/<\/h(\d)>/g)].map((match) => match[1]);
    expect(opened).toEqual(['2', '3', '4', '5', '6', '6']);
    expect(closed).toEqual(opened);
  });
});

describe('tables', () => {
  const html = render('| State | Sum |\n|:------|----:|\n| Kazakhstan | 12 |');

  test('a table is in a named region that the keyboard reaches', () => {
    expect(html).toContain(
      '<div class="table" role="region" tabindex="0" aria-label="Table &quot;1&quot;"><table>',
    );
    expect(html).toContain('</table></div>');
  });

  test('column headers have a scope, and alignment is a class', () => {
    expect(html).toContain('<th scope="col" class="left">State</th>');
    expect(html).toContain('<td class="right">12</td>');
    expect(html).not.toContain('align=');
  });

  test('the table head is not a column header', () => {
    expect(html).toContain('<thead>');
  });
});

describe('images', () => {
  test('an image that is a file of the release is shown from its own address', () => {
    expect(render('See ![The river](<map of Osh.png> "From the north")')).toBe(
      '<p>See <img src="/files/abc/map%20of%20Osh.png" alt="The river" title="From the north" loading="lazy"></p>',
    );
  });

  test('an image that is alone in its paragraph and has a title is a figure with that caption', () => {
    const figure =
      '<figure>\n<img src="/files/abc/map%20of%20Osh.png" alt="The river" loading="lazy">\n<figcaption>From the &lt;north&gt;</figcaption>\n</figure>';
    expect(render('![The river](<map of Osh.png> "From the <north>")')).toBe(figure);
    expect(render('![The river][m]\n\n[m]: <map of Osh.png> "From the <north>"')).toBe(figure);
    expect(render('- ![The river](<map of Osh.png> "From the <north>")')).toContain(figure);
  });

  test('an image from elsewhere within a link becomes the link’s text, not a nested link', () => {
    expect(render('[![A chart](https://elsewhere.example/a.png) here](https://ord.example)')).toBe(
      '<p><a href="https://ord.example">A chart here</a></p>',
    );
  });

  test('an image of the release within a link is shown, and links to the link’s target', () => {
    expect(render('[![The river](<map of Osh.png>)](https://ord.example)')).toContain(
      '<a href="https://ord.example"><img ',
    );
  });

  test('an image from elsewhere becomes a link, so that the page loads nothing from other sites', () => {
    const html = render('![A chart](https://elsewhere.example/chart.png)');
    expect(html).toBe('<p><a href="https://elsewhere.example/chart.png">A chart</a></p>');
  });

  test('an image with a dangerous address leaves its text', () => {
    expect(render('![A chart](javascript:alert(1))')).toBe('<p>A chart</p>');
  });

  test('an image with a badly encoded address becomes a link', () => {
    expect(render('![x](https://elsewhere.example/%E0%A4%A)')).not.toContain('<img');
  });
});

describe('footnotes', () => {
  const html = render('Agreed.[^1]\n\n[^1]: In Vienna.');

  test('a footnote is linked in both directions, by ids that the page does not use', () => {
    expect(html).toContain('href="#body-fn-1"');
    expect(html).toContain('id="body-fn-1"');
    expect(html).toContain('href="#body-fnref-1"');
    expect(html).toContain('aria-label="Back to text 1"');
  });

  test('a footnote with two references links back to both; footnotes may refer to footnotes', () => {
    const twice = render('A.[^1] B.[^1]\n\n[^1]: See[^2].\n[^2]: That.');
    expect(twice).toContain('href="#body-fnref-1"');
    expect(twice).toContain('href="#body-fnref-1-2"');
    expect(twice.match(/<li id="body-fn-/g)).toHaveLength(2);
    expect(twice.match(/ id="[^"]*"/g)).toEqual([...new Set(twice.match(/ id="[^"]*"/g))]);
  });

  test('the section of footnotes has a heading in the language of the edition', () => {
    expect(html).toMatch(/<h2[^>]*>Footnotes<\/h2>/);
  });
});

describe('GFM extensions of CommonMark', () => {
  test('missing cells are empty, surplus cells are dropped, and \\| is a bar', () => {
    const html = render('| a | b |\n|---|:-:|\n| `1\\|2` |\n| 3 | 4 | 5 |');
    expect(html.match(/<td[^>]*>.*?<\/td>/g)).toEqual([
      '<td><code>1|2</code></td>',
      '<td class="center"></td>',
      '<td>3</td>',
      '<td class="center">4</td>',
    ]);
  });

  test('a table without rows has no body', () => {
    expect(render('| a |\n|---|')).not.toContain('<tbody>');
  });

  test.each([
    ['www.ord.example', 'http://www.ord.example'],
    ['https://ord.example/a_(b)', 'https://ord.example/a_(b)'],
    ['(https://ord.example)', 'https://ord.example'],
    ['press@ord.example.', 'mailto:press@ord.example'],
  ])('%s in the text links to %s', (text, target) => {
    expect(render(text)).toContain(`<a href="${target}">`);
  });

  test('an address within the text of a link is not a second link', () => {
    expect(render('[see https://a.example](https://b.example)').match(/<a /g)).toHaveLength(1);
  });

  test('a reference to a missing footnote stays text', () => {
    expect(render('Agreed.[^9]')).toBe('<p>Agreed.[^9]</p>');
  });
});

describe('the text of a body', () => {
  test('blocks end lines, cells are separated, and entities are decoded', () => {
    const { text } = body('Tom & *Ann* <3\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |');
    expect(text).toBe('Tom & Ann <3\n\none\ntwo\n\na\tb\n1\t2');
  });

  test('an escaped entity is unescaped once', () => {
    expect(body('`&lt;`').text).toBe('&lt;');
  });

  test('footnotes keep their text without the heading and the back link', () => {
    const { text } = body('Agreed.[^1]\n\n[^1]: In Vienna.');
    expect(text).toContain('In Vienna.');
    expect(text).not.toMatch(/Footnotes|Back to text|↩/);
  });
});

describe('for screen readers', () => {
  test('headings never skip a level, in any order', () => {
    const { html } = body('### C\n\n# A\n\n### C\n\n###### F\n');
    expect(html.match(/<h\d/g)).toEqual(['<h2', '<h2', '<h3', '<h4']);
  });

  test('tables and back links of footnotes have their own names', () => {
    const table = '|a|\n|-|\n|b|\n';
    const { html } = body(`${table}\n${table}\n[^1] [^1] [^2]\n\n[^1]: x\n[^2]: y\n`);
    const names = [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, name]) => name);
    expect(names.length).toBe(5);
    expect(new Set(names).size).toBe(5);
  });

  test('code that is wider than the page can be scrolled by keyboard', () => {
    const { html } = body('    code\n\n\ntext\n\n```\nmore\n```\n');
    expect(html).toContain('<pre role="region" tabindex="0" aria-label="Code">');
    expect(html).toContain('<pre role="region" tabindex="0" aria-label="Code 2">');
  });
});
