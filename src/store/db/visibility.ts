/**
 * The gate. What the public sees is decided here and nowhere else, at the moment of the request:
 * every public query carries `isPublic`, and every public answer is fresh until `nextInstant` at most.
 * The predicates are those of src/domain/visibility.ts, in SQL; a test compares the two.
 */
import {
  and,
  eq,
  gt,
  gte,
  isNotNull,
  lt,
  lte,
  or,
  type Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Withdrawal } from '../../domain/release.ts';
import { clock, pastWithdrawals, publications, withdrawals } from './schema.ts';

type Instant = number | Placeholder | SQL;

/** The table of publications, or an alias of it. */
type Spans = Record<'visibleFrom' | 'visibleUntil', SQLiteColumn>;

/** True for a publication that readers see at `instant`. */
export const isPublic = (instant: Instant, spans: Spans = publications): SQL =>
  and(hasBegun(instant, spans), hasNotEnded(instant, spans)) as SQL;

/** True for a publication that begins at `instant` or began before. */
export const hasBegun = (instant: Instant, { visibleFrom }: Spans = publications): SQL =>
  lte(visibleFrom, instant);

/** True for a publication that begins after `instant`. */
export const isScheduled = (instant: Instant, { visibleFrom }: Spans = publications): SQL =>
  gt(visibleFrom, instant);

/** True for a publication that ends at `instant` or ended before. */
export const hasEnded = (instant: Instant, { visibleUntil }: Spans = publications): SQL =>
  lte(visibleUntil, instant);

/** True for a publication that ends after `instant`: it is public, or scheduled. */
export const hasNotEnded = (instant: Instant, { visibleUntil }: Spans = publications): SQL =>
  gt(visibleUntil, instant);

/** True for a publication whose span contains any instant. */
export const isNonEmpty = ({ visibleFrom, visibleUntil }: Spans = publications): SQL =>
  lt(visibleFrom, visibleUntil);

/** True for a publication whose span contains `instant`, or ends at it. */
export const containsOrEndsAt = (instant: Instant, spans: Spans = publications): SQL =>
  and(hasBegun(instant, spans), gte(spans.visibleUntil, instant)) as SQL;

/**
 * True for what the own address of a release, or of its file, answers for at `now`: what is public,
 * and what was withdrawn, to say so. The query joins `withdrawals`. Never used for a list.
 */
export function isPublicOrWithdrawn(now: number | Placeholder): SQL {
  return or(isPublic(now), isNotNull(withdrawals.releaseId)) as SQL;
}

/** Joins the withdrawal of a publication: by the release as well, which is the table's key. */
export const isItsWithdrawal = and(
  eq(withdrawals.releaseId, publications.releaseId),
  eq(withdrawals.publicationId, publications.id),
) as SQL;

/** The columns of the present withdrawal, as `toWithdrawal` reads them. */
export const withdrawalColumns = {
  mode: withdrawals.mode,
  note: withdrawals.note,
  redirectTo: withdrawals.redirectTo,
  withdrawnAt: withdrawals.withdrawnAt,
  demandedBy: withdrawals.demandedBy,
};

/** The columns of a withdrawal that a reinstatement ended. */
export const pastWithdrawalColumns = {
  withdrawnAt: pastWithdrawals.withdrawnAt,
  reinstatedAt: pastWithdrawals.reinstatedAt,
  note: pastWithdrawals.note,
};

type Columns = {
  [K in keyof typeof withdrawalColumns]: (typeof withdrawals.$inferSelect)[K] | null;
};

export function toWithdrawal({ mode, withdrawnAt, ...rest }: Columns): Withdrawal | null {
  const { note, redirectTo, demandedBy } = rest;
  return mode && withdrawnAt !== null
    ? { mode, note, redirectTo, demandedBy, at: withdrawnAt }
    : null;
}

/** The next instant after the placeholder `now` at which something becomes visible, or null. */
export const nextInstant = sql<number | null>`(
  select min(${publications.visibleFrom})
  from ${publications}
  where ${isScheduled(sql.placeholder('now'))}
)`;

/** The state of a database replica. */
export interface ReplicaLag {
  /** The last tick in it; null if there was none. */
  tickedAt: number | null;
  /** The latest instant at which something became visible, or null. */
  latest: number | null;
}

/** Columns for a row of any query, from which `isFreshEnough` judges the replica at the placeholder `now`. */
export const replicaLagColumns = {
  tickedAt: sql<number | null>`(select ${clock.tickedAt} from ${clock})`,
  latest: sql<number | null>`(
    select max(${publications.visibleFrom})
    from ${publications}
    where ${hasBegun(sql.placeholder('now'))}
  )`,
};

/** The most that two machines' clocks are thought to differ, in milliseconds. */
export const clockSkew = 10_000;
/** A replica without a tick for so long is not read: it bounds how long a withdrawal may be missing. */
const oldest = 90_000;

/**
 * Whether a replica is fresh enough to be read. A release that is scheduled in it may have been postponed
 * since; once its instant has come, only a replica with a tick after that instant is known to have the
 * change. So a replica may be late, and is never early.
 */
export function isFreshEnough({ tickedAt, latest }: ReplicaLag, now: number): boolean {
  if (tickedAt === null) return false;
  return now - tickedAt <= oldest && (latest ?? 0) <= tickedAt - clockSkew;
}
