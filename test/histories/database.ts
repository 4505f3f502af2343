/**
 * The interface of D1 over the storage of the Durable Object that queries it. D1 is such an object,
 * too: this is the same SQLite without the calls to it, which took most of the time of a history.
 */

type Row = Record<string, SqlStorageValue>;

/** The metadata that the store reads: this database has no replicas. */
const meta = { served_by_primary: true };

/** The tripwire's tables. Almost every request for something hidden writes them, and they alone. */
const counted = /"(?:probes|missed_requests)"/;
const counting = new RegExp(`^insert into ${counted.source}`);

/** A query with its values. Its rows are cached until a write, since many requests run the same one. */
class Statement {
  readonly #database: Database;
  readonly #query: string;
  readonly #values: unknown[];
  readonly reads: boolean;

  constructor(database: Database, query: string, values: unknown[] = []) {
    [this.#database, this.#query, this.#values] = [database, query, values];
    this.reads = query.startsWith('select ');
  }

  bind(...values: unknown[]) {
    return new Statement(this.#database, this.#query, values);
  }

  result() {
    return { success: true, results: this.#rows(), meta };
  }

  #rows(): Row[] {
    const { cache } = this.#database;
    if (!this.reads && !counting.test(this.#query)) cache.clear();
    if (!this.reads || counted.test(this.#query)) return this.#execute();
    const key = JSON.stringify([this.#query, this.#values]);
    const rows = cache.get(key) ?? this.#execute();
    cache.set(key, rows);
    return rows;
  }

  #execute(): Row[] {
    return this.#database.sql.exec<Row>(this.#query, ...this.#values).toArray();
  }

  async all() {
    return this.result();
  }

  async run() {
    return this.result();
  }

  async raw() {
    return this.result().results.map((row) => Object.values(row));
  }
}

class Database {
  readonly cache = new Map<string, Row[]>();
  readonly sql: SqlStorage;
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    [this.#storage, this.sql] = [storage, storage.sql];
  }

  prepare(query: string) {
    return new Statement(this, query);
  }

  async batch(statements: Statement[]) {
    const all = () => statements.map((statement) => statement.result());
    if (statements.every(({ reads }) => reads)) return all();
    try {
      return this.#storage.transactionSync(all);
    } finally {
      // A failed batch may have been read from before it was rolled back.
      this.cache.clear();
    }
  }

  withSession() {
    return this;
  }
}

export function databaseIn(storage: DurableObjectStorage): D1Database {
  return new Database(storage) as unknown as D1Database;
}
