/**
 * `npm run faults -- [--minutes 5] [--seed N]`: editors and readers at a site whose database, bucket
 * and purges fail at random, before and after they took effect, and whose isolates' clocks differ.
 * Nothing is early, lost or doubled, and two ticks after the last fault everything is as on a site
 * where the same was done and nothing failed. Prints how many faults were survived.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, startLocal } from '../dev/local.ts';
import { compareWithTwin, play, settle } from './traffic/play.ts';
import { Random } from './traffic/random.ts';
import { limits } from './traffic/setting.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
const [worker, edge] = await Promise.all([
  bundle('test/clocked-worker.ts'),
  bundle('dev/edge/worker.ts'),
]);
const options = { worker, edge, instrumented: true, limits };
const [site, twin] = [await startLocal(options), await startLocal(options)];
try {
  let until = 0;
  const goOn = (round: number) => {
    if (round === 0) until = Date.now() + minutes * 60_000;
    return Date.now() < until;
  };
  const played = await play(site, { random: new Random(seed), goOn, faults: 0.06, releases: 10 });
  const told = await settle(played);
  const differences = await compareWithTwin(site, twin, played, told);
  const injected = (await (await site.fetch('/test/faults')).json()) as Record<string, number>;
  const { findings } = played.examiner;
  const complaints = [...findings.complaints, ...played.ledger.complaints, ...differences];
  const summary = {
    minutes,
    seed,
    'faults injected': Object.values(injected).reduce((sum, one) => sum + one, 0),
    'spells of purging and of not': played.spellsWithoutPurge,
    'acts accepted': played.ledger.deeds.length,
    'acts whose answer did not tell': played.ledger.unclear,
    'answers examined': findings.asked,
    'refused for a fault': findings.faulty,
    'late, within a minute': findings.crossed,
    'missing while they were replaced': findings.between,
    'addresses compared at the end': told.size,
    'early, wrong, lost or doubled': complaints.length,
  };
  console.table(summary);
  console.table(injected);
  for (const complaint of complaints.slice(0, 40)) console.error(complaint);
  const report = { ...summary, faults: injected };
  await writeFile(join(import.meta.dirname, 'faults.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (complaints.length > 0) process.exitCode = 1;
} finally {
  await Promise.all([site.dispose(), twin.dispose()]);
}
