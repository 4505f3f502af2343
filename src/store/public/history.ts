/** The history of a release: the versions that readers have seen, in order. Nothing scheduled is in it. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type PastWithdrawal, partsChanged, type Version } from '../../domain/history.ts';
import type { Headline, Metadata, Withdrawal } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { editions, pastWithdrawals, publications, withdrawals } from '../db/schema.ts';
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
      seenHeadlines: sql<string>`${seen.headlines}`.as('seen_headlines'),
      seenMetadata: sql<string>`${seen.metadata}`.as('seen_metadata'),
      sameText: sql<number>`
        ${editions.html} is lag(${editions.html}) over (order by ${seen.visibleFrom})
      `.as('same_text'),
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
    .leftJoin(
      editions,
      and(eq(editions.publicationId, seen.id), eq(editions.lang, placeholder('lang'))),
    )
    .where(
      and(eq(publications.releaseId, placeholder('id')), isPublicOrWithdrawn(placeholder('now'))),
    )
    .orderBy(asc(seen.visibleFrom)),
);

/** Reads the history of a release up to `now`, compared in a language; null if it was never public. */
export function readHistory(
  db: Db,
  { id, lang, now }: { id: string; lang: string; now: number },
): Read<History | null> {
  return histories(db, { id, lang, now }, (rows) => {
    const [first] = rows;
    if (!first) return null;
    const contents = rows.map(({ seenHeadlines, seenMetadata, sameText }) => ({
      headlines: JSON.parse(seenHeadlines) as Record<string, Headline>,
      metadata: JSON.parse(seenMetadata) as Metadata,
      sameText: sameText === 1,
    }));
    const versions = contents.map((content, at): Version => {
      const { publishedAt, modifiedAt } = rows[at] as (typeof rows)[number];
      const { corrections } = content.metadata;
      const before = contents[at - 1];
      return {
        publishedAt,
        modifiedAt,
        corrections: corrections.length,
        correction: corrections.at(-1) ?? null,
        changed: before ? partsChanged(before, content, lang) : [],
      };
    });
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
