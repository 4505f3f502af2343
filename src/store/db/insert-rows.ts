/** Many rows in few statements: they travel as JSON, a parameter of a million bytes at a time. */
import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { utf8 } from '../../domain/digest.ts';
import type { Db, Statement } from './connect.ts';

/** The platform takes 2 MB in one value, and in one row; this leaves room for the rest of the row. */
export const largestRow = 1_800_000;
const largestChunk = 1_000_000;

type Row = Readonly<Record<string, unknown>>;

export const sizeOf = (value: unknown): number => utf8(JSON.stringify(value)).length;

/** The rows in JSON arrays, in their order. None has more than a million bytes, unless it is of one row. */
export function chunksOf(rows: readonly Row[]): string[] {
  const chunks: Row[][] = [];
  let left = 0;
  for (const row of rows) {
    const size = sizeOf(row) + 1;
    const current = chunks.at(-1);
    if (current && size <= left) current.push(row);
    else chunks.push([row]);
    left = current && size <= left ? left - size : largestChunk - size;
  }
  return chunks.map((chunk) => JSON.stringify(chunk));
}

/**
 * Inserts rows, each with the same columns by drizzle's names for them; the columns that are not
 * named get their defaults.
 * @param computed columns by SQL, in which `given.value` is the row as JSON
 * @param joined tables beside `given`, as SQL that follows it
 */
export function insertRows(
  db: Db,
  table: SQLiteTable,
  rows: readonly Row[],
  { computed = {}, joined = sql`` }: { computed?: Record<string, SQL>; joined?: SQL } = {},
): Statement[] {
  const [first = {}] = rows;
  const cells = Object.entries(getTableColumns(table)).map(([name, column]) => {
    if (computed[name]) return computed[name];
    return name in first ? cellOf(name, column as SQLiteColumn) : sql`${blankOf(column)}`;
  });
  return chunksOf(rows).map((chunk) =>
    db
      .insert(table)
      .select(sql`select ${sql.join(cells, sql`, `)} from json_each(${chunk}) as given ${joined}`),
  );
}

function cellOf(name: string, { columnType }: SQLiteColumn): SQL {
  const key = sql.raw(`'${name}'`);
  return columnType === 'SQLiteTextJson'
    ? sql`nullif(given.value -> ${key}, 'null')`
    : sql`given.value ->> ${key}`;
}

function blankOf({ default: value }: { default: unknown }) {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}
