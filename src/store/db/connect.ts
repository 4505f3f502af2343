/** The database as the store uses it: drizzle over D1, and reading several things in one round trip. */
import {
  Column,
  fillPlaceholders,
  is,
  Param,
  Placeholder,
  type SQL,
  sql,
  type Query as Text,
} from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import { isFreshEnough, type ReplicaLag, replicaLagColumns } from './visibility.ts';

export type Db = DrizzleD1Database & { $client: Client; $reader?: Reader; $gathering?: Gathering };
type Client = Pick<D1Database, 'prepare' | 'batch'>;
export type Statement = BatchItem<'sqlite'>;

const known = new WeakMap<D1Database, Db>();

/** Returns the primary database, for writes and for reads that must see the latest write. */
export function connect(binding: D1Database): Db {
  let db = known.get(binding);
  if (!db) {
    db = drizzle(binding);
    known.set(binding, db);
  }
  return db;
}

/** The primary database as the fallback of a reader's connection, and the instant of the request. */
interface Reader {
  primary: Db;
  now: number;
}

/**
 * The database for a reader at `now`: the nearest copy of it, which may lag behind, as far as it can
 * be trusted with what is not public (see `readBatch`).
 */
export function connectReader(binding: D1Database, now: number): Db {
  const session = binding.withSession('first-unconstrained') as unknown as D1Database;
  return Object.assign(drizzle(session), { $reader: { primary: connect(binding), now } });
}

/**
 * A connection for a request whose parts read at the same time: reads that are asked for within one turn
 * of the event loop are one batch, so they are one round trip and one view.
 */
export function connectGathering({ $client }: Db): Db {
  return Object.assign(drizzle($client as D1Database), { $gathering: new Gathering($client) });
}

/**
 * Writes in the batch of the next reads of a gathering connection, before them.
 * @param instead writes it in another way, if that batch failed; the reads are sent after it
 */
export function writeBeforeReads(
  { $gathering }: Db,
  query: BoundQuery,
  instead: () => Promise<void>,
): Promise<void> {
  return $gathering ? $gathering.writeAhead(query, instead) : instead();
}

interface Waiting {
  queries: readonly BoundQuery[];
  resolve: (answers: D1Result[]) => void;
  reject: (error: unknown) => void;
}

/** A query as it is sent: its text and its values. */
interface BoundQuery {
  sql: string;
  params: unknown[];
}

