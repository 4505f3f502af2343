/**
 * `npm run load -- [--minutes 10] [--seed N] [--readers 4] [--editors 2] [--changes 2]`: readers,
 * crawlers, feed readers and editors use the built site behind the local edge, by the wall clock. In
 * the first third one editor makes `changes` a minute, for which the account's purges suffice; then all
 * editors act every 0.5 to 3 seconds, and purges wait. Each answer is checked against the reference model.
 *
 * Prints a table and writes bench/load.json. Fails if an answer was wrong, early, or late beyond the
 * contract, or if the memory of the Worker grows.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, freePort, startLocal } from '../dev/local.ts';
import { watchGrowth, workerBuffers } from './growth.ts';
import { costResult, isWithinBudget, printTable } from './result.ts';
import { Random } from './traffic/random.ts';
import { allRequests, type Reader } from './traffic/readers.ts';
import { siteDriver } from './traffic/site-driver.ts';
import { limits, prepareTraffic, readOnce } from './traffic/traffic-context.ts';

/**
 * The most by which the Worker's memory may grow, after a garbage collection: in objects for each answer
 * (a Worker that keeps its requests gains more than twenty with each), and in megabytes. Its array buffers
 * hold the responses and files that it keeps, up to 24 MB of each.
 */
const mostObjects = 1;
const mostMegabytesAMinute = 0.25;
const mostMegabytesInBuffers = 48;
const betweenSamples = 15_000;

export async function run({ values }: Arguments<typeof commands.load>): Promise<void> {
  const { minutes, seed, readers, editors, changes } = values;
  const [worker, edge] = await Promise.all([bundle('src/worker.ts'), bundle('dev/edge/worker.ts')]);
  // On disk, so that the archive does not count as memory.
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-load-'));
  const inspectorPort = await freePort();
  // Instrumented, so that the account's purges can be replenished after the preparation.
  const options = { worker, edge, limits, stateDir, inspectorPort, instrumented: true };
  const site = await startLocal(options);
  const memory = await watchGrowth(inspectorPort);
  try {
    const driver = siteDriver(site);
    const random = new Random(seed);
    const context = await prepareTraffic(site, driver, random, { releases: 60, editors, readers });
    await site.tick();
    await replenishPurges();
    const started = Date.now();
    const busyFrom = started + minutes * 20_000;
    const until = started + minutes * 60_000;
    let [ticks, unpurgedAtFirst] = [0, 0];
    await memory.sample(0);

    await Promise.all([
      ...context.readers.map((reader, place) => runReader(reader, random.fork(`pace ${place}`))),
      ...context.editors.map((editor, place) => runEditor(editor.act.bind(editor), place)),
      driver.wait(busyFrom - Date.now()).then(() => {
        unpurgedAtFirst = context.checker.findings.unpurged;
      }),
      every(60_000, async () => {
        await site.tick();
        ticks += 1;
      }),
      every(betweenSamples, () => memory.sample(context.checker.findings.answers)),
    ]);
    const seconds = (Date.now() - started) / 1000;

    // After the last instant and a tick, every address is checked once more.
    await driver.wait(9000);
    await site.tick();
    for (const request of allRequests(context.model, Date.now())) {
      await context.checker.check(request, await driver.ask(request.path));
    }

    const { findings } = context.checker;
    const violations = [...findings.violations, ...context.log.violations];
    const summary = {
      minutes: Number((seconds / 60).toFixed(1)),
      seed,
      readers,
      editors,
      'changes a minute in the first third': changes,
      answers: findings.answers,
      'answers a second': Math.round(findings.answers / seconds),
      'statements judged': findings.judged,
      'wrong, early or broken': violations.length,
      early: findings.early,
      'late beyond the contract': findings.late,
      'out of date while a purge waited': findings.unpurged,
      'of these in the first third': unpurgedAtFirst,
      'generated while a change was made': findings.crossed,
      'the latest of these, ms': findings.latest,
      'searches that missed a release being replaced': findings.between,
      releases: context.model.releases.length,
      ticks,
    };
    const { memory: held, objects, objectsAnAnswer } = memory.growth();
    const growth = [
      costResult('objects of the Worker', null, objects, 'objects'),
      costResult('growth of these', null, objectsAnAnswer, 'objects/answer', mostObjects),
      ...held.flatMap(({ of, megabytes, megabytesAMinute }) => {
        const most = of === workerBuffers ? mostMegabytesInBuffers : null;
        const mostGrowth = of === 'the Worker' ? mostMegabytesAMinute : null;
        return [
          costResult(`memory of ${of}`, null, megabytes, 'MB', most),
          costResult(`growth of ${of}`, null, megabytesAMinute, 'MB/minute', mostGrowth),
        ];
      }),
    ];
    console.table(summary);
    printTable(growth);
    console.table({ statuses: findings.statuses });
    console.table({ edge: findings.edge });
    console.table({ acts: context.log.done, refused: context.log.refused });
    for (const violation of violations.slice(0, 40)) console.error(violation);
    const report = {
      ...summary,
      statuses: findings.statuses,
      edge: findings.edge,
      acts: context.log.done,
      memory: growth,
      samples: memory.samples(),
    };
    await writeFile(join(import.meta.dirname, 'load.json'), `${JSON.stringify(report, null, 2)}\n`);
    if (violations.length > 0 || !growth.every(isWithinBudget)) process.exitCode = 1;

    async function runReader(reader: Reader, pace: Random) {
      while (Date.now() < until) {
        await readOnce(context, reader, driver);
        await driver.wait(pace.between(0, 40));
      }
    }

    async function runEditor(act: () => Promise<void>, place: number) {
      const pace = random.fork(`editor's pace ${place}`);
      while (place === 0 && Date.now() < busyFrom) {
        await act();
        await driver.wait(Math.max(0, Math.min(60_000 / changes, busyFrom - Date.now())));
      }
      await driver.wait(Math.max(0, busyFrom - Date.now()));
      while (Date.now() < until) {
        await act();
        await driver.wait(pace.between(500, 3000));
      }
    }

    /** Restores the full number of purges that an account has, some of which the preparation used. */
    async function replenishPurges() {
      const body = JSON.stringify({ failing: false });
      await site.fetch('/cdn-cgi/edge/purges', { method: 'PUT', body });
      await site.db.batch([
        site.db.prepare("delete from outbox where task = 'purge'"),
        site.db.prepare('update purge_bucket set full_at = 0'),
      ]);
    }

    async function every(milliseconds: number, act: () => Promise<void>) {
      while (Date.now() + milliseconds <= until) {
        await driver.wait(milliseconds);
        await act();
      }
    }
  } finally {
    memory.close();
    await site.dispose();
    await rm(stateDir, { recursive: true, force: true });
  }
}
