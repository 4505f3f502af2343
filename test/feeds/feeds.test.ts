/** Feeds: the same releases in three formats, well-formed for every text. */
import fc from 'fast-check';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { describe, expect, test } from 'vitest';
import { escapeHtml } from '../../src/domain/escape-html.ts';
import { atom } from '../../src/feeds/atom.ts';
import { jsonFeed } from '../../src/feeds/json-feed.ts';
import { rss } from '../../src/feeds/rss.ts';
import { element, escapeXml } from '../../src/feeds/xml.ts';
import {
  feed,
  feedRelease,
  hostile,
  kazakhstan,
  picture,
  programme,
  readable,
  site,
} from './cast.ts';
import { textsOf } from './xml-reader.ts';

const home = 'https://newsroom.example';
const page = `${home}/releases/0123456789a0/a-slug`;

describe('a feed', () => {
  test.each(hostile)(
    'of a release with the title %j is well-formed and has the title, in each format',
    (title) => {
      const sample = feed([feedRelease(title, { summary: title, html: `<p>${title}</p>` })]);
      const [inRss, inAtom] = [textsOf(rss(sample)), textsOf(atom(sample))];
      expect(inRss.get('rss/channel/item/title')).toEqual([readable(title)]);
      expect(inRss.get('rss/channel/item/description')).toEqual([escapeHtml(readable(title))]);
      expect(inRss.get('rss/channel/item/content:encoded')).toEqual([`<p>${readable(title)}</p>`]);
      expect(inAtom.get('feed/entry/title')).toEqual([readable(title)]);
      expect(inAtom.get('feed/entry/summary')).toEqual([readable(title)]);
      expect(inAtom.get('feed/entry/content')).toEqual([`<p>${readable(title)}</p>`]);
      const [item] = JSON.parse(jsonFeed(sample)).items;
      expect([item.title, item.content_html]).toEqual([
        title.toWellFormed(),
        `<p>${title.toWellFormed()}</p>`,
      ]);
    },
  );

  test('says what was corrected, the newest first, before the text, with a link to the history', () => {
    const release = feedRelease('Corrected', { langs: ['fr'], html: '<p>Text.</p>' });
    const corrections = [
      { at: Date.UTC(2026, 6, 1), note: { en: 'A name <1>.', fr: 'Un nom <1>.' } },
      { at: Date.UTC(2026, 6, 2), note: { en: 'A figure.' } },
    ];
    const sample = feed([{ ...release, metadata: { ...release.metadata, corrections } }], 'fr');
    const history = `${home}/fr/releases/0123456789a0/history`;
    const html = [
      '<aside class="corrections"><p><strong>Corrections</strong></p><ul>',
      '<li><time datetime="2026-07-02T00:00:00Z">at 1782950400000</time> A figure.</li>',
      '<li><time datetime="2026-07-01T00:00:00Z">at 1782864000000</time> Un nom &lt;1&gt;.</li></ul>',
      `<p><a href="${history}">History of this release</a></p></aside><p>Text.</p>`,
    ].join('');
    expect(textsOf(rss(sample)).get('rss/channel/item/content:encoded')).toEqual([html]);
    expect(textsOf(atom(sample)).get('feed/entry/content')).toEqual([html]);
    const [item] = JSON.parse(jsonFeed(sample)).items;
    expect(item.content_html).toBe(html);
    expect(item._dateline).toEqual({
      corrections: [
        { at: '2026-07-02T00:00:00Z', note: 'A figure.' },
        { at: '2026-07-01T00:00:00Z', note: 'Un nom <1>.' },
      ],
      history,
    });
  });

  test('says what was corrected before the summary, too, where it has no text', () => {
    const release = feedRelease('Corrected', { html: null, summary: 'A & B.' });
    const corrections = [{ at: Date.UTC(2026, 6, 1), note: { en: 'A name.' } }];
    const sample = feed([{ ...release, metadata: { ...release.metadata, corrections } }]);
    const expected = [expect.stringMatching(/^<aside .* A name\.<.*<\/aside><p>A &amp; B\.<\/p>$/)];
    expect(textsOf(rss(sample)).get('rss/channel/item/content:encoded')).toEqual(expected);
    expect(textsOf(atom(sample)).get('feed/entry/content')).toEqual(expected);
    expect(JSON.parse(jsonFeed(sample)).items[0].content_html).toEqual(expected[0]);
  });

  test('of any title is well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (title, summary) => {
        const sample = feed([feedRelease(title, { summary })]);
        textsOf(rss(sample));
        textsOf(atom(sample));
      }),
    );
  });

  test.each(site.languages)('in %s is parsed by another program to the same data', (lang) => {
    const releases = [0, 1].map((number) =>
      feedRelease(`Title & <${number}>`, { langs: [lang], number, summary: 'In short.' }),
    );
    const sample = feed(releases, lang, kazakhstan);
    const place = `${home}${lang === 'en' ? '' : `/${lang}`}`;
    const ids = [`urn:dateline:0123456789a0:${lang}`, `urn:dateline:0123456789a1:${lang}`];

    const channel = parseRssFeed(rss(sample));
    expect(channel.language).toBe(lang);
    expect(channel.link).toBe(`${place}/countries/kazakhstan`);
    expect(channel.items?.map(({ guid }) => guid)).toEqual(
      ids.map((value) => ({ value, isPermaLink: false })),
    );
    expect(channel.atom?.links?.map(({ rel, href }) => [rel, href])).toEqual([
      ['self', `${place}/countries/kazakhstan/feed.xml`],
      ['hub', site.webSubHub],
    ]);

    const atomFeed = parseAtomFeed(atom(sample));
    expect(atomFeed.entries?.map(({ id }) => id)).toEqual(ids);
    expect(atomFeed.id).toBe(`tag:newsroom.example,2026:feed:countries/kazakh-ssr:${lang}`);
    expect(atomFeed.links?.map(({ rel, href }) => [rel, href])).toEqual([
      ['self', `${place}/countries/kazakhstan/atom.xml`],
      ['alternate', `${place}/countries/kazakhstan`],
      ['hub', site.webSubHub],
    ]);

    const json = parseJsonFeed(JSON.parse(jsonFeed(sample)));
    expect([json.language, json.feed_url]).toEqual([
      lang,
      `${place}/countries/kazakhstan/feed.json`,
    ]);
    expect(json.items?.map(({ id }) => id)).toEqual(ids);
    expect(json.hubs).toEqual([{ type: 'WebSub', url: site.webSubHub }]);

    const titles = ['Title & <0>', 'Title & <1>'];
    expect(channel.items?.map(({ title }) => title)).toEqual(titles);
    expect(atomFeed.entries?.map(({ title }) => title?.value)).toEqual(titles);
    expect(json.items?.map(({ title }) => title)).toEqual(titles);
  });

  test('has all files of a release in its language, and in RSS the first', () => {
    const sample = (lang: string) =>
      feed([feedRelease('One', { langs: [lang], attachments: [programme, picture] })], lang);
    const [programmeUrl, pictureUrl] = [
      `${home}/files/abcdefghjkmn/programme%20%26%20more.pdf`,
      `${home}/files/bcdefghjkmnp/banner.png`,
    ];
    expect(parseRssFeed(rss(sample('en'))).items?.[0]?.enclosures).toEqual([
      { url: programmeUrl, length: 1234, type: 'application/pdf' },
    ]);
    const enclosures = (lang: string) =>
      parseAtomFeed(atom(sample(lang)))
        .entries?.[0]?.links?.filter(({ rel }) => rel === 'enclosure')
        .map(({ href, length, type, title }) => [href, length, type, title]);
    const one = [programmeUrl, 1234, 'application/pdf', 'Programme & more'];
    expect(enclosures('en')).toEqual([one, [pictureUrl, 1234, 'image/png', 'Banner']]);
    expect(enclosures('fr')).toEqual([one]);
    const [item] = JSON.parse(jsonFeed(sample('en'))).items;
    expect(item.image).toBe(pictureUrl);
    expect(item.attachments[0]).toEqual({
      url: programmeUrl,
      mime_type: 'application/pdf',
      title: 'Programme & more',
      size_in_bytes: 1234,
    });
  });

  test('has for a picture its size, alternative text, caption, credit and licence', () => {
    const photograph = {
      ...{ ...picture, filename: 'photo.jpg', mediaType: 'image/jpeg', lang: null },
      ...{ width: 3000, height: 2000, size: 4_000_000, lead: true },
      ...{ alt: { en: 'Judges & <guests>' }, caption: { en: 'Before' } },
      ...{ credit: 'A. "B" C', licence: 'CC BY 4.0' },
    };
    const html = '<img src="/files/bcdefghjkmnp/photo.jpg" alt="">';
    const sample = feed([feedRelease('One', { html, attachments: [picture, photograph] })]);
    const [banner, photo] = parseRssFeed(rss(sample)).items?.[0]?.media?.contents ?? [];
    expect(banner).toMatchObject({ url: `${home}/files/bcdefghjkmnp/banner.png` });
    expect(banner?.width).toBeUndefined();
    expect(photo).toMatchObject({
      ...{ url: `${home}/files/bcdefghjkmnp/photo.jpg`, type: 'image/jpeg', medium: 'image' },
      ...{ fileSize: 4_000_000, width: 3000, height: 2000 },
    });
    const texts = textsOf(rss(sample));
    const media = 'rss/channel/item/media:content';
    expect(texts.get(`${media}/media:description`)).toEqual(['Banner', 'Judges & <guests>']);
    expect(texts.get(`${media}/media:title`)).toEqual(['Before']);
    expect(texts.get(`${media}/media:credit`)).toEqual(['A. "B" C']);
    expect(texts.get(`${media}/media:copyright`)).toEqual(['CC BY 4.0']);
    const [item] = JSON.parse(jsonFeed(sample)).items;
    expect(item.image).toBe(`${home}/pictures/bcdefghjkmnp/1280.jpeg`);
    expect(item.content_html).toBe(`<img src="${item.image}" alt="">`);
    expect(item.attachments[1]._picture).toEqual({
      ...{ width: 3000, height: 2000, alt: 'Judges & <guests>', caption: 'Before' },
      ...{ credit: 'A. "B" C', licence: 'CC BY 4.0' },
      thumbnail: {
        ...{ url: `${home}/pictures/bcdefghjkmnp/640.jpeg`, mediaType: 'image/jpeg' },
        ...{ width: 640, height: 427 },
      },
    });
  });

  test('names kind, country and source in readable words', () => {
    const texts = textsOf(rss(feed([feedRelease('One')])));
    expect(texts.get('rss/channel/item/category')).toEqual(['R&D', 'Kazakhstan']);
    expect(texts.get('rss/channel/item/dc:creator')).toEqual(['<HQ>']);
    expect(texts.get('rss/channel/title')).toEqual(['Dialogue & Co: Newsroom']);
    expect(JSON.parse(jsonFeed(feed([feedRelease('One')]))).items[0]).toMatchObject({
      tags: ['R&D', 'Kazakhstan'],
      authors: [{ name: '<HQ>' }],
    });
  });

  test('has no relative address in a body, and marks right-to-left text', () => {
    const html =
      '<p><a href="/files/a/b.pdf">b</a><img src="/files/a/c.png" alt=""><a href="#body-fn-1">1</a></p>';
    const { items } = JSON.parse(jsonFeed(feed([feedRelease('One', { html })])));
    expect(items[0].content_html).toBe(
      `<p><a href="${home}/files/a/b.pdf">b</a><img src="${home}/files/a/c.png" alt=""><a href="${page}#body-fn-1">1</a></p>`,
    );
    const arabic = JSON.parse(jsonFeed(feed([feedRelease('One', { langs: ['ar'] })], 'ar')));
    expect(arabic.items[0].content_html).toBe('<div dir="rtl" lang="ar"><p>Body</p></div>');
  });

  test('omits a release without an edition in its language', () => {
    const sample = feed([feedRelease('One', { langs: ['fr'] })]);
    expect(rss(sample)).not.toContain('<item>');
    expect(atom(sample)).not.toContain('<entry>');
  });

  test('contains the summary of a release whose body is too long', () => {
    const sample = feed([feedRelease('One', { html: null, summary: 'In short.' })]);
    expect(parseAtomFeed(atom(sample)).entries?.[0]).toMatchObject({
      summary: { value: 'In short.' },
    });
    expect(JSON.parse(jsonFeed(sample)).items[0].content_text).toBe('In short.');
    const untold = feed([feedRelease('One', { html: null })]);
    expect(JSON.parse(jsonFeed(untold)).items[0].content_text).toBe('One');
  });

  test('without releases is a valid feed', () => {
    const texts = textsOf(rss(feed([])));
    expect(texts.get('rss/channel/link')).toEqual([`${home}/`]);
    expect(texts.has('rss/channel/lastBuildDate')).toBe(false);
    expect(parseAtomFeed(atom(feed([]))).updated).toBe('2026-01-01T00:00:00Z');
    expect(JSON.parse(jsonFeed(feed([]))).items).toEqual([]);
  });

  test('has no hub if none is configured', () => {
    const sample = feed([], 'en', null, { ...site, webSubHub: null });
    expect(rss(sample) + atom(sample) + jsonFeed(sample)).not.toMatch(/hub/);
  });
});

