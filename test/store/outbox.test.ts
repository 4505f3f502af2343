/** The outbox: once somebody's, in order where it matters, never lost. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Db, type Statement } from '../../src/store/db/connect.ts';
import * as outbox from '../../src/store/events/outbox.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
let db: Db;
beforeAll(async () => {
  newsroom = await openNewsroom();
  db = connect(newsroom.db);
});
afterAll(() => newsroom.dispose());
beforeEach(() => newsroom.db.exec('delete from outbox'));

const batch = (...statements: [Statement, ...Statement[]]) => db.batch(statements);
const entry = (name: string, at = noon, lane: string | null = null) => ({
  task: 'tell',
  payload: { name },
  at,
  lane,
});
const claim = async (now: number, limit = 10) => {
  const [claimed] = await outbox.claim(db, now, [{ task: 'tell', limit }]);
  return claimed ?? [];
};
/** @param dueAt null to give up */
const fail = (entries: outbox.Claimed[], dueAt: number | null, reason: string, now = noon + 1) =>
  outbox.fail(
    db,
    entries.map((one) => ({ entry: one, dueAt })),
    now,
    reason,
  );
const names = (entries: outbox.Claimed[]) =>
  entries.map(({ payload }) => (payload as { name: string }).name);

test('an entry is due at its instant, not a millisecond before, with its payload', async () => {
  await batch(outbox.enqueue(db, [entry('“ü” {"a": [null]}'), entry('later', noon + 5)]));
  expect(await claim(noon - 1)).toEqual([]);
  const [first] = await claim(noon);
  expect(first).toMatchObject({
    task: 'tell',
    payload: { name: '“ü” {"a": [null]}' },
    attempts: 1,
  });
  expect(names(await claim(noon + 5))).toEqual(['later']);
});

test('of many simultaneous claims, each entry goes to one', async () => {
  await batch(
    outbox.enqueue(
      db,
      Array.from({ length: 40 }, (_, index) => entry(`${index}`)),
    ),
  );
  const taken = await Promise.all(Array.from({ length: 8 }, () => claim(noon, 10)));
  expect(new Set(taken.flatMap(names)).size).toBe(40);
  expect(taken.flat()).toHaveLength(40);
});

test('an entry whose holder died is due again when the lease has expired, and not before', async () => {
  await batch(outbox.enqueue(db, [entry('once')]));
  await claim(noon);
  expect(await claim(noon + outbox.lease - 1)).toEqual([]);
  expect(await claim(noon + outbox.lease)).toMatchObject([{ attempts: 2 }]);
});

test('a holder with an expired lease cannot postpone or dead-letter an entry of another', async () => {
  await batch(outbox.enqueue(db, [entry('held')]));
  const late = await claim(noon);
  await claim(noon + outbox.lease);
  await fail(late, noon + 1, 'too late');
  await fail(late, null, 'too late');
  await outbox.giveBack(db, late, noon + 1);
  expect(await claim(noon + outbox.lease + 1)).toEqual([]);
  expect(
    await outbox.listDeliveries(db, {
      state: 'dead',
      before: null,
      limit: 10,
      now: noon + 60 * 60_000,
    }),
  ).toEqual([]);
});

test('in a lane the next entry is claimed when the previous is finished or dead, whatever else is due', async () => {
  const lane = 'release/1';
  await batch(
    outbox.enqueue(db, [
      entry('second', noon + 1, lane),
      entry('first', noon, lane),
      entry('third', noon + 1, lane),
      entry('other', noon, 'release/2'),
    ]),
  );
  const now = noon + 10;
  const heads = await claim(now);
  expect(names(heads).sort()).toEqual(['first', 'other']);
  expect(await claim(now)).toEqual([]);
  const [first] = heads.filter((one) => one.lane === lane) as [outbox.Claimed];
  await fail([first], now + 1, 'not now');
  expect(names(await claim(now))).toEqual([]);
  const again = await claim(now + 1);
  expect(names(again)).toEqual(['first']);
  await fail(again, null, 'never');
  const second = await claim(now + 2);
  expect(names(second)).toEqual(['second']);
  await outbox.finish(db, second);
  expect(names(await claim(now + 3))).toEqual(['third']);
});

test('a later entry that waits for its instant does not block its lane', async () => {
  await batch(outbox.enqueue(db, [entry('embargo', noon + 1000, 'a'), entry('now', noon, 'a')]));
  const [now] = (await claim(noon)) as [outbox.Claimed];
  expect(names([now])).toEqual(['now']);
  await outbox.finish(db, [now]);
  expect(await claim(noon + 999)).toEqual([]);
  expect(names(await claim(noon + 1000))).toEqual(['embargo']);
});

test('a dead letter is listed with its reason, and can be requeued', async () => {
  await batch(outbox.enqueue(db, [entry('a'), entry('b')]));
  await fail(await claim(noon), null, 'x'.repeat(1000));
  const dead = await outbox.listDeliveries(db, {
    state: 'dead',
    before: null,
    limit: 10,
    now: noon + 60 * 60_000,
  });
  expect(dead.map(({ payload }) => payload)).toEqual([{ name: 'b' }, { name: 'a' }]);
  expect(dead[0]).toMatchObject({ deadAt: noon + 1, lastError: 'x'.repeat(500) });
  expect(await claim(noon + outbox.lease)).toEqual([]);
  await batch(outbox.requeue(db, dead[0]?.id ?? 0, noon + 2));
  expect(names(await claim(noon + 2))).toEqual(['b']);
});

test('some entries are postponed and some dead-lettered in one statement, and only claimed ones', async () => {
  await batch(outbox.enqueue(db, [entry('a'), entry('b'), entry('c'), entry('waits', noon + 5)]));
  const claimed = await claim(noon);
  const failures = claimed.map((one, index) => ({
    entry: one,
    dueAt: index === 1 ? null : noon + 10 + index,
  }));
  await outbox.fail(db, failures, noon + 1, 'for a reason');
  const rows = await outbox.listDeliveries(db, {
    state: null,
    before: null,
    limit: 10,
    now: noon + 100,
  });
  expect(
    rows.map(({ dueAt, deadAt, lastError }) => [dueAt - noon, deadAt, lastError]).reverse(),
  ).toEqual([
    [10, null, 'for a reason'],
    [outbox.lease, noon + 1, 'for a reason'],
    [12, null, 'for a reason'],
    [5, null, null],
  ]);
});

test('an entry that was claimed and not begun is released unchanged', async () => {
  await batch(outbox.enqueue(db, [entry('a')]));
  await outbox.giveBack(db, await claim(noon), noon);
  expect(await claim(noon)).toMatchObject([{ attempts: 1 }]);
});
