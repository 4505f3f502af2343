/** Releases that were corrected, the last correction first. */
import { and, desc, sql } from 'drizzle-orm';
import type { Cursor } from '../../domain/cursor.ts';
import { forever } from '../../domain/instant.ts';
import type { Publication } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { type Page, pageOf } from './listings.ts';
import { publicColumns } from './public-releases.ts';

const { placeholder } = sql;

/** The instant of the last correction: as written in the index `publications_by_correction` (0042). */
const correctedAt = sql<number>`json_extract(${publications.metadata}, '$.corrections[#-1].at')`;

const corrected = preparedRead((db) =>
  db
    .select({ ...publicColumns, correctedAt: correctedAt.as('corrected_at') })
    .from(publications)
    .where(
      and(
        sql`${correctedAt} is not null`,
        sql`(${correctedAt}, ${publications.releaseId}) < (${placeholder('afterInstant')}, ${placeholder('afterId')})`,
        sql`json_extract(${publications.headlines}, ${placeholder('edition')}) is not null`,
        isPublic(placeholder('now')),
      ),
    )
    .orderBy(desc(correctedAt), desc(publications.releaseId))
    .limit(placeholder('rows')),
);

/**
 * Reads the corrected releases that have an edition in a language. The cursor's instant is that of the
 * last correction. Former versions of a release are skipped one by one: it reads as many rows as the
 * releases have corrected versions.
 */
export function readCorrected(
  db: Db,
  { lang, after, limit, now }: { lang: string; after: Cursor | null; limit: number; now: number },
): Read<Page<Publication>> {
  const values = {
    edition: `$."${lang}"`,
    afterInstant: after?.publishedAt ?? forever,
    afterId: after?.releaseId ?? '',
    rows: limit + 1,
    now,
  };
  return corrected(db, values, (rows) => {
    const page = pageOf(
      rows.map((row) => ({ publishedAt: row.correctedAt, releaseId: row.releaseId, row })),
      { limit },
    );
    return {
      items: page.items.map(({ row: { correctedAt: _, ...release } }) => release),
      next: page.next,
    };
  });
}
