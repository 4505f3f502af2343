/** Feeds of every kind: RSS 0.9x to 2.0, Atom 0.3 and 1.0, JSON Feed, and the faults that feeds have. */
import { afterAll, describe, expect, test } from 'vitest';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);
const iso = (at: number | null | undefined) => at && new Date(at).toISOString();

const item = (inner: string) =>
  `<item><title>Office opens registry</title><link>https://old.example/1</link>${inner}</item>`;
const rss = (items: string, { before = '', channel = '' } = {}) =>
  `${before}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
    xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>${channel}${items}</channel></rss>`;
const dated = '<pubDate>Fri, 12 Nov 2021 10:00 CET</pubDate>';
const text = '<description>The office opened a registry.</description>';

describe('before the declaration', () => {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  test.each([
    ['a blank line', '\n'],
    ['a byte order mark and a blank line', '\ufeff\r\n'],
    ['a blank line and a byte order mark', '\n\ufeff'],
    ['a comment', '<!-- made by a program -->\n'],
  ])('%s', async (_what, before) => {
    const file = await write(
      'before.xml',
      rss(item(dated + text), { before: before + declaration }),
    );
    expect((await hearOne(file)).title).toBe('Office opens registry');
  });

  test('lines are counted as they are', async () => {
    const broken = rss('<item><b></item>', { before: `\n\n<!-- a\nb -->${declaration}\n` });
    await expect(hear(await write('lines.xml', broken))).rejects.toThrow(/^line 8: /);
  });
});

describe('RSS', () => {
  test('a name of a zone and a time without seconds', async () => {
    const { at, notes } = await hearOne(await write('zone.xml', rss(item(dated + text))));
    expect(iso(at)).toBe('2021-11-12T09:00:00.000Z');
    expect(notes).not.toContainEqual(expect.stringContaining('date'));
  });

  test('the day in a foreign language, and what cannot be read is told', async () => {
    const date = (one: string) => rss(item(`<pubDate>${one}</pubDate>${text}`));
    const { at } = await hearOne(await write('ru.xml', date('пт, 12 ноя 2021 10:00:00 +0300')));
    expect(iso(at)).toBe('2021-11-12T07:00:00.000Z');
    const day = await hearOne(await write('day.xml', date('12. November 2021')));
    expect([day.release.date, iso(day.at)]).toEqual(['2021-11-12', '2021-11-12T11:00:00.000Z']);
    const unknown = await hearOne(await write('unknown.xml', date('5/6/2021')));
    expect(unknown.notes).toContain('its date 5/6/2021 was read as 2021-06-05');
  });

  test('the whole text, its files, its old address and its names', async () => {
    const inner = `${dated}<feedburner:origLink>https://old.example/first</feedburner:origLink>
      <guid isPermaLink="false">g1</guid><dc:creator>Secretariat</dc:creator><dc:subject>Policing, Kazakhstan</dc:subject>
      <category domain="https://other.example/kinds">Statement</category>
      <description>The office opened … [&#8230;]</description>
      <content:encoded><![CDATA[<p>The office <b>opened</b> a <a href="more">registry</a>.</p>]]></content:encoded>
      <enclosure url="https://old.example/a.pdf" type="application/pdf"/>
      <media:group><media:content url="b.png"/></media:group>`;
    const { release, notes } = await hearOne(await write('whole.xml', rss(item(inner))));
    expect(release).toMatchObject({
      kind: 'statement',
      sources: ['secretariat'],
      fieldsOfWork: ['policing'],
      countries: ['kazakhstan'],
      legacyUrls: ['/first', '/1'],
    });
    expect(release.editions.en).toEqual({
      title: 'Office opens registry',
      markdown: 'The office **opened** a [registry](https://old.example/more).',
    });
    expect(notes).toEqual([
      'a linked file was not imported: https://old.example/a.pdf',
      'a linked file was not imported: https://old.example/b.png',
    ]);
  });

  test('files that are in the attachments folder come along', async () => {
    const pdf = await write('files-of-feed/a.pdf', '%PDF-1.7\n');
    const enclosure = `${dated}${text}<enclosure url="https://old.example/a.pdf"/>`;
    const file = await write('enclosed.xml', rss(item(enclosure)));
    const { items } = await hear(file, {}, pdf.replace('/a.pdf', ''));
    expect(items[0]?.files).toMatchObject([{ filename: 'a.pdf' }]);
  });

  test('version 1.0 is RDF: items beside the channel, dates of Dublin Core', async () => {
    const rdf = `<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <channel rdf:about="https://old.example/feed"><title>F</title><link>https://old.example/</link><dc:language>fr</dc:language></channel>
      <item rdf:about="https://old.example/1"><title>Un registre</title><link>/un</link><dc:date>2021-11-12T10:00+01:00</dc:date><description>Ouvert.</description></item></rdf:RDF>`;
    const { at, release } = await hearOne(await write('one.rdf.xml', rdf));
    expect(iso(at)).toBe('2021-11-12T09:00:00.000Z');
    expect(release.legacyUrls).toEqual(['/un', '/1']);
    expect(release.editions).toEqual({ fr: { title: 'Un registre', markdown: 'Ouvert.' } });
  });

  test('markup that is not escaped keeps its words', async () => {
    const inner = `${dated}<description>The <b>office</b> opened.</description>`;
    const { release } = await hearOne(await write('markup.xml', rss(item(inner))));
    expect(release.editions.en?.markdown).toBe('The **office** opened.');
  });
});

