/**
 * Runner of the outbox. Entries are executed in `waitUntil` right after the write that enqueued them,
 * and by each tick until they succeed. To add a task, add it to `tasks` and enqueue entries with its
 * name.
 *
 * Every entry is executed at least once, so handlers must be idempotent. A handler that throws is
 * retried after `retryDelay`, or at the given instant for `TooEarly`. For `PermanentError`, or when
 * `retryDelay` returns null, the entry becomes a dead letter, which editors can list and requeue
 * (`listDeliveries` and `requeue` in src/store/events/outbox.ts).
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
  /** Entries that one run claims at a time. */
  limit: number;
  /** Entries of one call of the handler. They succeed or fail together. */
  batchSize: number;
  /** Calls of the handler that run at the same time. Default 1. */
  concurrency?: number;
  perform: (context: TaskContext, entries: readonly outbox.Claimed[]) => Promise<void>;
  /** Milliseconds until the next attempt after that many failures. Null makes it a dead letter. */
  retryDelay: (attempts: number) => number | null;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * Concurrent deliveries to external services. A Worker may wait for six connections at a time; further
 * requests would queue inside the platform while their timeout runs.
 */
const concurrency = 4;

/** In the order of execution. */
const tasks: Record<string, Task> = {
  purge: { limit: 500, batchSize: 500, perform: purgeCache, retryDelay: () => 20_000 },
  unlist: { limit: 500, batchSize: 500, perform: removeListings, retryDelay: () => 20_000 },
  websub: {
    limit: 20,
    batchSize: 1,
    concurrency,
    perform: pingHub,
    retryDelay: exponentialBackoff(30_000, hour, 24),
  },
  indexnow: {
    limit: 500,
    batchSize: 500,
    perform: submitToIndexNow,
    retryDelay: exponentialBackoff(minute, 6 * hour, 16),
  },
  webhook: {
    limit: 20,
    batchSize: 1,
    concurrency,
    perform: deliverToWebhook,
    retryDelay: exponentialBackoff(30_000, 6 * hour, 24),
  },
};

export const taskNames: readonly string[] = Object.keys(tasks);

/**
 * Milliseconds during which a run starts new calls, whatever its tick did before. `waitUntil` allows 30
 * seconds after the response, and a started call may take ten.
 */
const maximumRun = 15_000;

/** Queries that a run keeps for its started calls and for the work after it. */
const reserve = 150;

/** Executes due entries. Failures of handlers are recorded; only database errors are thrown. */
export async function runTasks(context: TaskContext): Promise<void> {
  const { db, now, left } = context;
  const end = Date.now() + maximumRun;
  const isOver = () => left() < reserve || Date.now() >= end;
  let open = Object.entries(tasks);
  while (open.length > 0 && !isOver()) {
    const limits = open.map(([task, { limit }]) => ({ task, limit }));
    const claimed = await outbox.claim(db, now, limits);
    const more: typeof open = [];
    for (const [index, named] of open.entries()) {
      const [, task] = named;
      const entries = claimed[index] ?? [];
      const failed = await perform(context, task, entries, isOver);
      const full = entries.length === task.limit || entries.some(({ lane }) => lane);
      // After a failed batch the next one would fail for the same reason.
      if (full && !(failed && task.batchSize > 1)) more.push(named);
    }
    open = more;
  }
}

/** Calls the handler for claimed entries. @returns whether any of them failed */
async function perform(
  context: TaskContext,
  task: Task,
  entries: readonly outbox.Claimed[],
  isOver: () => boolean,
): Promise<boolean> {
  const calls: outbox.Claimed[][] = [];
  for (let from = 0; from < entries.length; from += task.batchSize) {
    calls.push(entries.slice(from, from + task.batchSize));
  }
  let failed = false;
  const work = async () => {
    while (!isOver()) {
      const call = calls.shift();
      if (!call) return;
      if (!(await attempt(context, task, call))) failed = true;
    }
  };
  await Promise.all(Array.from({ length: task.concurrency ?? 1 }, work));
  if (calls.length > 0) await outbox.giveBack(context.db, calls.flat(), context.now);
  return failed;
}

/** Makes one call of the handler and records its outcome. @returns whether it succeeded */
async function attempt(
  context: TaskContext,
  task: Task,
  entries: outbox.Claimed[],
): Promise<boolean> {
  const { db, now } = context;
  try {
    await task.perform(context, entries);
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
  const delay = error instanceof PermanentError ? null : task.retryDelay(attempts);
  return delay === null ? null : now + withJitter(delay);
}

/** The reason that editors see. An internal error, such as a failed query, is only logged. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && !error.cause) return error.message;
  console.error(error);
  return 'Internal error: the Worker log has the cause.';
}

/** Adds ±10 % of jitter, so that entries that failed together are not retried together. */
const withJitter = (delay: number) => Math.round(delay * (0.9 + 0.2 * Math.random()));

/** A delay that doubles from `first` to `longest`, both in milliseconds. Null after `attempts`. */
export function exponentialBackoff(
  first: number,
  longest: number,
  attempts: number,
): Task['retryDelay'] {
  return (made) => (made >= attempts ? null : Math.min(longest, first * 2 ** (made - 1)));
}
