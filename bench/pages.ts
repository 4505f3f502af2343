/** The cost of each kind of page and list: speed relative to its floor, CPU time, rows, bytes. */
import { gzipSync } from 'node:zlib';
import { type Bundle, type Local, startLocal } from '../dev/local.ts';
import type { Archive } from './archive.ts';
import type { Exception } from './exception.ts';
import { type FloorKind, startFloors } from './floors.ts';
import { load, median } from './pace.ts';
import { costResult, type Result, ratioResult } from './result.ts';
import { processorTime, youngestWorkerd } from './workerd.ts';

export interface Kind {
  name: string;
  paths: readonly string[];
  /** The budget of rows that it reads; null if that depends on the request, such as all years. */
  rows: number | null;
  /** The budget of calls to the database; generated files also need R2. */
  trips?: number;
  /** The floor beside which it is measured; a constant page by default. */
  floor?: FloorKind;
  /** The least ratio of its requests a second to those of its floor; it is measured in several rounds. */
  ratio?: number;
  headers?: Record<string, string>;
  /** Whether an isolate keeps the answers; then it is also measured with an isolate that keeps nothing. */
  kept?: true;
}

/**
 * Budgets of rows read. `apart`: filters that share nothing look at up to 1,000 places of each list. `search`
 * includes the counts of the page. `log`: a read of the change log also assigns up to 200 sequence numbers.
 */
const most = { release: 60, list: 120, filtered: 300, apart: 3500, search: 4000, log: 2000 };
const mostCombined = most.apart + most.search;

/** A meeting of one release in fifty, all of another kind, so that a filter by both finds none. */
const apart = 'kind=kinds-1&meetings=meetings-301';

