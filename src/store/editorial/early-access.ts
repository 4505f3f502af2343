/** Early access over all releases: the previews that still work. */
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Cursor } from '../../domain/cursor.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { editors, previews, publications, releases, revisions } from '../db/schema.ts';
import { isScheduled } from '../db/visibility.ts';
import { isWorkingRevision, workingTitles } from './notices.ts';
import type { Preview } from './previews.ts';

export interface EarlyAccess
  extends Pick<
    Preview,
    'id' | 'releaseId' | 'recipient' | 'expiresAt' | 'version' | 'views' | 'lastViewedAt'
  > {
  /** The name of the person who made the link. */
  giver: string;
  /** Titles of the release by language, as JSON. */
  titles: string;
  /** The instant of what is scheduled, or null. */
  publishAt: number | null;
}

const coming = alias(publications, 'coming');

/**
 * The previews that work at `now`, the first to expire first.
 * @param owner whose releases alone are shown, or null
 * @param after the expiry and the id of the last preview of the page before, or null
 */
export function readEarlyAccess(
  db: Db,
  {
    owner,
    now,
    after,
    limit,
  }: { owner: string | null; now: number; after: Cursor | null; limit: number },
): Read<EarlyAccess[]> {
  const own = owner === null ? undefined : eq(releases.createdBy, owner);
  const behind = after
    ? sql`(${previews.expiresAt}, ${previews.id}) > (${after.publishedAt}, ${after.releaseId})`
    : undefined;
  const publishAt = sql<number | null>`(
    select min(coming.visible_from)
    from ${publications} as coming
    where ${and(eq(coming.releaseId, releases.id), isScheduled(now, coming))}
  )`.as('publish_at');
  return buildRead(
    db
      .select({
        id: previews.id,
        releaseId: previews.releaseId,
        recipient: previews.recipient,
        expiresAt: previews.expiresAt,
        version: previews.version,
        views: previews.views,
        lastViewedAt: previews.lastViewedAt,
        giver: editors.name,
        titles: workingTitles,
        publishAt,
      })
      .from(previews)
      .innerJoin(releases, eq(releases.id, previews.releaseId))
      .innerJoin(revisions, isWorkingRevision)
      .innerJoin(editors, eq(editors.id, previews.createdBy))
      .where(and(isNull(previews.revokedAt), gt(previews.expiresAt, now), behind, own))
      .orderBy(asc(previews.expiresAt), asc(previews.id))
      .limit(limit),
    (rows) => rows,
  );
}
