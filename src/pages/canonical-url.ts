/**
 * One address, one spelling. The edge keeps every spelling of an address by itself, so a page that
 * answered `?utm_source=…`, or `%61` for `a`, could be asked for under endless addresses: each would
 * cost a trip to the database and push out what is worth keeping. They lead to the one that is kept,
 * without a look at what is there, so what is hidden tells nothing.
 */
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { interfaceLanguages } from '../../templates/words.ts';
import { parameterOf, taxonomySlugs } from '../domain/taxonomy.ts';
import { cacheHeaders } from '../edge-cache.ts';
import type { AppContext, AppEnv } from '../http/context.ts';

interface Parameters {
  once: readonly string[];
  often?: readonly string[];
}

const list: Parameters = { once: ['cursor'] };
const none: Parameters = { once: [] };

/** What a route may be asked, by its pattern without a language; one that is not here, nothing. */
const known: Record<string, Parameters> = {
  '/': list,
  '/archive/:year/:month': list,
  '/:taxonomy/:slug': list,
  '/search': {
    once: ['q', 'lang', 'since', 'until', 'page', 'cursor'],
    often: taxonomySlugs.map(parameterOf),
  },
  '/oembed': { once: ['url', 'format', 'maxwidth', 'maxheight'] },
};

const language = new RegExp(`^/(?:${interfaceLanguages.join('|')})(?=/|$)`);

/** Leads to the one spelling of an address at which a page is. */
export const canonicalUrl = createMiddleware<AppEnv>(async (c, next) => {
  const pattern = patternOf(c);
  // A preview's address carries its secret: no redirect may repeat it.
  if (pattern === null || pattern.startsWith('/preview/')) return next();
  const { pathname, search } = new URL(c.req.url);
  const right = spelledPath(pathname) + spelledQuery(search, known[pattern] ?? none);
  if (right === pathname + search) return next();
  return c.body(null, 301, { Location: right, ...cacheHeaders('refusal') });
});

/** The pattern of the page that is going to answer, or null where none is. */
function patternOf(c: AppContext): string | null {
  const page = matchedRoutes(c).findLast(({ method }) => method === 'GET');
  if (!page || (c.req.method !== 'GET' && c.req.method !== 'HEAD')) return null;
  return page.path.replace(language, '').replace(/\{.*?\}(?=\/|$)/g, '') || '/';
}

/** Without escapes where none is needed (RFC 3986, section 6.2.2). */
function spelledPath(pathname: string): string {
  return pathname.replace(/%([0-9a-f]{2})/gi, (escaped, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
}

function spelledQuery(search: string, { once, often = [] }: Parameters): string {
  if (search === '') return '';
  const seen = new Set<string>();
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => {
      const [name = ''] = new URLSearchParams(part).keys();
      if (often.includes(name)) return true;
      if (!once.includes(name) || seen.has(name)) return false;
      seen.add(name);
      return true;
    });
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}
