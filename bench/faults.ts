/**
 * `npm run faults -- [--minutes 5] [--seed N]`: editors and readers use a site whose database, bucket
 * and purges fail at random: before, while and after they take effect. The clocks of its isolates
 * differ, it crashes twice in the middle of a tick, and its webhook subscribers fail as well.
 *
 * Fails if anything is early, lost or doubled; if two ticks after the last fault the site differs from
 * one on which the same was done and nothing failed; or if a day later an interrupted upload has left
 * anything. Prints how many faults were survived.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, newSecretsKey, startLocal } from '../dev/local.ts';
import { findLeftovers } from './traffic/leftovers.ts';
import { compareWithTwin, play, readEverythingAtRest } from './traffic/play.ts';
import { Random } from './traffic/random.ts';
import { startRestartable } from './traffic/restartable-site.ts';
import { deliverRest, findDeliveryFaults } from './traffic/subscribers.ts';
import { limits } from './traffic/traffic-context.ts';

/** How often the site crashes. */
const crashes = 2;
export async function run({ values }: Arguments<typeof commands.faults>): Promise<void> {
  const { minutes, seed } = values;
  const [worker, edge] = await Promise.all([
    bundle('test/clocked-worker.ts'),
    bundle('dev/edge/worker.ts'),
  ]);
  // Subscribers are on this machine, and sealed secrets must be readable after a restart.
  const vars = { DEVELOPMENT: 'true', SECRETS_KEY: newSecretsKey() };
  const options = { worker, edge, instrumented: true, limits, vars };
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-faults-'));
  const [site, twin] = [
    await startRestartable({ ...options, stateDir }),
    await startLocal(options),
  ];
  const injected: Record<string, number> = {};
  const add = (kind: string, count: number) => {
    if (count > 0) injected[kind] = (injected[kind] ?? 0) + count;
  };
  const readJson = async <T>(path: string) => (await (await site.fetch(path)).json()) as T;
  const countInjected = async () => {
    const calls = await readJson<Record<string, number>>('/test/faults');
    for (const [kind, count] of Object.entries(calls)) add(kind, count);
    add('purge', (await readJson<{ refused: number }>('/cdn-cgi/edge/purges')).refused);
  };
  try {
    const [started, duration] = [Date.now(), minutes * 60_000];
    let crashed = 0;
    const result = await play(site, {
      random: new Random(seed),
      goOn: () => Date.now() < started + duration,
      faults: 0.06,
      releases: 10,
      subscribers: 2,
      crashesNow: async () => {
        const due =
          Date.now() > started + (duration * (crashed + 1)) / (crashes + 1) && crashed < crashes;
        if (!due) return false;
        crashed += 1;
        // The count of injected faults is lost in a crash.
        await countInjected();
        return true;
      },
    });
    for (const { stopFailing } of result.subscribers) stopFailing();
    const answers = await readEverythingAtRest(result);
    const differences = await compareWithTwin(site, twin, result, answers);
    const undelivered = await deliverRest(site, result.driver);
    const misdelivered = await Promise.all(
      result.subscribers.map((one) => findDeliveryFaults(site, result.driver, one)),
    );
    const leftovers = await findLeftovers(site, result.driver);
    await countInjected();
    for (const { outcome } of result.subscribers.flatMap(({ receipts }) => receipts)) {
      add(`webhook, ${outcome}`, Number(outcome !== 'accepted'));
    }
    add('crash in a tick', result.crashes);
    const { findings } = result.checker;
    const violations = [
      ...findings.violations,
      ...result.log.violations,
      ...differences,
      ...undelivered,
      ...misdelivered.flat(),
      ...leftovers,
    ];
    const summary = {
      minutes,
      seed,
      'faults survived': Object.values(injected).reduce((sum, one) => sum + one, 0),
      'clocks apart by up to, ms': 2 * result.driver.skew,
      'changes between failing and working purges': result.purgeChanges,
      'acts accepted': result.log.acts.length,
      'acts whose answer did not say whether they were done': result.log.unclear,
      'messages to subscribers': result.subscribers.flatMap(({ receipts }) => receipts).length,
      'answers checked': findings.answers,
      'refused because of a fault': findings.faulty,
      'out of date while a purge waited': findings.unpurged,
      'generated while a change was made': findings.crossed,
      early: findings.early,
      'late beyond the contract': findings.late,
      'searches that missed a release being replaced': findings.between,
      'addresses compared at the end': answers.size,
      'early, wrong, lost or doubled': violations.length,
    };
    console.table(summary);
    console.table(injected);
    for (const violation of violations.slice(0, 40)) console.error(violation);
    const report = { ...summary, faults: injected };
    await writeFile(
      join(import.meta.dirname, 'faults.json'),
      `${JSON.stringify(report, null, 2)}\n`,
    );
    if (violations.length > 0) process.exitCode = 1;
    await Promise.all(result.subscribers.map(({ close }) => close()));
  } finally {
    await Promise.all([site.dispose(), twin.dispose()]);
    await rm(stateDir, { recursive: true, force: true });
  }
}
