/**
 * `npm run bench -- --against URL…`: measures pages of any site as the bench measures its own. The
 * addresses take turns, so that the state of the machine is the same for all of them.
 */
import { CommandError } from '../dev/commands/errors.ts';
import { load, median } from './pace.ts';

const rounds = 7;

export interface Comparison {
  url: string;
  /** Requests a second: the median of all rounds, and the least and the most. */
  median: number;
  least: number;
  most: number;
  /** The median beside that of the first address. */
  ratio: number;
  /** The length of the body, uncompressed. */
  bytes: number;
}

/**
 * Measures addresses in turns, after a turn each that does not count.
 * @param spell the length of a turn in milliseconds
 * @throws CommandError if one of them does not answer with 200
 */
export async function compareSites(urls: readonly string[], spell: number): Promise<Comparison[]> {
  const speeds = new Map<string, number[]>(urls.map((url) => [url, []]));
  const sizes = new Map<string, number>();
  for (const url of urls) {
    const response = await fetch(url, { redirect: 'manual' });
    const body = await response.arrayBuffer();
    if (response.status !== 200) {
      const answer = `${url} answered ${response.status} in place of 200.`;
      throw new CommandError(`${answer} Give its final address, without redirects.`);
    }
    sizes.set(url, body.byteLength);
    await load([url], spell);
  }
  for (let round = 0; round < rounds; round++)
    for (const [url, measured] of speeds) measured.push(await load([url], spell));
  const [first = 1] = [...speeds.values()].map(median);
  return [...speeds].map(([url, measured]) => ({
    url,
    median: Math.round(median(measured)),
    least: Math.round(Math.min(...measured)),
    most: Math.round(Math.max(...measured)),
    ratio: Number((median(measured) / first).toFixed(2)),
    bytes: sizes.get(url) ?? 0,
  }));
}
