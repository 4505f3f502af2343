/**
 * What may be kept, where, and for how long: one table for every response of the house.
 *
 * A hit at the edge never runs the Worker, so these headers are the gate for everybody whom the
 * cache answers. Browsers always ask again (an ETag makes that cheap). The edge is told by
 * `Cloudflare-CDN-Cache-Control`, which it takes off before a reader could see it. Nothing is kept
 * past the end of a minute of the clock, since offices choose whole minutes: every minute looks alike
 * to who polls, whether or not something becomes public at its end. Only an instant within a minute
 * makes lifetimes shorter. Nothing is ever served stale.
 */

import { newsroom, type Taxonomy, type TaxonomySlug } from './domain/taxonomy.ts';

interface Policy {
  /** For browsers and whatever stands between. */
  browser: string;
  /** The most seconds at the edge, or null: it is told nothing of its own. */
  edge: number | null;
}

const revalidate = 'public, max-age=0, must-revalidate';

const policies = {
  page: { browser: revalidate, edge: 60 },
  list: { browser: revalidate, edge: 60 },
  data: { browser: revalidate, edge: 60 },
  built: { browser: revalidate, edge: 30 },
  file: { browser: revalidate, edge: 60 },
  /** A 404 at an address of a release: for those who wait for it and ask again and again. */
  missing: { browser: 'no-store', edge: 2 },
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

const second = 1000;
const minute = 60 * second;

/**
 * Milliseconds between the moment that an answer is made for and the moment from which the edge counts
 * its age. It also makes up for an edge that counts in whole seconds of the clock.
 */
const slack = 250;

/** Counted until the end of the minute, or an earlier instant; an answer at that moment is too late. */
function edgeLifetime(most: number, { now, next }: Freshness): string {
  const end = (Math.floor(now / minute) + 1) * minute;
  const left = Math.floor((Math.min(end, next ?? end) - now - slack) / second);
  return `public, max-age=${Math.max(0, Math.min(most, left))}, must-revalidate, stale-if-error=0`;
}

/** Shortens the edge's lifetime of an answer by the milliseconds that it took to make. */
export function shortenLifetime(headers: Headers, spent: number): void {
  const name = 'Cloudflare-CDN-Cache-Control';
  const said = headers.get(name);
  if (said === null || spent <= slack) return;
  const shorter = (seconds: string) => Math.max(0, Number(seconds) - Math.ceil(spent / second));
  headers.set(
    name,
    said.replace(/max-age=(\d+)/, (_, seconds) => `max-age=${shorter(seconds)}`),
  );
}

/**
 * The tags under which responses are purged: printable ASCII without a comma, at most 1,024
 * characters each. Every form of one address carries the same, or a purge would take some of them.
 */
export const tag = {
  /** Whatever tells of a release at an address of its own, its files among it. */
  release: (id: string) => `release-${id}`,
  /** Its page, which leads to the releases beside it. */
  adjacent: (id: string) => `beside-${id}`,
  /** The list of a term, or of the newsroom; `*` is any language. */
  list: (termId: number, lang: string) => `list-${termId}-${lang === '*' ? 'any' : lang}`,
  /** The archive as a whole, or its year, or its month. */
  archive: (lang: string, ...period: string[]) => ['archive', lang, ...period].join('-'),
  /** The page of a term, in any language. */
  term: (id: number) => `term-${id}`,
  /** What lists the terms of a taxonomy, or leads from their former addresses. */
  taxonomy: (slug: TaxonomySlug) => `taxonomy-${slug}`,
  /** One feed or sitemap. */
  generatedFile: (path: string) => `built-${path}`,
  /** Whatever names terms. */
  terms: 'terms',
  /** Whatever a release may come to be at: one for all, since nothing may tell which there are. */
  missing: 'missing',
  redirects: 'redirects',
  /** Feeds and sitemaps. */
  generatedFiles: 'built',
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
