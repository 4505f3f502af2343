/**
 * What may be kept, where, and for how long: one table for every response of the house.
 *
 * A hit at the edge never runs the Worker, so these headers are the gate for everybody whom the
 * cache answers. Browsers always ask again (an ETag makes that cheap). The edge is told by
 * `Cloudflare-CDN-Cache-Control`, which it takes off before a reader could see it: a lifetime that
 * shrinks towards an embargo's end would otherwise announce that end. Nothing is kept past the next
 * scheduled instant, and nothing is served stale because the Worker failed.
 */

import { newsroom, type Taxonomy, type TaxonomySlug } from './domain/taxonomy.ts';

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
    if (freshness.tags.length > 0) headers['Cache-Tag'] = freshness.tags.join(',');
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

/**
 * The tags under which responses are purged: printable ASCII without a comma, at most 1,024
 * characters each. Every form of one address carries the same, or a purge would take some of them.
 */
export const tag = {
  /** Whatever tells of a release at an address of its own, its files among it. */
  release: (id: string) => `release-${id}`,
  /** Its page, which leads to the releases beside it. */
  beside: (id: string) => `beside-${id}`,
  /** The list of a term, or of the newsroom; `*` is any language. */
  list: (termId: number, lang: string) => `list-${termId}-${lang === '*' ? 'any' : lang}`,
  /** The archive as a whole, or its year, or its month. */
  archive: (lang: string, ...period: string[]) => ['archive', lang, ...period].join('-'),
  /** The page of a term, in any language. */
  term: (id: number) => `term-${id}`,
  /** What lists the terms of a taxonomy, or leads from their former addresses. */
  taxonomy: (slug: TaxonomySlug) => `taxonomy-${slug}`,
  /** One feed or sitemap. */
  builtAt: (path: string) => `built-${path}`,
  /** Whatever names terms. */
  terms: 'terms',
  redirects: 'redirects',
  /** Feeds and sitemaps. */
  built: 'built',
  /** The log of changes. */
  changes: 'changes',
};

/**
 * The tags of a list of what has a term of each choice: its shortest choice decides, since whatever
 * belongs there stands in the list of one of those terms.
 */
export function tagsOfSelection(
  taxonomy: Taxonomy,
  choices: readonly (readonly [TaxonomySlug, readonly string[]])[],
  lang: string,
): string[] {
  const known = choices.map(([slug, names]) =>
    names.flatMap((name) => taxonomy.bySlug(slug, name)?.id ?? []),
  );
  const [shortest = []] = known.toSorted((a, b) => a.length - b.length);
  const lists = shortest.length > 0 ? shortest : [newsroom];
  return [...lists.map((id) => tag.list(id, lang)), tag.terms];
}

/** The platform takes as many tags in one call, and five calls a minute on every plan. */
const tagsPerCall = 100;

/** Beyond these, everything is purged instead: an archive that moves in would else wait for hours. */
export const mostTags = 3 * tagsPerCall;

/** The calls that purge whatever carries one of the tags. */
export function purgeCalls(tags: readonly string[]): CachePurgeOptions[] {
  if (tags.length > mostTags) return [purgeOfAll];
  const calls: CachePurgeOptions[] = [];
  for (let from = 0; from < tags.length; from += tagsPerCall) {
    calls.push({ tags: tags.slice(from, from + tagsPerCall) });
  }
  return calls;
}

/** The one call that purges everything. */
export const purgeOfAll: CachePurgeOptions = { purgeEverything: true };

/**
 * Purges the cache of the entrypoint that calls.
 * @throws Error with what the platform gave as its reason
 */
export async function purge(
  cache: CacheContext,
  calls: readonly CachePurgeOptions[],
): Promise<void> {
  for (const call of calls) {
    const { success, errors } = await cache.purge(call);
    if (!success) throw new Error(errors.map(({ message }) => message).join('; ') || 'refused');
  }
}
