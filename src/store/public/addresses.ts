/** The addresses that readers have or had of releases. */
import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Headline } from '../../domain/release.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import { publications, withdrawals } from '../db/schema.ts';
import { hasBegun, isNonEmpty } from '../db/visibility.ts';

export interface ReleaseAddresses {
  releaseId: string;
  headlines: Record<string, Headline>;
  /** Whether it was withdrawn with the mode `vanish`. */
  vanished: boolean;
}

const seen = alias(publications, 'seen');

/** Of each release what readers saw last, or see; none of what they never saw. */
export function readAddresses(
  db: Db,
  ids: readonly string[],
  now: number,
): Read<ReleaseAddresses[]> {
  const { releaseId, headlines, visibleFrom } = publications;
  const latest = sql`${visibleFrom} = (
    select max(${seen.visibleFrom})
    from ${publications} as seen
    where ${and(eq(seen.releaseId, releaseId), hasBegun(now, seen), isNonEmpty(seen))}
  )`;
  const query = db
    .select({ releaseId, headlines, mode: withdrawals.mode })
    .from(publications)
    .leftJoin(withdrawals, eq(withdrawals.releaseId, releaseId))
    .where(and(inList(releaseId, ids), hasBegun(now), isNonEmpty(), latest));
  return buildRead(query, (rows) =>
    rows.map(({ mode, ...release }) => ({ ...release, vanished: mode === 'vanish' })),
  );
}
