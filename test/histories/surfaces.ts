/** Everything that an outsider can ask, with all that only an insider would know to ask for. */
import { languages, type Question } from './acts.ts';

/** The addresses of a release that editors know of, whether or not readers may. */
export interface Addresses {
  id: string;
  /** Every slug that any of its revisions had. */
  slugs: Set<string>;
  /** The paths of every file that it had. */
  files: Set<string>;
  legacyUrls: Set<string>;
}

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Question => ({
  method,
  path,
  headers,
});

/** What the tick builds, and a request where it is missing: asked one after the other. */
export const built: Question[] = [
  '/feed.xml',
  '/fr/feed.xml',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/sitemaps/1.xml',
  '/sitemaps/2.xml',
  '/sitemaps/news.xml',
].map((path) => ask(path));

export const lists: Question[] = [
  '/',
  '/fr',
  '/ru',
  '/fields-of-work/policing',
  '/fr/fields-of-work/policing',
  '/countries/kazakhstan',
  '/countries/participating-states',
  '/fr/countries/participating-states',
  '/kinds/press-release',
  '/api/v1/releases',
  '/api/v1/releases?lang=fr',
  '/api/v1/releases?fields-of-work=policing&countries=kazakhstan',
  '/api/v1/releases?kind=press-release&until=2026-06-30',
  '/api/v1/releases?since=2026-07-01&structures=secretariat',
  '/api/v1/changes',
  '/api/v1/taxonomies',
  '/archive',
  '/archive/2026',
  '/search?q=tale',
  '/api/v1/search?q=tale',
  '/robots.txt',
].map((path) => ask(path));

/** A list whose pages are followed, one release on each. */
export const paged = '/api/v1/releases?limit=1';

export function surfacesOf({ id, slugs, files, legacyUrls }: Addresses): Question[] {
  const pages = languages.flatMap((lang) => {
    const page = `${lang === 'en' ? '' : `/${lang}`}/releases/${id}`;
    return [page, ...[...slugs, 'never-was'].map((slug) => `${page}/${slug}`)];
  });
  const page = `/releases/${id}`;
  const data = `/api/v1/releases/${id}`;
  const forms = ['.md', '.json', '.ninjs.json', '/history'];
  return [
    ...[...pages, data, ...legacyUrls].map((path) => ask(path)),
    ...[page, `${page}/${[...slugs][0]}`, data].flatMap((path) =>
      forms.map((form) => ask(path + form)),
    ),
    ask(data, { 'If-None-Match': '*' }),
    ...[...files].flatMap((file) => [
      ask(file),
      ask(file, { Range: 'bytes=0-3' }),
      ask(file, { 'If-None-Match': '*' }),
      ask(file, {}, 'HEAD'),
    ]),
  ];
}
