/** Every address that the site owns, in one place. Paths begin with a slash; the origin is the site's. */
import type { Attachment } from './attachment.ts';
import { idPattern } from './identifier.ts';
import type { Site } from './site.ts';
import type { TaxonomySlug, Term } from './taxonomy.ts';

/** File names of feeds, by format. */
export const feedNames = { rss: 'feed.xml', atom: 'atom.xml', json: 'feed.json' } as const;

export type FeedFormat = keyof typeof feedNames;
export const feedFormats = Object.keys(feedNames) as FeedFormat[];

/** Extensions of a release as a source to cite, by format. */
export const citationNames = { bibtex: 'bib', csl: 'csl.json' } as const;

export type CitationFormat = keyof typeof citationNames;

/** Titles of the formats for readers, and their media types. */
export const feedTypes: Record<FeedFormat, { title: string; mediaType: string }> = {
  rss: { title: 'RSS', mediaType: 'application/rss+xml' },
  atom: { title: 'Atom', mediaType: 'application/atom+xml' },
  json: { title: 'JSON Feed', mediaType: 'application/feed+json' },
};

/** The path of a language: nothing for the default one. */
export function prefix(site: Site, lang: string): string {
  return lang === site.defaultLanguage ? '' : `/${lang}`;
}

export function home(site: Site, lang: string): string {
  return prefix(site, lang) || '/';
}

export function release(site: Site, lang: string, id: string, slug: string): string {
  return `${prefix(site, lang)}/releases/${id}/${encodeURIComponent(slug)}`;
}

/** The address of a release that a person can type; it leads to the page. */
export function shortRelease(site: Site, lang: string, id: string): string {
  return `${prefix(site, lang)}/releases/${id}`;
}

/** A release in the site's default language; its page knows the slug. */
export function releaseById(id: string): string {
  return `/releases/${id}`;
}

export function term(site: Site, lang: string, { taxonomy, slug }: Term): string {
  return `${prefix(site, lang)}/${taxonomy}/${encodeURIComponent(slug)}`;
}

export function taxonomy(site: Site, lang: string, slug: string): string {
  return `${prefix(site, lang)}/${slug}`;
}

/** The archive, a year of it, or a month `01` to `12` of that year. */
export function archive(site: Site, lang: string, ...period: (string | undefined)[]): string {
  return [`${prefix(site, lang)}/archive`, ...period.filter(Boolean)].join('/');
}

/** The releases that were corrected, of the newsroom or of a term, and their feeds. */
export function corrections(site: Site, lang: string, of: Term | null = null): string {
  return `${of ? term(site, lang, of) : prefix(site, lang)}/corrections`;
}

export function correctionsFeed(
  site: Site,
  lang: string,
  format: FeedFormat,
  of: Term | null = null,
): string {
  return `${corrections(site, lang, of)}/${feedNames[format]}`;
}

export function contacts(site: Site, lang: string): string {
  return `${prefix(site, lang)}/contacts`;
}

/** Whether a path is that of a page that the settings leave out. */
export function isLeftOut({ contactsPage }: Site, path: string): boolean {
  return !contactsPage && /^(?:\/[A-Za-z-]+)?\/contacts$/.test(path);
}

/** The events of releases, as a page and as a calendar to subscribe to. */
export function events(site: Site, lang: string): string {
  return `${prefix(site, lang)}/events`;
}

export function calendar(site: Site, lang: string): string {
  return `${events(site, lang)}.ics`;
}

export function search(site: Site, lang: string): string {
  return `${prefix(site, lang)}/search`;
}

/** The path segment of the history. It is in the place of a slug, so no release may have it as its slug. */
export const historySlug = 'history';

export function history(site: Site, lang: string, id: string): string {
  return `${prefix(site, lang)}/releases/${id}/${historySlug}`;
}

/** The same release in another form. One that is in one language has that of its address. */
export function citation(site: Site, lang: string, id: string, format: CitationFormat): string {
  return `${prefix(site, lang)}/releases/${id}.${citationNames[format]}`;
}

export function markdown(site: Site, lang: string, id: string): string {
  return `${prefix(site, lang)}/releases/${id}.md`;
}

