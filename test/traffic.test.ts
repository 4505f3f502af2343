/** A short run of the traffic of `npm run load` and `npm run faults`, and tests of its model and checker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Level, withTables } from '../bench/bill.ts';
import { findLeftovers } from '../bench/traffic/leftovers.ts';
import { compareWithTwin, play, readEverythingAtRest } from '../bench/traffic/play.ts';
import { type Purge, recordPurges } from '../bench/traffic/purge-log.ts';
import { Random } from '../bench/traffic/random.ts';
import { releaseRequest } from '../bench/traffic/readers.ts';
import { ReferenceModel } from '../bench/traffic/reference-model.ts';
import { ResponseChecker } from '../bench/traffic/response-checker.ts';
import { limits } from '../bench/traffic/traffic-context.ts';
import { type Local, root, startLocal } from '../dev/local.ts';
import { digestOf, hex, utf8 } from '../src/domain/digest.ts';
import { ReleaseModel, unchanged } from './model/release-model.ts';

let [site, twin]: (Local | undefined)[] = [];
beforeAll(async () => {
  const options = { worker: inject('clocked'), edge: inject('edge'), instrumented: true, limits };
  [site, twin] = await Promise.all([startLocal(options), startLocal(options)]);
});
afterAll(() => Promise.all([site?.dispose(), twin?.dispose()]));

test('with random faults nothing is early, lost or doubled; two ticks later all is as without', async () => {
  if (!site || !twin) throw new Error('There is no site.');
  const plan = { random: new Random(7), goOn: (round: number) => round < 24, faults: 0.06 };
  const result = await play(site, { ...plan, releases: 3 });
  const contents = await readEverythingAtRest(result, ['en', 'ar']);
  expect(await compareWithTwin(site, twin, result, contents)).toEqual([]);
  expect(await findLeftovers(site, result.driver)).toEqual([]);
  const { log, checker } = result;
  expect([...log.violations, ...checker.findings.violations]).toEqual([]);
  expect(log.unclear).toBeGreaterThan(3);
  expect(checker.findings.faulty).toBeGreaterThan(0);
  expect(checker.findings.judged).toBeGreaterThan(300);
});

test('the model accepts an act’s effect at no moment before it began and at every moment after its response', () => {
  const release = new ReleaseModel('ta1e');
  const shows = (version: number) => (state: { version: number }) => state.version === version;
  const at = (moment: number) => ({ start: moment, end: moment });
  release.publish(1, 100, null).accepted(120);
  expect(release.judge(shows(1), at(99))).toEqual({ is: 'early', by: 1 });
  expect(release.judge(shows(0), at(119))).toEqual({ is: 'correct' });
  expect(release.judge(shows(0), at(125))).toMatchObject({ is: 'late', by: 5 });
  const ahead = release.publish(2, 200, 900);
  ahead.accepted(210);
  expect(release.judge(shows(2), at(899))).toEqual({ is: 'early', by: 1 });
  expect(release.judge(shows(1), at(900))).toEqual({ is: 'correct' });
  expect(release.judge(shows(1), at(901))).toMatchObject({ is: 'late', by: 1 });
  release.withdraw('gone', 300).accepted(310);
  expect(release.judge(shows(2), at(950))).toEqual({ is: 'never' });
});

test('the model keeps the version through a withdrawal, and begins a correction after its predecessor', () => {
  const release = new ReleaseModel('ta1e');
  const visible = (moment: number) => release.stateAt(moment);
  release.publish(1, 100, null).accepted(100);
  expect(release.publish(1, 100, null)).toBe(unchanged);
  release.publish(2, 100, null).accepted(100);
  expect(release.scheduled(100)).toBe(101);
  expect(visible(101)).toEqual({ showing: 'public', version: 2 });
  release.publish(3, 200, 900).accepted(200);
  release.publish(3, 200, 800).refused();
  expect(release.scheduled(200)).toBe(900);
  release.withdraw('notice', 300).accepted(300);
  expect(visible(950)).toEqual({ showing: 'notice', version: 2 });
  release.reinstate(400).accepted(400);
  expect(visible(400)).toEqual({ showing: 'public', version: 2 });
  release.publish(4, 400, null).accepted(400);
  expect(visible(400)).toEqual({ showing: 'public', version: 4 });
  expect(release.cancel(400)).toBe(unchanged);
  release.publish(5, 500, 900).accepted(500);
  release.cancel(600).accepted(600);
  expect(visible(950)).toEqual({ showing: 'public', version: 4 });
});

const path = '/releases/ta1e/r1v1';

/** The findings of a checker for a page that shows version 1, which version 2 replaced at noon. */
async function check(moment: number, purges: Purge[]) {
  const noon = Date.UTC(2026, 6, 1, 12);
  const model = new ReferenceModel();
  const release = model.begin('ta1e', ['en'], 'policing');
  const publish = (version: number, at: number) => release.publish(version, at, null).accepted(at);
  publish(1, noon - 90_000);
  publish(2, noon);
  const checker = new ResponseChecker(model, { unfinishedAt: async () => purges }, 1000);
  const body = utf8('It is release r1v1.');
  await checker.check(releaseRequest(release, 'page', 'en', 1), {
    start: noon + moment,
    end: noon + moment,
    moment: noon + moment,
    sentAt: noon + moment,
    status: 200,
    headers: new Headers({
      Age: '30',
      'Cache-Control': 'public, max-age=0, must-revalidate',
      'Cf-Cache-Status': 'HIT',
      'Content-Security-Policy': "default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${hex(await digestOf(body)).slice(0, 32)}"`,
    }),
    body,
  });
  const { early, late, unpurged, violations } = checker.findings;
  return { early, late, unpurged, violations };
}

test('a checker fails an early response, and a late one unless its purge is pending and within a minute', async () => {
  const dueAt = Date.UTC(2026, 6, 1, 12);
  const waiting = { release: 'ta1e', dueAt, postponed: true };
  const fine = { early: 0, late: 0, unpurged: 0, violations: [] };
  expect(await check(-30_000, [])).toEqual(fine);
  expect(await check(59_000, [waiting])).toEqual({ ...fine, unpurged: 1 });
  const late = { early: 0, late: 1, unpurged: 0, violations: [expect.stringMatching('late by')] };
  expect(await check(59_000, [])).toMatchObject(late);
  expect(await check(59_000, [{ ...waiting, postponed: false }])).toMatchObject(late);
  expect(await check(59_000, [{ ...waiting, release: 'another' }])).toMatchObject(late);
  expect(await check(59_000, [{ ...waiting, dueAt: dueAt + 60_000 }])).toMatchObject(late);
  expect(await check(62_000, [waiting])).toMatchObject(late);
  expect(await check(-100_000, [waiting])).toMatchObject({
    early: 1,
    late: 0,
    unpurged: 0,
    violations: [`${path}: early by 10000 ms: v1 is public (200, HIT, age 30)`],
  });
});

test('the record of purges keeps a purge until it is finished, and whether an attempt failed', async () => {
  if (!site) throw new Error('There is no site.');
  const { db } = site;
  const add = (release: string, dueAt: number, error: string | null) =>
    db
      .prepare("insert into outbox values (null, 'purge', null, ?, ?, ?, 1, ?, null)")
      .bind(JSON.stringify({ release, places: [] }), dueAt, dueAt, error)
      .run();
  const log = await recordPurges(site);
  await db.exec('delete from outbox; delete from purge_log');
  await add('one', 1000, 'Waiting for the next cache purge that the account allows.');
  await add('two', 2000, null);
  const started = Date.now();
  const [one, two] = [
    { release: 'one', dueAt: 1000, postponed: true },
    { release: 'two', dueAt: 2000, postponed: false },
  ];
  expect(await log.unfinishedAt(started)).toEqual([one, two]);
  await db.prepare('delete from outbox where at = 1000').run();
  expect(await log.unfinishedAt(started)).toEqual([one, two]);
  expect(await log.unfinishedAt(Date.now() + 1000)).toEqual([two]);
});

test('the tables of docs/operations.md have the measured numbers; npm run cost writes them', () => {
  const levels = JSON.parse(readFileSync(join(root, 'bench/cost.json'), 'utf8')) as Level[];
  const document = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  // The formatter aligns the columns.
  const plain = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(plain(withTables(document, levels))).toBe(plain(document));
});
