/** Generated files: which kinds exist, and the path of each. */
import * as paths from './paths.ts';
import type { Site } from './site.ts';
import {
  isTaxonomy,
  type Taxonomy,
  type TaxonomySlug,
  type Term,
  taxonomySlugs,
} from './taxonomy.ts';

/** A feed of the newsroom, or of a term, in a language. */
export interface FeedFile {
  kind: 'feed';
  lang: string;
  term: Term | null;
  format: paths.FeedFormat;
}

export type GeneratedFile =
  | FeedFile
  /** The sitemap index. */
  | { kind: 'index' }
  /** A sitemap of what was published in the last two days. */
  | { kind: 'news' }
  /** A sitemap of the newsroom and the archive. */
  | { kind: 'pages' }
  /** A sitemap of a taxonomy and its terms, or of so many of them as fit into one part. */
  | { kind: 'terms'; taxonomy: TaxonomySlug; part: number }
  /** A sitemap of a range of releases. */
  | { kind: 'range'; number: number };

/** Pictures of an edition in a sitemap, at most. */
export const mostSitemapPictures = 10;

/** The file's own address, as requests are routed: its letters are not percent-encoded. */
export function pathOf(site: Site, file: GeneratedFile): string {
  switch (file.kind) {
    case 'feed':
      return decodeURI(paths.feed(site, file.lang, file.format, file.term));
    case 'index':
      return paths.sitemapIndex;
    case 'terms':
      return paths.sitemap(file.taxonomy, file.part);
    case 'range':
      return paths.sitemap(file.number);
    default:
      return paths.sitemap(file.kind);
  }
}

/** The file at a path, or null. Each file has one path; former slugs of terms have none. */
export function generatedFileAt(
  site: Site,
  taxonomy: Taxonomy,
  path: string,
): GeneratedFile | null {
  const file = path === paths.sitemapIndex ? ({ kind: 'index' } as const) : parse(taxonomy, path);
  if (file?.kind === 'feed') file.lang ||= site.defaultLanguage;
  if (!file || (file.kind === 'feed' && !site.languages.includes(file.lang))) return null;
  return pathOf(site, file) === path ? file : null;
}

const sitemapPath = /^\/sitemaps\/([a-z0-9-]+)\.xml$/;
const feedPath = new RegExp(
  `^(?:/([^/]+))??(?:/(${taxonomySlugs.join('|')})/([^/]+))?/(${Object.values(paths.feedNames).join('|')})$`,
);

function parse(taxonomy: Taxonomy, path: string): GeneratedFile | null {
  const name = sitemapPath.exec(path)?.[1];
  if (name) return sitemapNamed(name);
  const [, lang = '', termTaxonomy, slug, feedName] = feedPath.exec(path) ?? [];
  const format = paths.feedFormats.find((one) => paths.feedNames[one] === feedName);
  if (!format) return null;
  if (!slug || !termTaxonomy) return { kind: 'feed', lang, term: null, format };
  const term = isTaxonomy(termTaxonomy) ? taxonomy.bySlug(termTaxonomy, slug) : null;
  return term && { kind: 'feed', lang, term, format };
}

function sitemapNamed(name: string): GeneratedFile | null {
  if (name === 'pages' || name === 'news') return { kind: name };
  const [, taxonomy = '', part = '1'] = /^([a-z-]*[a-z])(?:-([1-9]\d{0,3}))?$/.exec(name) ?? [];
  if (isTaxonomy(taxonomy)) return { kind: 'terms', taxonomy, part: Number(part) };
  return /^[1-9]\d{0,8}$/.test(name) ? { kind: 'range', number: Number(name) } : null;
}

/** The files that are built from the first tick on; all others are built once they are requested. */
export function standingFiles(site: Site): GeneratedFile[] {
  return [
    { kind: 'index' },
    { kind: 'news' },
    { kind: 'pages' },
    ...taxonomySlugs.map((taxonomy) => ({ kind: 'terms', taxonomy, part: 1 }) as const),
    ...site.languages.flatMap((lang) =>
      paths.feedFormats.map((format) => ({ kind: 'feed', lang, term: null, format }) as const),
    ),
  ];
}
