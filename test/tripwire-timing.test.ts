/** E2: the time of an answer does not reveal whether an address is hidden or never existed. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from './newsroom.ts';

const day = 24 * 60 * 60 * 1000;
let newsroom: Newsroom;
let hidden: string;
let shown: { id: string; slug: string };
beforeAll(async () => {
  // The Worker as it is deployed, with the real clock and the tripwire's own pauses.
  newsroom = await openNewsroom({ worker: inject('deployed') });
  shown = await release(newsroom);
  ({ id: hidden } = await release(newsroom, { at: Date.now() + day }));
});
afterAll(() => newsroom.dispose());

const absent = '0123456789ab';

test.each([
  ['its page', 300, (id: string) => `/releases/${id}/treaty`],
  ['its JSON', 150, (id: string) => `/api/v1/releases/${id}`],
])('%s: the times of %i answers of each kind rank as by chance', async (_, answers, addressOf) => {
  const [asHidden, asAbsent]: [number[], number[]] = [[], []];
  const ask = async (id: string, times: number[]) => {
    const begun = performance.now();
    expect((await newsroom.get(addressOf(id), 0)).status).toBe(404);
    times.push(performance.now() - begun);
  };
  const show = () => newsroom.get(`/releases/${shown.id}/${shown.slug}`, 0);
  for (let nth = 0; nth < answers; nth++) {
    // In random order, so that nothing else on the machine can coincide with it.
    const hiddenFirst = Math.imul(nth + 1, 0x9e3779b1) < 0;
    await (hiddenFirst ? ask(hidden, asHidden) : ask(absent, asAbsent));
    await show();
    await (hiddenFirst ? ask(absent, asAbsent) : ask(hidden, asHidden));
    await show();
  }
  expect(Math.abs(deviation(asHidden, asAbsent))).toBeLessThan(4.5);
});

/**
 * The Mann-Whitney test: by how many standard deviations the ranks of `one` among both differ from
 * those of chance. With the same distribution, one run in 100,000 is beyond 4.5.
 */
function deviation(one: number[], other: number[]): number {
  const all = [...one.map((time) => [time, 1]), ...other.map((time) => [time, 0])];
  const ranked = all.toSorted(([a = 0], [b = 0]) => a - b);
  const sum = ranked.reduce((total, [, mine = 0], at) => total + mine * (at + 1), 0);
  const expected = (one.length * (all.length + 1)) / 2;
  const variance = (one.length * other.length * (all.length + 1)) / 12;
  return (sum - expected) / Math.sqrt(variance);
}
