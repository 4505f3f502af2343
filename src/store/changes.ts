/** What has become different for readers, and what the built files have not been told yet. */
import { and, lte, max, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { type Db, type Reading, recurring, type Statement } from './db.ts';
import { changes, listings, publications } from './schema.ts';

/** True of a change that came into effect and that no built file has been told of. */
export function isDue(now: number | Placeholder): SQL {
  return sql`${changes.built} = 0 and ${lte(changes.effectiveAt, now)}`;
}

export interface DueChange {
  id: number;
  releaseId: string;
  effectiveAt: number;
}

/** Changes that came into effect and are told nowhere yet, the oldest first. */
export function due(db: Db, now: number, limit: number) {
  const { id, releaseId, effectiveAt } = changes;
  return db
    .select({ id, releaseId, effectiveAt })
    .from(changes)
    .where(isDue(now))
    .orderBy(effectiveAt, id)
    .limit(limit);
}

const latest = recurring((db) =>
  db
    .select({ at: max(changes.effectiveAt) })
    .from(changes)
    .where(lte(changes.effectiveAt, sql.placeholder('now'))),
);

/** The instant of the latest change in effect at `now`, or 0. */
export function readLatestInstant(db: Db, now: number): Reading<number> {
  return latest(db, { now }, ([row]) => row?.at ?? 0);
}

/** Closes changes: every file that tells of them is marked, and what they ended leaves the lists. */
export function close(db: Db, closed: readonly DueChange[], now: number): Statement[] {
  const releases = closed.map(({ releaseId }) => releaseId);
  const ended = db
    .select({ id: publications.id })
    .from(publications)
    .where(and(among(publications.releaseId, releases), lte(publications.visibleUntil, now)));
  const ids = closed.map(({ id }) => id);
  return [
    db.delete(listings).where(sql`${listings.publicationId} in ${ended}`),
    db.update(changes).set({ built: true }).where(among(changes.id, ids)),
  ];
}

/** `column` is one of `values`, however many: they travel as one parameter. */
export function among(column: unknown, values: readonly (string | number)[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify([...new Set(values)])}))`;
}
