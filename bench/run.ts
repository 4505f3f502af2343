/**
 * `npm run bench`: measures pages, lists and ticks on archives of several sizes. Prints a table,
 * writes bench/results.json and bench/results.svg, and fails if a budget is exceeded.
 *
 *   npm run bench -- --against URL…
 *   npm run bench -- [--sizes 1000,100000,1000000] [--only pages,ticks] [--kinds NAME;NAME] [--spell MILLISECONDS]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import { UsageError } from '../dev/commands/errors.ts';
import type { commands } from '../dev/commands/list.ts';
import { type Bundle, bundle, type Local, startLocal } from '../dev/local.ts';
import { compareSites } from './against.ts';
import { fillArchive } from './archive.ts';
import { measureDesk } from './desk.ts';
import { measureEdge } from './edge.ts';
import { publishException } from './exception.ts';
import { countRows, kindNames, kindsOf, measureSpeed } from './pages.ts';
import { plot } from './plot.ts';
import { isWithinBudget, printTable, type Result } from './result.ts';
import { buildAll, fillIndex, measureTicks } from './ticks.ts';
import { weighWorker } from './worker-weight.ts';

interface Measurement {
  workers: Record<'deployed' | 'clocked' | 'floor', Bundle>;
  parts: readonly string[];
  /** The names of the kinds of pages; all of them if there is none. */
  chosen: readonly string[];
  pace: { spell: number; rounds: number };
}

export async function run({
  values,
  positionals,
}: Arguments<typeof commands.bench>): Promise<void> {
  if (values.against !== positionals.length > 0) {
    throw new UsageError(
      'Give addresses with --against, and only then: npm run bench -- --against URL…',
    );
  }
  if (values.against) {
    console.table(await compareSites(positionals, values.spell));
    return;
  }
  refuseUnknownKinds(values.kinds);
  const [deployed, clocked, floor] = await Promise.all([
    bundle('src/worker.ts'),
    bundle('test/clocked-worker.ts'),
    bundle('bench/floor-worker.ts'),
  ]);
  const results: Result[] = await weighWorker(deployed);
  const measurement = {
    workers: { deployed, clocked, floor },
    parts: values.only,
    chosen: values.kinds,
    pace: { spell: values.spell, rounds: 7 },
  };
  for (const size of values.sizes) {
    const stateDir = await mkdtemp(join(tmpdir(), 'dateline-bench-'));
    try {
      results.push(...(await measure(measurement, size, stateDir)));
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  }

  if (values.kinds.length === 0) await writeReport(results);
  printTable(results);
  if (!results.every(isWithinBudget)) process.exitCode = 1;
}

/** @throws UsageError with the known names, before an archive is written for nothing */
function refuseUnknownKinds(chosen: readonly string[]): void {
  const unknown = chosen.filter((name) => !kindNames.includes(name));
  if (unknown.length === 0) return;
  const known = kindNames.join('; ');
  throw new UsageError(`There are no kinds “${unknown.join('; ')}”, but these: ${known}.`);
}

async function writeReport(results: Result[]): Promise<void> {
  const report = (extension: string) => join(import.meta.dirname, `results.${extension}`);
  await writeFile(report('json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(report('svg'), plot(results));
}

async function measure(
  { workers: { deployed, clocked, floor }, parts, chosen, pace }: Measurement,
  size: number,
  stateDir: string,
): Promise<Result[]> {
  const pages = parts.includes('pages');
  const { kinds, releases, results } = await using({ worker: clocked, stateDir }, async (site) => {
    const started = Date.now();
    const archive = await fillArchive(site.db, size, pages);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${size} releases written in ${seconds} s`);
    if (pages) await fillIndex(site, size);
    const results = parts.includes('ticks') ? await measureTicks(site, size) : [];
    const { releases } = archive;
    if (!pages) return { kinds: [], releases, results };
    const all = kindsOf(archive, await publishException(site));
    const kinds = all.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
    await buildAll(site);
    const counted = [
      ...(await countRows(site, kinds, size)),
      ...(chosen.length === 0 ? await measureDesk(site, releases, size) : []),
    ];
    return { kinds, releases, results: [...counted, ...results] };
  });
  if (!pages) return results;
  return [
    ...(await measureSpeed({ deployed, floor }, stateDir, kinds, size, pace)),
    ...(chosen.length === 0 ? await measureEdge(deployed, stateDir, releases, size) : []),
    ...results,
  ];
}

async function using<T>(
  options: { worker: Bundle; stateDir: string },
  work: (site: Local) => Promise<T>,
): Promise<T> {
  const site = await startLocal({ ...options, front: false, unlimited: true });
  try {
    return await work(site);
  } finally {
    await site.dispose();
  }
}
