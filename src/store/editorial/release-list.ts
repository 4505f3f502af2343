/**
 * The editors' list of releases. Its cost does not grow with the archive: a page examines at most
 * `window` candidates in the order of an index, and the next page continues after them. So a page
 * with a filter may be short, or empty, and still have a next one.
 */
import { and, eq, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Cursor, formatCursor, parseCursor } from '../../domain/cursor.ts';
import type { State } from '../../domain/release.ts';
import { buildRead, type Db, type Read, rawSql, readBatch } from '../db/connect.ts';
import { hasText, inList } from '../db/expressions.ts';
import { editors, publications } from '../db/schema.ts';
import { hasBegun, hasNotEnded, isPublic, isScheduled } from '../db/visibility.ts';
import { readListAudit } from './list-audit.ts';

/** Candidates that a page with a filter looks at. */
const window = 1000;

export const orders = ['updated', 'publishAt'] as const;

export interface ReleaseListQuery {
  /** Null, as below, for any. */
  state: State | null;
  /** A part of a title, in any language. */
  title: string | null;
  /** The slug of a kind. */
  kind: string | null;
  lang: string | null;
  /** The id or name of who made it. */
  author: string | null;
  /** First and last instant at which the coming or, without one, the public version comes out. */
  publishFrom: number | null;
  publishTo: number | null;
  /** The id of the editor whose releases alone may be seen. */
  owner: string | null;
  order: (typeof orders)[number];
  after: ListPlace | null;
  limit: number;
  now: number;
}

/** A position in the list, and its order: a list by `publishAt` continues by update. */
export interface ListPlace {
  by: (typeof orders)[number];
  cursor: Cursor | null;
}

interface Person {
  id: string;
  name: string | null;
}

export interface ReleaseListEntry {
  id: string;
  state: State;
  version: number;
  publicVersion: number | null;
  scheduledVersion: number | null;
  /** Epoch milliseconds of what is scheduled, or null. */
  publishAt: number | null;
  createdAt: number;
  createdBy: Person;
  updatedAt: number;
  updatedBy: Person;
  kind: string | null;
  date: string;
  languages: string[];
  titles: Record<string, string>;
  approval: { version: number; editor: string; at: number } | null;
}

const restMark = 'rest.';

export function formatPlace({ by, cursor }: ListPlace, order: ListPlace['by']): string {
  return (by === order ? '' : restMark) + (cursor ? formatCursor(cursor) : '');
}

/** The place that a text names in a list, or null if it names none. */
export function parsePlace(text: string, order: ListPlace['by']): ListPlace | null {
  if (order === 'publishAt' && text.startsWith(restMark)) {
    const rest = text.slice(restMark.length);
    const cursor = parseCursor(rest);
    return rest === '' || cursor ? { by: 'updated', cursor } : null;
  }
  const cursor = parseCursor(text);
  return cursor && { by: order, cursor };
}

export type ListRow = Record<
  'id' | 'date' | 'titles' | 'createdBy' | 'updatedBy' | 'state' | 'languages',
  string
> &
  Record<'kind' | 'creator' | 'updater' | 'approver', string | null> &
  Record<'version' | 'createdAt' | 'updatedAt' | 'place', number> &
  Record<
    'publicVersion' | 'scheduledVersion' | 'publishAt' | 'approvedVersion' | 'approvedAt',
    number | null
  >;

/** A page of the list before it is read: its rows, and the last of the candidates that it looks at. */
export type ListReads = readonly [Read<ListRow[]>, Read<ListEnd | null>];

/** The last candidate, and how many there were. */
interface ListEnd {
  n: number;
  place: number;
  id: string;
}

/** The releases of a selection, the place of the next ones or null, and what their audit needs. */
export async function listForEditors(db: Db, selection: ReleaseListQuery) {
  const authors = await findAuthors(db, selection.author);
  const [rows, end, audited, lastAudit] = await readBatch(db, [
    ...readReleaseList(db, selection, authors),
    ...readListAudit(db),
  ]);
  return { ...toPage(selection, authors, rows, end), audited, lastAudit };
}

/**
 * The reads of a page, to go in a batch with others.
 * @param authors the ids of the authors whose releases are listed; null for everybody's
 */
