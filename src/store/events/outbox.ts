/**
 * The outbox: tasks that follow a change, written in the change's own transaction and run at least once.
 *
 *   db.batch([...change, enqueue(db, [{ task: 'purge', payload: { release: id }, at: now }])])
 *   const claimed = await claim(db, now, [{ task: 'purge', limit: 100 }])
 *   … `finish` what succeeded, `fail` what did not.
 *
 * An entry is there until it is done. To claim is to put its next attempt a lease ahead, so of two
 * who come at once only one gets it, and what a Worker died over comes up again by itself. Entries
 * with the same `lane` go in the order of `at`, then of their writing: none is claimed while an
 * earlier one is neither done nor dead. Give one release's deliveries to one subscriber a lane.
 */
import {
  and,
  asc,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  type SQL,
  sql,
} from 'drizzle-orm';
import { buildRead, type Db, readBatch, type Statement } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import { outbox } from '../db/schema.ts';

export interface OutboxTask {
  task: string;
  /** The arguments of the task's handler, as JSON. */
  payload: unknown;
  /** The instant from which the task may run; never before. */
  at: number;
  /** Entries of one lane run one after another; null or absent: at any time. */
  lane?: string | null;
}

/** An entry that one Worker has claimed for the time of a lease. */
export interface Claimed extends OutboxTask {
  id: number;
  /** The number of attempts, this one included. */
  attempts: number;
}

/** The length of a lease in milliseconds: no longer than from one tick to the next. */
export const lease = 60_000;

/** Entries, as part of the batch of the change that they follow from. */
export function enqueue(db: Db, entries: readonly OutboxTask[]): Statement {
  const given = JSON.stringify(entries.map(({ lane = null, ...entry }) => ({ ...entry, lane })));
  return enqueueFrom(
    db,
    sql`select
        value ->> 'task' as task,
        value ->> 'lane' as lane,
        value -> 'payload' as payload,
        value ->> 'at' as at
      from json_each(${given})`,
  );
}

/** Entries that a query of `task`, `lane`, `payload` (as JSON) and `at` yields in that batch. */
export function enqueueFrom(db: Db, query: SQL): Statement {
  return db
    .insert(outbox)
    .select(sql`select null, task, lane, payload, at, at, 0, null, null from (${query})`);
}

/** True of an entry of one of `tasks`, which this version knows, that is to be done at `now`. */
export function isTaskDue(now: number, tasks: readonly string[]): SQL {
  return and(
    inArray(outbox.task, [...tasks]),
    isNull(outbox.deadAt),
    lte(outbox.dueAt, now),
  ) as SQL;
}

export interface TaskLimit {
  task: string;
  limit: number;
}

/**
 * Claims the due entries of each task for the length of a lease, the longest due first, in one query.
 * @returns for each demand its entries, in the order of execution
 */
export async function claim(
  db: Db,
  now: number,
  demands: readonly TaskLimit[],
): Promise<Claimed[][]> {
  const [first, ...others] = demands.map((demand) => claiming(db, now, demand));
  if (!first) return [];
  const taken = await db.batch([first, ...others]);
  return taken.map((entries) => entries.sort((a, b) => a.at - b.at || a.id - b.id));
}

function claiming(db: Db, now: number, { task, limit }: TaskLimit) {
  const earlier = sql`exists (
    select 1
    from ${outbox} as earlier
    where earlier.lane = ${outbox.lane}
      and earlier.dead_at is null
      and (earlier.at, earlier.id) < (${outbox.at}, ${outbox.id})
  )`;
  const due = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.task, task),
        isNull(outbox.deadAt),
        lte(outbox.dueAt, now),
        sql`(${outbox.lane} is null or not ${earlier})`,
      ),
    )
    .orderBy(asc(outbox.dueAt), asc(outbox.id))
    .limit(limit);
  return db
    .update(outbox)
    .set({ dueAt: now + lease, attempts: sql`${outbox.attempts} + 1` })
    .where(sql`${outbox.id} in ${due}`)
    .returning({
      id: outbox.id,
      task: outbox.task,
      payload: outbox.payload,
      at: outbox.at,
      lane: outbox.lane,
      attempts: outbox.attempts,
    });
}

/** Deletes entries that are done. */
export async function finish(db: Db, entries: readonly Claimed[]): Promise<void> {
  await db.delete(outbox).where(isOneOf(entries));
}

const longestError = 500;

/** A claimed entry that failed, and when it is tried again; null: never. */
export interface Failure {
  entry: Claimed;
  dueAt: number | null;
}

