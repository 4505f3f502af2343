/** The store of the edge: cache entries by key, each key with its variants, until they are purged. */
import type { CacheEntry } from './cache-entry.ts';

/** Number of keys. A further one evicts the oldest. */
const maxKeys = 20_000;

const entries = new Map<string, CacheEntry[]>();

/** Fields that some frameworks take for the method or address. The platform makes them part of the key. */
const overrideHeaders = [
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',
  'X-Forwarded-Host',
  'X-Host',
  'X-Forwarded-Scheme',
  'X-Original-URL',
  'X-Rewrite-URL',
  'Forwarded',
];

/** The cache key: path and query byte by byte. Neither host nor method is part of it. */
export function keyOf({ url, headers }: Request): string {
  const { pathname, search } = new URL(url);
  const values = overrideHeaders.map((name) => headers.get(name));
  return JSON.stringify([pathname + search, ...values.filter((value) => value !== null)]);
}

/** Finds the variant for the request's `Vary` values, or null. */
export function find(key: string, { headers }: Request): CacheEntry | null {
  const variants = entries.get(key) ?? [];
  return (
    variants.find(({ selected }) =>
      selected.every(([name, value]) => headers.get(name) === value),
    ) ?? null
  );
}

/** Stores a variant. It replaces one with the same `Vary` values. */
export function put(key: string, entry: CacheEntry): void {
  const same = (other: CacheEntry) =>
    JSON.stringify(other.selected) === JSON.stringify(entry.selected);
  const others = (entries.get(key) ?? []).filter((other) => !same(other));
  entries.delete(key);
  entries.set(key, [entry, ...others]);
  const [oldest] = entries.keys();
  if (entries.size > maxKeys && oldest !== undefined) entries.delete(oldest);
}

export function remove(key: string): void {
  entries.delete(key);
}

/** Tags and prefixes that one purge call may name. */
const maxOperations = 100;

/** The account's token bucket for purge calls: its size, and how many are refilled each minute. */
const bucketSize = 25;
const callsAMinute = 5;

const bucket = { calls: bucketSize, since: 0 };

/** Refills the token bucket. */
export function refillPurges(): void {
  bucket.calls = bucketSize;
}

/** Takes one call from the token bucket; false if it is empty. */
function isAllowed(now: number): boolean {
  const refilled = (Math.max(0, now - bucket.since) / 60_000) * callsAMinute;
  bucket.calls = Math.min(bucketSize, bucket.calls + refilled);
  bucket.since = now;
  if (bucket.calls < 1) return false;
  bucket.calls -= 1;
  return true;
}

/** Purge calls and refusals so far; `failing` makes every call fail, for tests. */
export const purges = { failing: false, refused: 0, calls: [] as CachePurgeOptions[] };

export function purge(
  options: CachePurgeOptions,
  mode: 'remove' | 'invalidate',
  now: number,
): CachePurgeResult {
  const { tags = [], pathPrefixes = [], purgeEverything = false } = options;
  if (purges.failing) {
    purges.refused += 1;
    return refused('Purges fail because a test asked for it.');
  }
  if (tags.length + pathPrefixes.length > maxOperations) {
    return refused(`More than ${maxOperations} operations in one call.`);
  }
  if (!isAllowed(now)) {
    purges.refused += 1;
    return refused('Rate limit reached. Please wait before you try again.');
  }
  purges.calls.push(options);
  const named = new Set(tags.map((tag) => tag.toLowerCase()));
  for (const [key, variants] of entries) {
    const [path = ''] = JSON.parse(key) as string[];
    const isAffected =
      purgeEverything ||
      pathPrefixes.some((prefix) => path.startsWith(prefix)) ||
      variants.some(({ tags: own }) => [...own].some((tag) => named.has(tag)));
    if (!isAffected) continue;
    if (mode === 'remove') entries.delete(key);
    else for (const variant of variants) variant.invalid = true;
  }
  return { success: true, errors: [] };
}

function refused(message: string): CachePurgeResult {
  return { success: false, errors: [{ code: 1000, message }] };
}
