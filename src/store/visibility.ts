/**
 * The gate. What the public sees is decided here and nowhere else, at the moment of the request:
 * every public query carries `isPublic`, and every public answer is fresh until `nextInstant` at most.
 */
import { and, gt, isNotNull, lte, or, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { Withdrawal } from '../domain/release.ts';
import { type Db, type Reading, recurring } from './db.ts';
import { publications, withdrawals } from './schema.ts';

/** True for a publication that readers see at `now` (epoch milliseconds). */
export function isPublic(now: number | Placeholder): SQL {
  return and(lte(publications.visibleFrom, now), gt(publications.visibleUntil, now)) as SQL;
}

/**
 * True for what the own address of a release, or of its file, answers for at `now`: what is public,
 * and what was withdrawn, to say so. The query joins `withdrawals`. Never used for a list.
 */
export function isTold(now: number | Placeholder): SQL {
  return or(isPublic(now), isNotNull(withdrawals.releaseId)) as SQL;
}

export const withdrawalColumns = {
  mode: withdrawals.mode,
  note: withdrawals.note,
  redirectTo: withdrawals.redirectTo,
  withdrawnAt: withdrawals.withdrawnAt,
};

type Columns = {
  [K in keyof typeof withdrawalColumns]: (typeof withdrawals.$inferSelect)[K] | null;
};

export function toWithdrawal({ mode, note, redirectTo, withdrawnAt }: Columns): Withdrawal | null {
  return mode && withdrawnAt ? { mode, note, redirectTo, at: withdrawnAt } : null;
}

const next = recurring((db) =>
  db
    .select({ at: sql<number | null>`min(${publications.visibleFrom})` })
    .from(publications)
    .where(gt(publications.visibleFrom, sql.placeholder('now'))),
);

/** The next instant after `now` at which something becomes visible, or null. */
export function nextInstant(db: Db, now: number): Reading<number | null> {
  return next(db, { now }, (rows) => rows[0]?.at ?? null);
}
