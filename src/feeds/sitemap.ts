/** Sitemaps (sitemaps.org 0.9) with the language versions of each page. */
import { formatInstant } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Headline } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import type { TaxonomySlug, Term } from '../domain/taxonomy.ts';
import { declaration, element, escapeXml } from './xml.ts';

const protocol = 'http://www.sitemaps.org/schemas/sitemap/0.9';

export const sitemapHead = `${declaration}<urlset xmlns="${protocol}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n`;
export const sitemapTail = '</urlset>\n';

/**
 * Addresses and bytes of a file of terms. The protocol allows 50,000 and 50 MB, but a file is held in
 * memory while it is built, several times over.
 */
const mostUrls = 10_000;
const mostBytes = 4_000_000;

export interface SitemapEntry {
  releaseId: string;
  modifiedAt: number;
  /** By language. */
  slugs: Record<string, string>;
}

/** A language version of a page. */
interface Version {
  lang: string;
  path: string;
}

/** The `url` elements of a release: one for each edition, each naming all of them. */
export function releaseUrls(site: Site, { releaseId, modifiedAt, slugs }: SitemapEntry): string {
  const editions = site.languages.flatMap((lang) => {
    const slug = slugs[lang];
    return slug === undefined ? [] : [{ lang, path: paths.release(site, lang, releaseId, slug) }];
  });
  return urls(site, editions, modifiedAt);
}

/** The sitemap of the newsroom's own pages. What they list changes without them: they have no date. */
export function pagesSitemap(site: Site): string {
  return pages(site, [(lang) => paths.home(site, lang), (lang) => paths.archive(site, lang)]);
}

/**
 * The sitemaps of a taxonomy, from part 1 on: its tree, and its terms in their order.
 * @returns null where there is no such part
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

/** How many parts the sitemap of a taxonomy has. */
export function partsOf(site: Site, terms: readonly Term[]): number {
  return Math.max(1, Math.ceil(terms.length / termsPerPart(site, terms)));
}

/** Reckoned from the longest address, so that every part stays within the limits. */
function termsPerPart(site: Site, terms: readonly Term[]): number {
  const { languages } = site;
  const lengthOf = (term: Term) =>
    Math.max(...languages.map((lang) => address(site, paths.term(site, lang, term)).length));
  const longest = terms.reduce((length, term) => Math.max(length, lengthOf(term)), 0);
  // Each language has a `url` with its own address, and with a link to each language and the default.
  const bytes =
    languages.length *
    (elementsPerUrl + longest + (languages.length + 1) * (elementsPerLink + longest));
  return Math.max(1, Math.floor(Math.min(mostUrls / languages.length - 1, mostBytes / bytes - 1)));
}

/** Characters of a `url` beside addresses and links, and of a link beside its address, at most. */
const elementsPerUrl = 60;
const elementsPerLink = 100;

function pages(site: Site, all: readonly ((lang: string) => string)[]): string {
  const versions = (pathIn: (lang: string) => string) =>
    site.languages.map((lang) => ({ lang, path: pathIn(lang) }));
  return sitemapHead + all.map((one) => urls(site, versions(one), null)).join('') + sitemapTail;
}

function urls(site: Site, versions: readonly Version[], modifiedAt: number | null): string {
  const links = versions.length < 2 ? '' : alternates(site, versions);
  const lastmod = modifiedAt === null ? '' : element('lastmod', formatInstant(modifiedAt));
  return versions
    .map(({ path }) => `<url><loc>${address(site, path)}</loc>${lastmod}${links}</url>\n`)
    .join('');
}

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

/** What the news sitemap tells of a release. */
export interface NewsEntry {
  releaseId: string;
  publishedAt: number;
  heads: Record<string, Pick<Headline, 'title' | 'slug'>>;
}

/** How many articles Google takes from one file, and for how long after publication. */
export const mostNews = 1000;
export const newsFor = 48 * 60 * 60 * 1000;

/**
 * Google's news sitemap: every edition an article, the newest first. The protocol wants one address
 * at least: where there is no news, it is the newsroom's, which says that it is no article.
 */
export function newsSitemap(site: Site, entries: readonly NewsEntry[]): string {
  const articles = entries.flatMap(({ releaseId, publishedAt, heads }) =>
    site.languages.flatMap((lang) => {
      const head = heads[lang];
      if (!head) return [];
      const name = inLanguage(site.name, lang, site.languages) ?? '';
      const publication = element('news:name', name) + element('news:language', newsLanguage(lang));
      const news = [
        `<news:publication>${publication}</news:publication>`,
        element('news:publication_date', formatInstant(publishedAt)),
        element('news:title', head.title),
      ].join('');
      const path = paths.release(site, lang, releaseId, head.slug);
      return [`<url><loc>${address(site, path)}</loc><news:news>${news}</news:news></url>\n`];
    }),
  );
  const head = `${declaration}<urlset xmlns="${protocol}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n`;
  const home = `<url><loc>${address(site, paths.home(site, site.defaultLanguage))}</loc></url>\n`;
  return head + (articles.slice(0, mostNews).join('') || home) + sitemapTail;
}

/** The language as Google's schema spells it: ISO 639, and Chinese by its script. */
export function newsLanguage(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag).maximize();
  if (language !== 'zh') return language;
  return script === 'Hant' || region === 'TW' ? 'zh-tw' : 'zh-cn';
}

export interface SitemapReference {
  name: Parameters<typeof paths.sitemap>[0];
  /** From 1 on. */
  part?: number;
  /** When what is in it last changed, or null. */
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
