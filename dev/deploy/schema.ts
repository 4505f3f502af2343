/** The schema of migrations/, and the differences of a database from it. */
import { migrate, openDatabases } from '../local.ts';

export interface SchemaObject {
  type: 'table' | 'index' | 'trigger' | 'view';
  name: string;
  sql: string;
}

/** Selects every object with a statement, except the platform's own. */
export const findSchema = `select type, name, sql from sqlite_master
where sql is not null and tbl_name not in ('d1_migrations', 'sqlite_sequence')
  and substr(name, 1, 4) <> '_cf_' order by type, name`;

/** The schema of a new local database with every migration applied; computed once. */
export function expectedSchema(): Promise<SchemaObject[]> {
  expected ??= computeSchema();
  return expected;
}

let expected: Promise<SchemaObject[]> | undefined;

async function computeSchema(): Promise<SchemaObject[]> {
  const { databases, dispose } = await openDatabases(['expected']);
  try {
    const [db] = databases as [D1Database];
    await migrate(db);
    return (await db.prepare(findSchema).all<SchemaObject>()).results;
  } finally {
    await dispose();
  }
}

/** One line for each object that is missing or differs. Additional objects are ignored. */
export function schemaFaults(expected: SchemaObject[], found: SchemaObject[]): string[] {
  const key = ({ type, name }: SchemaObject) => `${type} ${name}`;
  const known = new Map(found.map((one) => [key(one), normalize(one.sql)]));
  return expected.flatMap((one) => {
    const sql = known.get(key(one));
    if (sql === undefined) return [`missing: ${key(one)}`];
    return sql === normalize(one.sql) ? [] : [`differs from migrations/: ${key(one)}`];
  });
}

/** A statement without spaces, in lower case: differences that do not matter. */
const normalize = (sql: string) => sql.replace(/\s+/g, '').toLowerCase();
