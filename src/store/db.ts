/** The database as the store uses it: drizzle over D1, and reading several things in one round trip. */
import { fillPlaceholders, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';

export type Db = DrizzleD1Database & { $client: D1Database };
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

/** A query as drizzle compiles it: its text, and how its rows become what it declares. */
interface Compiled {
  getQuery(): { sql: string; params: unknown[] };
  mapResult(response: unknown, isFromBatch?: boolean): unknown;
}

/** A query that can be compiled, whose rows are `Rows`. */
type Query<Rows> = { prepare(): Compiled } & { _: { result: Rows } };

/** A query, what fills its placeholders, and what its rows mean. */
export interface Reading<T> {
  compiled: Compiled;
  values: Record<string, unknown>;
  read(rows: never): T;
}

/** Pairs a query with the meaning of its rows, which are as the query declares them. */
export function reading<Rows, T>(
  query: Query<Rows>,
  read: (rows: Rows) => T,
  values: Record<string, unknown> = {},
): Reading<T> {
  return { compiled: query.prepare(), values, read: read as (rows: never) => T };
}

/**
 * A reading that many requests make: its query, with placeholders for what differs, is compiled at
 * the first of them and kept. Building a query costs more than anything else of a page.
 */
export function recurring<Rows>(build: (db: Db) => Query<Rows>) {
  let compiled: Compiled | null = null;
  return <T>(db: Db, values: Record<string, unknown>, read: (rows: Rows) => T): Reading<T> => {
    compiled ??= build(db).prepare();
    return { compiled, values, read: read as (rows: never) => T };
  };
}

/** A query in SQL's own words, for what drizzle has none for (FTS5). Its rows are as they come. */
export function inWords<Row>(db: Db, query: SQL): Query<Row[]> {
  const { sql: text, params } = db.all<Row>(query).getQuery();
  const compiled: Compiled = {
    getQuery: () => ({ sql: text, params }),
    mapResult: (response) => (response as { results: Row[] }).results,
  };
  return { prepare: () => compiled, _: { result: [] } };
}

export type Results<R extends readonly Reading<unknown>[]> = {
  [K in keyof R]: R[K] extends Reading<infer T> ? T : never;
};

/** Reads all of it in one batch, after `first`: one round trip, one consistent view. */
export async function readTogether<
  const R extends readonly [Reading<unknown>, ...Reading<unknown>[]],
>(db: Db, readings: R, first: readonly Reading<unknown>[] = []): Promise<Results<R>> {
  const client = db.$client as D1Database;
  const statements = [...first, ...readings].map(({ compiled, values }) => {
    const { sql, params } = compiled.getQuery();
    return client.prepare(sql).bind(...fillPlaceholders(params, values));
  });
  const answers = await client.batch(statements);
  return readings.map(({ compiled, read }, index) =>
    read(compiled.mapResult(answers[first.length + index], true) as never),
  ) as Results<R>;
}

/** Whether `error`, or what caused it, is SQLite refusing a row because of `constraint`. */
export function violates(error: unknown, constraint: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`constraint failed: ${constraint}`)) return true;
  }
  return false;
}