describe('Atom', () => {
  const feed = (entry: string, uri = 'http://www.w3.org/2005/Atom') =>
    `<feed xmlns="${uri}" xmlns:app="http://www.w3.org/2007/app" xml:lang="fr" xml:base="https://old.example/base/"><title>F</title>${entry}</feed>`;

  test('xml:lang and xml:base hold for what they contain', async () => {
    const entry = `<entry xml:lang="ru" xml:base="press/"><title>Встреча</title><id>urn:1</id><link href="2020/a"/><published>2020-05-05T10:00:00Z</published><content type="html" xml:base="docs/">&lt;a href="file.pdf"&gt;Файл&lt;/a&gt;</content></entry>`;
    const { release } = await hearOne(await write('scope.xml', feed(entry)));
    expect(release.legacyUrls).toEqual(['/base/press/2020/a']);
    expect(release.editions.ru?.markdown).toBe(
      '[Файл](https://old.example/base/press/docs/file.pdf)',
    );
  });

  test('version 0.3', async () => {
    const entry = `<entry><title>Registre</title><id>tag:1</id><link rel="alternate" href="https://old.example/1"/><issued>2003-11-12T10:00:00+01:00</issued><modified>2004-01-01T00:00:00Z</modified><content type="text/html" mode="escaped">&lt;p&gt;Ouvert.&lt;/p&gt;</content></entry>`;
    const { at, release } = await hearOne(
      await write('old.xml', feed(entry, 'http://purl.org/atom/ns#')),
    );
    expect(iso(at)).toBe('2003-11-12T09:00:00.000Z');
    expect(release.editions.fr).toEqual({ title: 'Registre', markdown: 'Ouvert.' });
  });

  test('an entry alone, with only the date of its last change', async () => {
    const entry = `<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Seul</title><id>urn:2</id><updated>2020-05-05</updated><content>Un texte.</content></entry>`;
    const { release, notes } = await hearOne(await write('entry.xml', entry));
    expect(release.date).toBe('2020-05-05');
    expect(notes).toContain('has no date of publication: that of its last change is used');
  });

  test('drafts stay drafts, and comments are no releases', async () => {
    const entry = (id: string, inner: string) =>
      `<entry><title>T</title><id>${id}</id><published>2020-05-05T10:00:00Z</published><content>Texte.</content>${inner}</entry>`;
    const kind = (name: string) =>
      `<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#${name}"/>`;
    const both =
      entry('1', `${kind('post')}<app:control><app:draft>yes</app:draft></app:control>`) +
      entry('2', kind('comment'));
    const { items, left } = await hear(await write('blogger.xml', feed(both)));
    expect(items.map(({ at }) => at)).toEqual([null]);
    expect(left.map(({ leftOut }) => leftOut)).toEqual(['is a comment of a blog']);
  });
});

