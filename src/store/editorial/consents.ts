/**
 * The rule of two persons, and what it remembers of a release: that something of it was approved and
 * came out, and which instants were taken back. Neither a withdrawal nor a record that moves in
 * gives one person what a second one must want.
 */
import { eq, sql } from 'drizzle-orm';
import { Problem } from '../../domain/problem.ts';
import type { Actor } from '../access/audit.ts';
import { type Db, type Statement, violates } from '../db/connect.ts';
import { consents, editors, publications } from '../db/schema.ts';
import { publicSpan, type Span, type WorkingRelease } from './releases.ts';

/** Whether something of the release came out that two persons wanted. */
export function isApproved({ consent }: WorkingRelease, now: number): boolean {
  return consent.approvedFrom !== null && consent.approvedFrom <= now;
}

/**
 * Holds a publication against the rule: what was never public by the will of two, and whatever would
 * be out earlier than it is scheduled, or was when it was taken back, needs the approval of somebody
 * else for this very version.
 * @param instant from which on readers would see it
 * @returns who must have approved it, or null where one person is enough
 * @throws Problem `conflict` where the approval is missing
 */
export function requireTwoPersons(
  actor: Actor,
  release: WorkingRelease,
  scheduled: Span | null,
  instant: number,
): string | null {
  const { version, consent } = release;
  const first = !publicSpan(release, actor.now) && !isApproved(release, actor.now);
  const bound = Math.max(scheduled?.visibleFrom ?? 0, consent.notBefore);
  const earlier = instant < bound;
  if (!earlier && (!first || scheduled?.revision === version)) return null;
  return approverOf(actor, release, version);
}

/**
 * Holds a release that is made public again against the rule.
 * @param revision what would be public
 * @returns who must have approved it, or null where two persons wanted it out before
 * @throws Problem `conflict` where the approval is missing
 */
export function requireReinstatementApproval(
  actor: Actor,
  release: WorkingRelease,
  revision: number,
): string | null {
  return isApproved(release, actor.now) ? null : approverOf(actor, release, revision);
}

function approverOf(actor: Actor, { approval }: WorkingRelease, version: number): string {
  if (approval?.version === version && approval.editorId !== actor.editor.id) {
    return approval.editorId;
  }
  throw unapproved(version);
}

function unapproved(version: number): Problem {
  return new Problem(
    'conflict',
    `Version ${version} needs the approval of a second editor before you publish it.`,
  );
}

/**
 * Remembers that what is public from `visibleFrom` on was approved. Fails the batch (`not_before`
 * may not be null) where the approver may approve nothing any more.
 */
export function consented(
  db: Db,
  { now }: Actor,
  { id }: WorkingRelease,
  approver: string,
  visibleFrom: number,
): Statement {
  const able = sql`${editors.id} = ${approver} and ${editors.disabledAt} is null and ${editors.role} in ('editor', 'admin')`;
  const notBefore = sql<number>`case when exists (select 1 from ${editors} where ${able}) then 0 end`;
  const kept = sql`case when ${consents.approvedFrom} <= ${now} then ${consents.approvedFrom} else ${visibleFrom} end`;
  return db
    .insert(consents)
    .values({ releaseId: id, approvedFrom: visibleFrom, notBefore })
    .onConflictDoUpdate({ target: consents.releaseId, set: { approvedFrom: kept, notBefore: 0 } });
}

/** What was approved for an instant to come, and is put off by one person, stays approved. */
export function putOff(db: Db, { id }: WorkingRelease, visibleFrom: number): Statement {
  return db.update(consents).set({ approvedFrom: visibleFrom }).where(eq(consents.releaseId, id));
}

/** Remembers the instant of a publication that is taken back; comes before its row goes. */
export function takenBack(db: Db, id: number, now: number): Statement {
  return db
    .insert(consents)
    .select(
      db
        .select({
          releaseId: publications.releaseId,
          approvedFrom: sql<number | null>`null`.as('approved_from'),
          notBefore: sql<number>`${publications.visibleFrom}`.as('not_before'),
        })
        .from(publications)
        .where(eq(publications.id, id)),
    )
    .onConflictDoUpdate({
      target: consents.releaseId,
      set: {
        approvedFrom: sql`case when ${consents.approvedFrom} <= ${now} then ${consents.approvedFrom} end`,
        notBefore: sql`max(${consents.notBefore}, excluded.not_before)`,
      },
    });
}

/** Tells of an approver who may approve nothing any more as of an approval that is not there. */
export function orUnapproved(error: unknown, version: number): unknown {
  return violates(error, 'consents.not_before') ? unapproved(version) : error;
}
