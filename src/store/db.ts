/** The database as the store uses it: drizzle over D1, and reading several things in one round trip. */
import { fillPlaceholders, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import { clock } from './schema.ts';
import { ageColumns, isTrusted } from './visibility.ts';

export type Db = DrizzleD1Database & { $client: Client; $reader?: Reader };
type Client = Pick<D1Database, 'prepare' | 'batch'>;
export type Statement = BatchItem<'sqlite'>;

const known = new WeakMap<D1Database, Db>();

/** The database itself: whoever writes, or must see what was just written. */
export function connect(binding: D1Database): Db {
  let db = known.get(binding);
  if (!db) {
    db = drizzle(binding);
    known.set(binding, db);
  }
  return db;
}

/** What a reader's connection falls back upon, and the moment of the request. */
interface Reader {
  primary: Db;
  now: number;
}

/**
 * The database for a reader at `now`: the nearest copy of it, which may lag behind, as far as it can
 * be trusted with what is not public (see `readTogether`).
 */
export function connectReader(binding: D1Database, now: number): Db {
  const session = binding.withSession('first-unconstrained') as unknown as D1Database;
  return Object.assign(drizzle(session), { $reader: { primary: connect(binding), now } });
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

/** How old a copy of the database is, by what it holds. */
const ages = recurring((db) => db.select(ageColumns).from(clock));

/**
 * Reads all of it in one batch, after `first`: one round trip, one consistent view. What a reader is
 * told by a copy of the database that cannot be trusted is asked of the primary again; so is at once
 * whatever comes after `first`, which may write.
 */
export async function readTogether<
  const R extends readonly [Reading<unknown>, ...Reading<unknown>[]],
>(db: Db, readings: R, first: readonly Reading<unknown>[] = []): Promise<Results<R>> {
  const { $reader: reader } = db;
  if (!reader)
    return meaning(readings, (await send(db, [...first, ...readings])).slice(first.length));
  if (first.length > 0) return readTogether(reader.primary, readings, first);
  const age = ages(
    db,
    { now: reader.now },
    ([row]) => row !== undefined && isTrusted(row, reader.now),
  );
  const answers = await send(db, [...readings, age]);
  const [trusted] = meaning([age], answers.slice(readings.length));
  if (trusted || answers[0]?.meta.served_by_primary) return meaning(readings, answers);
  return readTogether(reader.primary, readings);
}

function send({ $client }: Db, readings: readonly Reading<unknown>[]): Promise<D1Result[]> {
  const statements = readings.map(({ compiled, values }) => {
    const { sql, params } = compiled.getQuery();
    return $client.prepare(sql).bind(...fillPlaceholders(params, values));
  });
  return $client.batch(statements);
}

function meaning<const R extends readonly Reading<unknown>[]>(
  readings: R,
  answers: readonly D1Result[],
): Results<R> {
  return readings.map(({ compiled, read }, index) =>
    read(compiled.mapResult(answers[index], true) as never),
  ) as Results<R>;
}

/** Whether `error`, or what caused it, is SQLite refusing a row because of `constraint`. */
export function violates(error: unknown, constraint: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`constraint failed: ${constraint}`)) return true;
  }
  return false;
}
