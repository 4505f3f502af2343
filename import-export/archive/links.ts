/** Links in the site's responses, and the paths of their files in the archive. */

/** Folder of further pages of a list: `/kinds?cursor=abc` becomes `/kinds/after/abc`. */
const pagesOfList = 'after';

/** Paths for programs or single persons, which are not archived. */
const excluded = /^\/(?:api|oembed|preview|cdn-cgi)(?:\/|$)/;

/**
 * The path of an address in the archive; null if it is not archived. Of a query only the cursor counts;
 * other parameters are those of a search.
 */
export function archived(href: string, page: string, siteOrigin: string): string | null {
  const base = new URL(page, siteOrigin);
  if (!URL.canParse(href, base)) return null;
  const { origin, pathname, searchParams } = new URL(href, base);
  if (origin !== siteOrigin || excluded.test(pathname)) return null;
  const cursor = searchParams.get('cursor');
  return cursor === null ? pathname : `${pathname}?cursor=${encodeURIComponent(cursor)}`;
}

/** The address of an archived path when it is served from files. */
export function served(path: string): string {
  const [pathname = '', query] = path.split('?cursor=');
  return query === undefined ? pathname : `${pathname.replace(/\/$/, '')}/${pagesOfList}/${query}`;
}

/** The file of an archived path: `index.html` in a folder for a page. */
export function fileOf(path: string, isPage: boolean): string {
  const segments = served(path).split('/').filter(Boolean).map(decodeURIComponent);
  if (segments.some((one) => one === '.' || one === '..' || /[/\\\0]/.test(one))) {
    throw new Error(`${path} cannot be a file name.`);
  }
  return [...segments, ...(isPage ? ['index.html'] : [])].join('/');
}

const attribute = /(\s(?:href|src)=")([^"]*)(")/g;
const inXml = [/<loc>([^<]*)<\/loc>/g, /<link>([^<]*)<\/link>/g, /\s(?:href|url)="([^"]*)"/g];

const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
const escaped = (text: string) => text.replaceAll('&', '&amp;');

/** Rewrites the links of a page to further pages of lists. Also returns every archived link. */
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

/** Every archived link of a feed or sitemap. */
export function namedIn(xml: string, page: string, siteOrigin: string): Set<string> {
  const all = inXml.flatMap((pattern) => [...xml.matchAll(pattern)].map(([, href]) => href ?? ''));
  const paths = all.map((href) => archived(unescaped(href), page, siteOrigin));
  return new Set(paths.filter((path) => path !== null));
}
