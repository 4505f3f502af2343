/**
 * A database as D1 gives it, over the storage of the Durable Object that asks it. D1 is such an object
 * too: this is the same SQLite without the trip to it, which took most of a history.
 */

type Row = Record<string, SqlStorageValue>;

/** What the store reads of it: there are no copies of this database. */
const meta = { served_by_primary: true };

/** Who asks for what is hidden is counted at every other question: other rows stay as they were. */
const counted = /"(?:probes|missed_requests)"/;
const counting = new RegExp(`^insert into ${counted.source}`);

/** A query with its values. Its rows are kept until something is written: a hundred surfaces ask alike. */
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
    const { kept } = this.#database;
    if (!this.reads && !counting.test(this.#query)) kept.clear();
    if (!this.reads || counted.test(this.#query)) return this.#execute();
    const key = JSON.stringify([this.#query, this.#values]);
    const rows = kept.get(key) ?? this.#execute();
    kept.set(key, rows);
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
  readonly kept = new Map<string, Row[]>();
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
      // What it read may have been undone with it.
      this.kept.clear();
    }
  }

  withSession() {
    return this;
  }
}

export function databaseIn(storage: DurableObjectStorage): D1Database {
  return new Database(storage) as unknown as D1Database;
}