export function readReleaseList(
  db: Db,
  selection: ReleaseListQuery,
  authors: string[] | null = null,
): ListReads {
  const { by, filter, most } = scopeOf(selection, authors);
  const candidates = candidatesOf(selection, by, selection.after?.cursor ?? null, authors, most);
  const [direction, reverse] = by === 'updated' ? [sql`desc`, sql`asc`] : [sql`asc`, sql`desc`];
  const end = sql`select count(*) over () as n, place, id
    from (${candidates})
    order by place ${reverse}, id ${reverse}
    limit 1`;
  return [
    buildRead(rawSql<ListRow>(db, pageOf(selection, candidates, filter, direction)), (all) => all),
    buildRead(rawSql<ListEnd>(db, end), ([last]) => last ?? null),
  ];
}

/** The order of the page's index, its filter, and how many candidates it looks at. */
function scopeOf(selection: ReleaseListQuery, authors: string[] | null) {
  const by = selection.after?.by ?? selection.order;
  const filter = filterOf(selection, by, authors);
  return { by, filter, most: filter ? window : selection.limit + 1 };
}

/** The entries of a page that was read, and the place of the next ones or null. */
export function toPage(
  selection: ReleaseListQuery,
  authors: string[] | null,
  rows: ListRow[],
  last: ListEnd | null,
) {
  const { order, limit } = selection;
  const { by, most } = scopeOf(selection, authors);
  const shown = rows.slice(0, limit);
  const end = rows.length > limit ? shown.at(-1) : last && last.n === most ? last : null;
  const bounded = selection.publishFrom !== null || selection.publishTo !== null;
  const rest = by === 'publishAt' && !bounded && selection.state !== 'scheduled';
  const next: ListPlace | null = end
    ? { by, cursor: { publishedAt: end.place, releaseId: end.id } }
    : rest
      ? { by: 'updated', cursor: null }
      : null;
  return { items: shown.map(toEntry), next: next && formatPlace(next, order) };
}

/** Finds the ids of the editors with that id or name; null means everybody. */
async function findAuthors(db: Db, author: string | null): Promise<string[] | null> {
  if (author === null) return null;
  const named = or(eq(editors.id, author), eq(editors.name, author));
  return (await db.select({ id: editors.id }).from(editors).where(named).limit(50)).map(
    ({ id }) => id,
  );
}

const live = alias(publications, 'live');
const coming = alias(publications, 'coming');

/** True of the last span of a release: the coming one, else the public one. */
const isLast = sql`coming.visible_from =
  (select max(visible_from) from publications where release_id = coming.release_id)`;

/** At most `most` releases with their places, read along an index. */
function candidatesOf(
  { state, owner, publishFrom, publishTo, now }: ReleaseListQuery,
  by: ListPlace['by'],
  cursor: Cursor | null,
  authors: string[] | null,
  most: number,
): SQL {
  const behind = (place: SQL, id: SQL) => {
    if (!cursor) return undefined;
    const sign = by === 'updated' ? sql`<` : sql`>`;
    return sql`(${place}, ${id}) ${sign} (${cursor.publishedAt}, ${cursor.releaseId})`;
  };
  if (by === 'publishAt') {
    const after = publishFrom === null ? (publishTo === null ? now : null) : publishFrom - 1;
    return sql`select release_id as id, visible_from as place
      from publications as coming
      where ${and(
        after === null ? undefined : isScheduled(after, coming),
        publishTo === null ? undefined : hasBegun(publishTo, coming),
        hasNotEnded(now, coming),
        isLast,
        behind(sql`coming.visible_from`, sql`coming.release_id`),
      )}
      order by coming.visible_from, coming.release_id
      limit ${most}`;
  }
  const makers = owner === null ? authors : [owner];
  const [maker] = makers ?? [];
  const conditions = and(
    state === 'scheduled' ? isScheduled(now, coming) : undefined,
    makers?.length === 1 ? sql`releases.created_by = ${maker}` : undefined,
    behind(sql`releases.updated_at`, sql`releases.id`),
  );
  const source =
    state === 'scheduled'
      ? sql`publications as coming indexed by publications_by_instant
        cross join releases on releases.id = coming.release_id`
      : state === 'withdrawn'
        ? sql`withdrawals cross join releases on releases.id = withdrawals.release_id`
        : sql`releases`;
  return sql`select releases.id as id, releases.updated_at as place
    from ${source}
    where ${conditions ?? sql`true`}
    order by releases.updated_at desc, releases.id desc
    limit ${most}`;
}

