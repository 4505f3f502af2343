/**
 * `npm run load -- [--minutes 10] [--seed N] [--readers 4] [--editors 2]`: readers, crawlers, feed
 * readers and publishing editors at the built site behind the local edge, by the clock on the wall.
 * Each answer is held against what is true at that moment. Prints a table, writes
 * bench/load.json, and fails where an answer was wrong or early.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, startLocal } from '../dev/local.ts';
import { residentMemory } from './memory.ts';
import { realDoor } from './traffic/door.ts';
import { Random } from './traffic/random.ts';
import { everything, type Reader } from './traffic/readers.ts';
import { limits, prepare, read } from './traffic/setting.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    readers: { type: 'string', default: '4' },
    editors: { type: 'string', default: '2' },
  },
});
const [minutes, seed, readers, editors] = [
  values.minutes,
  values.seed,
  values.readers,
  values.editors,
].map(Number) as [number, number, number, number];
const megabyte = 1024 * 1024;

const [worker, edge] = await Promise.all([bundle('src/worker.ts'), bundle('dev/edge/worker.ts')]);
const site = await startLocal({ worker, edge, limits });
try {
  const door = realDoor(site);
  const random = new Random(seed);
  const setting = await prepare(site, door, random, { releases: 60, editors, readers });
  await site.tick();
  const started = Date.now();
  const until = started + minutes * 60_000;
  const samples: [at: number, workerd: number, node: number][] = [];
  const sample = () => {
    global.gc?.();
    samples.push([Date.now() - started, residentMemory() ?? 0, process.memoryUsage().rss]);
  };
  let ticks = 0;

  await Promise.all([
    ...setting.readers.map((reader, place) => reading(reader, random.fork(`pace ${place}`))),
    ...setting.editors.map((editor, place) => editing(editor.act.bind(editor), place)),
    every(60_000, async () => {
      await site.tick();
      ticks += 1;
    }),
    every(5000, async () => sample()),
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
    answers: findings.asked,
    'answers a second': Math.round(findings.asked / seconds),
    'statements judged': findings.judged,
    'wrong, early or broken': complaints.length,
    'on their way while a change came': findings.crossed,
    'the latest of these, ms': findings.latest,
    'missing while they were replaced': findings.between,
    releases: setting.truth.tales.length,
    ticks,
    ...memory(
      samples.map(([at, workerd]) => [at, workerd]),
      'workerd',
    ),
    ...memory(
      samples.map(([at, , node]) => [at, node]),
      'the readers (Node)',
    ),
  };
  console.table(summary);
  console.table({ statuses: findings.statuses });
  console.table({ edge: findings.edge });
  console.table({ acts: setting.ledger.done, refused: setting.ledger.refused });
  for (const complaint of complaints.slice(0, 40)) console.error(complaint);
  const report = {
    ...summary,
    statuses: findings.statuses,
    edge: findings.edge,
    acts: setting.ledger.done,
    samples: samples.map(([at, workerd, node]) => ({
      seconds: Math.round(at / 1000),
      workerd: Math.round(workerd / megabyte),
      node: Math.round(node / megabyte),
    })),
  };
  await writeFile(join(import.meta.dirname, 'load.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (complaints.length > 0) process.exitCode = 1;

  async function reading(reader: Reader, pace: Random) {
    while (Date.now() < until) {
      await read(setting, reader, door);
      await door.wait(pace.between(0, 40));
    }
  }

  async function editing(act: () => Promise<void>, place: number) {
    const pace = random.fork(`editor's pace ${place}`);
    while (Date.now() < until) {
      await act();
      await door.wait(pace.between(500, 3000));
    }
  }

  async function every(milliseconds: number, act: () => Promise<void>) {
    while (Date.now() + milliseconds <= until) {
      await door.wait(milliseconds);
      await act();
    }
  }
} finally {
  await site.dispose();
}

/** How memory went over the second half, when all that fills has filled: a line through it. */
function memory(samples: [number, number][], of: string): Record<string, number> {
  const settled = samples.slice(Math.floor(samples.length / 2));
  const mean = (some: number[]) => some.reduce((sum, one) => sum + one, 0) / some.length;
  const [at, bytes] = [mean(settled.map(([at]) => at)), mean(settled.map(([, bytes]) => bytes))];
  const rise = settled.reduce((sum, [x, y]) => sum + (x - at) * (y - bytes), 0);
  const run = settled.reduce((sum, [x]) => sum + (x - at) ** 2, 0);
  return {
    [`memory of ${of}, MB`]: Math.round(bytes / megabyte),
    [`slope of ${of}, MB a minute`]: Number(((rise / run / megabyte) * 60_000).toFixed(2)),
  };
}
