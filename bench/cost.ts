/**
 * `npm run cost -- [--requests 9000] [--seed N]`: replays requests of readers, feed readers and bots
 * through the local edge, at the rate of 1, 10 and 100 million page views a month (a third as many
 * requests for the first two). The local edge stands for the upper tier of the platform's cache, which all
 * data centres ask: only what it does not have runs the Worker. The clock is set; ticks and acts of an
 * editor come in between. Prints the cost of a month, and the hit ratios that are possible at all; writes
 * bench/cost.json and the tables of docs/operations.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, type Local, root, startLocal } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';
import { fillArchive } from './archive.ts';
import { type Level, tablesOf, withTables } from './bill.ts';
import { tableOfHitRatios } from './hit-ratios.ts';
import { month, nextAddress, pauseBefore } from './request-log.ts';
import { Random } from './traffic/random.ts';
import { limits } from './traffic/traffic-context.ts';
import { processorTime, youngestWorkerd } from './workerd.ts';

const minute = 60_000;
const pageViewLevels = [1e6, 10e6, 100e6];
const releases = 5000;
/** Acts of editors a day. */
const actsADay = 100;
/** Storage in GB, which is assumed, not measured. */
const storage = { databaseGigabytes: 4, filesGigabytes: 50 };
/** The share of the replay that first fills the edge and is not counted. */
const warming = 0.4;

interface Totals {
  requests: number;
  rows: number;
  written: number;
  calls: Record<string, number>;
}

export async function run({ values }: Arguments<typeof commands.cost>): Promise<void> {
  const { requests, seed } = values;
  const [worker, edge] = await Promise.all([
    bundle('test/clocked-worker.ts'),
    bundle('dev/edge/worker.ts'),
  ]);
  const levels: Level[] = [];
  for (const pageViews of pageViewLevels) {
    const site = await startLocal({ worker, edge, instrumented: true, limits });
    try {
      const level = await replay(
        site,
        pageViews,
        seed,
        pageViews < 100e6 ? requests / 3 : requests,
      );
      // Only editors and ticks write, however many read: the first replay gives the number, as it spans most time.
      const { rowsWritten, classA } = levels[0]?.use ?? level.use;
      levels.push({ ...level, use: { ...level.use, rowsWritten, classA } });
    } finally {
      await site.dispose();
    }
  }
  console.log(tablesOf(levels));
  console.log(tableOfHitRatios(pageViewLevels, releases, seed));
  await writeFile(join(import.meta.dirname, 'cost.json'), `${JSON.stringify(levels, null, 2)}\n`);
  const guide = join(root, 'docs/operations.md');
  await writeFile(guide, withTables(await readFile(guide, 'utf8'), levels));
}

async function replay(
  site: Local,
  pageViews: number,
  seed: number,
  requests: number,
): Promise<Level> {
  const random = new Random(seed);
  await fillArchive(site.db, releases, false);
  const { results } = await site.db
    .prepare(
      `select release_id as id, heads ->> '$.en.slug' as slug from publications
       where visible_from <= ? order by published_at desc`,
    )
    .bind(Date.now())
    .all<{ id: string; slug: string }>();
  const token = await createEditor(site.db, { name: 'Bench', role: 'admin' });
  let now = Date.now();
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, 'X-Test-Now': String(Math.round(now)) };
    const response = await site.fetch(path, { ...init, headers });
    await response.arrayBuffer();
    if (response.status >= 500) throw new Error(`${path}: ${response.status}`);
    return response.headers.get('Cf-Cache-Status') ?? '';
  };
  const totals = async () => (await (await site.fetch('/test/totals')).json()) as Totals;
  while ((await runTick(ask, totals)) > 1) now += minute;

  const addresses = results.map(({ id, slug }) => `/releases/${id}/${slug}`);
  let [nextTick, nextAct] = [now + minute, now];
  let [hits, counted, acts] = [0, 0, 0];
  let [before, begun, cpu] = [await totals(), now, spentOnSite()];
  for (let sent = 0; sent < requests; sent++) {
    now += pauseBefore(random, pageViews);
    for (; nextTick <= now; nextTick += minute) await ask('/test/tick');
    for (; nextAct <= now; nextAct += month / 30 / actsADay) {
      acts += 1;
      await edit(ask, random.pick(results).id, token, acts);
    }
    if (sent === Math.floor(requests * warming)) {
      [before, begun, cpu, hits, counted] = [await totals(), now, spentOnSite(), 0, 0];
    }
    const status = await ask(nextAddress(random, addresses));
    if (['HIT', 'UPDATING'].includes(status)) hits += 1;
    counted += 1;
  }
  const [after, spent] = [await totals(), spentOnSite() - cpu];
  const ofHits = await costOfHit(ask);
  const share = month / (now - begun);
  const calls = (...names: string[]) =>
    names.reduce((sum, name) => sum + (after.calls[name] ?? 0) - (before.calls[name] ?? 0), 0);
  const use = {
    pageViews,
    requests: counted * share,
    runs: (after.requests - before.requests) * share,
    cpuMilliseconds: Math.max(0, spent - ofHits * counted) * share,
    rowsRead: (after.rows - before.rows) * share,
    rowsWritten: (after.written - before.written) * share,
    classA: calls('put', 'list') * share,
    classB: calls('get', 'head') * share,
    ...storage,
  };
  return { use, replayed: counted, hitRatio: hits / counted };
}

type Ask = (path: string, init?: RequestInit) => Promise<string>;

/** Runs one tick. @returns how often it went to the database */
async function runTick(ask: Ask, totals: () => Promise<Totals>): Promise<number> {
  const tripsOf = ({ calls }: Totals) =>
    ['batch', 'read', 'all', 'run', 'raw', 'first'].reduce(
      (sum, name) => sum + (calls[name] ?? 0),
      0,
    );
  const before = tripsOf(await totals());
  await ask('/test/tick');
  return tripsOf(await totals()) - before;
}

/** Milliseconds of CPU that the platform has used; 0 except on Linux. */
function spentOnSite(): number {
  const pid = youngestWorkerd();
  return pid === null ? 0 : processorTime(pid) * 1000;
}

/** Milliseconds of CPU for a hit: the local edge's own work, which the platform does not charge. */
async function costOfHit(ask: Ask): Promise<number> {
  const times = 500;
  await ask('/kinds');
  const before = spentOnSite();
  for (let time = 0; time < times; time++) await ask('/kinds');
  return (spentOnSite() - before) / times;
}

/** Corrects a release. It represents any act of an editor, since none costs more. */
async function edit(ask: Ask, id: string, token: string, time: number): Promise<void> {
  const order =
    time % 2 === 0 ? { minor: true } : { note: { en: `Mended for the ${time}th time.` } };
  const headers = {
    Authorization: `Bearer ${token}`,
    'If-Match': '*',
    'Content-Type': 'application/json',
  };
  const release = `/api/v1/editor/releases/${id}`;
  await ask(`${release}/revisions/1/restore`, { method: 'POST', headers });
  const body = JSON.stringify(order);
  await ask(`${release}/publication`, { method: 'PUT', headers, body });
}
