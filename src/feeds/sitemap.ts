/** Sitemaps (sitemaps.org 0.9) with the language versions of each page. */
import { type Attachment, filesIn } from '../domain/attachment.ts';
import { mostSitemapPictures } from '../domain/generated-file.ts';
import { formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Headline } from '../domain/release.ts';
import { type Site, siteName } from '../domain/site.ts';
import type { TaxonomySlug, Term } from '../domain/taxonomy.ts';
import { declaration, element, escapeXml } from './xml.ts';

const protocol = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const imageProtocol = 'http://www.google.com/schemas/sitemap-image/1.1';
const newsProtocol = 'http://www.google.com/schemas/sitemap-news/0.9';

export const sitemapHead =
  `${declaration}<urlset xmlns="${protocol}" xmlns:xhtml="http://www.w3.org/1999/xhtml"` +
  ` xmlns:image="${imageProtocol}">\n`;
export const sitemapTail = '</urlset>\n';

/**
 * Limits of a sitemap of terms. The protocol allows 50,000 URLs and 50 MB, but a file is held in memory
 * several times while it is built.
 */
const maximumUrls = 10_000;
const maximumBytes = 4_000_000;

export interface SitemapEntry {
  releaseId: string;
  modifiedAt: number;
  /** By language. */
  slugs: Record<string, string>;
  /** Its pictures, in all languages. */
  pictures: Pick<Attachment, 'id' | 'filename' | 'lang'>[];
}

/** A language version of a page. */
interface Version {
  lang: string;
  path: string;
  /** The paths of the pictures in it. */
  pictures?: string[];
}

/** The `url` elements of a release: one for each edition, each with links to all editions. */
export function releaseUrls(site: Site, entry: SitemapEntry): string {
  const { releaseId, modifiedAt, slugs } = entry;
  const editions = site.languages.flatMap((lang) => {
    const slug = slugs[lang];
    if (slug === undefined) return [];
    const pictures = filesIn(entry.pictures, lang).slice(0, mostSitemapPictures).map(paths.file);
    return [{ lang, path: paths.release(site, lang, releaseId, slug), pictures }];
  });
  return urls(site, editions, modifiedAt);
}

/** The sitemap of the newsroom and the archive. They have no `lastmod`, since they change with releases. */
export function pagesSitemap(site: Site): string {
  return pages(site, [
    (lang) => paths.home(site, lang),
    (lang) => paths.archive(site, lang),
    (lang) => paths.corrections(site, lang),
    (lang) => paths.events(site, lang),
    ...(site.contactsPage ? [(lang: string) => paths.contacts(site, lang)] : []),
  ]);
}

/**
 * One part of the sitemap of a taxonomy, counted from 1: its tree, and its terms in order.
 * @returns null if there is no such part
 */
export function termsSitemap(
  site: Site,
  taxonomy: TaxonomySlug,
  terms: readonly Term[],
  part: number,
): string | null {
  const perPart = termsPerPart(site, terms);
  const some = terms.slice((part - 1) * perPart, part * perPart);
  if (part > 1 && some.length === 0) return null;
  const tree = part === 1 ? [(lang: string) => paths.taxonomy(site, lang, taxonomy)] : [];
  return pages(site, [
    ...tree,
    ...some.map((term) => (lang: string) => paths.term(site, lang, term)),
  ]);
}

/** The number of parts of the sitemap of a taxonomy. */
export function partsOf(site: Site, terms: readonly Term[]): number {
  return Math.max(1, Math.ceil(terms.length / termsPerPart(site, terms)));
}

/** Computed from the longest address, so that every part stays within the limits. */
function termsPerPart(site: Site, terms: readonly Term[]): number {
  const { languages } = site;
  const lengthOf = (term: Term) =>
    Math.max(...languages.map((lang) => address(site, paths.term(site, lang, term)).length));
  const longest = terms.reduce((length, term) => Math.max(length, lengthOf(term)), 0);
  // Each language has a `url` with its address, a link to each language, and a link to the default.
  const bytes =
    languages.length *
    (markupPerUrl + longest + (languages.length + 1) * (markupPerLink + longest));
  return Math.max(
    1,
    Math.floor(Math.min(maximumUrls / languages.length - 1, maximumBytes / bytes - 1)),
  );
}

