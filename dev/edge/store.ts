/** Where the edge keeps things: by address, each with its variants, until they are purged. */
import type { Kept } from './kept.ts';

/** Entries beyond these push out the oldest. */
const mostAddresses = 20_000;

const kept = new Map<string, Kept[]>();

/** Fields that some frameworks take for the method or address: part of the key, as the platform has it. */
const misleading = [
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

/** Path and query as they are written: neither the host nor the method counts. */
export function keyOf({ url, headers }: Request): string {
  const { pathname, search } = new URL(url);
  const said = misleading.map((name) => headers.get(name));
  return JSON.stringify([pathname + search, ...said.filter((value) => value !== null)]);
}

/** The variant that was made for a request like this, or null. */
export function find(key: string, { headers }: Request): Kept | null {
  const variants = kept.get(key) ?? [];
  return (
    variants.find(({ selected }) =>
      selected.every(([name, value]) => headers.get(name) === value),
    ) ?? null
  );
}

/** Puts a variant in the place of one for the same requests. */
export function put(key: string, entry: Kept): void {
  const same = (other: Kept) => JSON.stringify(other.selected) === JSON.stringify(entry.selected);
  const others = (kept.get(key) ?? []).filter((other) => !same(other));
  kept.delete(key);
  kept.set(key, [entry, ...others]);
  const [oldest] = kept.keys();
  if (kept.size > mostAddresses && oldest !== undefined) kept.delete(oldest);
}

export function remove(key: string): void {
  kept.delete(key);
}

/** What one call may name. */
const mostOperations = 100;

/** Calls that an account may make at once, and how many of these come back each minute. */
const bucketSize = 25;
const callsAMinute = 5;

const bucket = { calls: bucketSize, since: 0 };

/** Forgets the calls so far. */
export function refillPurges(): void {
  bucket.calls = bucketSize;
}

/** Takes one call out of the account's bucket, if there is one. */
function isAllowed(now: number): boolean {
  const refilled = (Math.max(0, now - bucket.since) / 60_000) * callsAMinute;
  bucket.calls = Math.min(bucketSize, bucket.calls + refilled);
  bucket.since = now;
  if (bucket.calls < 1) return false;
  bucket.calls -= 1;
  return true;
}

/** How calls of the site ended; `failing` lets them all fail, on purpose. */
export const purges = { failing: false, refused: 0, calls: [] as CachePurgeOptions[] };

export function purge(
  options: CachePurgeOptions,
  act: 'remove' | 'invalidate',
  now: number,
): CachePurgeResult {
  const { tags = [], pathPrefixes = [], purgeEverything = false } = options;
  if (purges.failing) {
    purges.refused += 1;
    return refused('it is made to fail');
  }
  if (tags.length + pathPrefixes.length > mostOperations) {
    return refused(`more than ${mostOperations} operations in one call`);
  }
  if (!isAllowed(now)) {
    purges.refused += 1;
    return refused('Rate limit reached. Please wait before you try again.');
  }
  purges.calls.push(options);
  const named = new Set(tags.map((tag) => tag.toLowerCase()));
  for (const [key, variants] of kept) {
    const [path = ''] = JSON.parse(key) as string[];
    const concerned =
      purgeEverything ||
      pathPrefixes.some((prefix) => path.startsWith(prefix)) ||
      variants.some(({ tags: own }) => [...own].some((tag) => named.has(tag)));
    if (!concerned) continue;
    if (act === 'remove') kept.delete(key);
    else for (const variant of variants) variant.invalid = true;
  }
  return { success: true, errors: [] };
}

function refused(message: string): CachePurgeResult {
  return { success: false, errors: [{ code: 1000, message }] };
}
