/** The texts of queries, as they are sent. */
import { type SQL, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { buildRead, connect, preparedRead, rawSql } from '../../src/store/db/connect.ts';
import { releases } from '../../src/store/db/schema.ts';

const db = connect({ prepare: () => null } as unknown as D1Database);
const textOf = (query: SQL) => buildRead(rawSql(db, query), (rows) => rows).compiled.getQuery();

describe('A query', () => {
  test('has the numbers of its limits in its text', () => {
    expect(textOf(sql`select ${7} from (select 1 limit ${20} offset ${40}) where ${'x'}`)).toEqual({
      sql: 'select ? from (select 1 limit 20 offset 40) where ?',
      params: [7, 'x'],
    });
    const read = buildRead(db.select({ id: releases.id }).from(releases).limit(3), (rows) => rows);
    expect(read.compiled.getQuery().sql).toMatch(/ limit 3$/);
  });

  test('that is compiled once has them, too, and a placeholder where the limit differs', () => {
    const read = preparedRead((db) =>
      db.select({ one: sql`1` }).from(sql`(select ${5} limit ${2})`).limit(sql.placeholder('rows')),
    );
    const { sql: text, params } = read(db, { rows: 1 }, (rows) => rows).compiled.getQuery();
    expect(text).toContain('(select ?1 limit 2)');
    expect(text).toMatch(/ limit \?2$/);
    expect(params).toHaveLength(2);
  });

  test('with question marks that are no parameters stays as it is', () => {
    const { sql: text, params } = textOf(sql`select '?' where ${1} limit ${2}`);
    expect(text).toBe("select '?' where ? limit ?");
    expect(params).toEqual([1, 2]);
  });
});
