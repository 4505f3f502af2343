/** Every address that the site owns, in one place. Paths begin with a slash; the origin is the site's. */
import type { Attachment } from './attachment.ts';
import type { Site } from './site.ts';
import type { Term } from './taxonomy.ts';

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

/** A release in the site's default language; its page knows the slug. */
export function releaseById(id: string): string {
  return `/releases/${id}`;
}

export function term(site: Site, lang: string, { taxonomy, slug }: Term): string {
  return `${prefix(site, lang)}/${taxonomy}/${slug}`;
}

export function taxonomy(site: Site, lang: string, slug: string): string {
  return `${prefix(site, lang)}/${slug}`;
}

export function file({ id, filename }: Pick<Attachment, 'id' | 'filename'>): string {
  return `/files/${id}/${encodeURIComponent(filename)}`;
}

export function feed(site: Site, lang: string): string {
  return `${prefix(site, lang)}/feed.xml`;
}

/** What one person may see early; `lang` for another language than the release's first. */
export function preview(id: string, lang?: string): string {
  return lang === undefined ? `/preview/${id}` : `/preview/${id}/${lang}`;
}

export function previewFile(id: string, filename: string): string {
  return `/preview/${id}/files/${encodeURIComponent(filename)}`;
}

export function search(site: Site, lang: string): string {
  return `${prefix(site, lang)}/search`;
}

export const sitemapIndex = '/sitemap.xml';

export function sitemap(number: number | 'pages'): string {
  return `/sitemaps/${number}.xml`;
}

export function stylesheet(hash: string): string {
  return `/assets/${hash}.css`;
}

/** A page of a list; the first page has no cursor. */
export function page(path: string, cursor: string | null): string {
  return cursor === null ? path : `${path}?cursor=${encodeURIComponent(cursor)}`;
}

export const api = '/api/v1';

export const editorApi = `${api}/editor`;

export function editorRelease(id: string): string {
  return `${editorApi}/releases/${id}`;
}
