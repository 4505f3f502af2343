/**
 * The gate. What the public sees is decided here and nowhere else, at the moment of the request:
 * every public query carries `isPublic`, and every public answer is fresh until `nextInstant` at most.
 */
import { and, eq, gt, isNotNull, lte, or, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Withdrawal } from '../domain/release.ts';
import { publications, withdrawals } from './schema.ts';

/** True for a publication (of `table`, an alias of it) that readers see at `now`. */
export function isPublic(
  now: number | Placeholder,
  table: Record<'visibleFrom' | 'visibleUntil', SQLiteColumn> = publications,
): SQL {
  return and(lte(table.visibleFrom, now), gt(table.visibleUntil, now)) as SQL;
}

/**
 * True for what the own address of a release, or of its file, answers for at `now`: what is public,
 * and what was withdrawn, to say so. The query joins `withdrawals`. Never used for a list.
 */
export function isTold(now: number | Placeholder): SQL {
  return or(isPublic(now), isNotNull(withdrawals.releaseId)) as SQL;
}

/** Joins the withdrawal of a publication: by the release as well, which is the table's key. */
export const isItsWithdrawal = and(
  eq(withdrawals.releaseId, publications.releaseId),
  eq(withdrawals.publicationId, publications.id),
) as SQL;

export const withdrawalColumns = {
  mode: withdrawals.mode,
  note: withdrawals.note,
  redirectTo: withdrawals.redirectTo,
  withdrawnAt: withdrawals.withdrawnAt,
  demandedBy: withdrawals.demandedBy,
};

type Columns = {
  [K in keyof typeof withdrawalColumns]: (typeof withdrawals.$inferSelect)[K] | null;
};

export function toWithdrawal({ mode, withdrawnAt, ...rest }: Columns): Withdrawal | null {
  const { note, redirectTo, demandedBy } = rest;
  return mode && withdrawnAt ? { mode, note, redirectTo, demandedBy, at: withdrawnAt } : null;
}

/** The next instant after the placeholder `now` at which something becomes visible, or null. */
export const nextInstant = sql<
  number | null
>`(select min(${publications.visibleFrom}) from ${publications} where ${publications.visibleFrom} > ${sql.placeholder('now')})`;
