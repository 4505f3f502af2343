/** Pending changes: they took effect, and feeds and sitemaps do not contain them yet. */
import { and, lte, max, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { type Db, preparedRead, type Read, type Statement } from '../db/connect.ts';
import { inList, valueIf } from '../db/expressions.ts';
import { changes, eventListings, listings, publications } from '../db/schema.ts';
import { hasEnded } from '../db/visibility.ts';
import { enqueueFrom } from './outbox.ts';

/** SQL condition: the change is in effect, and its feeds and sitemaps are not marked due yet. */
export function isChangeDue(now: number | Placeholder): SQL {
  return sql`${changes.built} = 0 and ${lte(changes.effectiveAt, now)}`;
}

export interface DueChange {
  id: number;
  releaseId: string;
  effectiveAt: number;
}

/** Changes in effect that are not processed yet, oldest first. */
export function listDueChanges(db: Db, now: number, limit: number) {
  const { id, releaseId, effectiveAt } = changes;
  return db
    .select({ id, releaseId, effectiveAt })
    .from(changes)
    .where(isChangeDue(now))
    .orderBy(effectiveAt, id)
    .limit(limit);
}

const latest = preparedRead((db) =>
  db
    .select({ at: max(changes.effectiveAt) })
    .from(changes)
    .where(lte(changes.effectiveAt, sql.placeholder('now'))),
);

/** The instant of the latest change in effect at `now`, or 0. */
export function readLatestInstant(db: Db, now: number): Read<number> {
  return latest(db, { now }, ([row]) => row?.at ?? 0);
}

/**
 * Marks changes as processed and every file with them as due; the versions that they replaced leave the
 * lists later. Comes first in its batch, and fails it (`changes.built` may not be null) if another
 * process was faster.
 */
export function markProcessed(db: Db, closed: readonly DueChange[], now: number): Statement[] {
  const releases = closed.map(({ releaseId }) => releaseId);
  const ids = closed.map(({ id }) => id);
  const once = valueIf<boolean>(sql`${changes.built} = 0`, 1);
  return [
    db.update(changes).set({ built: once }).where(inList(changes.id, ids)),
    enqueueListingRemoval(db, releases, now),
  ];
}

/**
 * For how long what was replaced stays in the lists, in milliseconds. Who asked before the instant,
 * or by a clock that is behind, is shown what was there until then; without its rows they would be
 * shown a list in which the release is missing.
 */
const lingering = 60_000;

const endedOf = (releases: readonly string[], now: number) =>
  and(inList(publications.releaseId, releases), hasEnded(now)) as SQL;

function enqueueListingRemoval(db: Db, releases: readonly string[], now: number): Statement {
  const listed = sql`exists (select 1 from ${listings} where ${listings.publicationId} = ${publications.id})`;
  return enqueueFrom(
    db,
    sql`select
        'unlist' as task,
        null as lane,
        json_object('release', ${publications.releaseId}) as payload,
        max(${publications.visibleUntil}) + ${lingering} as at
      from ${publications}
      where ${endedOf(releases, now)} and ${listed}
      group by ${publications.releaseId}`,
  );
}

/** Removes the listings of publications that were replaced longer than `lingering` ago. */
export async function removeReplacedListings(db: Db, releases: readonly string[], now: number) {
  const [first, ...others] = removeEndedListings(db, releases, now - lingering);
  await db.batch([first, ...others]);
}

/**
 * Removes the listings of ended publications of these releases. The gate hides them already; this keeps
 * the lists short. Listings of replaced publications are removed later, see `removeReplacedListings`.
 */
export function removeEndedListings(db: Db, releases: readonly string[], now: number) {
  const ended = db.select({ id: publications.id }).from(publications).where(endedOf(releases, now));
  return [
    db.delete(listings).where(sql`${listings.publicationId} in ${ended}`),
    db.delete(eventListings).where(sql`${eventListings.publicationId} in ${ended}`),
  ] as const;
}
