/** migrations/ makes the tables; src/store/db/schema.ts describes them. They must say the same. */
import { is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as schema from '../../src/store/db/schema.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

interface Column {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

async function rows<T>(query: string, ...values: unknown[]): Promise<T[]> {
  return (
    await newsroom.db
      .prepare(query)
      .bind(...values)
      .all<T>()
  ).results;
}

const described = Object.values(schema)
  .filter((table) => is(table, SQLiteTable))
  .map((table) => getTableConfig(table as SQLiteTable));

test('every table of the migrations is in the schema, except the search index’s own', async () => {
  const made = await rows<{ name: string }>(
    "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' and name not like '_cf_%' and name <> 'd1_migrations' order by name",
  );
  expect(described.map(({ name }) => name).sort()).toEqual(made.map(({ name }) => name));
});

test.each(described.map((table) => [table.name, table] as const))(
  '%s has the described columns, with their types, in order',
  async (name, table) => {
    const made = await rows<Column>(
      'select name, type, "notnull", pk from pragma_table_info(?)',
      name,
    );
    const keys = new Set([
      ...table.columns.filter(({ primary }) => primary).map((column) => column.name),
      ...table.primaryKeys.flatMap(({ columns }) => columns.map((column) => column.name)),
    ]);
    expect(
      table.columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        required: column.notNull || keys.has(column.name),
        key: keys.has(column.name),
      })),
    ).toEqual(
      made.map((column) => ({
        name: column.name,
        type: column.type,
        required: column.notnull === 1 || column.pk > 0,
        key: column.pk > 0,
      })),
    );
  },
);

test.each(described.map((table) => [table.name, table] as const))(
  '%s has the described indexes',
  async (name, table) => {
    const made = await rows<{ name: string }>(
      "select name from pragma_index_list(?) where origin = 'c' order by name",
      name,
    );
    expect(table.indexes.map((index) => index.config.name).sort()).toEqual(
      made.map((index) => index.name),
    );
  },
);

test('an audit entry can be neither changed nor deleted', async () => {
  const entries = await rows<{ n: number }>('select count(*) as n from audit');
  expect(entries[0]?.n).toBeGreaterThan(0);
  await expect(newsroom.db.exec("update audit set action = 'nothing'")).rejects.toThrow(/never/);
  await expect(newsroom.db.exec('delete from audit')).rejects.toThrow(/never/);
});
