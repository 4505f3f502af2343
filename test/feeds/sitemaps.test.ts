/** Sitemaps follow the protocol's schema and link the language versions. */
import { expect, test } from 'vitest';
import {
  maximumNews,
  newsLanguage,
  newsSitemap,
  pagesSitemap,
  partsOf,
  releaseUrls,
  sitemapHead,
  sitemapIndex,
  sitemapTail,
  termsSitemap,
} from '../../src/feeds/sitemap.ts';
import { feedRelease, hostile, kazakhstan, readable, site, taxonomy } from './cast.ts';
import { faultsOfIndex, faultsOfSitemaps } from './sitemap-rules.ts';
import { textsOf } from './xml-reader.ts';

const entry = (langs: readonly string[], slug = 'a-slug') => ({
  releaseId: '0123456789ab',
  modifiedAt: Date.UTC(2026, 6, 1, 10),
  slugs: Object.fromEntries(langs.map((lang) => [lang, slug])),
  pictures: [] as { id: string; filename: string; lang: string | null }[],
});
const pictured = {
  ...entry(['en', 'fr']),
  pictures: [
    { id: 'abcdefghjkmn', filename: 'one & all.jpg', lang: null },
    { id: 'abcdefghjkmn', filename: 'deux.png', lang: 'fr' },
  ],
};
const sitemap = (...entries: ReturnType<typeof entry>[]) =>
  sitemapHead + entries.map((one) => releaseUrls(site, one)).join('') + sitemapTail;
const locations = (xml: string) => textsOf(xml).get('urlset/url/loc');
const linksOf = (xml: string) =>
  xml
    .split('<url>')
    .slice(1)
    .map((url) => [...url.matchAll(/hreflang="([^"]+)" href="([^"]+)"/g)].map((one) => one[2]));

test('every kind of sitemap is valid by its schema, for any text of editors', async () => {
  const news = hostile.map((title, number) =>
    feedRelease(title, { langs: site.languages, number }),
  );
  const faults = await faultsOfSitemaps({
    range: sitemap(entry(site.languages), entry(['ru'], 'встреча-&-<>')),
    pictured: sitemap(pictured),
    pages: pagesSitemap(site),
    terms: termsSitemap(site, 'countries', taxonomy.list('countries'), 1) ?? '',
    news: newsSitemap(site, news),
    noNews: newsSitemap(site, []),
  });
  expect(faults).toEqual([]);
  const index = sitemapIndex(site, [
    { name: 'pages', modifiedAt: null },
    { name: 1, modifiedAt: 1500 },
  ]);
  expect(await faultsOfIndex(index)).toEqual([]);
  const broken = newsSitemap(site, news).replace(/<news:language>[^<]*/, '<news:language>pt-BR');
  expect(await faultsOfSitemaps({ broken })).not.toEqual([]);
});

test('a release has an entry for every edition, each with links to all editions and a default', () => {
  const xml = sitemap(entry(['ar', 'en', 'fr']));
  const paths = ['/releases', '/fr/releases', '/ar/releases'];
  const all = paths.map((path) => `${site.origin}${path}/0123456789ab/a-slug`);
  expect(locations(xml)).toEqual(all);
  const links = [...all, all[0]];
  expect(linksOf(xml)).toEqual([links, links, links]);
  expect(xml).toContain(`hreflang="x-default" href="${all[0]}"`);
});

test('a release with one edition has no links', () => {
  const xml = sitemap(entry(['en']));
  expect(linksOf(xml)).toEqual([[]]);
  expect(xml).toContain('<lastmod>2026-07-01T10:00:00Z</lastmod>');
});

test('an edition in a language that the site no longer has is omitted', () => {
  expect(locations(sitemap(entry(['en', 'xx'])))).toHaveLength(1);
});

test('each edition has the pictures in its language and those of none', () => {
  const files = `${site.origin}/files/abcdefghjkmn`;
  const images = sitemap(pictured)
    .split('<url>')
    .slice(1)
    .map((url) => [...url.matchAll(/<image:loc>([^<]*)/g)].map(([, path]) => path));
  expect(images).toEqual([
    [`${files}/one%20%26%20all.jpg`],
    [`${files}/one%20%26%20all.jpg`, `${files}/deux.png`],
  ]);
});

