/** The public and the scheduled version of a release, each with its revision. */
import { and, eq, or } from 'drizzle-orm';
import type { Correction, Snapshot } from '../../domain/release.ts';
import { publicSpan, scheduledSpan } from '../../domain/working-release.ts';
import { buildRead, type Db, readBatch } from '../db/connect.ts';
import { publications, revisions } from '../db/schema.ts';
import { isPublic, isScheduled } from '../db/visibility.ts';
import { spanColumns } from './releases.ts';

/** A publication: its revision, its date, and the notes that it carries. */
export interface Standing {
  revision: number;
  publishedAt: number;
  corrections: Correction[];
  snapshot: Snapshot;
}

/** Finds the publication that readers see at `now`, and the one that is scheduled; null where there is none. */
export async function findStandings(
  db: Db,
  releaseId: string,
  now: number,
): Promise<{ live: Standing | null; scheduled: Standing | null }> {
  const query = db
    .select({
      id: publications.id,
      ...spanColumns,
      publishedAt: publications.publishedAt,
      metadata: publications.metadata,
      snapshot: revisions.snapshot,
    })
    .from(publications)
    .innerJoin(
      revisions,
      and(
        eq(revisions.releaseId, publications.releaseId),
        eq(revisions.number, publications.revision),
      ),
    )
    .where(and(eq(publications.releaseId, releaseId), or(isPublic(now), isScheduled(now))))
    .orderBy(publications.visibleFrom);
  const [spans] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  const standingOf = (span: { id: number } | null): Standing | null => {
    const row = spans.find(({ id }) => id === span?.id);
    if (!row) return null;
    const { revision, publishedAt, metadata, snapshot } = row;
    return { revision, publishedAt, corrections: metadata.corrections, snapshot };
  };
  return {
    live: standingOf(publicSpan({ spans }, now)),
    scheduled: standingOf(scheduledSpan({ spans }, now)),
  };
}
