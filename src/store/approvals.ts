/** The second person: an approval stands for one version, and for one publication of it. */
import { eq } from 'drizzle-orm';
import { Problem } from '../domain/problem.ts';
import { type Actor, commit } from './audit.ts';
import type { Db, Statement } from './db.ts';
import { type Span, touch, type WorkingRelease } from './releases.ts';
import { approvals } from './schema.ts';

/**
 * Approves the working revision, in place of an earlier approval.
 * @throws Problem `stale` when it was changed meanwhile
 */
export async function approve(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const { id, version } = release;
  const approval = { version, editorId: actor.editor.id, approvedAt: actor.now };
  const act = { action: 'release.approve', subject: `release/${id}`, detail: { version } };
  await commit(db, actor, act, [
    touch(db, actor, release),
    db
      .insert(approvals)
      .values({ releaseId: id, ...approval })
      .onConflictDoUpdate({ target: approvals.releaseId, set: approval }),
  ]);
}

/** Takes an approval back. */
export async function revoke(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const act = { action: 'release.disapprove', subject: `release/${release.id}` };
  await commit(db, actor, act, [touch(db, actor, release), spend(db, release.id)]);
}

/** A publication takes the approval with it: the next one needs its own. */
export function spend(db: Db, releaseId: string): Statement {
  return db.delete(approvals).where(eq(approvals.releaseId, releaseId));
}

/**
 * Holds a publication against the rule of two persons: what was never public, and whatever would be
 * out earlier than it is scheduled, needs the approval of somebody else for this very version.
 * @throws Problem `conflict` where it is missing
 */
export function demandTwoPersons(
  actor: Actor,
  { version, approval, spans }: WorkingRelease,
  scheduled: Span | null,
  visibleFrom: number,
): void {
  const first = spans.every((span) => span.visibleFrom > actor.now);
  const stays = scheduled?.revision === version && visibleFrom >= scheduled.visibleFrom;
  const earlier = scheduled !== null && visibleFrom < scheduled.visibleFrom;
  if (!earlier && (!first || stays)) return;
  if (approval?.version === version && approval.editorId !== actor.editor.id) return;
  throw new Problem(
    'conflict',
    `Version ${version} needs the approval of a second editor before you publish it.`,
  );
}
