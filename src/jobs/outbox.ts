/**
 * Does what changes left in the outbox: at once in `waitUntil` after a write, and with each tick
 * until it succeeded. To add a task, give it a row in `tasks` and enqueue entries of its name.
 *
 * Every entry is done at least once, so a handler must bear to do the same twice. It throws to be
 * tried again after `pause`, or `Hopeless` to be given up at once; what is given up is kept for
 * people to look at (`list`, `revive` in src/store/outbox.ts).
 */

import { warn } from '../log.ts';
import * as outbox from '../store/outbox.ts';
import { type Errand, Hopeless } from './errand.ts';
import { submit } from './index-now.ts';
import { purge } from './purge.ts';
import { unlist } from './unlist.ts';
import { tellWebhook } from './webhooks.ts';
import { pingHub } from './websub.ts';

export interface Task {
  /** How many entries one run takes. */
  limit: number;
  /** How many of them go into one call of the handler, to succeed or fail together. */
  together: number;
  perform: (errand: Errand, entries: readonly outbox.Claimed[]) => Promise<void>;
  /** Milliseconds until the next attempt after so many have failed, or null to give up. */
  pause: (attempts: number) => number | null;
}

const minute = 60_000;
const hour = 60 * minute;

/** In the order in which a run takes them. */
const tasks: Record<string, Task> = {
  purge: { limit: 500, together: 500, perform: purge, pause: () => 20_000 },
  unlist: { limit: 500, together: 500, perform: unlist, pause: () => 20_000 },
  websub: { limit: 20, together: 1, perform: pingHub, pause: doubling(30_000, hour, 24) },
  indexnow: { limit: 500, together: 500, perform: submit, pause: doubling(minute, 6 * hour, 16) },
  webhook: { limit: 20, together: 1, perform: tellWebhook, pause: doubling(30_000, 6 * hour, 24) },
};

export const taskNames: readonly string[] = Object.keys(tasks);

/** Rounds of one run: entries of a lane, and more than a limit, take one each. */
const rounds = 10;

/** Does what is due. Never throws for what an errand met, only where the database fails. */
export async function runErrands(errand: Errand): Promise<void> {
  const all = Object.entries(tasks);
  const demands = all.map(([task, { limit }]) => ({ task, limit }));
  for (let round = 0; round < rounds; round++) {
    const claimed = await outbox.claim(errand.db, errand.now, demands);
    for (const [index, [, task]] of all.entries())
      await perform(errand, task, claimed[index] ?? []);
    const more = all.some(([, { limit }], index) => {
      const entries = claimed[index] ?? [];
      return entries.length === limit || entries.some(({ lane }) => lane);
    });
    if (!more) return;
  }
}

async function perform(errand: Errand, task: Task, entries: outbox.Claimed[]): Promise<void> {
  const calls: outbox.Claimed[][] = [];
  for (let from = 0; from < entries.length; from += task.together) {
    calls.push(entries.slice(from, from + task.together));
  }
  await Promise.all(calls.map((some) => attempt(errand, task, some)));
}

async function attempt(errand: Errand, task: Task, entries: outbox.Claimed[]): Promise<void> {
  const { db, now } = errand;
  try {
    await task.perform(errand, entries);
  } catch (error) {
    const reason = reasonOf(error);
    warn('errand failed', { task: entries[0]?.task, reason });
    for (const entry of entries) {
      const pause = error instanceof Hopeless ? null : task.pause(entry.attempts);
      if (pause === null) await outbox.bury(db, [entry], now, reason);
      else await outbox.postpone(db, [entry], now + jittered(pause), reason);
    }
    return;
  }
  await outbox.finish(db, entries);
}

/** What is told of a failure: what broke in the house itself (a query has its cause) is for the log. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && !error.cause) return error.message;
  console.error(error);
  return 'Something went wrong on our side.';
}

/** Ten per cent to either side, so that what failed together does not come back together. */
const jittered = (pause: number) => Math.round(pause * (0.9 + 0.2 * Math.random()));

/** A pause that doubles from `first` to `longest`, both in milliseconds; null after `attempts`. */
export function doubling(first: number, longest: number, attempts: number): Task['pause'] {
  return (made) => (made >= attempts ? null : Math.min(longest, first * 2 ** (made - 1)));
}
