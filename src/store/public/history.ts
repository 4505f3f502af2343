/** The history of a release: the versions that readers have seen, in order. Nothing scheduled is in it. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { PastWithdrawal, Version } from '../../domain/history.ts';
import type { Correction, Headline, Withdrawal } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { pastWithdrawals, publications, withdrawals } from '../db/schema.ts';
import {
  hasBegun,
  isItsWithdrawal,
  isNonEmpty,
  isPublicOrWithdrawn,
  pastWithdrawalColumns,
  toWithdrawal,
  withdrawalColumns,
} from '../db/visibility.ts';

export interface History {
  /** The present headlines, by language. */
  headlines: Record<string, Headline>;
  withdrawal: Withdrawal | null;
  /** In the order in which readers saw them. */
  versions: Version[];
}

const { placeholder } = sql;
const seen = alias(publications, 'seen');

const histories = preparedRead((db) =>
  db
    .select({
      headlines: publications.headlines,
      ...withdrawalColumns,
      publishedAt: sql<number>`${seen.publishedAt}`.as('seen_published_at'),
      modifiedAt: sql<number>`${seen.modifiedAt}`.as('seen_modified_at'),
      corrections: sql<number>`json_array_length(${seen.metadata}, '$.corrections')`.as(
        'corrections',
      ),
      correction: sql<string | null>`json_extract(${seen.metadata}, '$.corrections[#-1]')`.as(
        'correction',
      ),
    })
    .from(publications)
    .leftJoin(withdrawals, isItsWithdrawal)
    .innerJoin(
      seen,
      and(
        // `+` disables the index, so that the planner starts with the outer row.
        eq(seen.releaseId, sql`+${publications.releaseId}`),
        hasBegun(placeholder('now'), seen),
        isNonEmpty(seen),
      ),
    )
    .where(
      and(eq(publications.releaseId, placeholder('id')), isPublicOrWithdrawn(placeholder('now'))),
    )
    .orderBy(asc(seen.visibleFrom)),
);

/** Reads the history of a release up to `now`; null if it was never public. */
export function readHistory(db: Db, id: string, now: number): Read<History | null> {
  return histories(db, { id, now }, (rows) => {
    const [first] = rows;
    if (!first) return null;
    const versions = rows.map(({ publishedAt, modifiedAt, corrections, correction }) => ({
      publishedAt,
      modifiedAt,
      corrections,
      correction: correction === null ? null : (JSON.parse(correction) as Correction),
    }));
    return { headlines: first.headlines, withdrawal: toWithdrawal(first), versions };
  });
}

const ended = preparedRead((db) =>
  db
    .select(pastWithdrawalColumns)
    .from(pastWithdrawals)
    .where(eq(pastWithdrawals.releaseId, placeholder('id')))
    .orderBy(asc(pastWithdrawals.withdrawnAt)),
);

/** Ended withdrawals of a release. Only its history page may show them. */
export function readPastWithdrawals(db: Db, id: string): Read<PastWithdrawal[]> {
  return ended(db, { id }, (rows) => rows);
}