describe('JSON Feed', () => {
  const feed = (version: string, items: object[], more = {}) =>
    JSON.stringify({
      version: `https://jsonfeed.org/version/${version}`,
      title: 'F',
      items,
      ...more,
    });
  const one = {
    id: 1,
    url: 'https://old.example/1',
    title: 'R&D office opens registry',
    content_html: '<p>The office <em>opened</em>.</p>',
    date_published: '2021-11-12T10:00:00+01:00',
  };

  test('version 1.1, with languages, names and files', async () => {
    const source = {
      ...one,
      summary: 'A <first> registry.',
      language: 'ru',
      tags: ['Policing'],
      authors: [{ name: 'Secretariat' }],
      attachments: [{ url: 'a.pdf', mime_type: 'application/pdf' }],
    };
    const { at, release, notes } = await hearOne(await write('one.json', feed('1.1', [source])));
    expect(iso(at)).toBe('2021-11-12T09:00:00.000Z');
    expect(release).toMatchObject({ sources: ['secretariat'], fieldsOfWork: ['policing'] });
    expect(release.legacyUrls).toEqual(['/1']);
    expect(release.editions.ru).toEqual({
      title: 'R&D office opens registry',
      summary: 'A <first> registry.',
      markdown: 'The office *opened*.',
    });
    expect(notes).toContain('a linked file was not imported: https://old.example/a.pdf');
  });

  test('version 1.0, plain text, and each fault with its item', async () => {
    const { content_html: _, ...plain } = { ...one, content_text: 'One.\n\nTwo *2*.' };
    const items = [{ ...plain, author: { name: 'Secretariat' } }, { title: 'Nothing' }];
    const more = { next_url: 'https://old.example/feed.json?page=2' };
    const {
      items: read,
      refused,
      left,
    } = await hear(await write('zero.json', feed('1', items, more)));
    expect(read[0]?.release.editions.en?.markdown).toBe('One.\n\nTwo \\*2\\*.');
    expect(read[0]?.release.sources).toEqual(['secretariat']);
    expect(refused.map(({ place, reason }) => [place.replace(/.*,/, ''), reason])).toEqual([
      [' item 2', 'has neither id nor url'],
    ]);
    expect(left.map(({ leftOut }) => leftOut)).toEqual([
      'has only a part of the feed, which goes on at https://old.example/feed.json?page=2',
    ]);
  });
});

test.each([
  ['urlset', 'is a sitemap: it has addresses of pages, not their texts'],
  ['sitemapindex', 'is a list of sitemaps: it has addresses, no texts'],
])('a %s is told as such', async (root, reason) => {
  const sitemap = `<?xml version="1.0"?><${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>`;
  const { left, refused } = await hear(await write('sitemap.xml', sitemap));
  expect([left.map(({ leftOut }) => leftOut), refused]).toEqual([[reason], []]);
});

test('footnotes of this product’s feeds are footnotes again', async () => {
  const html =
    '<p>Seats<sup><a href="https://o.example/1#body-fn-a" data-footnote-ref="">1</a></sup> fell.</p>' +
    '<section data-footnotes="" class="footnotes"><h2 class="visually-hidden">Notes</h2>\n<ol>\n<li>\n' +
    '<p>Of <em>all</em>. <a href="https://o.example/1#body-fnref-a" data-footnote-backref="">↩</a></p>\n</li>\n</ol>\n</section>';
  const encoded = `${dated}<content:encoded><![CDATA[${html}]]></content:encoded>`;
  const { release } = await hearOne(await write('notes.xml', rss(item(encoded))));
  expect(release.editions.en?.markdown).toBe('Seats[^1] fell.\n\n[^1]: Of *all*.');
});

test('no-break spaces of a title stay', async () => {
  const source = rss(item(dated + text)).replace('Office opens', 'No.\u00a01   opens');
  expect((await hearOne(await write('spaces.xml', source))).title).toBe(
    'No.\u00a01 opens registry',
  );
});
