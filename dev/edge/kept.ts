/** Responses that are kept: RFC 9111 by http-cache-semantics, at a moment that is an argument. */
import CachePolicy from 'http-cache-semantics';
import {
  consumed,
  type Directives,
  format,
  governing,
  staleIfError,
  staleWhileRevalidate,
} from './directives.ts';

/** The library asks for the time without saying for whom. */
let moment = 0;

class Policy extends CachePolicy {
  now(): number {
    return moment;
  }
}

export interface Kept {
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  tags: Set<string>;
  /** What the request had of the fields that `Vary` names, compared as they are. */
  selected: [name: string, value: string | null][];
  directives: Directives;
  policy: Policy;
  /** Marked as stale before its time. */
  invalid: boolean;
}

/** What is kept of a response; null where RFC 9111, section 3, is against it. */
export function keep(
  request: Request,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: Uint8Array<ArrayBuffer>,
  now: number,
): Kept | null {
  moment = now;
  const directives = governing(status, headers);
  const said = Object.fromEntries(headers);
  said['cache-control'] = format(directives);
  // Only `Expires` beside a `Cache-Control` of its own kind counts.
  if (directives.size > 0) delete said.expires;
  const { authorization } = Object.fromEntries(request.headers);
  const asked = {
    method: 'GET',
    url: request.url,
    headers: { ...(authorization && { authorization }) },
  };
  // Whatever says how long it may be kept is kept so long; the library knows fewer statuses.
  const explicit =
    !directives.has('must-understand') &&
    (['max-age', 's-maxage'].some((name) => directives.has(name)) || headers.has('Expires'));
  const policy = new Policy(asked, { status: explicit ? 200 : status, headers: said });
  if (!policy.storable()) return null;
  const tags = headers.get('Cache-Tag')?.split(',') ?? [];
  const varying = headers.get('Vary')?.split(',') ?? [];
  const shown = new Headers(headers);
  if (!shown.has('Date')) shown.set('Date', new Date(now).toUTCString());
  return {
    status,
    headers: shown,
    body,
    tags: new Set(tags.map((tag) => tag.trim().toLowerCase()).filter(isTag)),
    selected: varying.map((name) => [name.trim(), request.headers.get(name.trim())]),
    directives,
    policy,
    invalid: false,
  };
}

/** Others are dropped without a word. */
const isTag = (tag: string) => /^[!-~]{1,1024}$/.test(tag);

/** Fields that tell of the bytes that are kept, not of those that a 304 would have come with. */
const ofTheBody = /^(?:content-(?:length|encoding|range|md5)|transfer-encoding|etag)$/i;

/** What is kept of a response that a 304 says is still the same (RFC 9111, section 3.2). */
export function renew(kept: Kept, request: Request, { headers }: Response, now: number): Kept {
  const merged = new Headers(kept.headers);
  for (const [name, value] of headers) {
    if (!ofTheBody.test(name)) merged.set(name, value);
  }
  if (!headers.has('Date')) merged.set('Date', new Date(now).toUTCString());
  merged.delete('Age');
  return keep(request, { status: kept.status, headers: merged }, kept.body, now) ?? kept;
}

export type State = 'fresh' | 'updating' | 'stale';

export function stateOf({ policy, directives, invalid }: Kept, now: number): State {
  moment = now;
  if (!invalid && !directives.has('no-cache') && !policy.stale()) return 'fresh';
  const since = policy.age() - policy.maxAge();
  return !invalid && since < staleWhileRevalidate(directives) ? 'updating' : 'stale';
}

/** Whether it may be served in place of an error. */
export function standsIn({ policy, directives }: Kept, now: number): boolean {
  moment = now;
  return policy.age() - policy.maxAge() < staleIfError(directives);
}

/** Its headers as readers see them, with `Age`. */
export function headersOf({ policy, headers }: Kept, now: number): Headers {
  moment = now;
  const shown = new Headers(policy.responseHeaders() as Record<string, string>);
  for (const name of ['Cache-Control', 'Date', 'Expires']) {
    const value = headers.get(name);
    if (value === null) shown.delete(name);
    else shown.set(name, value);
  }
  for (const name of consumed) shown.delete(name);
  shown.set('Age', String(Math.floor(policy.age())));
  return shown;
}
