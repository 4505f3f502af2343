/** Cached responses: RFC 9111 by http-cache-semantics, with the time as an argument. */
import CachePolicy from 'http-cache-semantics';
import {
  type Directives,
  edgeOnlyHeaders,
  effectiveDirectives,
  formatDirectives,
  staleIfError,
  staleWhileRevalidate,
} from './cache-control.ts';

/** The time that the library's policies see. Its `now` takes no argument, so it is set before a call. */
let policyTime = 0;

class Policy extends CachePolicy {
  now(): number {
    return policyTime;
  }
}

export interface CacheEntry {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  tags: Set<string>;
  /** The request's values of the fields that `Vary` names, compared byte by byte. */
  selected: [name: string, value: string | null][];
  directives: Directives;
  policy: Policy;
  /** Whether it was invalidated before it became stale. */
  invalid: boolean;
}

/** Creates the cache entry of a response; null if RFC 9111, section 3, forbids it. */
export function createEntry(
  request: Request,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: Uint8Array<ArrayBuffer>,
  now: number,
): CacheEntry | null {
  policyTime = now;
  const directives = effectiveDirectives(status, headers);
  const policyHeaders = Object.fromEntries(headers);
  policyHeaders['cache-control'] = formatDirectives(directives);
  // `Expires` counts only without cache directives.
  if (directives.size > 0) delete policyHeaders.expires;
  const { authorization } = Object.fromEntries(request.headers);
  const policyRequest = {
    method: 'GET',
    url: request.url,
    headers: { ...(authorization && { authorization }) },
  };
  // Any status with an explicit lifetime is cached; the library knows fewer statuses.
  const explicit =
    !directives.has('must-understand') &&
    (['max-age', 's-maxage'].some((name) => directives.has(name)) || headers.has('Expires'));
  const policy = new Policy(policyRequest, {
    status: explicit ? 200 : status,
    headers: policyHeaders,
  });
  if (!policy.storable()) return null;
  const tags = headers.get('Cache-Tag')?.split(',') ?? [];
  const varying = headers.get('Vary')?.split(',') ?? [];
  const entryHeaders = new Headers(headers);
  if (!entryHeaders.has('Date')) entryHeaders.set('Date', new Date(now).toUTCString());
  return {
    status,
    headers: entryHeaders,
    body,
    tags: new Set(tags.map((tag) => tag.trim().toLowerCase()).filter(isTag)),
    selected: varying.map((name) => [name.trim(), request.headers.get(name.trim())]),
    directives,
    policy,
    invalid: false,
  };
}

/** Invalid tags are ignored, as on the platform. */
const isTag = (tag: string) => /^[!-~]{1,1024}$/.test(tag);

/** Header fields of the cached body, which a 304 does not replace. */
const bodyHeaders = /^(?:content-(?:length|encoding|range|md5)|transfer-encoding|etag)$/i;

/** Updates an entry from a 304 (RFC 9111, section 3.2). */
export function refreshEntry(
  entry: CacheEntry,
  request: Request,
  { headers }: Response,
  now: number,
): CacheEntry {
  const merged = new Headers(entry.headers);
  for (const [name, value] of headers) {
    if (!bodyHeaders.test(name)) merged.set(name, value);
  }
  if (!headers.has('Date')) merged.set('Date', new Date(now).toUTCString());
  merged.delete('Age');
  return createEntry(request, { status: entry.status, headers: merged }, entry.body, now) ?? entry;
}

export type Freshness = 'fresh' | 'updating' | 'stale';

export function freshnessOf({ policy, directives, invalid }: CacheEntry, now: number): Freshness {
  policyTime = now;
  if (!invalid && !directives.has('no-cache') && !policy.stale()) return 'fresh';
  const since = policy.age() - policy.maxAge();
  return !invalid && since < staleWhileRevalidate(directives) ? 'updating' : 'stale';
}

/** Whether a stale entry may be served in place of an error. */
export function isUsableOnError({ policy, directives }: CacheEntry, now: number): boolean {
  policyTime = now;
  return policy.age() - policy.maxAge() < staleIfError(directives);
}

/** The headers of an entry as readers get them, with `Age`. */
export function headersOfEntry({ policy, headers }: CacheEntry, now: number): Headers {
  policyTime = now;
  const sent = new Headers(policy.responseHeaders() as Record<string, string>);
  for (const name of ['Cache-Control', 'Date', 'Expires']) {
    const value = headers.get(name);
    if (value === null) sent.delete(name);
    else sent.set(name, value);
  }
  for (const name of edgeOnlyHeaders) sent.delete(name);
  sent.set('Age', String(Math.floor(policy.age())));
  return sent;
}
