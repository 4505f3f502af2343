/** The release that an editor pins to the front page. It has its effect only while it is public. */
import { eq, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { commit } from '../access/audit.ts';
import type { Db } from '../db/connect.ts';
import { pins, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { enqueueFrontPurge } from '../events/cache-invalidation.ts';

const place = 'front';

export interface Pin {
  releaseId: string;
  /** Epoch milliseconds, a whole minute. */
  until: number;
}

/** Finds the pin, unless it has ended. */
export async function findPin(db: Db, now: number): Promise<Pin | null> {
  const row = await db
    .select({ releaseId: pins.releaseId, until: pins.until })
    .from(pins)
    .where(eq(pins.place, place))
    .get();
  return row && row.until > now ? row : null;
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
    enqueueFrontPurge(db, isShown(now), [now, now + minute]),
    db
      .insert(pins)
      .values({ place, ...row })
      .onConflictDoUpdate({ target: pins.place, set: row }),
    enqueueFrontPurge(db, isShown(now), [now, now + minute]),
    enqueueFrontPurge(db, sql`true`, [until]),
  ]);
}

/** Removes the pin: the newest release leads again. */
export async function unpinRelease(db: Db, actor: Actor): Promise<void> {
  const { now } = actor;
  await commit(db, actor, { action: 'front.unpin', subject: 'front' }, [
    enqueueFrontPurge(db, isShown(now), [now, now + minute]),
    db.delete(pins).where(eq(pins.place, place)),
  ]);
}

const minute = 60_000;

/** True if the pin has its effect now. A pin of what is not public changes no page, and purges none. */
const isShown = (now: number) => sql`exists (
  select 1
  from ${pins}
  join ${publications} on ${publications.releaseId} = ${pins.releaseId}
  where ${pins.until} > ${now} and ${isPublic(now)}
)`;
