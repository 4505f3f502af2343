/** Hidden content leaves no trace: after each act, readers get what they would without it. */
import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Act, languages, type Text, type When } from './acts.ts';
import type { Outcome } from './history-player.ts';

const histories = Number(process.env.HISTORIES ?? 200);

/** The histories of each of two newsrooms, which run at once: a newsroom keeps one core busy. */
const shares = [Math.ceil(histories / 2), Math.floor(histories / 2)];

const newsrooms: Newsroom[] = [];
beforeAll(async () => {
  const worker = inject('histories');
  const vars = { LANGUAGES: languages.join(' '), CONTACTS_PAGE: 'true' };
  const limits = { WRITES: 1e9, FAILURES: 1e9 };
  const objects = { SITES: 'TestSite' };
  const opening = shares.map(() => openNewsroom({ worker, objects, vars, limits }));
  newsrooms.push(...(await Promise.all(opening)));
});
afterAll(() => Promise.all(newsrooms.map((newsroom) => newsroom.dispose())));

const text: Arbitrary<Text> = fc.record({
  languages: fc.constantFrom(
    ['en'],
    ['en', 'fr'],
    ['en', 'ru'],
    ['fr'],
    ['en', 'fr', 'ar'],
    ['ru', 'ar'],
  ),
  terms: fc.nat(3),
  words: fc.nat(4),
  legacy: fc.boolean(),
  file: fc.constantFrom(false, false, true),
});

/** Few distances, so that an instant is often also a later position of the clock. */
const distances = [1, 1000, 60_000, 3_600_000, 86_400_000];
const ahead = fc.constantFrom(...distances);
const back = fc.constantFrom(-1, -60_000, -86_400_000 * 400);

/** The first release comes up most often, so that its history grows long. */
const on = fc.constantFrom(0, 0, 0, 1, 1, 2, 3);
const file = fc.nat(1);

const publicationOf = (
  when: Arbitrary<When>,
  revised: Arbitrary<Text | null> = fc.option(text, { nil: null }),
): Arbitrary<Act> =>
  fc.record({
    act: fc.constant('publish' as const),
    on,
    when,
    correction: fc.constantFrom(null, 'note' as const, 'minor' as const, 'minor' as const),
    text: revised,
  });

const arbitraryOf = <Name extends string, Rest>(
  act: Name,
  rest: { [K in keyof Rest]: Arbitrary<Rest[K]> },
) => fc.record({ act: fc.constant(act), ...rest }) as Arbitrary<Act>;

const draft = arbitraryOf('draft', { text });

/** Acts of one request each. */
const requests = fc.oneof(
  { weight: 1, arbitrary: draft },
  { weight: 1, arbitrary: arbitraryOf('edit', { on, text }) },
  { weight: 3, arbitrary: publicationOf(fc.constant(null), fc.constant(null)) },
  { weight: 4, arbitrary: publicationOf(ahead, fc.constant(null)) },
  { weight: 4, arbitrary: arbitraryOf('cancel', { on }) },
  {
    weight: 2,
    arbitrary: arbitraryOf('withdraw', { on, mode: fc.constantFrom('notice', 'vanish') }),
  },
  { weight: 1, arbitrary: arbitraryOf('reinstate', { on }) },
  { weight: 2, arbitrary: arbitraryOf('discard', { on }) },
);

const slow = arbitraryOf('slow', {
  milliseconds: ahead,
  removed: fc.constantFrom(false, false, true),
  step: requests,
});

const anyAct: Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: draft },
  { weight: 2, arbitrary: arbitraryOf('edit', { on, text }) },
  { weight: 3, arbitrary: arbitraryOf('upload', { on, file, words: fc.nat(2) }) },
  { weight: 1, arbitrary: arbitraryOf('detach', { on, file }) },
  { weight: 4, arbitrary: publicationOf(fc.constant(null)) },
  { weight: 1, arbitrary: publicationOf(back) },
  { weight: 6, arbitrary: publicationOf(ahead) },
  { weight: 2, arbitrary: arbitraryOf('cancel', { on }) },
  {
    weight: 3,
    arbitrary: arbitraryOf('withdraw', {
      on,
      mode: fc.constantFrom('notice', 'gone', 'redirect', 'vanish'),
    }),
  },
  { weight: 2, arbitrary: arbitraryOf('reinstate', { on }) },
  { weight: 1, arbitrary: arbitraryOf('restore', { on, version: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: arbitraryOf('discard', { on }) },
  { weight: 1, arbitrary: arbitraryOf('approve', { on }) },
  { weight: 1, arbitrary: arbitraryOf('preview', { on }) },
  { weight: 4, arbitrary: slow },
  { weight: 3, arbitrary: arbitraryOf('wait', { milliseconds: ahead }) },
  { weight: 5, arbitrary: arbitraryOf('reach', { beside: fc.constantFrom(-1, 0, 1) }) },
  { weight: 3, arbitrary: arbitraryOf('tick', {}) },
);

const history = fc
  .tuple(
    fc.array(draft, { minLength: 2, maxLength: 3 }),
    fc.array(anyAct, { minLength: 2, maxLength: 6 }),
  )
  .map(([drafts, acts]) => [...drafts, ...acts]);

/** Histories between two lines about the progress, so that a run that is stopped has its number. */
const perRound = 250;

async function play(newsroom: Newsroom, acts: Act[]): Promise<Outcome> {
  const response = await newsroom.fetch('/test/history', {
    method: 'POST',
    body: JSON.stringify({ token: newsroom.tokens.admin, acts }),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Outcome;
}

function describeOutcome({ log, difference }: Outcome): string {
  if (!difference) return log.join('\n');
  const { request, part, site, twin } = difference;
  return [
    ...log,
    `then, to ${request}, the ${part} is`,
    site,
    'and on the twin, without the hidden content,',
    twin,
  ].join('\n');
}

test.concurrent.for([...shares.entries()])(
  'newsroom %s, after each act of %s histories, answers as if the hidden content had never existed',
  { timeout: 24 * 60 * 60 * 1000 },
  async ([place, numRuns]) => {
    const newsroom = newsrooms[place] as Newsroom;
    let compared = 0;
    const property = fc.asyncProperty(history, async (acts) => {
      const outcome = await play(newsroom, acts);
      compared += outcome.compared;
      if (outcome.difference) throw new Error(describeOutcome(outcome));
    });
    for (let done = 0; done < numRuns; done += perRound) {
      await fc.assert(property, { numRuns: Math.min(perRound, numRuns - done) });
      const all = Math.min(done + perRound, numRuns);
      if (numRuns > perRound)
        console.log(`Newsroom ${place}: ${all} of ${numRuns} histories hold.`);
    }
    expect(compared).toBeGreaterThanOrEqual(100 * numRuns);
  },
);