describe('in RSS', () => {
  test('dates have a numeric zone, and a guid is not a permalink', () => {
    const xml = rss(feed([feedRelease('One')]));
    const texts = textsOf(xml);
    expect(texts.get('rss/channel/item/pubDate')).toEqual(['Tue, 30 Jun 2026 10:00:00 +0000']);
    expect(texts.get('rss/channel/lastBuildDate')).toEqual(['Wed, 01 Jul 2026 10:00:00 +0000']);
    expect(texts.get('rss/channel/item/guid')).toEqual(['urn:dateline:0123456789a0:en']);
    expect(xml).toContain('isPermaLink="false"');
  });

  test('a title is plain text as the profile asks, and the description is HTML', () => {
    const text = 'Rights & <duties>';
    const xml = rss(feed([feedRelease(text, { summary: text })]));
    expect(xml).toContain('<title>Rights &#x26; &#x3C;duties&gt;</title>');
    expect(xml).toContain('<description>Rights &amp;amp; &amp;lt;duties&amp;gt;</description>');
  });

  test('the description comes before the content', () => {
    const xml = rss(feed([feedRelease('One', { summary: 'In short.' })]));
    expect(xml.indexOf('<description>In short')).toBeLessThan(xml.indexOf('<content:encoded>'));
  });
});

describe('in Atom', () => {
  test('the elements that RFC 4287 requires are there once, and dates are instants', () => {
    const texts = textsOf(atom(feed([feedRelease('One'), feedRelease('Two', { number: 1 })])));
    for (const once of ['feed/id', 'feed/title', 'feed/updated', 'feed/author/name']) {
      expect(texts.get(once), once).toHaveLength(1);
    }
    for (const each of ['id', 'title', 'updated', 'published', 'content', 'author/name']) {
      expect(texts.get(`feed/entry/${each}`), each).toHaveLength(2);
    }
    expect(texts.get('feed/updated')).toEqual(['2026-07-01T10:00:00Z']);
    expect(texts.get('feed/entry/published')?.[0]).toBe('2026-06-30T10:00:00Z');
    expect(new Set(texts.get('feed/entry/id')).size).toBe(2);
  });
});

describe('text in XML', () => {
  test('is parsed to the same text, without characters that XML forbids', () => {
    const character = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(character, (text) => {
        fc.pre(text !== '');
        expect(textsOf(element('a', text)).get('a')).toEqual([text]);
      }),
    );
  });

  test('can be in an attribute', () => {
    expect(escapeXml('"><b a=\'')).toBe("&quot;&gt;&lt;b a='");
  });
});
