/** Autosaving: a text that is saved again and again is one revision, as long as nobody relied on it. */
import { and, eq, exists, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import type { Snapshot } from '../../domain/release.ts';
import type { WorkingRelease } from '../../domain/working-release.ts';
import { type Db, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { comments, previews, reviews, revisions } from '../db/schema.ts';
import { bumpLockVersion, revise, write } from './releases.ts';
import { markTermsUsed, withKnownTerms } from './snapshots.ts';

/** Milliseconds in which an autosaved text replaces its author's last revision instead of making a new one. */
const foldable = 10 * 60_000;

/**
 * Saves `snapshot` as the working revision: in place of the caller's own revision of the last ten
 * minutes, or as a new one. A revision that was approved or scheduled since its last text (even if that
 * was cancelled), that a preview shows, or that was sent for review or commented, never changes.
 * @throws Problem as `revise` does
 */
export async function autosave(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  snapshot: Snapshot,
): Promise<void> {
  const { lockVersion, revision } = release;
  const isOwn = revision.createdBy === actor.editor.id;
  const isRecent = actor.now - revision.createdAt <= foldable;
  const isUntouched = revision.lockVersion === lockVersion;
  if (!isOwn || !isRecent || !isUntouched) return revise(db, actor, release, snapshot);
  try {
    await fold(db, actor, release, snapshot);
  } catch (error) {
    if (!violates(error, 'revisions.folds')) throw error;
    await revise(db, actor, release, snapshot);
  }
}

/**
 * Replaces the text of the working revision. Fails the batch (`folds` may not be null) if a preview shows it,
 * or if it is in review.
 */
function fold(db: Db, actor: Actor, release: WorkingRelease, snapshot: Snapshot): Promise<void> {
  const { id, version, lockVersion } = release;
  const detail = { version, autosave: true };
  const isSeen = sql`(${isPreviewed(db, release)} or ${isReviewed(db, release)})`;
  return write(db, actor, { action: 'release.revise', subject: `release/${id}`, detail }, [
    bumpLockVersion(db, actor, release),
    db
      .update(revisions)
      .set({
        snapshot: withKnownTerms(snapshot),
        lockVersion: lockVersion + 1,
        folds: valueIf<number>(sql`not ${isSeen}`, sql`${revisions.folds} + 1`),
      })
      .where(and(eq(revisions.releaseId, id), eq(revisions.number, version))),
    markTermsUsed(db, [snapshot]),
  ]);
}

/** Whether a preview was ever given that shows, or showed, the working revision. */
function isPreviewed(db: Db, { id, version }: WorkingRelease): SQL {
  const shown = or(isNull(previews.version), eq(previews.version, version));
  const given = and(eq(previews.releaseId, id), shown);
  return exists(db.select({ id: previews.id }).from(previews).where(given));
}

/** Whether the working revision was sent to somebody, or has a comment. */
function isReviewed(db: Db, { id, version }: WorkingRelease): SQL {
  const sent = and(eq(reviews.releaseId, id), eq(reviews.version, version));
  const commented = and(eq(comments.releaseId, id), eq(comments.version, version));
  return or(
    exists(db.select({ id: reviews.id }).from(reviews).where(sent)),
    exists(db.select({ id: comments.id }).from(comments).where(commented)),
  ) as SQL;
}
