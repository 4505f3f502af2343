/** Sitemaps (sitemaps.org 0.9) with the language versions of each page. */
import { formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Head } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { declaration, escapeXml } from './xml.ts';

export const sitemapHead = `${declaration}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n`;
export const sitemapTail = '</urlset>\n';

export interface SitemapEntry {
  releaseId: string;
  modifiedAt: number;
  heads: Record<string, Pick<Head, 'slug'>>;
}

/** The `url` elements of a release: one for each edition, each naming all of them. */
export function releaseUrls(site: Site, { releaseId, modifiedAt, heads }: SitemapEntry): string {
  const editions = site.languages.flatMap((lang) => {
    const head = heads[lang];
    return head ? [{ lang, path: paths.release(site, lang, releaseId, head.slug) }] : [];
  });
  return urls(site, editions, modifiedAt);
}

/** The `url` elements of the newsroom's own pages. */
export function pageUrls(site: Site): string {
  const homes = site.languages.map((lang) => ({ lang, path: paths.home(site, lang) }));
  return urls(site, homes, null);
}

function urls(
  site: Site,
  versions: { lang: string; path: string }[],
  modifiedAt: number | null,
): string {
  const address = (path: string) => escapeXml(site.origin + path);
  const links =
    versions.length < 2
      ? ''
      : versions
          .map(
            ({ lang, path }) =>
              `<xhtml:link rel="alternate" hreflang="${lang}" href="${address(path)}"/>`,
          )
          .join('');
  const lastmod = modifiedAt === null ? '' : `<lastmod>${formatInstant(modifiedAt)}</lastmod>`;
  return versions
    .map(({ path }) => `<url><loc>${address(path)}</loc>${lastmod}${links}</url>\n`)
    .join('');
}

/** The index: the pages' own sitemap, and one for each range of releases. */
export function sitemapIndex(site: Site, ranges: { number: number; modifiedAt: number }[]): string {
  const entry = (name: number | 'pages', lastmod: string) =>
    `<sitemap><loc>${escapeXml(site.origin + paths.sitemap(name))}</loc>${lastmod}</sitemap>\n`;
  return [
    `${declaration}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n`,
    entry('pages', ''),
    ...ranges.map(({ number, modifiedAt }) =>
      entry(number, `<lastmod>${formatInstant(modifiedAt)}</lastmod>`),
    ),
    '</sitemapindex>\n',
  ].join('');
}
