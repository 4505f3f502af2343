/** A read that requests share: whose answer each of them gets, whatever becomes of the others. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedRead } from '../../src/http/shared-read.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Reads that end when they are told to; each answers with its place in the order of their beginnings. */
function reads() {
  const begun: { by: string; end: () => void; fail: () => void }[] = [];
  const shared = new SharedRead<number>();
  const moments: number[] = [];
  const ask = (by: string, now = 0) =>
    shared.ask(now, (moment) => {
      moments.push(moment);
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const place = begun.length;
      begun.push({ by, end: () => resolve(place), fail: () => reject(new Error(`${by} failed`)) });
      return promise;
    });
  const end = async (place: number) => {
    begun[place]?.end();
    await nextTurn();
  };
  return { ask, begun, moments, end, by: () => begun.map(({ by }) => by) };
}

const nextTurn = () => vi.advanceTimersByTimeAsync(1);

test('a request alone reads for itself', async () => {
  const { ask, end, by } = reads();
  for (const place of [0, 1]) {
    const answer = ask(`request ${place}`);
    await nextTurn();
    await end(place);
    expect(await answer).toBe(place);
  }
  expect(by()).toEqual(['request 0', 'request 1']);
  expect(vi.getTimerCount()).toBe(0);
});

test('those that come in one turn of the event loop share one read', async () => {
  const { ask, end, by } = reads();
  const answers = ['first', 'second', 'third'].map((by) => ask(by));
  expect(by()).toEqual([]);
  await nextTurn();
  await end(0);
  expect(await Promise.all(answers)).toEqual([0, 0, 0]);
  expect(by()).toEqual(['first']);
  expect(vi.getTimerCount()).toBe(0);
});

test('those that come during a read share the next one', async () => {
  const { ask, end, by } = reads();
  const first = ask('first');
  await nextTurn();
  const answers = ['second', 'third', 'fourth'].map((by) => ask(by));
  await nextTurn();
  expect(by()).toEqual(['first']);
  await end(0);
  expect(by()).toEqual(['first', 'fourth']);
  // Too late for the read that has begun meanwhile.
  const late = ask('fifth');
  await end(1);
  expect(await Promise.all([first, ...answers])).toEqual([0, 1, 1, 1]);
  await end(2);
  expect(await late).toBe(2);
  expect(by()).toEqual(['first', 'fourth', 'fifth']);
  expect(vi.getTimerCount()).toBe(0);
});

test('the read is as of the latest moment of those who share it', async () => {
  const { ask, moments, end } = reads();
  const first = [ask('first', 100), ask('second', 103), ask('third', 102)];
  await nextTurn();
  const next = [ask('fourth', 105), ask('fifth', 104)];
  await end(0);
  await end(1);
  expect(await Promise.all([...first, ...next])).toEqual([0, 0, 0, 1, 1]);
  expect(moments).toEqual([103, 105]);
});

test('nobody waits long for a read that takes long', async () => {
  const { ask, end, by } = reads();
  const slow = ask('slow');
  await nextTurn();
  const others = ['second', 'third'].map((by) => ask(by));
  await vi.advanceTimersByTimeAsync(20);
  await nextTurn();
  expect(by()).toEqual(['slow', 'third']);
  await end(1);
  expect(await Promise.all(others)).toEqual([1, 1]);
  await end(0);
  expect(await slow).toBe(0);
});

test('the end of an old read does not begin another one beside the newest', async () => {
  const { ask, end, by } = reads();
  const slow = ask('slow');
  await nextTurn();
  const second = ask('second');
  await vi.advanceTimersByTimeAsync(20);
  await nextTurn();
  const third = ask('third');
  await end(0);
  expect(by()).toEqual(['slow', 'second']);
  await end(1);
  await end(2);
  expect(await Promise.all([slow, second, third])).toEqual([0, 1, 2]);
});

test('a failure is that of its own request alone', async () => {
  const { ask, begun, end, by } = reads();
  const first = ask('first');
  await nextTurn();
  const answers = Promise.allSettled([
    first,
    ...['second', 'third', 'fourth'].map((by) => ask(by)),
  ]);
  begun[0]?.fail();
  await nextTurn();
  expect(by()).toEqual(['first', 'fourth']);
  begun[1]?.fail();
  await nextTurn();
  expect(by()).toEqual(['first', 'fourth', 'second', 'third']);
  await end(2);
  await end(3);
  const states = (await answers).map((one) =>
    one.status === 'fulfilled' ? one.value : one.reason.message,
  );
  expect(states).toEqual(['first failed', 2, 3, 'fourth failed']);
  expect(vi.getTimerCount()).toBe(0);
});

test('nobody waits for ever for a read that is lost', async () => {
  const { ask, end, by } = reads();
  const lost = ask('lost');
  await nextTurn();
  const [second, alsoLost] = [ask('second'), ask('also lost')];
  await end(0);
  expect(await lost).toBe(0);
  expect(by()).toEqual(['lost', 'also lost']);
  // That one never ends, since its request was ended.
  await vi.advanceTimersByTimeAsync(3_020);
  await nextTurn();
  expect(by()).toEqual(['lost', 'also lost', 'second']);
  await end(2);
  expect(await second).toBe(2);
  const after = ask('after');
  await nextTurn();
  await end(3);
  expect(await after).toBe(3);
  expect(await Promise.race([alsoLost, 'waits'])).toBe('waits');
});