/** The conditions on candidates, or undefined if every candidate is listed. */
function filterOf(selection: ReleaseListQuery, by: ListPlace['by'], authors: string[] | null) {
  const { state, title, kind, lang, owner, publishFrom, publishTo, order } = selection;
  const isBy = (ids: string[]) => inList(sql`releases.created_by`, ids);
  const published = sql`coalesce(coming.visible_from, live.visible_from)`;
  return and(
    state === null ? undefined : sql`${current} = ${state}`,
    title === null ? undefined : titleHas(title),
    kind === null ? undefined : sql`kind.slug = ${kind}`,
    lang === null ? undefined : sql`exists (select 1 from ${editions} where edition.key = ${lang})`,
    authors === null ? undefined : isBy(authors),
    owner === null || by === 'updated' ? undefined : isBy([owner]),
    publishFrom === null ? undefined : sql`${published} >= ${publishFrom}`,
    publishTo === null ? undefined : sql`${published} <= ${publishTo}`,
    order === 'publishAt' && by === 'updated' ? sql`coming.id is null` : undefined,
  );
}

const editions = sql`json_each(revisions.snapshot, '$.editions') as edition`;

const current = sql`case
  when withdrawals.release_id is not null then 'withdrawn'
  when live.revision is not null then 'public'
  when coming.revision is not null then 'scheduled'
  else 'draft'
end`;

const titleHas = (title: string) => sql`exists (
  select 1 from ${editions}
  where ${hasText(sql`json_extract(edition.value, '$.title')`, title)}
)`;

function pageOf(
  { limit, now }: ReleaseListQuery,
  candidates: SQL,
  filter: SQL | undefined,
  direction: SQL,
): SQL {
  return sql`select
      releases.id as id,
      releases.version as version,
      releases.created_at as createdAt,
      releases.created_by as createdBy,
      releases.updated_at as updatedAt,
      releases.updated_by as updatedBy,
      creators.name as creator,
      updaters.name as updater,
      ${current} as state,
      live.revision as publicVersion,
      coming.revision as scheduledVersion,
      coming.visible_from as publishAt,
      kind.slug as kind,
      json_extract(revisions.snapshot, '$.date') as date,
      (select json_group_array(edition.key) from ${editions}) as languages,
      (select json_group_object(edition.key, json_extract(edition.value, '$.title'))
        from ${editions}) as titles,
      approvals.version as approvedVersion,
      approvals.approved_at as approvedAt,
      approvers.name as approver,
      candidates.place as place
    from (${candidates}) as candidates
    cross join releases on releases.id = candidates.id
    cross join revisions
      on revisions.release_id = releases.id and revisions.number = releases.version
    left join publications as live on live.release_id = releases.id and ${isPublic(now, live)}
    left join publications as coming
      on coming.release_id = releases.id and ${isScheduled(now, coming)}
    left join withdrawals on withdrawals.release_id = releases.id
    left join terms as kind on kind.id = json_extract(revisions.snapshot, '$.kind')
    left join editors as creators on creators.id = releases.created_by
    left join editors as updaters on updaters.id = releases.updated_by
    left join approvals on approvals.release_id = releases.id
    left join editors as approvers on approvers.id = approvals.editor_id
    where ${filter ?? sql`true`}
    order by candidates.place ${direction}, candidates.id ${direction}
    limit ${limit + 1}`;
}

function toEntry(row: ListRow): ReleaseListEntry {
  const { id, version, createdAt, updatedAt, kind, date, publishAt } = row;
  const { publicVersion, scheduledVersion, approvedVersion, approvedAt } = row;
  return {
    id,
    state: row.state as State,
    version,
    publicVersion,
    scheduledVersion,
    publishAt,
    createdAt,
    createdBy: { id: row.createdBy, name: row.creator },
    updatedAt,
    updatedBy: { id: row.updatedBy, name: row.updater },
    kind,
    date,
    languages: JSON.parse(row.languages) as string[],
    titles: JSON.parse(row.titles) as Record<string, string>,
    approval:
      approvedVersion === null || approvedAt === null
        ? null
        : { version: approvedVersion, editor: row.approver ?? '', at: approvedAt },
  };
}
