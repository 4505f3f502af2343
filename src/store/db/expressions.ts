/** SQL expressions that several tables need: lists as one parameter, guards that fail a batch, tokens. */
import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** True if `value` is one of `list`. The list is one parameter, whatever its length. */
export function inList(value: unknown, list: readonly (string | number)[]): SQL {
  return sql`${value} in (select value from json_each(${JSON.stringify([...new Set(list)])}))`;
}

/**
 * `value` if `condition` is true, else null. In a column that may not be null this makes the condition
 * part of the transaction: if it is false, the whole batch fails, and `violates` names the column.
 */
export function valueIf<T>(condition: SQL, value: unknown): SQL<T> {
  return sql<T>`case when ${condition} then ${value} end`;
}

/** The optimistic lock: the next lock version, or null (see `valueIf`) if the row's is not `expected`. */
export function nextLockVersion(column: SQLiteColumn, expected: number): SQL<number> {
  return valueIf(sql`${column} = ${expected}`, expected + 1);
}

/** A token that no earlier state of the database had, of which an isolate may remember something. */
export const randomToken = sql<string>`lower(hex(randomblob(8)))`;
