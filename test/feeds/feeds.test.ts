/** Feeds and sitemaps: well-formed whatever the editors wrote. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Body, Publication } from '../../src/domain/release.ts';
import type { Site } from '../../src/domain/site.ts';
import { Taxonomy } from '../../src/domain/taxonomy.ts';
import { rss } from '../../src/feeds/rss.ts';
import {
  pageUrls,
  releaseUrls,
  sitemapHead,
  sitemapIndex,
  sitemapTail,
} from '../../src/feeds/sitemap.ts';
import { element, escapeXml } from '../../src/feeds/xml.ts';
import { textsOf } from './xml-reader.ts';

const site: Site = {
  origin: 'https://newsroom.example',
  name: { en: 'Dialogue & Co', fr: 'Dialogue & Cie' },
  languages: ['en', 'fr', 'ar'],
  defaultLanguage: 'en',
  colours: { light: '#0b3d6e', dark: '#9cc7f2' },
  timeZone: 'Europe/Vienna',
  twoPersons: false,
  previewOrigin: 'https://newsroom.example',
  securityContact: null,
};

const taxonomy = new Taxonomy([
  {
    id: 1,
    taxonomy: 'kinds',
    slug: 'news',
    parentId: null,
    closed: false,
    formerSlugs: [],
    names: { en: 'R&D' },
  },
  {
    id: 2,
    taxonomy: 'structures',
    slug: 'hq',
    parentId: null,
    closed: false,
    formerSlugs: [],
    names: { en: '<HQ>' },
  },
]);

function publication(title: string, summary = '', langs = ['en']): Publication {
  const head = { title, slug: 'a-slug', summary, place: '' };
  return {
    releaseId: '0123456789ab',
    revision: 1,
    publishedAt: Date.UTC(2026, 5, 30, 10),
    modifiedAt: Date.UTC(2026, 6, 1, 10),
    heads: Object.fromEntries(langs.map((lang) => [lang, head])),
    facts: {
      kind: 1,
      date: '2026-06-30',
      sources: [2],
      fieldsOfWork: [],
      countries: [],
      meetings: [],
      contacts: [],
      attachments: [],
      corrections: [],
    },
  };
}

function feed(releases: Publication[], html = '<p>Body</p>', lang = 'en'): string {
  const body: Body = { lang, html, markdown: '', text: '' };
  const told = releases.map((release) => ({ ...release, bodies: [body] }));
  return rss({ site, lang, title: 'Newsroom', taxonomy, releases: told });
}

const hostile = [
  ']]>',
  '<![CDATA[ x ]]>',
  'Tom & Jerry &amp; &#0;',
  '</title><script>alert(1)</script>',
  'null\u0000bell\u0007escape\u001b',
  'half \ud800 of one',
  'not \ufffe characters \uffff',
  '"quotes\' and <!-- comments -->',
  '<?xml version="1.1"?><!DOCTYPE x [<!ENTITY y "z">]>&y;',
];

describe('a feed', () => {
  test.each(hostile)(
    'of a release that is called %j is well-formed and keeps the words',
    (title) => {
      const texts = textsOf(feed([publication(title, title)], `<p>${title}</p>`));
      const kept = [...title.toWellFormed()]
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold is left out
        .filter((character) => !/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/.test(character))
        .join('');
      expect(texts.get('rss/channel/item/title')).toEqual([kept]);
      expect(texts.get('rss/channel/item/description')).toEqual([kept]);
      expect(texts.get('rss/channel/item/content:encoded')).toEqual([`<p>${kept}</p>`]);
    },
  );

  test('of any title is well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (title, summary) => {
        textsOf(feed([publication(title, summary)]));
      }),
    );
  });

  test('is dated with a numeric zone and names releases by a guid that is no address', () => {
    const xml = feed([publication('One')]);
    const texts = textsOf(xml);
    expect(texts.get('rss/channel/item/pubDate')).toEqual(['Tue, 30 Jun 2026 10:00:00 +0000']);
    expect(texts.get('rss/channel/lastBuildDate')).toEqual(['Wed, 01 Jul 2026 10:00:00 +0000']);
    expect(texts.get('rss/channel/item/guid')).toEqual(['urn:dateline:0123456789ab:en']);
    expect(xml).toContain('isPermaLink="false"');
  });

  test('names kind and source in readable words', () => {
    const texts = textsOf(feed([publication('One')]));
    expect(texts.get('rss/channel/item/category')).toEqual(['R&D']);
    expect(texts.get('rss/channel/item/dc:creator')).toEqual(['<HQ>']);
    expect(texts.get('rss/channel/title')).toEqual(['Dialogue & Co: Newsroom']);
  });

  test('has no relative address in a body', () => {
    const html = '<p><a href="/files/a/b.pdf">b</a><img src="/files/a/c.png" alt=""></p>';
    const [content] =
      textsOf(feed([publication('One')], html)).get('rss/channel/item/content:encoded') ?? [];
    expect(content).toContain('<a href="https://newsroom.example/files/a/b.pdf">');
    expect(content).toContain('<img src="https://newsroom.example/files/a/c.png"');
  });

  test('leaves out a release that has no edition in its language', () => {
    expect(feed([publication('One', '', ['fr'])])).not.toContain('<item>');
  });

  test('of nothing is a feed still', () => {
    const texts = textsOf(feed([]));
    expect(texts.get('rss/channel/link')).toEqual(['https://newsroom.example/']);
    expect(texts.has('rss/channel/lastBuildDate')).toBe(false);
  });
});

describe('a sitemap', () => {
  const locations = (xml: string) => textsOf(sitemapHead + xml + sitemapTail).get('urlset/url/loc');
  const linksOf = (xml: string) =>
    xml
      .split('<url>')
      .slice(1)
      .map((url) => [...url.matchAll(/hreflang="([^"]+)" href="([^"]+)"/g)].map((one) => one[2]));

  test('has an entry for every edition, and each links to all of them and itself', () => {
    const xml = releaseUrls(site, publication('One', '', ['ar', 'en', 'fr']));
    const paths = ['/releases', '/fr/releases', '/ar/releases'];
    const all = paths.map((path) => `${site.origin}${path}/0123456789ab/a-slug`);
    expect(locations(xml)).toEqual(all);
    expect(linksOf(xml)).toEqual([all, all, all]);
  });

  test('has no links where there is one edition', () => {
    const xml = releaseUrls(site, publication('One'));
    expect(linksOf(xml)).toEqual([[]]);
    expect(xml).toContain('<lastmod>2026-07-01T10:00:00Z</lastmod>');
  });

  test('leaves out an edition in a language that the site no longer has', () => {
    expect(locations(releaseUrls(site, publication('One', '', ['en', 'xx'])))).toHaveLength(1);
  });

  test('names the newsroom in every language', () => {
    const homes = ['/', '/fr', '/ar'].map((path) => site.origin + path);
    expect(locations(pageUrls(site))).toEqual(homes);
  });

  test('writes the address of a slug in another script as a URI', () => {
    const { heads, ...release } = publication('One');
    const slugs = { ...heads, en: { slug: 'встреча-&-<>' } };
    const [location] = locations(releaseUrls(site, { ...release, heads: slugs })) ?? [];
    expect(location).toMatch(/^https:\/\/newsroom\.example\/releases\/[!-~]+$/);
  });

  test('is found through the index', () => {
    const ranges = [{ number: 1, modifiedAt: 0 }];
    expect(textsOf(sitemapIndex(site, ranges)).get('sitemapindex/sitemap/loc')).toEqual([
      'https://newsroom.example/sitemaps/pages.xml',
      'https://newsroom.example/sitemaps/1.xml',
    ]);
  });
});

describe('text in XML', () => {
  test('is the same text to a reader, but for what XML forbids', () => {
    const character = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(character, (text) => {
        fc.pre(text !== '');
        expect(textsOf(element('a', text)).get('a')).toEqual([text]);
      }),
    );
  });

  test('can stand in an attribute', () => {
    expect(escapeXml('"><b a=\'')).toBe("&quot;&gt;&lt;b a='");
  });
});
