/** A snapshot on its way into a revision: within what a row holds, with terms that are there. */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { utf8 } from '../../domain/digest.ts';
import { Problem } from '../../domain/problem.ts';
import { type Snapshot, termIdsOf } from '../../domain/release.ts';
import type { Db, Statement } from '../db/connect.ts';
import { largestRow } from '../db/insert-rows.ts';
import { terms } from '../db/schema.ts';

const termsNamedIn = (snapshot: Snapshot) =>
  sql`${terms.id} in (select value from json_each(${JSON.stringify(termIdsOf(snapshot))}))`;

/**
 * The snapshot as a value of a statement; null (which the table refuses) when a term of it is no
 * longer there.
 * @throws Problem `too-large` for one that no row of the database holds
 */
export function withKnownTerms(snapshot: Snapshot): SQL {
  const json = JSON.stringify(snapshot);
  if (utf8(json).length > largestRow) {
    throw new Problem(
      'too-large',
      `The texts of this release and the descriptions of its files have ${largestRow} bytes together at most.`,
    );
  }
  const known = sql`(
    select count(*) from ${terms} where ${termsNamedIn(snapshot)}
  ) = ${termIdsOf(snapshot).length}`;
  return sql`case when ${known} then ${json} end`;
}

/** Marks the terms of a snapshot as used. */
export function useTerms(db: Db, snapshot: Snapshot): Statement {
  return db
    .update(terms)
    .set({ used: true })
    .where(and(termsNamedIn(snapshot), eq(terms.used, false)));
}
