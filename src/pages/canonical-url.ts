/**
 * Canonical URLs. The edge caches each spelling of an address separately. If a page answered
 * `?utm_source=…`, or `%61` for `a`, endless addresses would each cost a database query and fill the
 * cache. Such spellings redirect to the canonical one. The redirect is made from the address alone, so
 * it reveals nothing about hidden releases. Only `/?p=11` is looked up first, like any unknown address.
 */
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { interfaceLanguages } from '../../templates/words.ts';
import { isLeftOut } from '../domain/paths.ts';
import { hasPostNumber } from '../domain/redirect.ts';
import { isTaxonomy, parameterOf } from '../domain/taxonomy.ts';
import { cacheHeaders } from '../edge-cache.ts';
import { type AppContext, type AppEnv, isRead } from '../http/context.ts';
import { findRedirect } from './redirects.ts';
import { filterNames, readSearchRequest, searchAddress } from './search-request.ts';

const list = ['cursor'];

/** Query parameters of each route, by its pattern without a language. Other routes have none. */
const parameters: Record<string, readonly string[]> = {
  '/': list,
  '/archive/:year/:month': list,
  '/corrections': list,
  '/events': list,
  '/:taxonomy/:slug': list,
  '/:taxonomy/:slug/corrections': list,
  '/oembed': ['url', 'format', 'maxwidth', 'maxheight'],
};

const language = new RegExp(`^/(?:${interfaceLanguages.join('|')})(?=/|$)`);

/** 301 to the canonical URL. */
export const canonicalUrl = createMiddleware<AppEnv>(async (c, next) => {
  const pattern = patternOf(c);
  // A preview's address carries its secret: no redirect may repeat it.
  if (pattern === null || pattern.startsWith('/preview/')) return next();
  const { pathname, search } = new URL(c.req.url);
  // The front page of the old site with the number of a post was an address of that post.
  const elsewhere = pattern === '/' && hasPostNumber(search) ? await findRedirect(c) : null;
  if (elsewhere !== null) return elsewhere;
  const canonical =
    addressOfSearch(c, pattern) ??
    canonicalPath(pathname) + canonicalQuery(search, parameters[pattern] ?? []);
  if (canonical === pathname + search) return next();
  return c.body(null, 301, { Location: canonical, ...cacheHeaders('refusal') });
});

/** The pattern of the page's route, or null if no page answers. */
function patternOf(c: AppContext): string | null {
  const page = matchedRoutes(c).findLast(({ method }) => method === 'GET');
  if (!page || !isRead(c.req.method)) return null;
  const pattern = page.path.replace(language, '').replace(/\{.*?\}(?=\/|$)/g, '') || '/';
  return isLeftOut(c.var.site, pattern) ? null : pattern;
}

/** Removes needless percent-encoding (RFC 3986, section 6.2.2). */
function canonicalPath(pathname: string): string {
  return pathname.replace(/%([0-9a-f]{2})/gi, (escaped, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
}

/**
 * The address of a search; of a list with filters too, which is a search. Null for any other page.
 * @throws Problem `malformed` for filters that cannot be read
 */
function addressOfSearch(c: AppContext, pattern: string): string | null {
  const { site, lang } = c.var;
  const { searchParams } = new URL(c.req.url);
  if (pattern !== '/search') {
    if (!filterNames.some((name) => searchParams.get(name))) return null;
    if (pattern !== '/' && pattern !== '/:taxonomy/:slug') return null;
    searchParams.delete('cursor');
    const [taxonomy = '', slug = ''] = c.req.path.split('/').slice(-2);
    if (isTaxonomy(taxonomy)) searchParams.append(parameterOf(taxonomy), slug);
  }
  return searchAddress(site, lang, readSearchRequest(searchParams, site, lang));
}

function canonicalQuery(search: string, names: readonly string[]): string {
  if (search === '') return '';
  const seen = new Set<string>();
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => {
      const [name = ''] = new URLSearchParams(part).keys();
      if (!names.includes(name) || seen.has(name)) return false;
      seen.add(name);
      return true;
    });
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}
