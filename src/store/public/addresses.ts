/** The addresses that readers have or had of releases. */
import { and, eq, lt, lte, sql } from 'drizzle-orm';
import type { Headline } from '../../domain/release.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { publications, withdrawals } from '../db/schema.ts';
import { inList } from '../events/pending-changes.ts';

export interface ReleaseAddresses {
  releaseId: string;
  heads: Record<string, Headline>;
  /** Whether it is to be as if it had never been there. */
  vanished: boolean;
}

/** Of each release what readers saw last, or see; none of what they never saw. */
export function readAddresses(
  db: Db,
  ids: readonly string[],
  now: number,
): Read<ReleaseAddresses[]> {
  const { releaseId, heads, visibleFrom, visibleUntil } = publications;
  const latest = sql`${visibleFrom} = (select max(seen.visible_from) from ${publications} as seen where seen.release_id = ${releaseId} and seen.visible_from <= ${now} and seen.visible_from < seen.visible_until)`;
  const query = db
    .select({ releaseId, heads, mode: withdrawals.mode })
    .from(publications)
    .leftJoin(withdrawals, eq(withdrawals.releaseId, releaseId))
    .where(
      and(inList(releaseId, ids), lte(visibleFrom, now), lt(visibleFrom, visibleUntil), latest),
    );
  return buildRead(query, (rows) =>
    rows.map(({ mode, ...release }) => ({ ...release, vanished: mode === 'vanish' })),
  );
}
