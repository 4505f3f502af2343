/** Approvals by a second person: each is for one version, and for one publication of it. */
import { eq } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import type { WorkingRelease } from '../../domain/working-release.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, type Read, type Statement } from '../db/connect.ts';
import { approvals } from '../db/schema.ts';
import { bumpLockVersion } from './releases.ts';
import { endApprovedReviews } from './reviews.ts';

/**
 * Approves a version, in place of an earlier approval: the working one, or the one that a
 * reinstatement would make public. Reviews of it that wait for this person end with that.
 * @throws Problem `stale` when the release was changed meanwhile
 */
export async function approve(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  version: number,
): Promise<void> {
  const { id } = release;
  const approval = { version, editorId: actor.editor.id, approvedAt: actor.now };
  const act = { action: 'release.approve', subject: `release/${id}`, detail: { version } };
  await commit(db, actor, act, [
    bumpLockVersion(db, actor, release),
    db
      .insert(approvals)
      .values({ releaseId: id, ...approval })
      .onConflictDoUpdate({ target: approvals.releaseId, set: approval }),
    ...endApprovedReviews(db, actor, id, version),
  ]);
}

/** Reads the id of the person whose approval of a release no publication has used, or null. */
export function readApprover(db: Db, releaseId: string): Read<string | null> {
  return buildRead(
    db.select({ id: approvals.editorId }).from(approvals).where(eq(approvals.releaseId, releaseId)),
    ([row]) => row?.id ?? null,
  );
}

/** Revokes the approval of a release. */
export async function revokeApproval(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const act = { action: 'release.disapprove', subject: `release/${release.id}` };
  await commit(db, actor, act, [
    bumpLockVersion(db, actor, release),
    consumeApproval(db, release.id),
  ]);
}

/** Deletes the approval that a publication used: the next publication needs its own. */
export function consumeApproval(db: Db, releaseId: string): Statement {
  return db.delete(approvals).where(eq(approvals.releaseId, releaseId));
}
