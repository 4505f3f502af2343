/** What every history begins with: the tables, their terms, and the people who may write. */

export interface Beginning {
  /** The statements that make the tables, in their order. */
  schema: string[];
  rows: { table: string; row: Record<string, unknown> }[];
}

const filled = ['terms', 'taxonomies', 'editors', 'tokens'];

/** The audit is never deleted from, and readers never see it; texts only pass through `fresh`. */
const kept = [...filled, 'audit', 'd1_migrations', 'fresh', 'fresh_words'];

const tables =
  "select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite\\_%' escape '\\' and name not like '\\_cf\\_%' escape '\\'";

/** The beginning as it lies in a newsroom's database. */
export async function beginningOf(db: D1Database): Promise<Beginning> {
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

export async function begin(db: D1Database, { schema, rows }: Beginning): Promise<void> {
  const inserts = rows.map(({ table, row }) => {
    const [names, places] = [Object.keys(row), Object.keys(row).map(() => '?')];
    const insert = `insert into ${table} (${names.join()}) values (${places.join()})`;
    return db.prepare(insert).bind(...Object.values(row));
  });
  await db.batch([...schema.map((statement) => db.prepare(statement)), ...inserts]);
}

/** Takes everything back to the beginning. */
export async function empty(db: D1Database): Promise<void> {
  const { results } = await db.prepare(tables).all<{ name: string }>();
  const emptied = results.filter(({ name }) => !kept.includes(name));
  await db.batch([
    db.prepare('pragma defer_foreign_keys = on'),
    ...emptied.map(({ name }) => db.prepare(`delete from ${name}`)),
    db.prepare('delete from sqlite_sequence'),
  ]);
}
