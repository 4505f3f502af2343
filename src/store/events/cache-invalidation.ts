/**
 * Purges of the edge cache after a change: outbox tasks in the change's own transaction, whose places
 * are read from the rows as the transaction leaves them. Each runs at once, and again a minute later:
 * a page that was made meanwhile from a lagging replica cannot stay.
 */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { TaxonomySlug } from '../../domain/taxonomy.ts';
import type { Db, Statement } from '../db/connect.ts';
import { outbox, publications } from '../db/schema.ts';
import { containsOrEndsAt, hasBegun } from '../db/visibility.ts';
import { enqueue, enqueueFrom } from './outbox.ts';

const task = 'purge';
const minute = 60_000;

/** No answer is kept longer than a minute, and no replica is reckoned to lag more than another. */
const memory = 2 * minute;

/** Where a publication is shown. */
export interface ListedPlace {
  publicationId: number;
  /** The ids of the terms whose lists it is in. */
  listed: number[];
  languages: string[];
  publishedAt: number;
}

export interface ChangedTerms {
  taxonomy: TaxonomySlug;
  /** Whether any page that names terms may say something else now; if not, the pages of these. */
  names: boolean;
  terms: number[];
}

export type PurgeScope =
  | { release: string; places: ListedPlace[] }
  | ChangedTerms
  | { redirects: true }
  | { tags: string[] };

/** Purges the pages of the publications of a release that begin, end or are public at `instant`. */
export function enqueueReleasePurge(db: Db, id: string, instant: number, now: number): Statement {
  const concerned = and(eq(publications.releaseId, id), containsOrEndsAt(instant)) as SQL;
  return touchPlaces(db, id, concerned, momentsOf(instant, now));
}

/**
 * When to purge. A publication to come purges nothing now, since that would tell that something is
 * coming: all that is kept goes at the end of its minute (edge-cache.ts), so before any instant that
 * is a whole minute or far enough ahead. It is purged for after its instant all the same, in case
 * that what was kept did not know of it. Only an instant within a minute that is near takes out at
 * once what may have been kept past it.
 */
function momentsOf(instant: number, now: number): number[] {
  if (instant <= now) return [now, now + minute];
  if (instant - now > memory) return [instant];
  const after = [instant, instant + minute];
  return instant % minute === 0 ? after : [now, now + minute, ...after];
}

/** The most that two machines' clocks are thought to differ. */
const clockSkew = 10_000;

/**
 * A publication, or a change of one, that is taken back before its instant; comes before the row
 * goes. What waits for the instant falls with it. One that was near may be in answers of a machine
 * whose clock is ahead, or, within a minute, of a replica that had not heard of it yet.
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
  return [db.delete(outbox).where(waiting), touchPlaces(db, id, near, moments, true)];
}

/** @param some whether it takes a place to be worth it */
function touchPlaces(
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

/** Enqueues any other purge: again after a minute, except of tags. Those are files in R2, which has no replica lag. */
export function enqueuePurge(db: Db, touched: PurgeScope, now: number): Statement {
  const at = 'tags' in touched ? [now] : [now, now + minute];
  return enqueue(
    db,
    at.map((moment) => ({ task, payload: touched, at: moment })),
  );
}
