/** A copy of the database that lags behind it, for tests only: TWIN_DB, as it was last brought up to date. */
import type { Env } from '../src/config.ts';

export interface EnvWithCopy extends Env {
  TWIN_DB: D1Database;
}

/** Brings the copy up to date, except for the audit and the search index. */
export async function bringUp({ DB, TWIN_DB }: EnvWithCopy): Promise<void> {
  const { results: tables } = await DB.prepare(
    `select name from pragma_table_list
     where schema = 'main' and type = 'table' and name not in ('audit', 'd1_migrations')
       and name not like 'sqlite~_%' escape '~' and name not like '~_cf~_%' escape '~'`,
  ).all<{ name: string }>();
  const names = tables.map(({ name }) => name);
  const copied = await DB.batch<Record<string, unknown>>(
    names.map((name) => DB.prepare(`select * from ${name}`)),
  );
  const insert = (name: string, row: Record<string, unknown>) => {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join();
    return TWIN_DB.prepare(`insert into ${name} (${columns.join()}) values (${places})`).bind(
      ...Object.values(row),
    );
  };
  await TWIN_DB.batch([
    TWIN_DB.prepare('pragma defer_foreign_keys = on'),
    ...names.map((name) => TWIN_DB.prepare(`delete from ${name}`)),
    ...names.flatMap((name, at) => (copied[at]?.results ?? []).map((row) => insert(name, row))),
  ]);
}

/** The database with its sessions on the copy, whose metadata says that it is not the primary. */
export function besideCopy(db: D1Database, { TWIN_DB }: EnvWithCopy): D1Database {
  const session = {
    prepare: (query: string) => TWIN_DB.prepare(query),
    batch: async (statements: D1PreparedStatement[]) =>
      (await TWIN_DB.batch(statements)).map((answer) => ({
        ...answer,
        meta: { ...answer.meta, served_by_primary: false },
      })),
  };
  return { ...db, withSession: () => session } as unknown as D1Database;
}
