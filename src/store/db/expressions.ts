/** SQL expressions that several tables need: lists as one parameter, guards that fail a batch, tokens. */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
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

/** The number of different letters in which a search ignores case; SQLite limits the depth of an expression. */
const mostFolded = 30;

/**
 * True of a text that has `part`, in upper or lower case. SQLite's own `lower` knows only the letters of
 * ASCII: the others of `part` are replaced one by one.
 * @param spell how the column spells a text, if not as it is
 */
export function hasText(
  column: SQLWrapper,
  part: string,
  spell: (text: string) => string = String,
): SQL {
  const sought = part.normalize().toLowerCase();
  const quoted = (letter: string) => sql.raw(`'${spell(letter)}'`);
  const folded = [...new Set(sought.match(/(?![a-z])\p{CWU}/gu))]
    .slice(0, mostFolded)
    .reduce(
      (text, letter) => sql`replace(${text}, ${quoted(letter.toUpperCase())}, ${quoted(letter)})`,
      sql`lower(${column})`,
    );
  return sql`instr(${folded}, ${spell(sought)}) > 0`;
}
