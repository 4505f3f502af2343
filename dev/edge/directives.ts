/** What a response says of being kept, as Workers Cache reads it. */

/** The fields that govern the edge, the one that wins first. */
const fields = ['Cloudflare-CDN-Cache-Control', 'CDN-Cache-Control', 'Cache-Control'];

/** Taken off before a reader could see them. */
export const consumed = ['Cloudflare-CDN-Cache-Control', 'Cache-Tag'];

/** Seconds for which a response that says nothing is kept, by its status; others are not kept. */
const unsaid: Record<number, number> = {
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

/** The directives that govern, in lower case; a directive without a value has ''. */
export function governing(status: number, headers: Headers): Directives {
  const name = fields.find((one) => headers.has(one));
  if (name) return parse(headers.get(name) ?? '');
  if (headers.has('Expires')) return new Map();
  const seconds = unsaid[status];
  return parse(seconds === undefined ? 'no-store' : `max-age=${seconds}`);
}

function parse(field: string): Directives {
  const parts = field.matchAll(/([^\s,;=]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,]*)))?/g);
  return new Map(
    [...parts].map(([, name = '', quoted, token]) => [name.toLowerCase(), quoted ?? token ?? '']),
  );
}

/** As a field, for whoever reads fields. */
export function format(directives: Directives): string {
  return [...directives].map(([name, value]) => (value ? `${name}=${value}` : name)).join(', ');
}

/** Whether anything forbids to serve it stale, for whatever reason (RFC 9111, section 4.2.4). */
const strict = (directives: Directives) =>
  ['s-maxage', 'must-revalidate', 'proxy-revalidate'].some((name) => directives.has(name));

/** Seconds for which it may be served stale while it is asked for again. */
export function staleWhileRevalidate(directives: Directives): number {
  return strict(directives) ? 0 : Number(directives.get('stale-while-revalidate') ?? 0) || 0;
}

/** Seconds for which it may be served stale because the Worker fails: unsaid means for ever. */
export function staleIfError(directives: Directives): number {
  if (strict(directives)) return 0;
  const said = directives.get('stale-if-error');
  return said === undefined ? Number.POSITIVE_INFINITY : Number(said) || 0;
}

/** Responses that are never kept, whatever they say. */
const transient = (status: number) =>
  status === 206 || status === 304 || (status >= 520 && status <= 526);

/** Why a response is not kept, as `Cf-Cache-Status` tells it; null where nothing speaks against it. */
export function refusal(
  request: Request,
  { status, headers }: Response,
  directives: Directives,
): 'BYPASS' | 'MISS' | null {
  if (directives.has('no-store') || directives.get('private') === '') return 'BYPASS';
  if (headers.has('Set-Cookie') || headers.get('Vary')?.includes('*')) return 'BYPASS';
  const shared = ['public', 'must-revalidate', 's-maxage'].some((name) => directives.has(name));
  if (request.headers.has('Authorization') && !shared) return 'BYPASS';
  return transient(status) ? 'MISS' : null;
}
