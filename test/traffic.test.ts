/** Editors and readers in turn: a short walk of what `npm run load` and `npm run faults` do at length. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Level, withTables } from '../bench/bill.ts';
import { findLeftovers } from '../bench/traffic/leftovers.ts';
import { compareWithTwin, play, settle } from '../bench/traffic/play.ts';
import { Random } from '../bench/traffic/random.ts';
import { limits } from '../bench/traffic/setting.ts';
import { ReleaseModel } from '../bench/traffic/truth.ts';
import { type Local, root, startLocal } from '../dev/local.ts';

let [site, twin]: (Local | undefined)[] = [];
beforeAll(async () => {
  const options = { worker: inject('clocked'), edge: inject('edge'), instrumented: true, limits };
  [site, twin] = await Promise.all([startLocal(options), startLocal(options)]);
});
afterAll(() => Promise.all([site?.dispose(), twin?.dispose()]));

test('whatever fails at random, nothing is early, lost or doubled, and two ticks later all is as if nothing had', async () => {
  if (!site || !twin) throw new Error('There is no site.');
  const plan = { random: new Random(7), goOn: (round: number) => round < 24, faults: 0.06 };
  const played = await play(site, { ...plan, releases: 3 });
  const told = await settle(played, ['en', 'ar']);
  expect(await compareWithTwin(site, twin, played, told)).toEqual([]);
  expect(await findLeftovers(site, played.door)).toEqual([]);
  const { ledger, examiner } = played;
  expect([...ledger.complaints, ...examiner.findings.complaints]).toEqual([]);
  expect(ledger.unclear).toBeGreaterThan(3);
  expect(examiner.findings.faulty).toBeGreaterThan(0);
  expect(examiner.findings.judged).toBeGreaterThan(300);
});

test('the truth takes an act for done at no moment before it began and at every moment after its answer', () => {
  const tale = new ReleaseModel(1, 'ta1e', ['en'], 'policing');
  const shows = (version: number) => (state: { version: number }) => state.version === version;
  const at = (moment: number) => ({ start: moment, end: moment });
  tale.begin({ showing: 'public', version: 1 }, 100, null, true).accepted(120);
  expect(tale.judge(shows(1), at(99))).toEqual({ is: 'early', by: 1 });
  expect(tale.judge(shows(0), at(119))).toEqual({ is: 'right' });
  expect(tale.judge(shows(0), at(125))).toMatchObject({ is: 'late', by: 5 });
  const ahead = tale.begin({ showing: 'public', version: 2 }, 200, 900, true);
  ahead.accepted(210);
  expect(tale.judge(shows(2), at(899))).toEqual({ is: 'early', by: 1 });
  expect(tale.judge(shows(1), at(900))).toEqual({ is: 'right' });
  expect(tale.judge(shows(1), at(901))).toMatchObject({ is: 'late', by: 1 });
  tale.begin({ showing: 'gone', version: 1 }, 300, null, true).accepted(310);
  expect(tale.judge(shows(2), at(950))).toEqual({ is: 'never' });
});

test('the tables of docs/operations.md are what was measured; npm run cost writes them', () => {
  const levels = JSON.parse(readFileSync(join(root, 'bench/cost.json'), 'utf8')) as Level[];
  const document = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  // The formatter sets the columns below each other.
  const plain = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(plain(withTables(document, levels))).toBe(plain(document));
});
