/** The bucket of purges: never more than the account allows, whoever asks at once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Db } from '../../src/store/db/connect.ts';
import { takePurges } from '../../src/store/events/purge-bucket.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
let newsroom: Newsroom;
let db: Db;
beforeAll(async () => {
  newsroom = await openNewsroom();
  db = connect(newsroom.db);
});
afterAll(() => newsroom.dispose());
beforeEach(() => newsroom.db.exec('update purge_bucket set full_at = 0, granted = 0'));

const take = (now: number, { share = 1, wanted = 1, spare = 0 } = {}) =>
  takePurges(db, now, { share, wanted, spare });

/** How many are granted to who asks again and again from `now` on. */
async function granted(now: number, options = {}): Promise<number> {
  let count = 0;
  for (;;) {
    const grant = await take(now, options);
    if (grant.granted === 0) return count;
    count += grant.granted;
  }
}

test.each([
  [1, 25, 5],
  [0.8, 20, 4],
  [0.2, 5, 1],
  [0.5, 12, 2],
])('a share of %s has %i at once and %i a minute', async (share, atOnce, perMinute) => {
  expect(await granted(noon, { share })).toBe(atOnce);
  expect(await granted(noon + minute, { share })).toBe(perMinute);
  expect(await granted(noon + 60 * minute, { share })).toBe(atOnce);
});

test('forty simultaneous requests get 25 tokens together', async () => {
  const grants = await Promise.all(Array.from({ length: 40 }, () => take(noon)));
  expect(grants.filter((grant) => grant.granted === 1)).toHaveLength(25);
});

test('a request for more tokens than there are gets one, while there is one', async () => {
  expect((await take(noon, { wanted: 24 })).granted).toBe(24);
  expect((await take(noon, { wanted: 3 })).granted).toBe(1);
  expect((await take(noon, { wanted: 3 })).granted).toBe(0);
});

test('a refused request gets the time of the next token', async () => {
  await granted(noon, { share: 0.8 });
  const { nextAt } = await take(noon, { share: 0.8 });
  expect(nextAt).toBe(noon + minute / 4);
  expect((await take(nextAt - 1, { share: 0.8 })).granted).toBe(0);
  expect((await take(nextAt, { share: 0.8 })).granted).toBe(1);
});

test('a reserve is left for requests that need none', async () => {
  expect(await granted(noon, { spare: 2 })).toBe(23);
  expect(await granted(noon)).toBe(2);
});

test('the smallest share allows one at a time, even with a reserve', async () => {
  expect(await granted(noon, { share: 0.01, spare: 2 })).toBe(1);
});

test('a clock that was a day fast delays nobody for longer than an empty bucket', async () => {
  await granted(noon + 24 * 60 * minute);
  expect((await take(noon)).granted).toBe(0);
  expect(await granted(noon + 5 * minute)).toBe(25);
});
