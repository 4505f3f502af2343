/** The state that every history begins with: the tables, their terms, editors and tokens. */
export interface InitialState {
  /** The statements that create the tables, in order. */
  schema: string[];
  rows: { table: string; row: Record<string, unknown> }[];
}

const filled = ['terms', 'taxonomies', 'editors', 'tokens', 'public_state'];

/** Tables that `clear` leaves alone: nothing may be deleted from the audit; the last are empty anyway. */
const unchanged = [
  ...filled,
  'audit',
  'd1_migrations',
  ...['fresh', 'fresh_words', 'spelled', 'spelled_words'],
];

const tables = `select name from pragma_table_list
  where schema = 'main' and type in ('table', 'virtual')
    and name not like 'sqlite~_%' escape '~' and name not like '~_cf~_%' escape '~'`;

/** Reads the initial state from a newsroom's database. */
export async function readInitialState(db: D1Database): Promise<InitialState> {
  const { results: made } = await db
    .prepare(
      `select sql from sqlite_master where sql is not null and tbl_name in (${tables}) order by rowid`,
    )
    .all<{ sql: string }>();
  const rows = filled.map(async (table) => {
    const { results } = await db.prepare(`select * from ${table}`).all();
    return results.map((row) => ({ table, row }));
  });
  return { schema: made.map(({ sql }) => sql), rows: (await Promise.all(rows)).flat() };
}

export async function createState(db: D1Database, { schema, rows }: InitialState): Promise<void> {
  const inserts = rows.map(({ table, row }) => {
    const [names, places] = [Object.keys(row), Object.keys(row).map(() => '?')];
    const insert = `insert into ${table} (${names.join()}) values (${places.join()})`;
    return db.prepare(insert).bind(...Object.values(row));
  });
  await db.batch([...schema.map((statement) => db.prepare(statement)), ...inserts]);
}

/** Returns a database to its initial state. */
export async function clear(db: D1Database): Promise<void> {
  const { results } = await db.prepare(tables).all<{ name: string }>();
  const cleared = results.filter(({ name }) => !unchanged.includes(name));
  await db.batch([
    db.prepare('pragma defer_foreign_keys = on'),
    ...cleared.map(({ name }) => db.prepare(`delete from ${name}`)),
    db.prepare('delete from sqlite_sequence'),
    // What an isolate keeps is of an earlier history.
    db.prepare('update public_state set token = lower(hex(randomblob(8)))'),
  ]);
}
