/** The editors' desk: releases in every state, the last touched first. */
import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { type Cursor, formatCursor } from '../domain/cursor.ts';
import type { State } from '../domain/release.ts';
import type { Db } from './db.ts';
import { publications, releases, revisions, withdrawals } from './schema.ts';
import { isPublic } from './visibility.ts';

export interface DeskSelection {
  /** Null for releases in any state. */
  state: State | null;
  /** A part of a title, in any language; null for all. */
  title: string | null;
  /** Whose drafts; null for everybody's. */
  createdBy: string | null;
  after: Cursor | null;
  limit: number;
  now: number;
}

export interface DeskEntry {
  id: string;
  state: State;
  version: number;
  publicVersion: number | null;
  /** Epoch milliseconds of what is scheduled, or null. */
  publishAt: number | null;
  updatedAt: number;
  titles: Record<string, string>;
}

/** The releases of a selection, and the cursor of the next ones or null. */
export async function listDesk(db: Db, selection: DeskSelection) {
  const { state, title, createdBy, after, limit, now } = selection;
  const own = eq(publications.releaseId, releases.id);
  const live = sql<
    number | null
  >`(select ${publications.revision} from ${publications} where ${and(own, isPublic(now))})`;
  const coming = sql<
    number | null
  >`(select ${publications.visibleFrom} from ${publications} where ${own} and ${publications.visibleFrom} > ${now})`;
  const withdrawn = sql`exists (select 1 from ${withdrawals} where ${withdrawals.releaseId} = ${releases.id})`;
  const current = sql<State>`case when ${withdrawn} then 'withdrawn' when ${live} is not null then 'public' when ${coming} is not null then 'scheduled' else 'draft' end`;
  const editions = sql`json_each(${revisions.snapshot}, '$.editions') as edition`;
  const named: SQL = sql`exists (select 1 from ${editions} where instr(lower(json_extract(edition.value, '$.title')), lower(${title})) > 0)`;
  const rows = await db
    .select({
      id: releases.id,
      state: current,
      version: releases.version,
      publicVersion: live,
      publishAt: coming,
      updatedAt: releases.updatedAt,
      titles: sql<string>`(select json_group_object(edition.key, json_extract(edition.value, '$.title')) from ${editions})`,
    })
    .from(releases)
    .innerJoin(
      revisions,
      and(eq(revisions.releaseId, releases.id), eq(revisions.number, releases.version)),
    )
    .where(
      and(
        createdBy === null ? undefined : eq(releases.createdBy, createdBy),
        state === null ? undefined : sql`${current} = ${state}`,
        title === null ? undefined : named,
        after
          ? sql`(${releases.updatedAt}, ${releases.id}) < (${after.publishedAt}, ${after.releaseId})`
          : undefined,
      ),
    )
    .orderBy(desc(releases.updatedAt), desc(releases.id))
    .limit(limit + 1);
  const items = rows
    .slice(0, limit)
    .map(
      (row): DeskEntry => ({ ...row, titles: JSON.parse(row.titles) as Record<string, string> }),
    );
  const last = items.at(-1);
  const more = rows.length > limit && last;
  const next = more ? formatCursor({ publishedAt: last.updatedAt, releaseId: last.id }) : null;
  return { items, next };
}
