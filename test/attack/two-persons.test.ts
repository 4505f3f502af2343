/**
 * E10, by sequences: under the rule of two persons nothing that one person does alone, one act after
 * another, makes anything public, or public earlier. Every act is tried in every state, and a
 * quarter of the pairs; with ATTACK_BODIES (`npm run attack`) every pair and every three.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { acts, actsBegin, type OnePersonAct } from './one-person-acts.ts';
import { states, type TwoPersonState, TwoPersonStates, trySequences } from './two-person-states.ts';

let newsroom: Newsroom;
let releases: TwoPersonStates;
beforeAll(async () => {
  newsroom = await openNewsroom({
    front: false,
    vars: { TWO_PERSON_RULE: 'true' },
    limits: { WRITES: 1e9, FAILURES: 1e9 },
  });
  releases = await TwoPersonStates.open(newsroom);
});
afterAll(() => newsroom.dispose());

/** The acts that write what may be public; what another one, done last, leads to is tried alone. */
const lasts = Object.keys(acts).filter((name) =>
  /^(?:publish|correct|reinstate|move in)/.test(name),
);

/** Carries out each sequence on a copy of its own. @returns the status of the last act of each */
async function tryAll(origin: string, sequences: string[][], state: TwoPersonState) {
  const ids = sequences.map(() => releases.freshId());
  await releases.copy(origin, ids);
  const answers: number[] = [];
  for (const [at, sequence] of sequences.entries()) {
    let status = 0;
    for (const [place, name] of sequence.entries()) {
      const [act, now] = [acts[name] as OnePersonAct, actsBegin + place * 1000];
      status = (await releases.carryOut(ids[at] as string, act, 'admin', now)).status;
    }
    if (sequence.some((name) => acts[name]?.of === 'second')) await releases.reappoint();
    answers.push(status);
  }
  return { ...(await releases.findings(origin, ids, sequences, state)), answers };
}

const names = Object.keys(acts);
const deepest = process.env.ATTACK_BODIES ? 3 : 2;
/** Without ATTACK_BODIES a part of the pairs of each state is tried, in every state another one. */
const share = process.env.ATTACK_BODIES ? 1 : 4;

test.for(Object.entries(states))(
  'one person makes nothing public, or earlier, or other than approved, of %s',
  { timeout: 60 * 60 * 1000 },
  async ([title, state]) => {
    const origin = await releases.prepare(state);
    const offset = Object.keys(states).indexOf(title);
    const isTried = (at: number, depth: number) => depth === 1 || (at + offset) % share === 0;
    await trySequences({ names, lasts, deepest, isTried }, async (sequences) => {
      const { early, changed, answers } = await tryAll(origin, sequences, state);
      expect(early).toEqual([]);
      expect(changed).toEqual([]);
      expect(answers.filter((status) => status >= 500)).toEqual([]);
      return answers.map((status) => status < 300);
    });
  },
);
