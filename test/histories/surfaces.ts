/** Everything that an outsider can ask, with all that only an insider would know to ask for. */
import { languages, type Question } from './acts.ts';

/** The addresses of a release that editors know of, whether or not readers may. */
export interface Addresses {
  id: string;
  /** Every slug that any of its revisions had, by language. */
  slugs: Record<string, Set<string>>;
  /** The paths of every file that it had. */
  files: Set<string>;
  legacyUrls: Set<string>;
}

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Question => ({
  method,
  path,
  headers,
});

/** What the tick builds, and a request where it is missing. */
export const built: Question[] = [
  '/feed.xml',
  '/fr/atom.xml',
  '/countries/kazakhstan/feed.json',
  '/sitemap.xml',
  '/sitemaps/1.xml',
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
  '/fr/archive/2026/07',
  '/countries',
  '/archive/2026/07',
  '/search?q=tale',
  '/search?since=2020-01-01',
  '/fr/search?countries=kazakhstan&kind=press-release&until=2026-12-31',
  '/api/v1/releases?q=tale',
  '/robots.txt',
].map((path) => ask(path));

/** A list whose pages are followed, one release on each. */
export const paged = '/api/v1/releases?limit=1';

/** What a release shows of others, and whether it is there: asked again when another is touched. */
export function outlineOf({ id, slugs }: Addresses): Question[] {
  const pages = Object.entries(slugs).flatMap(([lang, some]) =>
    [...some].map((slug) => `${lang === 'en' ? '' : `/${lang}`}/releases/${id}/${slug}`),
  );
  return [...pages, `/api/v1/releases/${id}`].map((path) => ask(path));
}

export function surfacesOf({ id, slugs, files, legacyUrls }: Addresses): Question[] {
  const any = [...Object.values(slugs)].flatMap((some) => [...some])[0] as string;
  const inLanguages = languages.map((lang) => {
    const page = `${lang === 'en' ? '' : `/${lang}`}/releases/${id}`;
    const some = [...(slugs[lang] ?? [any]), ...(lang === 'en' ? ['never-was'] : [])];
    return [page, ...some.map((slug) => `${page}/${slug}`)];
  });
  const pages = inLanguages.flat();
  // What is negotiated comes behind the same reading: without a slug, and under one of them.
  const asked = inLanguages.flatMap((some) => some.slice(0, 2));
  const page = `/releases/${id}`;
  const data = `/api/v1/releases/${id}`;
  const forms = ['.md', '.json', '.ninjs.json', '/history'];
  const addresses = [
    ...pages,
    ...forms.map((form) => page + form),
    ...['/fr', '/ar'].flatMap((lang) => [`${lang}${page}.md`, `${lang}${page}/history`]),
    data,
    ...legacyUrls,
  ];
  return [
    ...addresses.map((path) => ask(path)),
    ask(data, { 'If-None-Match': '*' }),
    ask(`/oembed?url=${encodeURIComponent(`https://newsroom.example${page}/${any}`)}`),
    ...asked.map((path) => ask(path, { Accept: 'text/markdown' })),
    ...[...files].flatMap((file) => [
      ask(file),
      ask(file, { Range: 'bytes=0-3' }),
      ask(file, { 'If-None-Match': '*' }),
      ask(file, {}, 'HEAD'),
    ]),
  ];
}
