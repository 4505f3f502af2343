/** The predicates of visibility: the same in TypeScript and in SQL, whatever the span and the instant. */
import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forever } from '../../src/domain/instant.ts';
import * as rules from '../../src/domain/visibility.ts';
import { connect, type Db } from '../../src/store/db/connect.ts';
import { publications } from '../../src/store/db/schema.ts';
import * as queries from '../../src/store/db/visibility.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

let newsroom: Newsroom;
let db: Db;
beforeAll(async () => {
  newsroom = await openNewsroom();
  db = connect(newsroom.db);
});
afterAll(() => newsroom.dispose());

type Span = rules.VisibilitySpan;

const { isPublic, hasBegun, isScheduled, hasEnded, hasNotEnded, isNonEmpty, containsOrEndsAt } =
  queries;
const inSql: Record<string, (instant: number) => SQL> = {
  isPublic,
  hasBegun,
  isScheduled,
  hasEnded,
  hasNotEnded,
  isNonEmpty: () => isNonEmpty(),
  containsOrEndsAt,
};
const inTypeScript: Record<string, (span: Span, instant: number) => boolean> = rules;
const names = Object.keys(inSql);

/** The verdict of each predicate on each span, by a table of spans in the place of the publications. */
async function ask(spans: readonly Span[], instant: number): Promise<boolean[][]> {
  const given = JSON.stringify(spans);
  const verdicts = names.map((name) => sql`${inSql[name]?.(instant)} as ${sql.identifier(name)}`);
  const rows = await db.all<Record<string, 0 | 1>>(sql`
    with ${publications} as (
      select value ->> 'visibleFrom' as visible_from, value ->> 'visibleUntil' as visible_until
      from json_each(${given})
      order by key
    )
    select ${sql.join(verdicts, sql`, `)} from ${publications}`);
  return rows.map((row) => names.map((name) => row[name] === 1));
}

/** Few instants, so that they often meet; and the bounds of all. */
const instants = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, forever - 1, forever),
);
const spans = fc.record({ visibleFrom: instants, visibleUntil: instants });

test('agree', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(spans, { minLength: 1, maxLength: 50 }),
      instants,
      async (all, at) => {
        const expected = all.map((span) => names.map((name) => inTypeScript[name]?.(span, at)));
        expect(await ask(all, at)).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});

test('are all that the domain has', () => {
  expect(Object.keys(rules).sort()).toEqual(names.toSorted());
});