/** A write that is to be in the batch of the next reads, before them. */
interface WriteAhead {
  query: BoundQuery;
  /** Writes it in another way, if that batch failed; the reads are sent after it. */
  instead: () => Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Reads that wait to be sent together, each of them once. If the batch fails, all of them fail. */
class Gathering {
  readonly #client: Client;
  #waiting: Waiting[] = [];
  #write: WriteAhead | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  send(queries: readonly BoundQuery[]): Promise<D1Result[]> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ queries, resolve, reject }) === 1) {
        setTimeout(() => this.#sendAll(), 0);
      }
    });
  }

  writeAhead(query: BoundQuery, instead: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#write = { query, instead, resolve, reject };
    });
  }

  async #sendAll(): Promise<void> {
    const all = this.#waiting;
    const write = this.#write;
    this.#waiting = [];
    this.#write = null;
    const queries = new Map(
      all.flatMap((one) => one.queries.map((query) => [keyOfQuery(query), query])),
    );
    try {
      const statements = [...queries.values()].map((query) => bind(this.#client, query));
      const answers = write
        ? await this.#sendAfter(write, statements)
        : await this.#client.batch(statements);
      const byKey = new Map([...queries.keys()].map((key, index) => [key, answers[index]]));
      for (const { queries, resolve } of all) {
        resolve(queries.map((query) => byKey.get(keyOfQuery(query)) as D1Result));
      }
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  /** Sends reads with a write before them: none of them is answered unless it is written. */
  async #sendAfter(
    { query, instead, resolve, reject }: WriteAhead,
    statements: D1PreparedStatement[],
  ): Promise<D1Result[]> {
    try {
      const written = bind(this.#client, query);
      const answers = await this.#client.batch([written, ...statements]).catch(() => null);
      if (!answers) await instead();
      resolve();
      return answers?.slice(1) ?? (await this.#client.batch(statements));
    } catch (error) {
      reject(error);
      throw error;
    }
  }
}

const keyOfQuery = ({ sql, params }: BoundQuery) => JSON.stringify([sql, params]);

const bind = (client: Client, { sql, params }: BoundQuery) => client.prepare(sql).bind(...params);

/** A query as drizzle compiles it: its text, and how its rows become what it declares. */
interface Compiled {
  getQuery(): { sql: string; params: unknown[] };
  mapResult(response: unknown, isFromBatch?: boolean): unknown;
  /** The columns of its rows; none where the rows are as they come. */
  fields?: Field[];
}

interface Field {
  path: string[];
  field: Decoder | { decoder: Decoder } | { sql: { decoder: Decoder } };
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

/** A query that can be compiled, whose rows are `Rows`. */
type Query<Rows> = { prepare(): Compiled } & { _: { result: Rows } };

/** A query, what fills its placeholders, and what its rows mean. */
export interface Read<T> {
  compiled: Compiled;
  values: Record<string, unknown>;
  read(rows: never): T;
  /** Of a read whose rows also state the replica's lag. */
  age?(rows: never): ReplicaLag;
}

/** Pairs a query with the meaning of its rows, which are as the query declares them. */
export function buildRead<Rows, T>(
  query: Query<Rows>,
  read: (rows: Rows) => T,
  values: Record<string, unknown> = {},
): Read<T> {
  return { compiled: compile(query), values, read: read as (rows: never) => T };
}

/**
 * Compiles a query, with the numbers of LIMIT and OFFSET in its text: a parameter there is looked at while SQLite
 * plans the query, which it then does for each execution. A placeholder stays a parameter.
 */
function compile(query: Query<unknown>): Compiled {
  const compiled = query.prepare();
  const text = withLiteralLimits(compiled.getQuery());
  return {
    getQuery: () => text,
    mapResult: (response, isFromBatch) => compiled.mapResult(response, isFromBatch),
    ...(compiled.fields && { fields: compiled.fields }),
  };
}

function withLiteralLimits({ sql, params }: Text): Text {
  const [first = '', ...pieces] = sql.split('?');
  // Some question marks of this query are no parameters.
  if (pieces.length !== params.length) return { sql, params };
  const isLimit = (index: number) =>
    typeof params[index] === 'number' &&
    /\s(?:limit|offset) $/.test((pieces[index - 1] ?? first).slice(-8));
  return {
    sql: pieces.reduce(
      (text, piece, index) => text + (isLimit(index) ? params[index] : '?') + piece,
      first,
    ),
    params: params.filter((_, index) => !isLimit(index)),
  };
}

/**
 * A read that many requests make: its query, with placeholders for what differs, is compiled at
 * the first of them and kept. Building a query costs more than anything else of a page.
 */
export function preparedRead<Rows>(build: (db: Db) => Query<Rows>) {
  let compiled: Compiled | null = null;
  return <T>(db: Db, values: Record<string, unknown>, read: (rows: Rows) => T): Read<T> => {
    compiled ??= optimize(compile(build(db)));
    return { compiled, values, read: read as (rows: never) => T };
  };
}

/** Deduplicates the parameters of a compiled query and caches its column decoders. */
function optimize(compiled: Compiled): Compiled {
  return { getQuery: withEachValueOnce(compiled.getQuery()), mapResult: rowsOf(compiled) };
}

/** A value that a query names several times, as most do the time, is sent once: `?1`, `?2`. */
function withEachValueOnce({ sql: text, params }: Text): Compiled['getQuery'] {
  const keys = [...new Set(params.map(keyOf))];
  let place = 0;
  const numbered = text.replaceAll('?', () => `?${keys.indexOf(keyOf(params[place++])) + 1}`);
  if (place !== params.length)
    throw new Error(`This query has a question mark of its own: ${text}`);
  const query = {
    sql: numbered,
    params: keys.map((key) => params.find((param) => keyOf(param) === key)),
  };
  return () => query;
}

/**
 * Reads rows with the meaning of each column found once: drizzle looks for it again in every cell,
 * which was a tenth of a list. Rows within rows are left to it.
 */
function rowsOf(compiled: Compiled): Compiled['mapResult'] {
  const { fields } = compiled;
  if (!fields?.every(({ path }) => path.length === 1)) {
    return (response, isFromBatch) => compiled.mapResult(response, isFromBatch);
  }
  const columns = fields.map(({ path, field }) => ({
    name: path[0] as string,
    decoder: decoderOf(field),
  }));
  return (response) =>
    (response as D1Result<object>).results.map((cells) => {
      const values: unknown[] = Object.values(cells);
      const row: Record<string, unknown> = {};
      for (const [index, { name, decoder }] of columns.entries()) {
        const value = values[index];
        row[name] = value === null ? null : decoder.mapFromDriverValue(value);
      }
      return row;
    });
}

/** The name of a placeholder, also of one that is sent as its column keeps it; else the value itself. */
function keyOf(param: unknown): unknown {
  if (is(param, Placeholder)) return param.name;
  if (!is(param, Param) || !is(param.value, Placeholder)) return param;
  return param.encoder.mapToDriverValue === identityEncoder ? param.value.name : param;
}

/** The encoder of columns whose values the database takes as they are. */
const identityEncoder = Column.prototype.mapToDriverValue;

function decoderOf(field: Field['field']): Decoder {
  if (is(field, Column)) return field;
  return 'decoder' in field ? field.decoder : (field as { sql: { decoder: Decoder } }).sql.decoder;
}

/** A query in SQL's own words, for what drizzle has none for (FTS5). Its rows are as they come. */
export function rawSql<Row>(db: Db, query: SQL): Query<Row[]> {
  const { sql: text, params } = db.all<Row>(query).getQuery();
  const compiled: Compiled = {
    getQuery: () => ({ sql: text, params }),
    mapResult: (response) => (response as { results: Row[] }).results,
  };
  return { prepare: () => compiled, _: { result: [] } };
}

export type Results<R extends readonly Read<unknown>[]> = {
  [K in keyof R]: R[K] extends Read<infer T> ? T : never;
};

/** Reads the replica lag. */
const ages = preparedRead((db) => db.select(replicaLagColumns).from(sql`(select 1) as one`));

const ageOfRow = ([row]: ReplicaLag[]) => row as ReplicaLag;

const readAge = (db: Db, now: number): Read<unknown> => withAge(ages(db, { now }, ageOfRow));

/** A read whose row also states the replica's lag, in the columns of `replicaLagColumns`. */
export const withAge = <T>(read: Read<T>): Read<T> => ({ ...read, age: ageOfRow });

/**
 * Executes reads in one batch, after `first`: one round trip, one consistent view. If the replica lags
 * too far behind, the batch is repeated on the primary. With `first`, which may write, it runs on the
 * primary at once.
 */
export async function readBatch<const R extends readonly [Read<unknown>, ...Read<unknown>[]]>(
  db: Db,
  reads: R,
  first: readonly Read<unknown>[] = [],
): Promise<Results<R>> {
  const { $reader: reader } = db;
  if (!reader) {
    const { $client } = db;
    const sender = first.length > 0 ? { $client } : db;
    return meaning(reads, (await send(sender, [...first, ...reads])).slice(first.length));
  }
  if (first.length > 0) return readBatch(reader.primary, reads, first);
  const dated = reads.some(({ age }) => age);
  const all = dated ? reads : [...reads, readAge(db, reader.now)];
  const answers = await send(db, all);
  const trusted =
    answers[0]?.meta.served_by_primary || isFreshEnough(ageOf(all, answers), reader.now);
  return trusted ? meaning(reads, answers) : readBatch(reader.primary, reads);
}

function ageOf(reads: readonly Read<unknown>[], answers: readonly D1Result[]): ReplicaLag {
  const index = reads.findIndex(({ age }) => age);
  const { compiled, age } = reads[index] as Required<Read<unknown>>;
  return age(compiled.mapResult(answers[index], true) as never);
}

function send(
  { $client, $gathering }: Pick<Db, '$client' | '$gathering'>,
  reads: readonly Read<unknown>[],
): Promise<D1Result[]> {
  const queries = reads.map(({ compiled, values }) => {
    const { sql, params } = compiled.getQuery();
    return { sql, params: fillPlaceholders(params, values) };
  });
  if ($gathering) return $gathering.send(queries);
  return $client.batch(queries.map((query) => bind($client, query)));
}

function meaning<const R extends readonly Read<unknown>[]>(
  reads: R,
  answers: readonly D1Result[],
): Results<R> {
  return reads.map(({ compiled, read }, index) =>
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