/** A release as plain text to copy from. */
export function copyText(site: Site, lang: string, id: string): string {
  return `${prefix(site, lang)}/releases/${id}.txt`;
}

/** The event of a release as an entry of a calendar. */
export function calendarEntry(site: Site, lang: string, id: string): string {
  return `${prefix(site, lang)}/releases/${id}.ics`;
}

export function releaseData(id: string): string {
  return `/releases/${id}.json`;
}

export function ninjs(id: string): string {
  return `/releases/${id}.ninjs.json`;
}

/** All files of a release as one archive. */
export function download(id: string): string {
  return `/releases/${id}.zip`;
}

export function file({ id, filename }: Pick<Attachment, 'id' | 'filename'>): string {
  return `/files/${id}/${encodeURIComponent(filename)}`;
}

/** A rendition of a picture. */
export function picture({ id }: Pick<Attachment, 'id'>, width: number, format: string): string {
  return `/pictures/${id}/${width}.${format}`;
}

/** A feed of the newsroom, or of a term. */
export function feed(
  site: Site,
  lang: string,
  format: FeedFormat = 'rss',
  of: Term | null = null,
): string {
  return `${of ? term(site, lang, of) : prefix(site, lang)}/${feedNames[format]}`;
}

/** The path of a preview; `lang` for another language than the release's first. */
export function preview(id: string, lang?: string): string {
  return lang === undefined ? `/preview/${id}` : `/preview/${id}/${lang}`;
}

export function previewFile(id: string, filename: string): string {
  return `/preview/${id}/files/${encodeURIComponent(filename)}`;
}

export const sitemapIndex = '/sitemap.xml';

/** A sitemap by the number of its releases' range, or by what else is in it, and its part from 1 on. */
export function sitemap(name: number | 'pages' | 'news' | TaxonomySlug, part = 1): string {
  return `/sitemaps/${name}${part === 1 ? '' : `-${part}`}.xml`;
}

/** A file of the site's own look, under an address that changes with its content. */
export function asset(fingerprint: string, extension: string): string {
  return `/assets/${fingerprint}.${extension}`;
}

/** A page of a list; the first page has no cursor. */
export function page(path: string, cursor: string | null): string {
  return cursor === null ? path : `${path}?cursor=${encodeURIComponent(cursor)}`;
}

export const oembedPath = '/oembed';

/** The path of oEmbed: a release as a card for other pages. */
export function oembedOf(site: Site, page: string): string {
  return `${oembedPath}?url=${encodeURIComponent(site.origin + page)}&format=json`;
}

/** The release and the language of a page by its whole address; null for what is no such page. */
export function releaseAt(site: Site, url: string): { id: string; lang: string } | null {
  const { origin, pathname } = URL.parse(url) ?? {};
  if (origin !== site.origin || pathname === undefined) return null;
  const [, lang = site.defaultLanguage, id] = pagePattern.exec(pathname) ?? [];
  return id !== undefined && site.languages.includes(lang) ? { id, lang } : null;
}

const pagePattern = new RegExp(`^(?:/([A-Za-z-]+))?/releases/(${idPattern})(?:/[^/]*)?$`);

export const robots = '/robots.txt';
export const llms = '/llms.txt';
export const securityContact = '/.well-known/security.txt';
/** The file that proves IndexNow's key. */
export function indexNowKey(key: string): string {
  return `/${key}.txt`;
}

export const favicon = '/favicon.ico';

export function openSearch(site: Site, lang: string): string {
  return `${prefix(site, lang)}/opensearch.xml`;
}

export const api = '/api/v1';

export const apiDescription = `${api}/openapi.json`;

export const apiReleases = `${api}/releases`;

/** The endpoint for programs that speak the Model Context Protocol. */
export const mcp = '/mcp';

export const previews = '/preview';

/** The editors' desk, for people in a browser. */
export const desk = '/desk';

/** A page of the desk below a release: its form, or what is done with it. */
export function deskRelease(id: string, act = ''): string {
  return `${desk}/releases/${id}${act && `/${act}`}`;
}

/** A link that signs a person in. */
export function signInLink(secret: string): string {
  return `${desk}/link/${secret}`;
}

export const editorApi = `${api}/editor`;

export function editorRelease(id: string): string {
  return `${editorApi}/releases/${id}`;
}
