/** Import from formats made for readers: feeds, saved pages, text copied from pages. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { wordsOf } from '../../templates/words.ts';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);
const iso = (at: number | null) => at !== null && new Date(at).toISOString();

describe('feeds', () => {
  const rss = (items: string) =>
    `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title><language>fr-FR</language>${items}</channel></rss>`;

  test('RSS', async () => {
    const path = await write(
      'feed.xml',
      rss(`
      <item><title>Un &amp; deux</title><link>https://old.example/1</link><guid isPermaLink="false">tag:1</guid>
        <pubDate>Wed, 01 Jul 2009 10:00:00 +0200</pubDate><category>Police</category><category>Fish</category>
        <description>Court.</description><content:encoded><![CDATA[<p>Long <a href="/x">texte</a></p>]]></content:encoded></item>
      <item><title>Trois</title><guid>https://old.example/3</guid><pubDate>Wed, 01 Jul 2009 10:00:00</pubDate><description>&lt;p&gt;Seul&lt;/p&gt;</description></item>
      <item><title>Sans date</title><guid>x</guid><description>Y</description></item>`),
    );
    const { items, refused } = await hear(path);
    expect(items[0]?.release).toMatchObject({
      date: '2009-07-01',
      fieldsOfWork: ['policing'],
      legacyUrls: ['/1'],
      editions: {
        fr: {
          title: 'Un & deux',
          summary: 'Court.',
          markdown: 'Long [texte](https://old.example/x)',
        },
      },
    });
    expect(items[0]?.notes).toContain('“Fish” matches no term (any)');
    expect(iso(items[1]?.at ?? null)).toBe('2009-07-01T08:00:00.000Z');
    expect(items[1]?.notes).toContain('its time has no zone: read as Europe/Vienna');
    expect(refused.map(({ reason }) => reason)).toEqual(['has no date']);
  });

  test('Atom, with XHTML and with text', async () => {
    const path = await write(
      'atom.xml',
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>F</title>
      <entry><id>urn:a</id><title type="html">A &amp;amp; B</title><link href="https://old.example/a"/>
        <published>2010-01-02T03:04:05Z</published><updated>2011-01-01T00:00:00Z</updated><category term="policing"/>
        <author><name>OSCE Secretariat</name></author><summary>Short.</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <em>two</em><br/>three</p></div></content></entry>
      <entry><id>urn:b</id><title>Plain</title><updated>2011-01-01T00:00:00Z</updated><content>Just * text</content></entry></feed>`,
    );
    const { items } = await hear(path);
    expect(items[0]?.release).toMatchObject({
      date: '2010-01-02',
      sources: ['secretariat'],
      fieldsOfWork: ['policing'],
      editions: { en: { title: 'A & B', summary: 'Short.', markdown: 'One *two*\\\nthree' } },
    });
    expect(items[1]?.release.editions.en?.markdown).toBe('Just \\* text');
  });
});

describe('saved pages', () => {
  const story =
    '<p>The lake has a new patrol, with two boats and a dozen officers from both shores of it.</p>'.repeat(
      3,
    );

  test('schema.org is believed before Open Graph, and the text is what readers read', async () => {
    const article = {
      '@type': 'NewsArticle',
      headline: 'A patrol',
      datePublished: '2013-05-06T08:00:00+02:00',
      inLanguage: 'en',
      genre: 'Statement',
      keywords: 'Policing, Boats',
      dateline: 'OSH',
      sourceOrganization: { name: 'The OSCE Secretariat' },
    };
    const page = `<!doctype html><html lang="fr"><head><title>T</title><meta property="og:title" content="Other">
      <link rel="canonical" href="https://old.example/patrol"><script type="application/ld+json">${JSON.stringify({ '@graph': [{ '@type': 'WebSite' }, article] })}</script></head>
      <body><nav><a href="/">Home</a></nav><article><h1>A patrol</h1>${story}<img src="page_files/map.png" alt="Map"></article><footer>Imprint</footer></body></html>`;
    const samples = join(import.meta.dirname, '../../dev/sample/files');
    await write(
      'page_files/map.png',
      await readFile(join(samples, 'officers-trained-2016-2025.png')),
    );
    const item = await hearOne(await write('page.html', page));
    expect(iso(item.at)).toBe('2013-05-06T06:00:00.000Z');
    expect(item.release).toMatchObject({
      kind: 'statement',
      date: '2013-05-06',
      sources: ['secretariat'],
      fieldsOfWork: ['policing'],
      legacyUrls: ['/patrol'],
    });
    const { title, place, markdown = '' } = item.release.editions.en ?? {};
    expect([title, place]).toEqual(['A patrol', 'OSH']);
    expect(markdown).toContain('![Map](map.png)');
    expect(markdown).not.toMatch(/Home|Imprint/);
    expect(item.notes).toContain('“Boats” matches no term (any)');
  });

  test('Open Graph alone, in an old encoding', async () => {
    const page = `<html><head><meta charset="windows-1252"><meta property="og:title" content="Caf\xe9 \x93open\x94"><meta property="article:published_time" content="2013-05-06"><meta property="og:locale" content="fr_FR"></head><body><main>${story}</main></body></html>`;
    const item = await hearOne(await write('old.html', Buffer.from(page, 'latin1')));
    expect(item.release.editions.fr?.title).toBe('Café “open”');
    expect(item.release.date).toBe('2013-05-06');
  });
});

test('xml:lang and xml:base of Atom are inherited, and a day is enough', async () => {
  const feed = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://old.example/base/">
    <entry xml:lang="ru" xml:base="press/"><id>urn:1</id><title>One</title><link href="2020/one"/>
      <updated>2020-05-05T10:00:00Z</updated><content type="html" xml:base="docs/">
      &lt;p&gt;&lt;a href="a.pdf"&gt;File&lt;/a&gt;&lt;/p&gt;</content></entry>
    <entry><id>urn:2</id><title>Two</title><link href="two"/><updated>2020-05-06</updated>
      <content>Text</content></entry></feed>`;
  const { items } = await hear(await write('scoped.xml', feed));
  expect(items.map(({ release }) => [release.date, release.legacyUrls])).toEqual([
    ['2020-05-05', ['/base/press/2020/one']],
    ['2020-05-06', ['/base/two']],
  ]);
  expect(items.map(({ release }) => Object.keys(release.editions))).toEqual([['ru'], ['fr']]);
  expect(items[0]?.release.editions.ru?.markdown).toBe(
    '[File](https://old.example/base/press/docs/a.pdf)',
  );
});

describe('dates and titles of saved pages', () => {
  const body = 'The office opened its registry on Friday. '.repeat(8);
  const page = (head: string, before: string, first = '') =>
    `<html lang="en"><head><link rel="canonical" href="https://old.example/p">${head}</head>
    <body>${before}<article><h1>Registry opens</h1>${first}<p>${body}</p><p>${body}</p></article></body></html>`;
  test.each([
    [
      'a date in a sidebar is not the article’s',
      page(
        '',
        '<aside><time datetime="2024-09-30">x</time></aside>',
        '<time datetime="2021-11-12">y</time>',
      ),
      '2021-11-12',
    ],
    [
      'an attribute in mixed case',
      page('', '', '<time dateTime="2021-11-12">y</time>'),
      '2021-11-12',
    ],
    ['a label', page('', '', '<p>Datum: 26. Januar 2022</p>'), '2022-01-26'],
    ['the dateline', page('', '', `<p>ASTANA, 1 July 2009 - ${body}</p>`), '2009-07-01'],
    [
      'JSON-LD in CDATA',
      page(
        `<script type="application/ld+json">\n//<![CDATA[\n${JSON.stringify({ '@type': 'NewsArticle', datePublished: '2021-11-12' })}\n//]]>\n</script>`,
        '',
      ),
      '2021-11-12',
    ],
  ])('%s', async (_, html, date) => {
    expect((await hearOne(await write('dates.html', html))).release.date).toBe(date);
  });

  test.each([
    [
      'entities in JSON-LD',
      { headline: 'Research &amp; Development' },
      '',
      'Research & Development',
    ],
    ['the site’s name behind the heading', {}, 'Registry opens | The Office', 'Registry opens'],
    ['the site’s name behind another title', {}, 'Opening - The Office', 'Opening'],
    ['the heading, without metadata', {}, '', 'Registry opens'],
    ['a title with a dash', {}, 'Opening - of the registry', 'Opening - of the registry'],
  ])('%s', async (_, article, title, expected) => {
    const data = JSON.stringify({
      '@type': 'NewsArticle',
      datePublished: '2021-11-12',
      ...article,
    });
    const head = `<script type="application/ld+json">${data}</script>
      <title>The Office</title><meta property="og:title" content="${title}"><meta property="og:site_name" content="The Office">`;
    const item = await hearOne(await write('titles.html', page(head, '')));
    expect(item.title).toBe(expected);
  });
});

test('relative links of a saved page follow its <base>', async () => {
  const page = `<html lang="en"><head><title>Base</title><base href="https://files.example/">
    <link rel="canonical" href="https://old.example/press/9">
    <meta property="article:published_time" content="2021-11-12T10:00:00Z"></head><body><article>
    <h1>Base</h1><p>${'The office opened its registry on Friday. '.repeat(8)}<a href="a.pdf">The form</a></p>
    </article></body></html>`;
  const item = await hearOne(await write('base.html', page));
  expect(item.release.editions.en?.markdown).toContain('[The form](https://files.example/a.pdf)');
});

describe('page text', () => {
  const text = `-
Our work
-
Fields of work
- Policing
- Kazakhstan
-
Structures
- Secretariat
- About us
Press release
Lake patrol opens its second season
- Date:
- Place:
- OSH
- Source:
- OSCE Secretariat, Department of Management, and Finance, Programme Office in Astana
- Fields of work:
- Rule of law, Policing, Boats
OSH, 2 May 2011 - The patrol has *two* boats.
"It is enough," said its captain.`;

  test('navigation is dropped, terms are matched, the day is the dateline’s', async () => {
    const item = await hearOne(await write('page.txt', text));
    expect(item.release).toMatchObject({
      kind: 'press-release',
      date: '2011-05-02',
      sources: [
        'secretariat',
        'department-of-management-and-finance',
        'programme-office-in-astana',
      ],
      fieldsOfWork: ['rule-of-law', 'policing'],
      countries: [],
      editions: {
        en: {
          title: 'Lake patrol opens its second season',
          place: 'OSH',
          markdown:
            'OSH, 2 May 2011 - The patrol has \\*two\\* boats.\n\n"It is enough," said its captain.',
        },
      },
    });
    expect(item.notes).toEqual([
      'has no date label: 2011-05-02 is from the dateline',
      '“Boats” matches no term (fieldsOfWork)',
    ]);
  });

  test.each([
    ['3 May 2011', '2011-05-03'],
    ['May 3, 2011', '2011-05-03'],
    ['le 3 mai 2011', '2011-05-03'],
    ['3. März 2011', '2011-03-03'],
    ['3 марта 2011 г.', '2011-03-03'],
    ['3 de mayo de 2011', '2011-05-03'],
    ['03.05.2011', '2011-05-03'],
  ])('a label’s own date is believed first: %s', async (told, date) => {
    const item = await hearOne(
      await write('dated.txt', text.replace('- Date:', `- Date:\n- ${told}`)),
    );
    expect(item.release.date).toBe(date);
  });

  test.each(['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'])(
    'labels in the interface’s words are read: %s',
    async (lang) => {
      const { sources, fieldsOfWork, colon } = wordsOf(lang);
      const own = text
        .replace('- Source:', `- ${sources}${colon}`)
        .replace('- Fields of work:', `- ${fieldsOfWork}${colon}`);
      const { release } = await hearOne(await write('own.txt', own));
      expect(release.sources).toContain('secretariat');
      expect(release.fieldsOfWork).toEqual(['rule-of-law', 'policing']);
    },
  );

  test('a text without labels is no release', async () => {
    await expect(hear(await write('letter.txt', 'Dear all,\n\nGood morning.'))).rejects.toThrow(
      'no labels',
    );
  });
});
