/** If the platform fails at any call of a tick, the next tick completes the work. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  abandoned,
  noon,
  type PreparedStep,
  Stage,
  stateFaults,
  unbuilt,
  withdrawn,
} from '../prepared-states.ts';
import { findUnmatchedKeys, linesOf } from '../stored-state.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.newsroom.dispose());

const twoDays = 48 * 60 * 60_000;
/** The files are there already: what is left is what the change brings. */
const first: PreparedStep = { method: 'tick', now: noon - 60_000 };
const ticks: [name: string, from: PreparedStep[], tick: PreparedStep][] = [
  ['after a publication', [first, ...unbuilt], { method: 'tick' }],
  ['after a withdrawal', withdrawn, { method: 'tick' }],
  ['that sweeps', [first, ...abandoned], { method: 'tick', now: noon + twoDays }],
];

test.each(ticks)(
  'a fault at any call of a tick %s: each row and file is old or new, and the next tick completes it',
  async (_, from, tick) => {
    const prepared = await stage.prepare(from);
    const { before, reply, after } = await stage.rehearse(tick, prepared);
    const [none, all] = [linesOf(before, before), linesOf(after, before)];
    expect(all).not.toEqual(none);
    // A built file is put in one piece: there is no half of it.
    for (const fault of stateFaults(reply).filter((one) => !one.includes('half'))) {
      await stage.storage.restore(prepared.saved);
      const answer = await stage.send(tick, prepared, { fault });
      expect(answer.status, fault).toBe(500);
      const between = await stage.read(prepared);
      expect(findUnmatchedKeys(between), fault).toEqual([]);
      const lines = linesOf(between, before);
      const foreign = lines.filter((line) => !none.includes(line) && !all.includes(line));
      const lost = none.filter((line) => all.includes(line) && !lines.includes(line));
      expect([foreign, lost], fault).toEqual([[], []]);
      await stage.send(tick, prepared);
      expect(linesOf(await stage.read(prepared), before), fault).toEqual(all);
    }
  },
);
