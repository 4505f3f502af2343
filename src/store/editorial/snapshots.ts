/** Snapshots on their way into the database: within the size of a row, and with terms that exist. */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { utf8 } from '../../domain/digest.ts';
import { Problem } from '../../domain/problem.ts';
import { type Snapshot, termIdsOf } from '../../domain/release.ts';
import type { Db, Statement } from '../db/connect.ts';
import { inList, valueIf } from '../db/expressions.ts';
import { insertRows, largestRow } from '../db/insert-rows.ts';
import { revisions, terms } from '../db/schema.ts';

type NewRevision = Omit<typeof revisions.$inferInsert, 'id' | 'folds'>;

/**
 * Inserts revisions and marks their terms as used. Fails the batch (`snapshot` may not be null) if one
 * of the terms no longer exists, or if `condition` is false.
 * @param rows all with the same members
 * @throws Problem `too-large` for a snapshot that is too large for a row of the database
 */
export function insertRevisions(
  db: Db,
  rows: readonly NewRevision[],
  condition: SQL = sql`true`,
): Statement[] {
  const snapshots = rows.map(({ snapshot }) => snapshot);
  for (const snapshot of snapshots) toJson(snapshot);
  const snapshot = valueIf<string>(
    sql`${termsExist(snapshots)} and ${condition}`,
    sql`given.value -> 'snapshot'`,
  );
  return [
    ...insertRows(db, revisions, rows, { computed: { snapshot } }),
    markTermsUsed(db, snapshots),
  ];
}

/**
 * The snapshot as a value of a statement; null, which the table refuses, if a term of it no longer exists.
 * @throws Problem `too-large` for one that is too large for a row of the database
 */
export function withKnownTerms(snapshot: Snapshot): SQL<string> {
  return valueIf(termsExist([snapshot]), toJson(snapshot));
}

/** Marks the terms of snapshots as used: they can be closed, and no longer deleted. */
export function markTermsUsed(db: Db, snapshots: readonly Snapshot[]): Statement {
  return db
    .update(terms)
    .set({ used: true })
    .where(and(inList(terms.id, snapshots.flatMap(termIdsOf)), eq(terms.used, false)));
}

function termsExist(snapshots: readonly Snapshot[]): SQL {
  const ids = [...new Set(snapshots.flatMap(termIdsOf))];
  return sql`(select count(*) from ${terms} where ${inList(terms.id, ids)}) = ${ids.length}`;
}

function toJson(snapshot: Snapshot): string {
  const json = JSON.stringify(snapshot);
  if (utf8(json).length <= largestRow) return json;
  throw new Problem(
    'too-large',
    `The texts of this release and the descriptions of its files have ${largestRow} bytes together at most.`,
  );
}