/** Characters of markup in a `url` element and in a link, without addresses, at most. */
const markupPerUrl = 60;
const markupPerLink = 100;

function pages(site: Site, all: readonly ((lang: string) => string)[]): string {
  const versions = (pathIn: (lang: string) => string) =>
    site.languages.map((lang) => ({ lang, path: pathIn(lang) }));
  return sitemapHead + all.map((one) => urls(site, versions(one), null)).join('') + sitemapTail;
}

function urls(site: Site, versions: readonly Version[], modifiedAt: number | null): string {
  const links = versions.length < 2 ? '' : alternates(site, versions);
  const lastmod = modifiedAt === null ? '' : element('lastmod', formatInstant(modifiedAt));
  return versions
    .map(({ path, pictures = [] }) => {
      const images = pictures.map((one) => imageAt(site, one)).join('');
      return `<url><loc>${address(site, path)}</loc>${lastmod}${links}${images}</url>\n`;
    })
    .join('');
}

/** Google's image extension: the address alone, since it takes the rest from the page. */
const imageAt = (site: Site, path: string) =>
  `<image:image><image:loc>${address(site, path)}</image:loc></image:image>`;

function alternates(site: Site, versions: readonly Version[]): string {
  const fallback =
    versions.find(({ lang }) => lang === site.defaultLanguage) ?? (versions[0] as Version);
  return [...versions, { lang: 'x-default', path: fallback.path }]
    .map(
      ({ lang, path }) =>
        `<xhtml:link rel="alternate" hreflang="${lang}" href="${address(site, path)}"/>`,
    )
    .join('');
}

const address = (site: Site, path: string) => escapeXml(site.origin + path);

/** A release in the news sitemap. */
export interface NewsEntry {
  releaseId: string;
  publishedAt: number;
  headlines: Record<string, Pick<Headline, 'title' | 'slug'>>;
}

/** Google's limits: articles in one file, and milliseconds since publication. */
export const maximumNews = 1000;
export const newsLifetime = 48 * 60 * 60 * 1000;

/**
 * Google's news sitemap: each edition is an article, newest first. The protocol requires at least one
 * URL. Without news, the file contains the newsroom's URL without a `news` element.
 */
export function newsSitemap(site: Site, entries: readonly NewsEntry[]): string {
  const articles = entries.flatMap(({ releaseId, publishedAt, headlines }) =>
    site.languages.flatMap((lang) => {
      const headline = headlines[lang];
      if (!headline) return [];
      const name = siteName(site, lang);
      const publication = element('news:name', name) + element('news:language', newsLanguage(lang));
      const news = [
        `<news:publication>${publication}</news:publication>`,
        element('news:publication_date', formatInstant(publishedAt)),
        element('news:title', headline.title),
      ].join('');
      const path = paths.release(site, lang, releaseId, headline.slug);
      return [`<url><loc>${address(site, path)}</loc><news:news>${news}</news:news></url>\n`];
    }),
  );
  const opening = `${declaration}<urlset xmlns="${protocol}" xmlns:news="${newsProtocol}">\n`;
  const home = `<url><loc>${address(site, paths.home(site, site.defaultLanguage))}</loc></url>\n`;
  return opening + (articles.slice(0, maximumNews).join('') || home) + sitemapTail;
}

/** A language code for Google's schema: ISO 639, but `zh-cn` or `zh-tw` for Chinese. */
export function newsLanguage(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  if (language !== 'zh') return language;
  return script === 'Hant' || region === 'TW' ? 'zh-tw' : 'zh-cn';
}

export interface SitemapReference {
  name: Parameters<typeof paths.sitemap>[0];
  /** From 1 on. */
  part?: number;
  /** The latest change of its content, or null. */
  modifiedAt: number | null;
}

export function sitemapIndex(site: Site, references: readonly SitemapReference[]): string {
  const entries = references.map(({ name, part, modifiedAt }) => {
    const lastmod = modifiedAt === null ? '' : element('lastmod', formatInstant(modifiedAt));
    return `<sitemap><loc>${address(site, paths.sitemap(name, part))}</loc>${lastmod}</sitemap>\n`;
  });
  return [
    `${declaration}<sitemapindex xmlns="${protocol}">\n`,
    ...entries,
    '</sitemapindex>\n',
  ].join('');
}
