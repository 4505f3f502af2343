/** The schema that migrations/ makes, and how a database differs from it. */
import { migrate, openDatabases } from '../local.ts';

export interface SchemaObject {
  type: 'table' | 'index' | 'trigger' | 'view';
  name: string;
  sql: string;
}

/** Every object that was made by a statement, the platform's own aside. */
export const findSchema = `select type, name, sql from sqlite_master
where sql is not null and tbl_name not in ('d1_migrations', 'sqlite_sequence')
  and substr(name, 1, 4) <> '_cf_' order by type, name`;

/** The schema of a fresh database on this machine with every migration applied, made once. */
export function expectedSchema(): Promise<SchemaObject[]> {
  expected ??= makeSchema();
  return expected;
}

let expected: Promise<SchemaObject[]> | undefined;

async function makeSchema(): Promise<SchemaObject[]> {
  const { databases, dispose } = await openDatabases(['expected']);
  try {
    const [db] = databases as [D1Database];
    await migrate(db);
    return (await db.prepare(findSchema).all<SchemaObject>()).results;
  } finally {
    await dispose();
  }
}

/** One line for each object that is missing, or other than expected; what is there beside is fine. */
export function schemaFaults(expected: SchemaObject[], found: SchemaObject[]): string[] {
  const key = ({ type, name }: SchemaObject) => `${type} ${name}`;
  const known = new Map(found.map((one) => [key(one), plain(one.sql)]));
  return expected.flatMap((one) => {
    const sql = known.get(key(one));
    if (sql === undefined) return [`missing: ${key(one)}`];
    return sql === plain(one.sql) ? [] : [`not as migrations/ makes it: ${key(one)}`];
  });
}

/** A statement without what never matters: spaces, and the case of letters. */
const plain = (sql: string) => sql.replace(/\s+/g, '').toLowerCase();