test('each edition has its first ten pictures, however many others there are', () => {
  const pictures = [...Array.from({ length: 12 }, () => 'en'), 'fr'].map((lang, place) => ({
    id: 'abcdefghjkmn',
    filename: `${place}.png`,
    lang,
  }));
  const [, english = '', french = ''] = sitemap({ ...entry(['en', 'fr']), pictures }).split(
    '<url>',
  );
  expect(english.split('<image:loc>').length - 1).toBe(10);
  expect(french).toContain('/12.png');
});

test('a slug in another script is percent-encoded', () => {
  const [location] = locations(sitemap(entry(['en'], 'встреча-&-<>'))) ?? [];
  expect(location).toMatch(/^https:\/\/newsroom\.example\/releases\/[!-~]+$/);
});

test('newsroom, archive, taxonomies and terms are there in every language', () => {
  const pages = locations(pagesSitemap(site)) ?? [];
  expect(pages.slice(0, 2)).toEqual([`${site.origin}/`, `${site.origin}/fr`]);
  expect(pages).toContain(`${site.origin}/ar/archive`);
  const terms = locations(termsSitemap(site, 'countries', [kazakhstan], 1) ?? '') ?? [];
  expect(terms).toContain(`${site.origin}/countries`);
  expect(terms).toContain(`${site.origin}/ru/countries/kazakhstan`);
  expect(terms).toHaveLength(2 * site.languages.length);
});

test.each([
  ['short', 9000],
  ['a-very-long-name-of-a-country-that-nobody-would-ever-give-to-a-country'.repeat(2), 500],
  ['длинное-название-страны-которое-пишется-кириллицей', 1500],
])('terms called %s… are split into parts within the limits, each term in one', (name, count) => {
  const terms = Array.from({ length: count }, (_, id) => ({
    ...kazakhstan,
    id,
    slug: `${name}-${id}`,
  }));
  const parts = Array.from({ length: partsOf(site, terms) }, (_, index) =>
    termsSitemap(site, 'countries', terms, index + 1),
  );
  expect(parts.length).toBeGreaterThan(1);
  expect(termsSitemap(site, 'countries', terms, parts.length + 1)).toBeNull();
  for (const part of parts) {
    expect(part?.match(/<url>/g)?.length).toBeLessThanOrEqual(10_000);
    expect(part?.length).toBeLessThanOrEqual(4_000_000);
    expect(part?.match(/<loc>/g)?.length).toBeGreaterThan(site.languages.length);
  }
  const found = parts.flatMap((part) => part?.match(/(?<=<loc>)[^<]*/g) ?? []);
  expect(found).toHaveLength((count + 1) * site.languages.length);
  expect(new Set(found).size).toBe(found.length);
});

test('news have only their title, and the publication’s name in their language', () => {
  const xml = newsSitemap(site, [feedRelease('A <title>', { langs: ['fr'] })]);
  const texts = textsOf(xml);
  expect(texts.get('urlset/url/news:news/news:title')).toEqual([readable('A <title>')]);
  expect(texts.get('urlset/url/news:news/news:publication/news:name')).toEqual(['Dialogue & Cie']);
  expect(texts.get('urlset/url/news:news/news:publication_date')).toEqual(['2026-06-30T10:00:00Z']);
});

test('the news sitemap has at most the articles that Google accepts, and is valid without any', () => {
  const many = Array.from({ length: 200 }, () => feedRelease('One', { langs: site.languages }));
  expect(newsSitemap(site, many).match(/<news:news>/g)).toHaveLength(maximumNews);
  expect(locations(newsSitemap(site, []))).toEqual([`${site.origin}/`]);
  expect(newsSitemap(site, [])).not.toContain('<news:news>');
});

test.each([
  ['en', 'en'],
  ['pt-BR', 'pt'],
  ['sr-Latn', 'sr'],
  ['zh', 'zh-cn'],
  ['zh-Hans', 'zh-cn'],
  ['zh-Hant', 'zh-tw'],
  ['zh-TW', 'zh-tw'],
])('Google calls %s %s', (tag, language) => {
  expect(newsLanguage(tag)).toBe(language);
});
