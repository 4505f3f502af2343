/**
 * What may be kept, where, and for how long: one table for every response of the house.
 *
 * A hit at the edge never runs the Worker, so these headers are the gate for everybody whom the
 * cache answers. Browsers always ask again (an ETag makes that cheap). The edge is told by
 * `Cloudflare-CDN-Cache-Control`, which it takes off before a reader could see it: a lifetime that
 * shrinks towards an embargo's end would otherwise announce that end. Nothing is kept past the next
 * scheduled instant, and nothing is served stale because the Worker failed.
 */

interface Policy {
  /** For browsers and whatever stands between. */
  browser: string;
  /** Seconds at the edge: fresh, and then stale while it asks again. Their sum is at most 60. */
  edge: { fresh: number; stale: number } | null;
}

const revalidate = 'public, max-age=0, must-revalidate';

const policies = {
  page: { browser: revalidate, edge: { fresh: 45, stale: 15 } },
  list: { browser: revalidate, edge: { fresh: 45, stale: 15 } },
  data: { browser: revalidate, edge: { fresh: 45, stale: 15 } },
  built: { browser: revalidate, edge: { fresh: 30, stale: 0 } },
  file: { browser: revalidate, edge: { fresh: 60, stale: 0 } },
  asset: { browser: 'public, max-age=31536000, immutable', edge: null },
  icon: { browser: 'public, max-age=86400', edge: null },
  refusal: { browser: 'no-store', edge: null },
  private: { browser: 'private, no-store', edge: null },
} as const satisfies Record<string, Policy>;

export type PolicyName = keyof typeof policies;

export interface Freshness {
  now: number;
  /** The next scheduled instant, or null. */
  next: number | null;
  /** What the response was made of, for purging. */
  tags: readonly string[];
}

/** The headers of a response that is kept by `name`'s policy. */
export function cacheHeaders(name: PolicyName, freshness?: Freshness): Record<string, string> {
  const { browser, edge }: Policy = policies[name];
  const headers: Record<string, string> = { 'Cache-Control': browser };
  if (edge && freshness) {
    headers['Cloudflare-CDN-Cache-Control'] = edgeLifetime(edge, freshness);
    headers['Cache-Tag'] = freshness.tags.join(',');
  }
  return headers;
}

/** One second is left over for the time between the Worker's clock and the edge's. */
const margin = 1;

function edgeLifetime(
  { fresh, stale }: { fresh: number; stale: number },
  { now, next }: Freshness,
) {
  const left = next === null ? Infinity : Math.floor((next - now) / 1000) - margin;
  if (stale > 0 && left >= fresh + stale) {
    return `public, max-age=${fresh}, stale-while-revalidate=${stale}, stale-if-error=0`;
  }
  return `public, max-age=${Math.max(0, Math.min(fresh, left))}, must-revalidate, stale-if-error=0`;
}

/** The tags under which responses are purged. */
export const tag = {
  release: (id: string) => `release-${id}`,
  list: (termId: number, lang: string) => `list-${termId}-${lang === '*' ? 'any' : lang}`,
  /** The API's lists, whose filters are too many to name. */
  lists: 'lists',
  built: 'built',
  /** One feed or sitemap. */
  builtAt: (path: string) => `built-${path}`,
  terms: 'terms',
  redirects: 'redirects',
};
