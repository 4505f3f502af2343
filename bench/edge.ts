/** Measures the benefit of the edge: hits and misses of release pages in one run. */
import { Agent, get } from 'node:http';
import { type Bundle, bundle, startLocal } from '../dev/local.ts';
import { median } from './pace.ts';
import type { Result } from './result.ts';

const connections = 8;
const spell = 2000;
const rounds = 3;

/**
 * Measures requests per second of hits and of misses through the local edge, in turns.
 * @param paths of release pages in the database of `stateDir`
 */
export async function measureEdge(
  worker: Bundle,
  stateDir: string,
  paths: readonly string[],
  size: number,
): Promise<Result[]> {
  const site = await startLocal({
    worker,
    edge: await bundle('dev/edge/worker.ts'),
    stateDir,
    unlimited: true,
  });
  try {
    const urls = paths.map((path) => new URL(path, site.url).href);
    let sent = 0;
    // A part of the cache key that the site ignores: a new value makes a miss.
    const hit = () => 'bench.example';
    const miss = () => `bench-${sent++}.example`;
    for (const url of urls) await request(new Agent(), url, hit(), null);
    const [hits, misses]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      hits.push(await speedOf(urls, hit, 'HIT'));
      misses.push(await speedOf(urls, miss, 'MISS'));
    }
    const toResult = (name: string, value: number, unit: string): Result => {
      return { name, size, value, unit, budget: null, better: 'higher' };
    };
    const ratios = hits.map((speed, round) => speed / (misses[round] as number));
    return [
      toResult(
        'edge: a hit beside a miss',
        Number(median(ratios).toFixed(2)),
        'ratio of requests/s',
      ),
      toResult('edge: hits', Math.round(median(hits)), 'requests/s'),
      toResult('edge: misses', Math.round(median(misses)), 'requests/s'),
    ];
  } finally {
    await site.dispose();
  }
}

/** Requests per second of a few connections, each of which sends the next request after an answer. */
async function speedOf(urls: readonly string[], host: () => string, status: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let answered = 0;
  const connection = async (_: unknown, first: number) => {
    for (let turn = first; performance.now() - start < spell; turn += connections) {
      await request(agent, urls[turn % urls.length] as string, host(), status);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return answered / seconds;
}

/** @throws Error if the edge did not answer as expected; for a hit it may revalidate */
function request(agent: Agent, url: string, host: string, status: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'X-Host': host } }, (response) => {
      response.resume().on('end', resolve).on('error', reject);
      const cacheStatus = String(response.headers['cf-cache-status']);
      const isExpected =
        status === null || cacheStatus === status || (status === 'HIT' && cacheStatus !== 'MISS');
      if (response.statusCode !== 200 || !isExpected) reject(new Error(`${url}: ${cacheStatus}`));
    }).on('error', reject);
  });
}
