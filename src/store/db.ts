/** The database as the store uses it: drizzle over D1, and reading several things in one round trip. */
import type { BatchItem } from 'drizzle-orm/batch';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';

export type Db = DrizzleD1Database;
export type Statement = BatchItem<'sqlite'>;

const known = new WeakMap<D1Database, Db>();

export function connect(binding: D1Database): Db {
  let db = known.get(binding);
  if (!db) {
    db = drizzle(binding);
    known.set(binding, db);
  }
  return db;
}

/** A query and what its rows mean; several are read in one round trip by `readTogether`. */
export interface Reading<T> {
  query: Statement;
  read(rows: never): T;
}

/** Pairs a query with the meaning of its rows, which are as the query declares them. */
export function reading<Rows, T>(
  query: Statement & { _: { result: Rows } },
  read: (rows: Rows) => T,
): Reading<T> {
  return { query, read: read as (rows: never) => T };
}

type Results<R extends readonly Reading<unknown>[]> = {
  [K in keyof R]: R[K] extends Reading<infer T> ? T : never;
};

/** Reads all of it in one batch: one round trip, one consistent view. */
export async function readTogether<
  const R extends readonly [Reading<unknown>, ...Reading<unknown>[]],
>(db: Db, readings: R): Promise<Results<R>> {
  const queries = readings.map(({ query }) => query) as [Statement, ...Statement[]];
  const rows = (await db.batch(queries)) as unknown[];
  return readings.map(({ read }, index) => read(rows[index] as never)) as Results<R>;
}

/** Whether `error`, or what caused it, is SQLite refusing a row because of `constraint`. */
export function violates(error: unknown, constraint: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`constraint failed: ${constraint}`)) return true;
  }
  return false;
}
