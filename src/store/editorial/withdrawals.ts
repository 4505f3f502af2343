/** Withdrawal of a public release, and its reinstatement. */
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { forever } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { releaseIdOf } from '../../domain/redirect.ts';
import type { Withdrawal } from '../../domain/release.ts';
import { isApproved, requireReinstatementApproval } from '../../domain/two-person-rule.ts';
import { publicSpan, scheduledSpan, type WorkingRelease } from '../../domain/working-release.ts';
import { commit } from '../access/audit.ts';
import { type Db, preparedRead, readBatch, type Statement, violates } from '../db/connect.ts';
import { changes, pastWithdrawals, publications, withdrawals } from '../db/schema.ts';
import { toWithdrawal, withdrawalColumns } from '../db/visibility.ts';
import { enqueueReleasePurge } from '../events/cache-invalidation.ts';
import { removeEndedListings } from '../events/pending-changes.ts';
import { reindex } from '../search/search-index.ts';
import { consumeApproval } from './approvals.ts';
import { orUnapproved, reinstatementConsented } from './consents.ts';
import { endAt, insertEventListings, insertListings, unschedule } from './publications.ts';
import { leadsOn } from './redirects.ts';
import { bumpLockVersion } from './releases.ts';

/**
 * Withdraws a public release from this instant on, everywhere, and cancels its scheduled publication. For a
 * withdrawn release, replaces the mode and note.
 * @throws Problem `conflict` if the release was never public
 */
export async function withdraw(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  { mode, note, redirectTo, demandedBy }: Omit<Withdrawal, 'at'>,
  twoPersons: boolean,
): Promise<void> {
  const { now } = actor;
  const scheduled = scheduledSpan(release, now);
  const live = publicSpan(release, now);
  if (!live && !release.withdrawn) {
    throw new Problem('conflict', 'Only what is public can be withdrawn.');
  }
  if (twoPersons && !live && mode !== 'vanish' && !isApproved(release, now)) {
    await refuseVanished(db, release.id);
  }
  const act = {
    action: 'release.withdraw',
    subject: `release/${release.id}`,
    detail: { mode, note, redirectTo, ...(demandedBy !== null && { demandedBy }) },
  };
  const record: Statement = live
    ? db.insert(withdrawals).values({
        releaseId: release.id,
        publicationId: live.id,
        mode: unchained(release.id, { mode, redirectTo }, now),
        note,
        redirectTo,
        demandedBy,
        withdrawnAt: now,
      })
    : db
        .update(withdrawals)
        .set({
          mode: unchained(release.id, { mode, redirectTo }, now),
          note,
          redirectTo,
          demandedBy,
        })
        .where(eq(withdrawals.releaseId, release.id));
  try {
    await commit(db, actor, act, [
      bumpLockVersion(db, actor, release),
      ...(scheduled ? unschedule(db, release.id, scheduled.id, now) : []),
      ...(live ? [endAt(db, live.id, now)] : []),
      record,
      ...removeEndedListings(db, [release.id], now),
      db.insert(changes).values({ releaseId: release.id, action: 'withdrawn', effectiveAt: now }),
      ...enqueueReleasePurge(db, release.id, now, now),
    ]);
  } catch (error) {
    if (!violates(error, 'withdrawals.mode')) throw error;
    throw new Problem('conflict', 'redirectTo leads on, or leads back here: chains are refused.');
  }
}

/** @throws Problem `conflict` if the release was withdrawn with `vanish`, of which readers see no trace */
async function refuseVanished(db: Db, id: string): Promise<void> {
  const found = await db
    .select({ mode: withdrawals.mode })
    .from(withdrawals)
    .where(eq(withdrawals.releaseId, id))
    .get();
  if (found?.mode !== 'vanish') return;
  throw new Problem(
    'conflict',
    'This vanished and was never approved by a second editor: ' +
      'under the rule of two persons nobody alone tells readers of it.',
  );
}

/** The mode, or null (which the table refuses) where the redirect would go on or end a chain. */
export function unchained(
  id: string,
  { mode, redirectTo }: Pick<Withdrawal, 'mode' | 'redirectTo'>,
  now: number,
) {
  if (redirectTo === null) return mode;
  const target = releaseIdOf(redirectTo);
  const leads = sql`other.mode = 'redirect'`;
  const onwards = sql`exists (select 1 from ${withdrawals} as other where ${leads} and other.release_id = ${target})`;
  const hither = sql`exists (
    select 1
    from ${withdrawals} as other
    where ${leads} and instr(other.redirect_to, ${`/releases/${id}`}) > 0
  )`;
  return sql<
    Withdrawal['mode']
  >`case when ${onwards} or ${hither} or ${leadsOn(redirectTo, id, now)} then null else ${mode} end`;
}

const ofRelease = preparedRead((db) =>
  db
    .select(withdrawalColumns)
    .from(withdrawals)
    .where(eq(withdrawals.releaseId, sql.placeholder('id'))),
);

/** Finds the present withdrawal of a release, or null. */
export async function findWithdrawal(db: Db, id: string): Promise<Withdrawal | null> {
  const [row] = await readBatch(db, [ofRelease(db, { id }, ([first]) => first)]);
  return row ? toWithdrawal(row) : null;
}

/** Finds the publication that a reinstatement would make public, or null. */
export async function findWithdrawn(db: Db, id: string) {
  const found = await db
    .select({
      publicationId: withdrawals.publicationId,
      visibleFrom: publications.visibleFrom,
      revision: publications.revision,
    })
    .from(withdrawals)
    .innerJoin(publications, eq(publications.id, withdrawals.publicationId))
    .where(eq(withdrawals.releaseId, id))
    .get();
  return found ?? null;
}

/**
 * Reinstates the publication that was public at the withdrawal.
 * @throws Problem `conflict` if the release is not withdrawn, or if a second person must approve
 */
export async function reinstate(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  twoPersons: boolean,
): Promise<void> {
  const { now } = actor;
  const withdrawal = await findWithdrawn(db, release.id);
  if (!withdrawal) throw new Problem('conflict', 'This release is not withdrawn.');
  const { publicationId, visibleFrom, revision } = withdrawal;
  const approver = twoPersons ? requireReinstatementApproval(actor, release, revision) : null;
  const act = { action: 'release.reinstate', subject: `release/${release.id}` };
  const statements = [
    bumpLockVersion(db, actor, release),
    remember(db, release.id, now),
    db.delete(withdrawals).where(eq(withdrawals.releaseId, release.id)),
    ...(approver !== null
      ? [reinstatementConsented(db, actor, release, approver), consumeApproval(db, release.id)]
      : []),
    endAt(db, publicationId, forever),
    reindex(db, publicationId),
    ...insertListings(db, release.id, visibleFrom),
    insertEventListings(db, release.id, visibleFrom),
    db.insert(changes).values({
      releaseId: release.id,
      publicationId,
      action: 'reinstated',
      effectiveAt: now,
    }),
    ...enqueueReleasePurge(db, release.id, now, now),
  ];
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    throw orUnapproved(error, revision);
  }
}

/** Copies the present withdrawal to the past ones, unless its mode is `vanish`: readers never knew of that one. */
function remember(db: Db, id: string, now: number): Statement {
  const { releaseId, withdrawnAt, note, mode } = withdrawals;
  return db.insert(pastWithdrawals).select(
    db
      .select({
        releaseId,
        withdrawnAt,
        reinstatedAt: sql<number>`${now}`.as('reinstated_at'),
        note,
      })
      .from(withdrawals)
      .where(and(eq(releaseId, id), ne(mode, 'vanish'))),
  );
}