/** Every kind of page, with its addresses in the archive. */
export function kindsOf(
  { releases, rarest, largest, ...archive }: Archive,
  { file, word }: Exception,
): Kind[] {
  const { newsroom, deep, deepOfLargest } = archive;
  const ids = releases.map((path) => path.split('/')[2] as string);
  const list = (name: string, ...paths: string[]): Kind => ({ name, paths, rows: most.list });
  const keptList = (name: string, ...paths: string[]): Kind => ({
    ...list(name, ...paths),
    kept: true,
  });
  const of = (name: string, pathOf: (id: string) => string): Kind => {
    return { name, paths: ids.map(pathOf), rows: most.release };
  };
  const built = (name: string, path: string): Kind => {
    return { name, paths: [path], rows: most.release, floor: 'file', ratio: 0.9, kept: true };
  };
  return [
    { name: 'release page', paths: releases, rows: most.release, ratio: 0.8, kept: true },
    { ...keptList('newsroom', newsroom), ratio: 0.8 },
    keptList('newsroom, page 5,000', deep),
    keptList('rarest term', rarest),
    { ...keptList('largest term', largest), ratio: 0.8 },
    keptList('largest term, page 5,000', deepOfLargest),
    list('tree', '/countries'),
    { name: 'archive', paths: ['/archive'], rows: null },
    list('archive, a year', '/archive/2010'),
    list('archive, a month', '/archive/2010/05'),
    {
      name: 'search, a word in every release',
      paths: ['/search?q=the', '/search?q=the&page=10'],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, the beginning of words',
      paths: ['/search?q=part'],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, forms of words',
      paths: ['/search?q=conferences', '/search?q=meetings+reports'],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, a word that was meant',
      paths: ['/search?q=conferense'],
      rows: most.search + 500,
      trips: 3,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, a rare word',
      paths: [`/search?q=${word}`],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, terms that share nothing',
      paths: [`/search?${apart}`],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, a word and terms that share nothing',
      paths: [`/search?q=the&${apart}`, `/search?q=the&${apart}&until=2010-06-30`],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, before 2010',
      paths: ['/search?q=the&until=2009-12-31'],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    keptList('search, a year', '/search?year=2010'),
    keptList('search, another language', '/search?lang=fr', '/search?lang=fr&year=2010'),
    {
      name: 'search, a term in a year',
      paths: [
        `/search?${archive.largestFilter}&year=2010`,
        `/search?${archive.rarestFilter}&year=2010`,
      ],
      rows: most.search,
      floor: 'search',
      kept: true,
    },
    {
      name: 'search, terms in a year',
      paths: [
        `/search?kind=kinds-1&fields-of-work=fields-of-work-18&${archive.largestFilter}&year=2010`,
        `/search?${apart}&year=2010`,
        `/search?q=the&kind=kinds-1&${archive.largestFilter}&year=2010`,
      ],
      rows: mostCombined,
      floor: 'search',
      kept: true,
    },
    of('history', (id) => `/releases/${id}/history`),
    of('Markdown', (id) => `/releases/${id}.md`),
    of('JSON', (id) => `/releases/${id}.json`),
    of('ninjs', (id) => `/releases/${id}.ninjs.json`),
    built('feed', '/feed.xml'),
    built('sitemap', '/sitemaps/1.xml'),
    { name: 'file', paths: [file], rows: most.release, floor: 'file' },
    { ...of('API, a release', (id) => `/api/v1/releases/${id}`), kept: true },
    { ...keptList('API, list', '/api/v1/releases'), ratio: 0.8 },
    keptList('API, list, page 5,000', `/api/v1/releases?cursor=${archive.place}`),
    keptList('API, list of the rarest term', `/api/v1/releases?${archive.rarestFilter}`),
    keptList('API, list of the largest term', `/api/v1/releases?${archive.largestFilter}`),
    {
      name: 'API, list of two terms',
      paths: [`/api/v1/releases?${archive.largestFilter}&fields-of-work=fields-of-work-18`],
      rows: most.filtered,
      kept: true,
    },
    {
      name: 'API, list of two terms that share nothing',
      paths: [`/api/v1/releases?${apart}`],
      rows: most.apart,
      kept: true,
    },
    {
      name: 'API, search',
      paths: ['/api/v1/releases?q=border'],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'API, search that finds nothing in common',
      paths: [`/api/v1/releases?q=the&${apart}`],
      rows: most.search,
      floor: 'search',
    },
    { name: 'API, taxonomy', paths: ['/api/v1/taxonomies/countries'], rows: most.release },
    { name: 'API, changes', paths: ['/api/v1/changes?limit=20'], rows: most.log },
  ];
}

/** Addresses of no archive. */
const noArchive: Archive = {
  releases: [],
  newsroom: '',
  place: '',
  deep: '',
  deepOfLargest: '',
  rarest: '',
  largest: '',
  rarestFilter: '',
  largestFilter: '',
};
export const kindNames = kindsOf(noArchive, { file: '', word: '' }).map(({ name }) => name);

/** While the public state has no name, isolates keep no responses. */
export async function withoutKeeping<T>({ db }: Local, work: () => Promise<T>): Promise<T> {
  await db.prepare('delete from public_state').run();
  try {
    return await work();
  } finally {
    await db.prepare("insert into public_state values (1, 'bench')").run();
  }
}

/**
 * The most rows and database calls that the addresses of each kind need, on the instrumented site, without
 * responses that an isolate keeps.
 */
export function countRows(site: Local, kinds: readonly Kind[], size: number): Promise<Result[]> {
  return withoutKeeping(site, () => countRowsOf(site, kinds, size));
}

async function countRowsOf(site: Local, kinds: readonly Kind[], size: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name, paths, rows: limit, trips: mostTrips = 1, headers: own = {} } of kinds) {
    let [rows, trips] = [0, 0];
    for (const path of paths) {
      await read(await site.fetch(path, { headers: own }));
      const { headers } = await read(await site.fetch(path, { headers: own }));
      rows = Math.max(rows, Number(headers.get('X-Test-Rows')));
      trips = Math.max(trips, Number(headers.get('X-Test-Trips')));
    }
    results.push(
      costResult(`${name}, rows read`, size, rows, 'rows read', limit),
      costResult(`${name}, round trips`, size, trips, 'round trips', mostTrips),
    );
  }
  return results;
}

