/** The cost of each kind of page and list: speed relative to a constant page, CPU time, rows, bytes. */
import { gzipSync } from 'node:zlib';
import { type Bundle, type Local, startLocal } from '../dev/local.ts';
import type { Archive } from './archive.ts';
import type { Exception } from './exception.ts';
import { type FloorKind, startFloors } from './floors.ts';
import { load, median } from './pace.ts';
import { compared, formatValue, type Result } from './result.ts';
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
}

/**
 * The rows of a combination of filters: all places in each of their lists, 1,000 at most. The search page
 * counts its results as well. A read of the change log also assigns up to 200 sequence numbers.
 */
const most = { release: 60, list: 120, filtered: 300, apart: 3500, search: 6000, log: 2000 };
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
  const of = (name: string, pathOf: (id: string) => string): Kind => {
    return { name, paths: ids.map(pathOf), rows: most.release };
  };
  const built = (name: string, path: string): Kind => {
    return { name, paths: [path], rows: most.release, floor: 'file', ratio: 0.9 };
  };
  return [
    { name: 'release page', paths: releases, rows: most.release, ratio: 0.8 },
    { ...list('newsroom', newsroom), ratio: 0.8 },
    list('newsroom, page 5,000', deep),
    list('rarest term', rarest),
    { ...list('largest term', largest), ratio: 0.8 },
    list('largest term, page 5,000', deepOfLargest),
    list('tree', '/countries'),
    { name: 'archive', paths: ['/archive'], rows: null },
    list('archive, a year', '/archive/2010'),
    list('archive, a month', '/archive/2010/05'),
    {
      name: 'search, a word in every release',
      paths: ['/search?q=the', '/search?q=the&page=10'],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'search, the beginning of words',
      paths: ['/search?q=part'],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'search, forms of words',
      paths: ['/search?q=conferences', '/search?q=meetings+agreement'],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'search, a word that was meant',
      paths: ['/search?q=conferense'],
      rows: most.search + 500,
      trips: 3,
      floor: 'search',
    },
    {
      name: 'search, a rare word',
      paths: [`/search?q=${word}`],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'search, terms that share nothing',
      paths: [`/search?${apart}`],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'search, a word and terms that share nothing',
      paths: [`/search?q=the&${apart}`, `/search?q=the&${apart}&until=2010-06-30`],
      rows: most.search,
      floor: 'search',
    },
    {
      name: 'search, before 2010',
      paths: ['/search?q=the&until=2009-12-31'],
      rows: most.search,
      floor: 'search',
    },
    list('search, a year', '/search?year=2010'),
    list('search, another language', '/search?lang=fr', '/search?lang=fr&year=2010'),
    {
      name: 'search, a term in a year',
      paths: [
        `/search?${archive.largestFilter}&year=2010`,
        `/search?${archive.rarestFilter}&year=2010`,
      ],
      rows: most.search,
      floor: 'search',
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
    },
    of('history', (id) => `/releases/${id}/history`),
    of('Markdown', (id) => `/releases/${id}.md`),
    of('JSON', (id) => `/releases/${id}.json`),
    of('ninjs', (id) => `/releases/${id}.ninjs.json`),
    built('feed', '/feed.xml'),
    built('sitemap', '/sitemaps/1.xml'),
    { name: 'file', paths: [file], rows: most.release, floor: 'file' },
    of('API, a release', (id) => `/api/v1/releases/${id}`),
    { ...list('API, list', '/api/v1/releases'), ratio: 0.8 },
    list('API, list, page 5,000', `/api/v1/releases?cursor=${archive.place}`),
    list('API, list of the rarest term', `/api/v1/releases?${archive.rarestFilter}`),
    list('API, list of the largest term', `/api/v1/releases?${archive.largestFilter}`),
    {
      name: 'API, list of two terms',
      paths: [`/api/v1/releases?${archive.largestFilter}&fields-of-work=fields-of-work-18`],
      rows: most.filtered,
    },
    {
      name: 'API, list of two terms that share nothing',
      paths: [`/api/v1/releases?${apart}`],
      rows: most.apart,
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

/** The most rows and database calls that the addresses of each kind need, on the instrumented site. */
export async function countRows(
  site: Local,
  kinds: readonly Kind[],
  size: number,
): Promise<Result[]> {
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
      formatValue(`${name}, rows read`, size, rows, 'rows read', limit),
      formatValue(`${name}, round trips`, size, trips, 'round trips', mostTrips),
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

const warmUp = 300;

/** Beside what a kind is measured, in words. */
const besides: Record<FloorKind, string> = {
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
    await load([floors.urlOf('page', page)], 4 * warmUp);
    const results: Result[] = [];
    for (const { name, paths, floor: kind = 'page', ratio: least = null } of kinds) {
      const urls = paths.map((path) => new URL(path, site.url).href);
      const beside = floors.urlOf(kind, name);
      const [ratios, speeds, costs]: [number[], number[], number[]] = [[], [], []];
      await load(urls, warmUp);
      await load([beside], warmUp);
      for (let round = 0; round < (least === null ? 1 : rounds); round++) {
        const [speed, cost] = await timed(pid, urls, spell);
        if (pid !== null) costs.push(cost);
        speeds.push(speed);
        ratios.push(speed / (await load([beside], spell)));
      }
      const ratio = round(median(ratios), 3);
      results.push(
        compared(`${name}, ${besides[kind]}`, size, ratio, least),
        {
          ...formatValue(`${name}, speed`, size, Math.round(median(speeds)), 'requests/s'),
          better: 'higher',
        },
        ...(costs.length > 0
          ? [formatValue(`${name}, processor time`, size, round(median(costs) * 1000, 2), 'ms')]
          : []),
        formatValue(`${name}, on the wire`, size, compressed(answers[name] ?? ''), 'bytes'),
      );
    }
    results.push(await weigh(site, answers[page] ?? '', size));
    const [speed, cost] = await timed(floors.pid, [floors.urlOf('page', page)], spell);
    const constant = formatValue('constant page, speed', size, Math.round(speed), 'requests/s');
    results.push({ ...constant, better: 'higher' });
    if (floors.pid !== null) {
      results.push(formatValue('constant page, processor time', size, round(cost * 1000, 2), 'ms'));
    }
    return results;
  } finally {
    await floors.dispose();
    await site.dispose();
  }
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
  return formatValue('release page and stylesheet, compressed', size, weight, 'bytes', 14 * 1024);
}

function compressed(content: string): number {
  return gzipSync(content).length;
}
