/**
 * `npm run bench`: what a page and a tick cost, on archives of several sizes (`--sizes
 * 1000,100000,1000000` is the full measurement; `--only ticks` or `--only pages` a part of it).
 * Prints a table, writes bench/results.json, and fails where a budget is not kept.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Bundle, bundle, type Local, startLocal } from '../dev/local.ts';
import { type Archive, fillArchive } from './archive.ts';
import { measureEdge } from './edge.ts';
import { isKept, printTable, type Result } from './result.ts';
import { measureTicks } from './ticks.ts';

const connections = 8;
const warmUp = 2000;
const spell = 3000;
const rounds = 3;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,20000' },
    only: { type: 'string', default: 'pages,ticks' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const parts = values.only.split(',');
if (!sizes.every((size) => Number.isInteger(size) && size >= 100)) {
  throw new Error('--sizes takes numbers of releases, 100 or more, separated by commas.');
}

const [deployed, clocked, constant] = await Promise.all([
  bundle('src/worker.ts'),
  bundle('test/clocked-worker.ts'),
  bundle('bench/constant-worker.ts'),
]);
const results: Result[] = [];
for (const size of sizes) {
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-bench-'));
  try {
    results.push(...(await measure(size, stateDir)));
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}
results.push({
  name: 'Worker, compressed',
  size: null,
  value: compressed(...deployed.modules.map(({ contents }) => contents)),
  unit: 'bytes',
  budget: 200 * 1024,
  better: 'lower',
});

const report = join(import.meta.dirname, 'results.json');
await writeFile(report, `${JSON.stringify(results, null, 2)}\n`);
printTable(results);
if (!results.every(isKept)) process.exitCode = 1;

async function measure(size: number, stateDir: string): Promise<Result[]> {
  const { archive, rows } = await using({ worker: clocked, stateDir }, async (site) => {
    const started = Date.now();
    const archive = await fillArchive(site.db, size, parts.includes('pages'));
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${size} releases written in ${seconds} s`);
    const rows: Result[] = [];
    if (parts.includes('pages')) {
      await fillIndex(site, size);
      rows.push(...(await countRows(site, archive, size)));
    }
    if (parts.includes('ticks')) rows.push(...(await measureTicks(site, size)));
    return { archive, rows };
  });
  if (!parts.includes('pages')) return rows;
  rows.push(...(await measureEdge(deployed, stateDir, archive.releases, size)));
  return using({ worker: deployed, stateDir }, async (site) => {
    const page = await medianPage(site, archive);
    const speed = await compare(site, archive, page, size);
    return [...speed, ...rows, await weigh(site, page, size)];
  });
}

type Run = { worker: Bundle; stateDir?: string; vars?: Record<string, unknown> };

async function using<T>(options: Run, work: (site: Local) => Promise<T>): Promise<T> {
  const site = await startLocal({ ...options, front: false });
  try {
    return await work(site);
  } finally {
    await site.dispose();
  }
}

/** Lets the tick's own chore take the archive into the search index. */
async function fillIndex(site: Local, size: number): Promise<void> {
  for (let indexed = 0; indexed < size; indexed += 10_000) {
    await readPage(await site.fetch('/test/index'));
  }
}

/** Rows and round trips of each page: the most of what its addresses need. */
async function countRows(site: Local, archive: Archive, size: number): Promise<Result[]> {
  const { releases, newsroom, deep, rarest, largest } = archive;
  const pages: [string, string[], number][] = [
    ['release page', releases, 60],
    ['newsroom, first page', [newsroom], 120],
    ['newsroom, deep page', [deep], 120],
    ['rarest term', [rarest], 120],
    ['largest term', [largest], 120],
    ['search for a common word', ['/search?q=the', '/search?q=the&page=10'], 6000],
  ];
  const told: Result[] = [];
  for (const [name, paths, budget] of pages) {
    let [rows, trips] = [0, 0];
    for (const path of paths) {
      const response = await site.fetch(path);
      await readPage(response);
      rows = Math.max(rows, Number(response.headers.get('X-Test-Rows')));
      trips = Math.max(trips, Number(response.headers.get('X-Test-Trips')));
    }
    const row = (value: number, unit: string, limit: number): Result => {
      return { name: `${name}, ${unit}`, size, value, unit, budget: limit, better: 'lower' };
    };
    told.push(row(rows, 'rows read', budget), row(trips, 'round trips', 1));
  }
  return told;
}

async function readPage(response: Response): Promise<string> {
  if (response.status !== 200) throw new Error(`${response.url}: ${response.status}`);
  return response.text();
}

/** The sampled release page of median length. */
async function medianPage(site: Local, { releases }: Archive): Promise<string> {
  const pages = await Promise.all(releases.map(async (path) => readPage(await site.fetch(path))));
  pages.sort((a, b) => a.length - b.length);
  return pages[Math.floor(pages.length / 2)] as string;
}

/** Requests per second of release pages beside those of a constant page, in turns. */
async function compare(
  site: Local,
  { releases }: Archive,
  page: string,
  size: number,
): Promise<Result[]> {
  return using({ worker: constant, vars: { PAGE: page } }, async (yardstick) => {
    const ours = releases.map((path) => new URL(path, site.url).href);
    await load(ours, warmUp);
    await load([yardstick.url.href], warmUp);
    const [speeds, yardsticks]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      speeds.push(await load(ours, spell));
      yardsticks.push(await load([yardstick.url.href], spell));
    }
    const ratio = median(speeds.map((speed, round) => speed / (yardsticks[round] as number)));
    const told = (name: string, speeds: number[]): Result => {
      const value = Math.round(median(speeds));
      return { name, size, value, unit: 'requests/s', budget: null, better: 'higher' };
    };
    return [
      {
        name: 'release page beside a constant page',
        size,
        value: Number(ratio.toFixed(3)),
        unit: 'ratio of requests/s',
        budget: 0.5,
        better: 'higher',
      },
      told('release page, speed', speeds),
      told('constant page, speed', yardsticks),
    ];
  });
}

/** Requests per second of a few connections that each ask again as soon as they are answered. */
async function load(urls: string[], milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let answered = 0;
  const connection = async (_: unknown, first: number) => {
    for (let turn = first; performance.now() - start < milliseconds; turn += connections) {
      await request(agent, urls[turn % urls.length] as string);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return answered / seconds;
}

function request(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on('end', resolve).on('error', reject);
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
    }).on('error', reject);
  });
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

/** What a first visit to a release transfers: the page and its stylesheet, nothing else. */
async function weigh(site: Local, page: string, size: number): Promise<Result> {
  const path = /<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? '';
  const css = await readPage(await site.fetch(path));
  return {
    name: 'release page and stylesheet, compressed',
    size,
    value: compressed(page) + compressed(css),
    unit: 'bytes',
    budget: 14 * 1024,
    better: 'lower',
  };
}

function compressed(...texts: (string | Uint8Array)[]): number {
  return texts.reduce((sum, text) => sum + gzipSync(text).length, 0);
}