/** Postpones entries that failed, and gives up those that are not tried again: one statement. */
export async function fail(
  db: Db,
  failures: readonly Failure[],
  now: number,
  reason: string,
): Promise<void> {
  const given = JSON.stringify(
    failures.map(({ entry: { id, attempts }, dueAt }) => [id, attempts, dueAt]),
  );
  const part = (index: number) => sql.raw(`value ->> ${index}`);
  const next = sql`(select ${part(2)} from json_each(${given}) where ${part(0)} = ${outbox.id})`;
  await db
    .update(outbox)
    .set({
      dueAt: sql`coalesce(${next}, ${outbox.dueAt})`,
      deadAt: sql`case when ${next} is null then ${now} end`,
      lastError: reason.slice(0, longestError),
    })
    .where(isHeld(failures.map(({ entry }) => entry)));
}

/** Gives back entries that were claimed and not begun, so that the next run takes them. */
export async function giveBack(db: Db, entries: readonly Claimed[], now: number): Promise<void> {
  await db
    .update(outbox)
    .set({ dueAt: now, attempts: sql`${outbox.attempts} - 1` })
    .where(isHeld(entries));
}

/** The id of the latest entry, or 0. */
export async function latestId(db: Db): Promise<number> {
  const row = await db
    .select({ id: max(outbox.id) })
    .from(outbox)
    .get();
  return row?.id ?? 0;
}

/** Finishes all purges due by `now` up to an entry, leased ones too: everything was purged. */
export async function finishAllPurges(db: Db, upTo: number, now: number): Promise<void> {
  const purges = and(eq(outbox.task, 'purge'), isNull(outbox.deadAt));
  await db.delete(outbox).where(and(purges, lte(outbox.at, now), lte(outbox.id, upTo)));
}

const isOneOf = (entries: readonly Claimed[]) =>
  inList(
    outbox.id,
    entries.map(({ id }) => id),
  );

/** True for entries that nobody claimed since: only the current lease holder may update an entry. */
const isHeld = (entries: readonly Claimed[]) =>
  sql`(${outbox.id}, ${outbox.attempts}) in (
    select json_extract(value, '$[0]'), json_extract(value, '$[1]')
    from json_each(${JSON.stringify(entries.map(({ id, attempts }) => [id, attempts]))})
  )`;

/** Whether something is still to be purged that was due by `at`. */
export async function isPurging(db: Db, at: number): Promise<boolean> {
  const due = and(eq(outbox.task, 'purge'), isNull(outbox.deadAt), lte(outbox.at, at));
  return (await db.select({ id: outbox.id }).from(outbox).where(due).limit(1)).length > 0;
}

export type OutboxEntry = typeof outbox.$inferSelect;

/** Given up; failed, and to be tried again; not tried yet. */
export const states = ['dead', 'failing', 'waiting'] as const;

const inState: Record<(typeof states)[number], SQL> = {
  dead: isNotNull(outbox.deadAt),
  failing: and(isNull(outbox.deadAt), isNotNull(outbox.lastError)) as SQL,
  waiting: and(isNull(outbox.deadAt), isNull(outbox.lastError)) as SQL,
};

export interface DeliverySelection {
  /** Null for any. */
  state: (typeof states)[number] | null;
  /** Behind this id; null from the newest. */
  before: number | null;
  limit: number;
  now: number;
}

/** Entries whose instant has come, the newest first: what is only scheduled is nobody's delivery yet. */
export async function listDeliveries(
  db: Db,
  { state, before, limit, now }: DeliverySelection,
): Promise<OutboxEntry[]> {
  const query = db
    .select()
    .from(outbox)
    .where(
      and(
        state ? inState[state] : undefined,
        lte(outbox.at, now),
        before === null ? undefined : lt(outbox.id, before),
      ),
    )
    .orderBy(desc(outbox.id))
    .limit(limit);
  const [entries] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  return entries;
}

export async function findDelivery(db: Db, id: number, now: number): Promise<OutboxEntry | null> {
  const itself = and(eq(outbox.id, id), lte(outbox.at, now));
  return (await db.select().from(outbox).where(itself).get()) ?? null;
}

/** Requeues a dead letter, due from `now` on. Part of the batch with the audit entry. */
export function requeue(db: Db, id: number, now: number): Statement {
  return db
    .update(outbox)
    .set({ deadAt: null, attempts: 0, dueAt: now })
    .where(and(eq(outbox.id, id), isNotNull(outbox.deadAt)));
}
