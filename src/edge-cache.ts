/**
 * The cache policies: where a response may be cached, and for how long. One table for all responses.
 *
 * A hit at the edge never runs the Worker, so these headers are the gate for everything that the
 * cache serves. Browsers always revalidate (an ETag makes that cheap). The edge gets its lifetime in
 * `Cloudflare-CDN-Cache-Control`, which it removes from the response. No lifetime passes the end of a
 * minute of the clock, because editors choose whole minutes: to someone who polls, every minute looks
 * alike, whether or not something becomes public at its end. Only an instant within a minute shortens
 * lifetimes. Nothing is ever served stale.
 */

import { newsroom, type Taxonomy, type TaxonomySlug, taxonomySlugs } from './domain/taxonomy.ts';

interface Policy {
  /** `Cache-Control`, for browsers and proxies. */
  browser: string;
  /** The longest lifetime at the edge in seconds; null if it gets no header of its own. */
  edge: number | null;
}

const revalidate = 'public, max-age=0, must-revalidate';

const policies = {
  page: { browser: revalidate, edge: 60 },
  list: { browser: revalidate, edge: 60 },
  data: { browser: revalidate, edge: 60 },
  built: { browser: revalidate, edge: 30 },
  file: { browser: revalidate, edge: 60 },
  /** A 404 at an address of a release, cached against clients that poll for it. */
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
  /** The cache tags under which the response is purged. */
  tags: readonly string[];
  /** The public state that it was made from, if an isolate may keep it (http/kept-responses.ts). */
  state?: string | null;
  /** The instant until which it holds although nothing changes, if there is one. */
  until?: number | undefined;
}

/** The cache headers of a response under the policy `name`. */
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
 * The milliseconds between the moment for which a response is made and the moment from which the edge
 * counts its age. It also covers an edge that counts whole seconds of the clock.
 */
const slack = 250;

/** The lifetime until the end of the minute, or an earlier end; that moment itself is too late. */
function edgeLifetime(most: number, { now, next, until }: Freshness): string {
  const end = (Math.floor(now / minute) + 1) * minute;
  const left = Math.floor((Math.min(end, next ?? end, until ?? end) - now - slack) / second);
  return `public, max-age=${Math.max(0, Math.min(most, left))}, must-revalidate, stale-if-error=0`;
}

/** Shortens the edge's lifetime of a response by the milliseconds that it took to make. */
export function shortenLifetime(headers: Headers, spent: number): void {
  const name = 'Cloudflare-CDN-Cache-Control';
  const before = headers.get(name);
  if (before === null || spent <= slack) return;
  const shorter = (seconds: string) => Math.max(0, Number(seconds) - Math.ceil(spent / second));
  headers.set(
    name,
    before.replace(/max-age=(\d+)/, (_, seconds) => `max-age=${shorter(seconds)}`),
  );
}

/**
 * The cache tags: printable ASCII without a comma, at most 1,024 characters each. All variants of one
 * address carry the same tags, or a purge would miss some of them.
 */
export const tag = {
  /** Everything at a release's own addresses, its files included. */
  release: (id: string) => `release-${id}`,
  /** The page of a release, which links to the previous and the next one. */
  adjacent: (id: string) => `beside-${id}`,
  /** The list of a term, or of the newsroom; `*` for all languages. */
  list: (termId: number, lang: string) => `list-${termId}-${lang === '*' ? 'any' : lang}`,
  /** The archive, or one of its years or months. */
  archive: (lang: string, ...period: string[]) => ['archive', lang, ...period].join('-'),
  /** The page of a term, in any language. */
  term: (id: number) => `term-${id}`,
  /** Lists of a taxonomy's terms, forms that offer them, redirects from their former addresses. */
  taxonomy: (slug: TaxonomySlug) => `taxonomy-${slug}`,
  /** One feed or sitemap. Few terms have so long an address, and those whose tags begin alike are purged together. */
  generatedFile: (path: string) => `built-${encodeURI(path)}`.slice(0, 1000),
  /** Everything that names terms. */
  terms: 'terms',
  /** Cached 404s of releases: one tag for all, so that it does not reveal which exist. */
  missing: 'missing',
  redirects: 'redirects',
  /** Feeds and sitemaps. */
  generatedFiles: 'built',
  /** The log of changes. */
  changes: 'changes',
};

/** The tags of a page with the form that filters lists, which offers the terms of every taxonomy. */
export const filterTags: readonly string[] = taxonomySlugs.map(tag.taxonomy);

/**
 * The tags of a filtered list. The filter with the fewest terms decides: each release of the list is
 * also in the list of one of these terms.
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

/** The platform's limit of tags in one call; five calls a minute are allowed on every plan. */
const tagsPerCall = 100;

/** With more tags everything is purged: the purges of an import would take hours otherwise. */
export const mostTags = 3 * tagsPerCall;

/** The calls that purge every response with one of the tags. */
export function purgeCalls(tags: readonly string[]): CachePurgeOptions[] {
  if (tags.length > mostTags) return [purgeOfAll];
  const calls: CachePurgeOptions[] = [];
  for (let from = 0; from < tags.length; from += tagsPerCall) {
    calls.push({ tags: tags.slice(from, from + tagsPerCall) });
  }
  return calls;
}

/** The call that purges everything. */
export const purgeOfAll: CachePurgeOptions = { purgeEverything: true };

/**
 * Purges the cache of the calling entrypoint.
 * @throws Error with the platform's reason
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
