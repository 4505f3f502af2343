/** Every request that an outsider can make, also to addresses that only editors know. */
import { languages, type PublicRequest } from './acts.ts';

/** The addresses of a release that editors know. */
export interface Addresses {
  id: string;
  /** Every slug of any of its revisions, by language. */
  slugs: Record<string, Set<string>>;
  /** The path of every file that it ever had. */
  files: Set<string>;
  legacyUrls: Set<string>;
}

const ask = (
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): PublicRequest => ({
  method,
  path,
  headers,
});

/** A call of a tool at the MCP endpoint. */
const callTool = (name: string, input: object): PublicRequest => ({
  method: 'POST',
  path: '/mcp',
  headers: { 'Content-Type': 'application/json', 'MCP-Protocol-Version': '2025-11-25' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: input },
  }),
});

/** The files that the tick generates, or a request if they are missing. */
export const generatedFiles: PublicRequest[] = [
  '/feed.xml',
  '/fr/atom.xml',
  '/countries/kazakhstan/feed.json',
  '/sitemap.xml',
  '/sitemaps/1.xml',
  '/sitemaps/news.xml',
].map((path) => ask(path));

export const lists: PublicRequest[] = [
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
  '/contacts',
  '/fr/contacts',
  '/events',
  '/fr/events',
  '/events.ics',
  '/corrections',
  '/fr/corrections',
  '/corrections/feed.json',
  '/countries/participating-states/corrections',
  '/fr/fields-of-work/policing/corrections/atom.xml',
  '/archive/2026/07',
  '/search?q=release',
  '/search?q=release&countries=kazakhstan&year=2026',
  '/search?since=2020-01-01',
  '/search?year=2026',
  '/search?lang=fr',
  '/search?q=relaese',
  '/search?kind=press-release&year=2026',
  '/fr/search?kind=press-release&countries=kazakhstan&until=2026-12-31',
  '/api/v1/releases?q=release',
  '/robots.txt',
]
  .map((path) => ask(path))
  .concat([
    callTool('search', { q: 'release', lang: 'fr' }),
    callTool('search', { year: 2026, 'fields-of-work': ['policing'] }),
    callTool('changes', { since: '2026-07-01T00:00:00Z' }),
  ]);

/** Requests of readers that came before an act and read after it. */
export const lateRequests: PublicRequest[] = [
  '/',
  '/countries/kazakhstan',
  '/api/v1/releases',
  '/search?q=release',
  '/search?q=release&countries=kazakhstan&year=2026',
  '/feed.xml',
  '/sitemaps/1.xml',
].map((path) => ask(path));

/** A list with one release on each page. All its pages are requested. */
export const pagedList = '/api/v1/releases?limit=1';

/** Requests that show a release's neighbours, and whether it is public: repeated after any change. */
export function outlineOf({ id, slugs }: Addresses): PublicRequest[] {
  const pages = Object.entries(slugs).flatMap(([lang, ofLanguage]) =>
    [...ofLanguage].map((slug) => `${lang === 'en' ? '' : `/${lang}`}/releases/${id}/${slug}`),
  );
  return [...pages, `/api/v1/releases/${id}`].map((path) => ask(path));
}

/** Requests for all that a release itself has: repeated after a change of it. */
export function surfacesOf({ id, slugs, files, legacyUrls }: Addresses): PublicRequest[] {
  const any = [...Object.values(slugs)].flatMap((slugs) => [...slugs])[0] as string;
  const inLanguages = languages.map((lang) => {
    const page = `${lang === 'en' ? '' : `/${lang}`}/releases/${id}`;
    const known = [...(slugs[lang] ?? [any]), ...(lang === 'en' ? ['never-was'] : [])];
    return [page, ...known.map((slug) => `${page}/${slug}`)];
  });
  const pages = inLanguages.flat();
  // Negotiation does not depend on the slug: the address without one and one with a slug suffice.
  const negotiated = inLanguages.flatMap((paths) => paths.slice(0, 2));
  const page = `/releases/${id}`;
  const data = `/api/v1/releases/${id}`;
  const forms = [
    '.md',
    '.txt',
    '.bib',
    '.csl.json',
    '.ics',
    '.json',
    '.ninjs.json',
    '.zip',
    '/history',
  ];
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
    callTool('get', { release: id }),
    callTool('get', { release: `https://newsroom.example${page}/${any}`, lang: 'fr' }),
    ask(`/oembed?url=${encodeURIComponent(`https://newsroom.example${page}/${any}`)}`),
    ...negotiated.map((path) => ask(path, { Accept: 'text/markdown' })),
    ...[...files].flatMap((file) => [
      ask(file),
      ask(file, { Range: 'bytes=0-3' }),
      ask(file, { 'If-None-Match': '*' }),
      ask(file, {}, 'HEAD'),
      ask(`${file.replace('/files/', '/pictures/').replace(/[^/]*$/, '')}320.webp`),
    ]),
  ];
}
