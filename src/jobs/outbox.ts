/**
 * Does what changes left in the outbox: at once in `waitUntil` after a write, and with each tick
 * until it succeeded. To add a task, give it a row in `tasks` and enqueue entries of its name.
 *
 * Every entry is done at least once, so a handler must bear to do the same twice. It throws to be
 * tried again after `pause`, `TooEarly` to be tried again at an instant, or `Hopeless` to be given up
 * at once; what is given up is kept for people to look at (`list`, `revive` in src/store/events/outbox.ts).
 */

import { log, warn } from '../log.ts';
import * as outbox from '../store/events/outbox.ts';
import { PermanentError, type TaskContext, TooEarly } from './task.ts';
import { submitToIndexNow } from './tasks/index-now.ts';
import { purgeCache } from './tasks/purge.ts';
import { removeListings } from './tasks/remove-listings.ts';
import { deliverToWebhook } from './tasks/webhooks.ts';
import { pingHub } from './tasks/websub.ts';

export interface Task {
  /** How many entries one run takes. */
  limit: number;
  /** How many of them go into one call of the handler, to succeed or fail together. */
  together: number;
  /** How many calls of the handler run at once; 1 if absent. */
  atOnce?: number;
  perform: (errand: TaskContext, entries: readonly outbox.Claimed[]) => Promise<void>;
  /** Milliseconds until the next attempt after so many have failed, or null to give up. */
  pause: (attempts: number) => number | null;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * Deliveries to others that run at once. A Worker has six connections that await an answer: what is
 * sent beyond them waits within the platform, while its time runs.
 */
const atOnce = 4;

/** In the order in which a run takes them. */
const tasks: Record<string, Task> = {
  purge: { limit: 500, together: 500, perform: purgeCache, pause: () => 20_000 },
  unlist: { limit: 500, together: 500, perform: removeListings, pause: () => 20_000 },
  websub: { limit: 20, together: 1, atOnce, perform: pingHub, pause: doubling(30_000, hour, 24) },
  indexnow: {
    limit: 500,
    together: 500,
    perform: submitToIndexNow,
    pause: doubling(minute, 6 * hour, 16),
  },
  webhook: {
    limit: 20,
    together: 1,
    atOnce,
    perform: deliverToWebhook,
    pause: doubling(30_000, 6 * hour, 24),
  },
};

export const taskNames: readonly string[] = Object.keys(tasks);

/**
 * For how long a run begins new calls, in milliseconds. What follows a response may take 30 seconds,
 * and a call that was begun ten.
 */
const longest = 15_000;

/** Queries that a run leaves to what comes after it, and to the calls that it has begun. */
const reserve = 150;

/** Does what is due. Never throws for what an errand met, only where the database fails. */
export async function runTasks(errand: TaskContext): Promise<void> {
  const { db, now, left, begun } = errand;
  const isOver = () => left() < reserve || Date.now() - begun >= longest;
  let open = Object.entries(tasks);
  while (open.length > 0 && !isOver()) {
    const demands = open.map(([task, { limit }]) => ({ task, limit }));
    const claimed = await outbox.claim(db, now, demands);
    const more: typeof open = [];
    for (const [index, named] of open.entries()) {
      const [, task] = named;
      const entries = claimed[index] ?? [];
      const failed = await perform(errand, task, entries, isOver);
      const full = entries.length === task.limit || entries.some(({ lane }) => lane);
      // What goes together fails together: the next ones would fail for the same reason.
      if (full && !(failed && task.together > 1)) more.push(named);
    }
    open = more;
  }
}

/** @returns whether any of the entries failed */
async function perform(
  errand: TaskContext,
  task: Task,
  entries: readonly outbox.Claimed[],
  isOver: () => boolean,
): Promise<boolean> {
  const calls: outbox.Claimed[][] = [];
  for (let from = 0; from < entries.length; from += task.together) {
    calls.push(entries.slice(from, from + task.together));
  }
  let failed = false;
  const work = async () => {
    while (!isOver()) {
      const call = calls.shift();
      if (!call) return;
      if (!(await attempt(errand, task, call))) failed = true;
    }
  };
  await Promise.all(Array.from({ length: task.atOnce ?? 1 }, work));
  if (calls.length > 0) await outbox.giveBack(errand.db, calls.flat(), errand.now);
  return failed;
}

/** @returns whether it succeeded */
async function attempt(
  errand: TaskContext,
  task: Task,
  entries: outbox.Claimed[],
): Promise<boolean> {
  const { db, now } = errand;
  try {
    await task.perform(errand, entries);
  } catch (error) {
    const reason = reasonOf(error);
    const report = error instanceof TooEarly ? log : warn;
    report('outbox task postponed', { task: entries[0]?.task, entries: entries.length, reason });
    const failures = entries.map((entry) => ({
      entry,
      dueAt: nextAttempt(task, entry, error, now),
    }));
    await outbox.fail(db, failures, now, reason);
    return false;
  }
  await outbox.finish(db, entries);
  return true;
}

function nextAttempt(task: Task, { attempts }: outbox.Claimed, error: unknown, now: number) {
  if (error instanceof TooEarly) return error.until;
  const pause = error instanceof PermanentError ? null : task.pause(attempts);
  return pause === null ? null : now + jittered(pause);
}

/** What is told of a failure: what broke in the house itself (a query has its cause) is for the log. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && !error.cause) return error.message;
  console.error(error);
  return 'Internal error: the Worker log has the cause.';
}

/** Ten per cent to either side, so that what failed together does not come back together. */
const jittered = (pause: number) => Math.round(pause * (0.9 + 0.2 * Math.random()));

/** A pause that doubles from `first` to `longest`, both in milliseconds; null after `attempts`. */
export function doubling(first: number, longest: number, attempts: number): Task['pause'] {
  return (made) => (made >= attempts ? null : Math.min(longest, first * 2 ** (made - 1)));
}
