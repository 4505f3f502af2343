/** Cache directives of a response, as Workers Cache interprets them. */

/** Header fields with directives for the edge. The first one present wins. */
const cacheControlFields = ['Cloudflare-CDN-Cache-Control', 'CDN-Cache-Control', 'Cache-Control'];

/** Headers for the edge alone, removed from responses to readers. */
export const edgeOnlyHeaders = ['Cloudflare-CDN-Cache-Control', 'Cache-Tag'];

/** Default lifetimes in seconds by status, for a response without directives; others are not cached. */
const defaultLifetimes: Record<number, number> = {
  200: 7200,
  203: 7200,
  204: 7200,
  300: 1200,
  301: 1200,
  404: 180,
  405: 60,
  410: 180,
  414: 60,
  501: 60,
};

export type Directives = Map<string, string>;

/** The directives that apply, with names in lower case; a directive without a value has ''. */
export function effectiveDirectives(status: number, headers: Headers): Directives {
  const name = cacheControlFields.find((one) => headers.has(one));
  if (name) return parse(headers.get(name) ?? '');
  if (headers.has('Expires')) return new Map();
  const seconds = defaultLifetimes[status];
  return parse(seconds === undefined ? 'no-store' : `max-age=${seconds}`);
}

function parse(field: string): Directives {
  const parts = field.matchAll(/([^\s,;=]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,]*)))?/g);
  return new Map(
    [...parts].map(([, name = '', quoted, token]) => [name.toLowerCase(), quoted ?? token ?? '']),
  );
}

/** The directives as a header field. */
export function formatDirectives(directives: Directives): string {
  return [...directives].map(([name, value]) => (value ? `${name}=${value}` : name)).join(', ');
}

/** Whether the directives forbid stale responses (RFC 9111, section 4.2.4). */
const forbidsStale = (directives: Directives) =>
  ['s-maxage', 'must-revalidate', 'proxy-revalidate'].some((name) => directives.has(name));

/** Seconds for which a stale response may be served while it is revalidated. */
export function staleWhileRevalidate(directives: Directives): number {
  return forbidsStale(directives) ? 0 : Number(directives.get('stale-while-revalidate') ?? 0) || 0;
}

/** Seconds for which a stale response may be served if the Worker fails; unlimited by default. */
export function staleIfError(directives: Directives): number {
  if (forbidsStale(directives)) return 0;
  const seconds = directives.get('stale-if-error');
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) || 0;
}

/** Whether a status is never cached, with any directives. */
const isNeverCached = (status: number) =>
  status === 206 || status === 304 || (status >= 520 && status <= 526);

/** The `Cf-Cache-Status` of a response that must not be cached; null if it may be cached. */
export function bypassReason(
  request: Request,
  { status, headers }: Response,
  directives: Directives,
): 'BYPASS' | 'MISS' | null {
  if (directives.has('no-store') || directives.get('private') === '') return 'BYPASS';
  if (headers.has('Set-Cookie') || headers.get('Vary')?.includes('*')) return 'BYPASS';
  const shared = ['public', 'must-revalidate', 's-maxage'].some((name) => directives.has(name));
  if (request.headers.has('Authorization') && !shared) return 'BYPASS';
  return isNeverCached(status) ? 'MISS' : null;
}
