/** Redirects: which paths may have one, and their canonical form. */
import { parseWeb } from './link.ts';
import { feedNames } from './paths.ts';
import type { Site } from './site.ts';

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

/** Where a redirect may lead: a path of the site, in its kept spelling, or an https address. */
export function canonicalTarget(site: Site, text: string): string | null {
  if (text.startsWith('/')) return canonicalPath(text);
  const url = /^https?:\/\/[^\s\\]*$/.test(text) ? parseWeb(text) : null;
  if (!url) return null;
  if (url.origin === site.origin) return canonicalPath(url.pathname + url.search);
  return url.protocol === 'https:' ? url.href : null;
}

const own = ['releases', 'files', 'api', 'assets', 'sitemaps', 'preview', 'desk', 'cdn-cgi'];

const files: readonly string[] = [
  ...Object.values(feedNames),
  'sitemap.xml',
  'opensearch.xml',
  'robots.txt',
  'llms.txt',
  'favicon.ico',
];

/** Whether the path belongs to the site itself, so that no redirect can be set for it. */
export function isReserved(site: Pick<Site, 'languages'>, path: string): boolean {
  const [first = '', second = ''] = path.slice(1).split(/[/?]/);
  const [head, rest] = site.languages.includes(first) ? [second, second] : [first, first];
  return rest === '' || own.includes(head) || files.includes(head);
}

/** The release whose own address a path of the site is, or null. */
export function releaseIdOf(path: string): string | null {
  return /^(?:\/[A-Za-z-]{2,11})?\/releases\/([0-9a-z]+)(?:[./?]|$)/.exec(path)?.[1] ?? null;
}
