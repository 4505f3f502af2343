/** Autosaving: a text that is saved again and again is one revision, as long as nobody relied on it. */
import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Snapshot } from '../../domain/release.ts';
import type { Actor } from '../access/audit.ts';
import type { Db } from '../db/connect.ts';
import { previews, revisions } from '../db/schema.ts';
import { bumpLockVersion, revise, type WorkingRelease, write } from './releases.ts';
import { useTerms, withKnownTerms } from './snapshots.ts';

/** For how long after it was made a revision takes in later texts, in milliseconds. */
const foldable = 10 * 60_000;

/**
 * Makes `snapshot` the working revision: folded into the caller's own one of the last ten minutes, or
 * as a new one. What has not changed is not written. A revision that anything happened to since its
 * last text (an approval, a schedule, also one that was taken back) or that a preview shows stays as
 * it is for ever.
 * @throws Problem as `revise` does
 */
export async function autosave(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  snapshot: Snapshot,
): Promise<void> {
  const { id, version, change, revision } = release;
  if (JSON.stringify(snapshot) === JSON.stringify(release.snapshot)) return;
  const isOwn = revision.createdBy === actor.editor.id;
  const isRecent = actor.now - revision.createdAt <= foldable;
  const isUntouched = revision.change === change;
  if (!isOwn || !isRecent || !isUntouched || (await isPreviewed(db, release))) {
    return revise(db, actor, release, snapshot);
  }
  const detail = { version, autosave: true };
  await write(db, actor, { action: 'release.revise', subject: `release/${id}`, detail }, [
    bumpLockVersion(db, actor, release),
    db
      .update(revisions)
      .set({
        snapshot: withKnownTerms(snapshot),
        change: change + 1,
        folds: sql`${revisions.folds} + 1`,
      })
      .where(and(eq(revisions.releaseId, id), eq(revisions.number, version))),
    useTerms(db, snapshot),
  ]);
}

/** Whether a preview was ever given that shows, or showed, the working revision. */
async function isPreviewed(db: Db, { id, version }: WorkingRelease): Promise<boolean> {
  const shown = or(isNull(previews.version), eq(previews.version, version));
  const found = await db
    .select({ id: previews.id })
    .from(previews)
    .where(and(eq(previews.releaseId, id), shown))
    .limit(1);
  return found.length > 0;
}
