/** The log of requests that `npm run cost` replays: what is asked for, and how often. */
import type { Random } from './traffic/random.ts';

/** A month in milliseconds. */
export const month = 30 * 24 * 60 * 60 * 1000;

/** Requests per page view; the others are feeds, bots and parts of pages. */
const requestsAPageView = 1.5;

/** The milliseconds until the next request, for so many page views a month. */
export const pauseBefore = (random: Random, pageViews: number): number =>
  (-Math.log(1 - random.next()) * month) / (pageViews * requestsAPageView);

/** The address of the next request, of the newsroom or of one of these releases. */
export function nextAddress(random: Random, addresses: readonly string[]): string {
  // New releases are read most; bots read everything.
  const read = () => addresses[random.rank(addresses.length)] as string;
  const any = () => random.pick(addresses);
  const term = () => `/fields-of-work/fields-of-work-${11 + random.rank(19)}`;
  return random.weighted<() => string>([
    [40, read],
    [10, () => random.pick(['/', '/', '/', '/fr'])],
    [10, term],
    [3, () => `/countries/countries-${101 + random.rank(50)}`],
    [
      1,
      () => `/search?q=${random.pick(['water', 'border', 'trade', 'session'])}+${random.rank(500)}`,
    ],
    [2, () => `/?cursor=${random.between(1, 500)}`],
    [8, () => random.pick(['/icon.ico', '/favicon.ico', '/robots.txt'])],
    [12, () => random.pick(['/feed.xml', '/feed.xml', '/atom.xml', '/fr/feed.xml'])],
    [3, () => `${term()}/feed.xml`],
    [8, any],
    [1, () => random.pick(['/sitemap.xml', '/sitemaps/1.xml', '/sitemaps/news.xml'])],
    [2, () => random.pick(['/api/v1/releases', '/api/v1/changes?limit=100'])],
  ])();
}
