/**
 * Enqueues purges of the edge cache with a change, in the same batch, which gives the public state another token
 * for what isolates keep, if the change has its effect at once. The purged places are read from the
 * rows as the batch leaves them. Each purge runs at once and again a minute later, so that a page that
 * was generated meanwhile from a lagging replica does not stay.
 */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { TaxonomySlug } from '../../domain/taxonomy.ts';
import type { Db, Statement } from '../db/connect.ts';
import { outbox, publications } from '../db/schema.ts';
import { clockSkew, containsOrEndsAt, hasBegun } from '../db/visibility.ts';
import { renewPublicState } from '../public/public-state.ts';
import { enqueue, enqueueFrom } from './outbox.ts';

const task = 'purge';
const minute = 60_000;

/** The longest cache lifetime (a minute) plus the longest assumed replica lag (a minute). */
const memory = 2 * minute;

/** The pages that show a publication. */
export interface ListedPlace {
  publicationId: number;
  /** The ids of the terms whose lists it is in. */
  listed: number[];
  languages: string[];
  publishedAt: number;
}

export interface ChangedTerms {
  taxonomy: TaxonomySlug;
  /** Whether any page that names terms may have changed. If not, only the pages of `listed`. */
  names: boolean;
  terms: number[];
}

export type PurgeScope =
  | { release: string; places: ListedPlace[] }
  | ChangedTerms
  | { redirects: true }
  | { front: true }
  | { tags: string[] };

/** Purges the pages of the publications of a release that begin, end or are public at `instant`. */
export function enqueueReleasePurge(db: Db, id: string, instant: number, now: number): Statement[] {
  const concerned = and(eq(publications.releaseId, id), containsOrEndsAt(instant)) as SQL;
  const purge = purgePlaces(db, id, concerned, momentsOf(instant, now));
  return instant <= now ? [purge, renewPublicState(db)] : [purge];
}

/**
 * Instants at which to purge. A scheduled publication purges nothing now, since that would reveal it.
 * Cached responses expire at the end of their minute (edge-cache.ts), so before any instant that is a
 * whole minute or far enough ahead. A purge after the instant removes responses that were generated
 * without the publication. For an instant within `memory` that is not a whole minute, the pages are also
 * purged at once, because cached responses may outlive it.
 */
function momentsOf(instant: number, now: number): number[] {
  if (instant <= now) return [now, now + minute];
  if (instant - now > memory) return [instant];
  const after = [instant, instant + minute];
  return instant % minute === 0 ? after : [now, now + minute, ...after];
}

/**
 * Statements that cancel the purges of a scheduled publication; they precede the deletion of its row. If
 * its instant is near, the pages are purged at once: a machine whose clock is ahead, or a lagging
 * replica, may have served it.
 */
export function cancelPurge(db: Db, id: string, publicationId: number, now: number): Statement[] {
  const { visibleFrom } = publications;
  const itself = eq(publications.id, publicationId);
  const instant = sql`(select ${visibleFrom} from ${publications} where ${itself})`;
  const waiting = and(
    eq(outbox.task, task),
    eq(outbox.dueAt, instant),
    eq(outbox.at, instant),
    sql`${outbox.payload} ->> 'release' = ${id}`,
  );
  const near = and(
    itself,
    hasBegun(sql`${now} + iif(${visibleFrom} % ${minute} = 0, ${clockSkew}, ${memory})`),
  ) as SQL;
  const moments = [now, now + minute, now + memory, now + memory + minute];
  const isNear = sql`exists (select 1 from ${publications} where ${near})`;
  return [
    db.delete(outbox).where(waiting),
    purgePlaces(db, id, near, moments, true),
    renewPublicState(db, isNear),
  ];
}

/** @param some whether to enqueue only if there is at least one place */
function purgePlaces(
  db: Db,
  id: string,
  concerned: SQL,
  moments: number[],
  some = false,
): Statement {
  const languages = sql`(select json_group_array(key) from json_each(${publications.headlines}))`;
  const place = sql`json_object(
    'publicationId', ${publications.id},
    'listed', json(${publications.termIds}),
    'languages', ${languages},
    'publishedAt', ${publications.publishedAt}
  )`;
  const touched = sql`select
      json_object('release', ${id}, 'places', json_group_array(${place})) as payload,
      count(*) as n
    from ${publications}
    where ${concerned}`;
  return enqueueFrom(
    db,
    sql`select ${task} as task, null as lane, touched.payload as payload, moment.value as at
      from (${touched}) as touched, json_each(${JSON.stringify(moments)}) as moment
      where touched.n >= ${some ? 1 : 0}`,
  );
}

/**
 * Purges the front page now.
 * @param condition evaluated in the batch, where the statements stand
 */
export function enqueueFrontPurge(db: Db, condition: SQL, now: number): Statement[] {
  return [purgeFront(db, condition, [now, now + minute]), renewPublicState(db, condition)];
}

/** Purges the front page at an instant to come. */
export const enqueueLaterFrontPurge = (db: Db, instant: number): Statement =>
  purgeFront(db, sql`true`, [instant]);

function purgeFront(db: Db, condition: SQL, moments: number[]): Statement {
  return enqueueFrom(
    db,
    sql`select ${task} as task, null as lane, '{"front":true}' as payload, moment.value as at
      from json_each(${JSON.stringify(moments)}) as moment
      where ${condition}`,
  );
}

/** Enqueues the purge of a change of terms or redirects, and a second one a minute later. */
export function enqueuePurge(
  db: Db,
  touched: ChangedTerms | { redirects: true },
  now: number,
): Statement[] {
  return [purgeAt(db, touched, [now, now + minute]), renewPublicState(db)];
}

/**
 * Enqueues the purge of files that were built, by their tags: only once, since R2 has no replica lag. Isolates
 * keep files by their digests, so the public state is the same.
 */
export const enqueueFilePurge = (db: Db, tags: string[], now: number): Statement =>
  purgeAt(db, { tags }, [now]);

const purgeAt = (db: Db, payload: PurgeScope, moments: number[]): Statement =>
  enqueue(
    db,
    moments.map((at) => ({ task, payload, at })),
  );
