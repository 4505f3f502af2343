/** The database trips of the planning screens: one for the session and one for the page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

/** Noon in Vienna (UTC+1) on 1 December 2026. */
const noon = Date.UTC(2026, 11, 1, 11);
const minute = 60_000;
const day = 24 * 60 * minute;

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  const limits = { FAILURES: 1e9, WRITES: 1e9 };
  newsroom = await openNewsroom({ limits });
  editor = new Visitor(newsroom);
  editor.now = noon;
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

const cost = ({ headers }: Page, name: 'Trips' | 'Rows') => Number(headers.get(`X-Test-${name}`));

test.each(['/desk', '/desk/calendar', '/desk/early-access'])(
  '%s takes two trips, however much there is to show',
  async (path) => {
    await editor.open(path);
    expect(cost(await editor.open(path), 'Trips')).toBe(2);
  },
);

test('the calendar reads what is in its month, and nothing of other months', async () => {
  const rows = async (month: string) =>
    cost(await editor.open(`/desk/calendar?month=${month}`), 'Rows');
  const fill = async () => {
    for (let number = 0; number < 20; number++) {
      await release(newsroom, { now: noon - 60 * day + number * minute });
    }
  };
  await fill();
  const before = [await rows('2026-12'), await rows('2026-10')] as const;
  await fill();
  expect(await rows('2026-12')).toBe(before[0]);
  expect(await rows('2026-10')).toBeGreaterThanOrEqual(before[1] + 20);
});
