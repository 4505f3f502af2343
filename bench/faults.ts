/**
 * `npm run faults -- [--minutes 5] [--seed N]`: editors and readers at a site whose database, bucket
 * and purges fail at random, before, while and after they took effect, and whose isolates' clocks
 * differ; which dies twice in the middle of a tick; whose webhooks tell machines that fail as well.
 * Nothing is early, lost or doubled, two ticks after the last fault everything is as on a site where the
 * same was done and nothing failed, and a day later no upload has left a trace that broke off. Prints how
 * many faults were survived.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, newSecretsKey, startLocal } from '../dev/local.ts';
import { findLeftovers } from './traffic/leftovers.ts';
import { startMortal } from './traffic/mortal.ts';
import { compareWithTwin, play, readEverythingAtRest } from './traffic/play.ts';
import { Random } from './traffic/random.ts';
import { limits } from './traffic/setting.ts';
import { deliverRest, faultsOfReceipts } from './traffic/subscribers.ts';

/** How often the site dies. */
const deaths = 2;
export async function run({ values }: Arguments<typeof commands.faults>): Promise<void> {
  const { minutes, seed } = values;
  const [worker, edge] = await Promise.all([
    bundle('test/clocked-worker.ts'),
    bundle('dev/edge/worker.ts'),
  ]);
  // A subscriber here is on this machine, and what is sealed is to be opened after a death.
  const vars = { DEVELOPMENT: 'true', SECRETS_KEY: newSecretsKey() };
  const options = { worker, edge, instrumented: true, limits, vars };
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-faults-'));
  const [site, twin] = [await startMortal({ ...options, stateDir }), await startLocal(options)];
  const injected: Record<string, number> = {};
  const add = (kind: string, count: number) => {
    if (count > 0) injected[kind] = (injected[kind] ?? 0) + count;
  };
  const told = async <T>(path: string) => (await (await site.fetch(path)).json()) as T;
  const countInjected = async () => {
    const calls = await told<Record<string, number>>('/test/faults');
    for (const [kind, count] of Object.entries(calls)) add(kind, count);
    add('purge', (await told<{ refused: number }>('/cdn-cgi/edge/purges')).refused);
  };
  try {
    const [started, spell] = [Date.now(), minutes * 60_000];
    let died = 0;
    const played = await play(site, {
      random: new Random(seed),
      goOn: () => Date.now() < started + spell,
      faults: 0.06,
      releases: 10,
      subscribers: 2,
      dies: async () => {
        const due = Date.now() > started + (spell * (died + 1)) / (deaths + 1) && died < deaths;
        if (!due) return false;
        died += 1;
        // Who dies forgets what befell it.
        await countInjected();
        return true;
      },
    });
    for (const { calm } of played.subscribers) calm();
    const answers = await readEverythingAtRest(played);
    const differences = await compareWithTwin(site, twin, played, answers);
    const undelivered = await deliverRest(site, played.door);
    const missent = await Promise.all(
      played.subscribers.map((one) => faultsOfReceipts(site, played.door, one)),
    );
    const leftovers = await findLeftovers(site, played.door);
    await countInjected();
    for (const { manner } of played.subscribers.flatMap(({ receipts }) => receipts)) {
      add(`webhook, ${manner}`, Number(manner !== 'taken'));
    }
    add('death in a tick', played.deaths);
    const { findings } = played.examiner;
    const complaints = [
      ...findings.complaints,
      ...played.ledger.complaints,
      ...differences,
      ...undelivered,
      ...missent.flat(),
      ...leftovers,
    ];
    const summary = {
      minutes,
      seed,
      'faults survived': Object.values(injected).reduce((sum, one) => sum + one, 0),
      'clocks apart by up to, ms': 2 * played.door.skew,
      'spells of purging and of not': played.spellsWithoutPurge,
      'acts accepted': played.ledger.deeds.length,
      'acts whose answer did not tell': played.ledger.unclear,
      'messages to subscribers': played.subscribers.flatMap(({ receipts }) => receipts).length,
      'answers examined': findings.asked,
      'refused for a fault': findings.faulty,
      'out of date while a purge waited': findings.unpurged,
      'on their way while a change came': findings.crossed,
      early: findings.early,
      'late beyond the contract': findings.late,
      'searches that missed what was being replaced': findings.between,
      'addresses compared at the end': answers.size,
      'early, wrong, lost or doubled': complaints.length,
    };
    console.table(summary);
    console.table(injected);
    for (const complaint of complaints.slice(0, 40)) console.error(complaint);
    const report = { ...summary, faults: injected };
    await writeFile(
      join(import.meta.dirname, 'faults.json'),
      `${JSON.stringify(report, null, 2)}\n`,
    );
    if (complaints.length > 0) process.exitCode = 1;
    await Promise.all(played.subscribers.map(({ close }) => close()));
  } finally {
    await Promise.all([site.dispose(), twin.dispose()]);
    await rm(stateDir, { recursive: true, force: true });
  }
}
