/**
 * `npm run load -- [--minutes 10] [--seed N] [--readers 4] [--editors 2] [--changes 2]`: readers,
 * crawlers, feed readers and publishing editors at the built site behind the local edge, by the clock
 * on the wall. In the first third one editor makes `changes` a minute, for which the account's purges
 * suffice; then all editors work without a pause, and purges wait. Each answer is held
 * against what is true at that moment. Prints a table, writes bench/load.json, and fails where an
 * answer was wrong, early, or late beyond the contract, or where the Worker holds more and more.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, freePort, startLocal } from '../dev/local.ts';
import { watchGrowth } from './growth.ts';
import { formatValue, isKept, printTable } from './result.ts';
import { siteDriver } from './traffic/door.ts';
import { Random } from './traffic/random.ts';
import { everything, type Reader } from './traffic/readers.ts';
import { limits, prepare, read } from './traffic/setting.ts';

/**
 * What the Worker may hold more than before, its garbage collected: of objects for each answer (one
 * that keeps its requests has more than twenty with each), and of bytes.
 */
const mostObjects = 1;
const mostMegabytesAMinute = 0.25;
const betweenSamples = 15_000;

export async function run({ values }: Arguments<typeof commands.load>): Promise<void> {
  const { minutes, seed, readers, editors, changes } = values;
  const [worker, edge] = await Promise.all([bundle('src/worker.ts'), bundle('dev/edge/worker.ts')]);
  // On the disk, so that the archive is not counted as memory.
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-load-'));
  const inspectorPort = await freePort();
  // Instrumented, so that the account's purges can be replenished after the preparation.
  const options = { worker, edge, limits, stateDir, inspectorPort, instrumented: true };
  const site = await startLocal(options);
  const memory = await watchGrowth(inspectorPort);
  try {
    const door = siteDriver(site);
    const random = new Random(seed);
    const setting = await prepare(site, door, random, { releases: 60, editors, readers });
    await site.tick();
    await replenishPurges();
    const started = Date.now();
    const busyFrom = started + minutes * 20_000;
    const until = started + minutes * 60_000;
    let [ticks, unpurgedAtFirst] = [0, 0];
    await memory.sample(0);

    await Promise.all([
      ...setting.readers.map((reader, place) => reading(reader, random.fork(`pace ${place}`))),
      ...setting.editors.map((editor, place) => editing(editor.act.bind(editor), place)),
      door.wait(busyFrom - Date.now()).then(() => {
        unpurgedAtFirst = setting.examiner.findings.unpurged;
      }),
      every(60_000, async () => {
        await site.tick();
        ticks += 1;
      }),
      every(betweenSamples, () => memory.sample(setting.examiner.findings.asked)),
    ]);
    const seconds = (Date.now() - started) / 1000;

    // When it is quiet again everything is as it should be.
    await door.wait(9000);
    await site.tick();
    for (const question of everything(setting.truth, Date.now())) {
      await setting.examiner.examine(question, await door.ask(question.path));
    }

    const { findings } = setting.examiner;
    const complaints = [...findings.complaints, ...setting.ledger.complaints];
    const summary = {
      minutes: Number((seconds / 60).toFixed(1)),
      seed,
      readers,
      editors,
      'changes a minute in the first third': changes,
      answers: findings.asked,
      'answers a second': Math.round(findings.asked / seconds),
      'statements judged': findings.judged,
      'wrong, early or broken': complaints.length,
      early: findings.early,
      'late beyond the contract': findings.late,
      'out of date while a purge waited': findings.unpurged,
      'of these in the first third': unpurgedAtFirst,
      'on their way while a change came': findings.crossed,
      'the latest of these, ms': findings.latest,
      'searches that missed what was being replaced': findings.between,
      releases: setting.truth.tales.length,
      ticks,
    };
    const { memory: held, objects, objectsAnAnswer } = memory.growth();
    const growth = [
      formatValue('objects of the Worker', null, objects, 'objects'),
      formatValue('growth of these', null, objectsAnAnswer, 'objects/answer', mostObjects),
      ...held.flatMap(({ of, megabytes, megabytesAMinute }) => {
        const budget = of === 'the Worker' ? mostMegabytesAMinute : null;
        return [
          formatValue(`memory of ${of}`, null, megabytes, 'MB'),
          formatValue(`growth of ${of}`, null, megabytesAMinute, 'MB/minute', budget),
        ];
      }),
    ];
    console.table(summary);
    printTable(growth);
    console.table({ statuses: findings.statuses });
    console.table({ edge: findings.edge });
    console.table({ acts: setting.ledger.done, refused: setting.ledger.refused });
    for (const complaint of complaints.slice(0, 40)) console.error(complaint);
    const report = {
      ...summary,
      statuses: findings.statuses,
      edge: findings.edge,
      acts: setting.ledger.done,
      memory: growth,
      samples: memory.samples(),
    };
    await writeFile(join(import.meta.dirname, 'load.json'), `${JSON.stringify(report, null, 2)}\n`);
    if (complaints.length > 0 || !growth.every(isKept)) process.exitCode = 1;

    async function reading(reader: Reader, pace: Random) {
      while (Date.now() < until) {
        await read(setting, reader, door);
        await door.wait(pace.between(0, 40));
      }
    }

    async function editing(act: () => Promise<void>, place: number) {
      const pace = random.fork(`editor's pace ${place}`);
      while (place === 0 && Date.now() < busyFrom) {
        await act();
        await door.wait(Math.max(0, Math.min(60_000 / changes, busyFrom - Date.now())));
      }
      await door.wait(Math.max(0, busyFrom - Date.now()));
      while (Date.now() < until) {
        await act();
        await door.wait(pace.between(500, 3000));
      }
    }

    /** As on a day on which nothing was published before: the purges of the preparation are undone. */
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
        await door.wait(milliseconds);
        await act();
      }
    }
  } finally {
    memory.close();
    await site.dispose();
    await rm(stateDir, { recursive: true, force: true });
  }
}
