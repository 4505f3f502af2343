/**
 * The hit ratios that a cache can have with the log of `npm run cost`, by arithmetic alone: a cache of any
 * size, without purges, whose responses have one of three lifetimes.
 */
import { nextAddress, pauseBefore } from './request-log.ts';
import { Random } from './traffic/random.ts';

const minute = 60_000;
const dataCentres = 20;
const requests = 400_000;
/** The requests that first fill the cache and are not counted. */
const warming = 300_000;

/** The instant until which a response of `now` is fresh. */
type Lifetime = (now: number) => number;

const lifetimes: Record<string, Lifetime> = {
  'until the end of the minute': (now) => (Math.floor(now / minute) + 1) * minute,
  'sixty seconds': (now) => now + minute,
  'until a purge that never comes': () => Infinity,
};

/**
 * The share of requests that are hits.
 * @param caches the number of data centres that each have a cache of their own; 1 for an upper tier
 */
function hitRatio(
  lifetime: Lifetime,
  caches: number,
  { pageViews, addresses, seed }: { pageViews: number; addresses: readonly string[]; seed: number },
): number {
  const random = new Random(seed);
  const freshUntil = new Map<string, number>();
  let [now, hits] = [0, 0];
  for (let sent = 0; sent < requests; sent++) {
    now += pauseBefore(random, pageViews);
    const centre = random.rank(dataCentres) % caches;
    const key = `${centre} ${nextAddress(random, addresses)}`;
    const isHit = now < (freshUntil.get(key) ?? 0);
    if (!isHit) freshUntil.set(key, lifetime(now));
    else if (sent >= warming) hits += 1;
  }
  return hits / (requests - warming);
}

/** The hit ratios of each level of traffic, for so many releases, as a table of Markdown. */
export function tableOfHitRatios(
  levels: readonly number[],
  releases: number,
  seed: number,
): string {
  const addresses = Array.from({ length: releases }, (_, place) => `/releases/${place}`);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = Object.entries(lifetimes).flatMap(([name, lifetime]) =>
    [dataCentres, 1].map((caches) => {
      const ratios = levels.map((pageViews) =>
        hitRatio(lifetime, caches, { pageViews, addresses, seed }),
      );
      const shares = ratios.map((ratio) => `${(ratio * 100).toFixed(1)} %`);
      return row([name, caches === 1 ? 'yes' : 'no', ...shares]);
    }),
  );
  const head = ['lifetime', 'upper tier', ...levels.map((level) => `${level / 1e6} million`)];
  return [row(head), row(head.map(() => '---')), ...lines].join('\n');
}