async function read(response: Response): Promise<{ headers: Headers; text: string }> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.url}: ${response.status} ${text}`);
  return { headers: response.headers, text };
}

interface Workers {
  deployed: Bundle;
  floor: Bundle;
}

/** Milliseconds for which addresses are loaded before their first turn. */
const warmUp = 300;
/** The same for an isolate that has just started: V8 takes seconds until it has optimized its functions. */
const isolateWarmUp = 6_000;

/** The floors in the names of results. */
export const besides: Record<FloorKind, string> = {
  page: 'beside a constant page',
  file: 'beside constant bytes from R2',
  search: 'beside one full-text query',
};

/**
 * Measures requests a second of each kind relative to its floor of the same size, in turns, and the CPU
 * time of each request (all of workerd's, including the database's).
 * @param spell the length of a turn in milliseconds
 */
export async function measureSpeed(
  { deployed, floor }: Workers,
  stateDir: string,
  kinds: readonly Kind[],
  size: number,
  { spell, rounds }: { spell: number; rounds: number },
): Promise<Result[]> {
  const site = await startLocal({ worker: deployed, stateDir, front: false, unlimited: true });
  const pid = youngestWorkerd();
  const answers: Record<string, string> = {};
  for (const { name, paths } of kinds) answers[name] = await medianAnswer(site, paths);
  const floors = await startFloors(floor, answers);
  try {
    const page = kinds[0]?.name ?? '';
    const first = urlsOn(site, kinds[0]?.paths ?? []);
    await load(first, isolateWarmUp);
    await withoutKeeping(site, () => load(first, isolateWarmUp));
    await load([floors.urlOf('page', page)], isolateWarmUp);
    const results: Result[] = [];
    for (const one of kinds) {
      const { name, paths, floor = 'page', ratio: least = null } = one;
      const urls = urlsOn(site, paths);
      const turns = { pid, urls, beside: floors.urlOf(floor, name), spell };
      const many = least === null ? 1 : rounds;
      results.push(...resultsOf({ name, floor, least }, size, await inTurns(turns, many)));
      if (one.kept) {
        const made = await withoutKeeping(site, () => inTurns(turns, many));
        const anew = { name: `${name}, made anew`, floor, least: null };
        results.push(...resultsOf(anew, size, made));
      }
      const bytes = compressed(answers[name] ?? '');
      results.push(costResult(`${name}, on the wire`, size, bytes, 'bytes'));
    }
    results.push(await weigh(site, answers[page] ?? '', size));
    const [speed, cost] = await timed(floors.pid, [floors.urlOf('page', page)], spell);
    const constant = costResult('constant page, speed', size, Math.round(speed), 'requests/s');
    results.push({ ...constant, better: 'higher' });
    if (floors.pid !== null) {
      results.push(costResult('constant page, processor time', size, round(cost * 1000, 2), 'ms'));
    }
    return results;
  } finally {
    await floors.dispose();
    await site.dispose();
  }
}

const urlsOn = (site: Local, paths: readonly string[]) =>
  paths.map((path) => new URL(path, site.url).href);

interface Turns {
  /** The process whose CPU time is measured, if it is known. */
  pid: number | null;
  urls: string[];
  /** The address of the floor. */
  beside: string;
  /** The length of a turn in milliseconds. */
  spell: number;
}

interface Measured {
  /** The ratio of the requests a second to those of the floor. */
  ratio: number;
  speed: number;
  /** The CPU time of each request in milliseconds; null if the process is unknown. */
  cost: number | null;
}

/** The medians of so many turns of some addresses and of their floor. */
async function inTurns({ pid, urls, beside, spell }: Turns, turns: number): Promise<Measured> {
  const [ratios, speeds, costs]: [number[], number[], number[]] = [[], [], []];
  await load(urls, warmUp);
  await load([beside], warmUp);
  for (let turn = 0; turn < turns; turn++) {
    const [speed, cost] = await timed(pid, urls, spell);
    costs.push(cost);
    speeds.push(speed);
    ratios.push(speed / (await load([beside], spell)));
  }
  const cost = pid === null ? null : median(costs) * 1000;
  return { ratio: median(ratios), speed: median(speeds), cost };
}

function resultsOf(
  { name, floor = 'page', least }: { name: string; floor?: FloorKind; least: number | null },
  size: number,
  { ratio, speed, cost }: Measured,
): Result[] {
  const perSecond = costResult(`${name}, speed`, size, Math.round(speed), 'requests/s');
  return [
    ratioResult(`${name}, ${besides[floor]}`, size, round(ratio, 3), least),
    { ...perSecond, better: 'higher' },
    ...(cost === null ? [] : [costResult(`${name}, processor time`, size, round(cost, 2), 'ms')]),
  ];
}

/** Requests a second, and the CPU seconds of each; 0 if the process is unknown. */
async function timed(pid: number | null, urls: string[], spell: number) {
  const before = pid === null ? 0 : processorTime(pid);
  const start = performance.now();
  const speed = await load(urls, spell);
  const requests = (speed * (performance.now() - start)) / 1000;
  const spent = pid === null ? 0 : processorTime(pid) - before;
  return [speed, spent / requests] as const;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

const text = async (site: Local, path: string) => (await read(await site.fetch(path))).text;

/** The answer of median length. */
async function medianAnswer(site: Local, paths: readonly string[]): Promise<string> {
  const pages = await Promise.all(paths.map((path) => text(site, path)));
  pages.sort((a, b) => a.length - b.length);
  return pages[Math.floor(pages.length / 2)] as string;
}

/** The bytes of a first visit to a release: the page and its stylesheet, nothing else. */
async function weigh(site: Local, page: string, size: number): Promise<Result> {
  const path = /<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? '';
  const weight = compressed(page) + compressed(await text(site, path));
  return costResult('release page and stylesheet, compressed', size, weight, 'bytes', 14 * 1024);
}

function compressed(content: string): number {
  return gzipSync(content).length;
}
