/** Redirects: which paths may have one, and their canonical form. */
import { parseWeb } from './link.ts';
import { feedNames } from './paths.ts';
import type { Site } from './site.ts';
import { type Term, taxonomySlugs } from './taxonomy.ts';

/**
 * A path with its query in the form that browsers send, so that stored and requested paths compare byte
 * by byte. Null if it is no path.
 */
export function canonicalPath(text: string): string | null {
  if (!/^\/(?![/\\])[^\s#\\]*$/.test(text) || !URL.canParse(text, 'https://site.invalid')) {
    return null;
  }
  const { pathname, search } = new URL(text, 'https://site.invalid');
  return pathname.startsWith('//') ? null : pathname + search;
}

/** The path of an address, of any host, with its query; null for a text that is no address. */
export function pathOfAddress(text: string): string | null {
  const hasHost = /^(?:https?:\/\/|[\w-]+(?:\.[\w-]+)+(?::\d+)?\/)\S+$/i.test(text);
  if (!hasHost) return canonicalPath(text);
  const url = URL.parse(/^https?:/i.test(text) ? text : `https://${text}`);
  return url && canonicalPath(url.pathname + url.search);
}

/** Where a redirect may lead: a path of the site, in its kept spelling, or an https address. */
export function canonicalTarget(site: Site, text: string): string | null {
  if (text.startsWith('/')) return canonicalPath(text);
  const url = /^https?:\/\/[^\s\\]*$/.test(text) ? parseWeb(text) : null;
  if (!url) return null;
  if (url.origin === site.origin) return canonicalPath(url.pathname + url.search);
  return url.protocol === 'https:' ? url.href : null;
}

const own = [
  'releases',
  'files',
  'pictures',
  'api',
  'mcp',
  'assets',
  'sitemaps',
  'preview',
  'desk',
  'cdn-cgi',
];

/** Addresses without a language, as patterns. Below the archive, other sites have addresses as well. */
const pages = [
  ...taxonomySlugs,
  'search',
  'contacts',
  'events',
  'events.ics',
  'archive(?:/\\d{4}(?:/\\d\\d)?)?',
  'oembed',
  'sitemap.xml',
  'opensearch.xml',
  'robots.txt',
  'llms.txt',
  'favicon.ico',
  '.well-known/security.txt',
];
const isPage = new RegExp(`^/(?:${pages.join('|')})/?$`);

/** Paths below the newsroom, and below each term. */
const lists = new RegExp(`^(?:/corrections)?(?:/(?:${Object.values(feedNames).join('|')}))?/?$`);

const postNumber = /[?&](?:p|page_id)=(\d{1,15})(?=&|$)/;

/** Whether a query has the number of a WordPress post: `?p=11`, `?page_id=11`. */
export const hasPostNumber = (search: string): boolean => postNumber.test(search);

/** Query parameters that campaigns add to any address, as patterns. */
const campaignParameters = [
  String.raw`utm_\w+|fbclid|gclid|gclsrc|gbraid|wbraid`,
  'dclid|msclkid|yclid|twclid|ttclid|igshid',
  String.raw`mc_cid|mc_eid|mkt_tok|_hs\w+|hsCtaTracking|mtm_\w+|pk_\w+|_ga|_gl`,
];
const tracking = new RegExp(`^(?:${campaignParameters.join('|')})$`, 'i');

/**
 * The old addresses that a request may mean, the likeliest first: itself, without the parameters of
 * campaigns, by the number of a WordPress post, without its query; each also with or without its last slash.
 */
export function legacyCandidates(path: string): string[] {
  const [bare = '', ...rest] = path.split('?');
  const search = rest.join('?');
  const kept = search.split('&').filter((part) => !tracking.test(part.split('=')[0] ?? ''));
  const number = postNumber.exec(`?${search}`)?.[1];
  const queries = [
    search,
    kept.join('&'),
    ...(number ? [`p=${number}`, `page_id=${number}`] : []),
    '',
  ];
  const other = bare.endsWith('/') ? bare.slice(0, -1) : `${bare}/`;
  const spellings = other === '' ? [bare] : [bare, other];
  const all = queries.flatMap((query) => spellings.map((one) => (query ? `${one}?${query}` : one)));
  return [...new Set(all)];
}

/** Whether the path belongs to the site itself, so that no redirect can be set for it. */
export function isReserved(
  { languages, contactsPage }: Pick<Site, 'languages' | 'contactsPage'>,
  terms: readonly Pick<Term, 'taxonomy' | 'slug'>[],
  path: string,
): boolean {
  const [bare = '', query = ''] = path.split('?');
  const [, first = ''] = bare.split('/');
  const rest = languages.includes(first) ? bare.slice(first.length + 1) : bare;
  const [, head = ''] = rest.split('/');
  if (rest === '/' && hasPostNumber(`?${query}`)) return false;
  const places = terms.map(({ taxonomy, slug }) => `/${taxonomy}/${encodeURIComponent(slug)}`);
  return (
    own.includes(head) ||
    ((contactsPage || head !== 'contacts') && isPage.test(rest)) ||
    ['', ...places].some((place) => rest.startsWith(place) && lists.test(rest.slice(place.length)))
  );
}

/** The release whose own address a path of the site is, or null. */
export function releaseIdOf(path: string): string | null {
  return /^(?:\/[A-Za-z-]{2,11})?\/releases\/([0-9a-z]+)(?:[./?]|$)/.exec(path)?.[1] ?? null;
}
