/** The addresses of the site in what it answers, and what they are called as files. */

/** Where the pages of a list are, as files: `/kinds?cursor=abc` is `/kinds/after/abc`. */
const pagesOfList = 'after';

/** What is asked by programs, or by one person, and not archived. */
const left = /^\/(?:api|oembed|preview|cdn-cgi)(?:\/|$)/;

/**
 * The path of an address that belongs into the archive, as it is kept; null for any other. Of a query
 * only the cursor is kept: all else asks a search, which files cannot answer.
 */
export function archived(href: string, page: string, siteOrigin: string): string | null {
  const base = new URL(page, siteOrigin);
  if (!URL.canParse(href, base)) return null;
  const { origin, pathname, searchParams } = new URL(href, base);
  if (origin !== siteOrigin || left.test(pathname)) return null;
  const cursor = searchParams.get('cursor');
  return cursor === null ? pathname : `${pathname}?cursor=${encodeURIComponent(cursor)}`;
}

/** The address under which a kept path is served from files. */
export function served(path: string): string {
  const [pathname = '', query] = path.split('?cursor=');
  return query === undefined ? pathname : `${pathname.replace(/\/$/, '')}/${pagesOfList}/${query}`;
}

/** The file of an address that is served: a page is a folder with an index, all else itself. */
export function fileOf(path: string, isPage: boolean): string {
  const segments = served(path).split('/').filter(Boolean).map(decodeURIComponent);
  if (segments.some((one) => one === '.' || one === '..' || /[/\\\0]/.test(one))) {
    throw new Error(`${path} is no address of a file.`);
  }
  return [...segments, ...(isPage ? ['index.html'] : [])].join('/');
}

const attribute = /(\s(?:href|src)=")([^"]*)(")/g;
const inXml = [/<loc>([^<]*)<\/loc>/g, /<link>([^<]*)<\/link>/g, /\s(?:href|url)="([^"]*)"/g];

const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
const escaped = (text: string) => text.replaceAll('&', '&amp;');

/** A page with its links to pages of lists as they are served; and each address that it names. */
export function rewritten(html: string, page: string, siteOrigin: string) {
  const found = new Set<string>();
  const text = html.replace(attribute, (whole, before: string, href: string, after: string) => {
    const path = archived(unescaped(href), page, siteOrigin);
    if (path === null) return whole;
    found.add(path);
    if (!path.includes('?')) return whole;
    const prefix = href.startsWith('/') ? '' : siteOrigin;
    return before + escaped(prefix + served(path)) + after;
  });
  return { text, found };
}

/** Each address that a feed or a sitemap names. */
export function namedIn(xml: string, page: string, siteOrigin: string): Set<string> {
  const all = inXml.flatMap((pattern) => [...xml.matchAll(pattern)].map(([, href]) => href ?? ''));
  const paths = all.map((href) => archived(unescaped(href), page, siteOrigin));
  return new Set(paths.filter((path) => path !== null));
}
