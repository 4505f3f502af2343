/**
 * The two-person rule's memory of each release: since when something approved is public, and which
 * instants were cancelled. The rule itself is in src/domain/two-person-rule.ts.
 */
import { eq, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { approvalMissing } from '../../domain/two-person-rule.ts';
import type { WorkingRelease } from '../../domain/working-release.ts';
import { type Db, type Statement, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { consents, editors, publications } from '../db/schema.ts';

/**
 * Records the approval of the version that is public from `visibleFrom` on; cancelled instants no
 * longer count. Fails the batch (`not_before` may not be null) if the approver has lost the permission
 * to approve.
 */
export function consented(
  db: Db,
  { now }: Actor,
  { id }: WorkingRelease,
  approver: string,
  visibleFrom: number,
): Statement {
  const notBefore = whileAble(approver);
  const kept = sql`case when ${consents.approvedFrom} <= ${now} then ${consents.approvedFrom} else ${visibleFrom} end`;
  return db
    .insert(consents)
    .values({ releaseId: id, approvedFrom: visibleFrom, notBefore })
    .onConflictDoUpdate({ target: consents.releaseId, set: { approvedFrom: kept, notBefore: 0 } });
}

/**
 * Records the approval of the version that a reinstatement makes public. The approval is of that
 * version alone: a cancelled instant of another version still counts. Fails the batch as `consented`.
 */
export function reinstatementConsented(
  db: Db,
  { now }: Actor,
  { id }: WorkingRelease,
  approver: string,
): Statement {
  return db
    .insert(consents)
    .values({ releaseId: id, approvedFrom: now, notBefore: whileAble(approver) })
    .onConflictDoUpdate({ target: consents.releaseId, set: { approvedFrom: now } });
}

/** 0, or null where the approver may approve nothing any more. */
function whileAble(approver: string): SQL<number> {
  const able = sql`${editors.id} = ${approver}
    and ${editors.disabledAt} is null
    and ${editors.role} in ('editor', 'admin')`;
  return valueIf<number>(sql`exists (select 1 from ${editors} where ${able})`, 0);
}

/** Moves the approved instant. A publication that one person postpones stays approved. */
export function putOff(db: Db, { id }: WorkingRelease, visibleFrom: number): Statement {
  return db.update(consents).set({ approvedFrom: visibleFrom }).where(eq(consents.releaseId, id));
}

/** Records the instant of a cancelled publication; runs before its row is deleted. */
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

/** Reports an approver who has lost the permission to approve like a missing approval. */
export function orUnapproved(error: unknown, version: number): unknown {
  return violates(error, 'consents.not_before') ? approvalMissing(version) : error;
}
