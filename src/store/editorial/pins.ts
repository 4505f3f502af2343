/** The release that an editor pins to the front page. It has its effect only while it is public. */
import { and, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { pins, publications, releases, revisions } from '../db/schema.ts';
import { clockSkew, hasBegun, hasNotEnded, isPublic, isScheduled } from '../db/visibility.ts';
import { enqueueFrontPurge, enqueueLaterFrontPurge } from '../events/cache-invalidation.ts';

const place = 'front';

export interface Pin {
  releaseId: string;
  /** Epoch milliseconds, a whole minute. */
  until: number;
}

/** A pin with what its release is now. */
export interface PinnedRelease extends Pin {
  /** The titles of the newest version, by language. */
  titles: Record<string, string>;
  isPublic: boolean;
  isScheduled: boolean;
}

/** Reads the pin, unless it has ended. */
export function readPin(db: Db, now: number): Read<PinnedRelease | null> {
  const is = (condition: SQL) => sql<number>`exists (
    select 1 from ${publications} where ${publications.releaseId} = ${pins.releaseId} and ${condition}
  )`;
  const query = db
    .select({
      releaseId: pins.releaseId,
      until: pins.until,
      snapshot: revisions.snapshot,
      isPublic: is(isPublic(now)).as('is_public'),
      isScheduled: is(isScheduled(now)).as('is_scheduled'),
    })
    .from(pins)
    .innerJoin(releases, eq(releases.id, pins.releaseId))
    .innerJoin(
      revisions,
      and(eq(revisions.releaseId, releases.id), eq(revisions.number, releases.version)),
    )
    .where(and(eq(pins.place, place), gt(pins.until, now)));
  return buildRead(query, ([row]) => {
    if (!row) return null;
    const { releaseId, until, snapshot } = row;
    const titles = Object.entries(snapshot.editions).map(([lang, { title }]) => [lang, title]);
    return {
      releaseId,
      until,
      titles: Object.fromEntries(titles),
      isPublic: row.isPublic === 1,
      isScheduled: row.isScheduled === 1,
    };
  });
}

/** Pins a release in the place of any other. */
export async function pinRelease(db: Db, actor: Actor, { releaseId, until }: Pin): Promise<void> {
  const { now, editor } = actor;
  const act = {
    action: 'front.pin',
    subject: `release/${releaseId}`,
    detail: { until: new Date(until).toISOString() },
  };
  const row = { releaseId, until, pinnedAt: now, pinnedBy: editor.id };
  await commit(db, actor, act, [
    ...enqueueFrontPurge(db, isShown(now), now),
    db
      .insert(pins)
      .values({ place, ...row })
      .onConflictDoUpdate({ target: pins.place, set: row }),
    ...enqueueFrontPurge(db, isShown(now), now),
    enqueueLaterFrontPurge(db, until),
  ]);
}

/** Removes the pin: the newest release leads again. */
export async function unpinRelease(db: Db, actor: Actor): Promise<void> {
  const { now } = actor;
  await commit(db, actor, { action: 'front.unpin', subject: 'front' }, [
    ...enqueueFrontPurge(db, isShown(now), now),
    db.delete(pins).where(eq(pins.place, place)),
  ]);
}

/**
 * True if the pin has its effect now, or on a machine whose clock is ahead. Another pin of what is not public
 * changes no page, and purges none.
 */
const isShown = (now: number) => sql`exists (
  select 1
  from ${pins}
  join ${publications} on ${publications.releaseId} = ${pins.releaseId}
  where ${pins.until} > ${now} and ${hasBegun(now + clockSkew)} and ${hasNotEnded(now)}
)`;
