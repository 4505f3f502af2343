/**
 * The public change log, for mirrors. A change gets its sequence number when the log is first read
 * after its instant, in the same batch. So the numbers have no gaps that would reveal hidden changes,
 * and a change that is committed late or backdated comes after all that mirrors have already read.
 */
import { and, asc, eq, gt, gte, lte, max, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Change } from '../../domain/change.ts';
import { buildRead, type Db, preparedRead, type Read, rawSql } from '../db/connect.ts';
import { changes, publications, withdrawals } from '../db/schema.ts';
import { isPublic, toWithdrawal, withdrawalColumns } from '../db/visibility.ts';
import { toWhole, wholeColumns } from './public-releases.ts';

/** More than a page, so that mirrors get full pages. */
const perStep = 200;

/** Numbers the changes in effect at `now`. It precedes the read of the log in the same batch. */
export function assignSequence(db: Db, now: number): Read<null>[] {
  const order = sql`effective_at, release_id, id`;
  // Limited before numbering, because a window reads all of its rows; through the index in that order,
  // because the planner would otherwise sort all unnumbered changes.
  const some = sql`select id, effective_at, release_id
    from ${changes} indexed by changes_untold
    where told is null and effective_at <= ${now}
    order by ${order}
    limit ${perStep}`;
  const due = sql`select
      id,
      (select coalesce(max(told), 0) from ${changes}) + row_number() over (order by ${order}) as place
    from (${some})`;
  const step = sql`update ${changes} set told = due.place from (${due}) as due where ${changes.id} = due.id`;
  return [buildRead(rawSql(db, step), () => null)];
}

const { placeholder } = sql;
const later = alias(changes, 'later');

/** SQL condition: the log shows the change. Of a vanished release it shows only the last one. */
const isInLog = or(
  ne(sql`coalesce(${withdrawals.mode}, '')`, 'vanish'),
  sql`not exists (
    select 1
    from ${changes} as later
    where ${and(eq(later.releaseId, changes.releaseId), gt(later.sequence, changes.sequence))}
  )`,
) as SQL;

const changesQuery = (db: Db) =>
  db
    .select({
      place: sql<number>`${changes.sequence}`.as('place'),
      releaseId: sql<string>`${changes.releaseId}`.as('changed_release'),
      action: changes.action,
      at: changes.effectiveAt,
      release: wholeColumns,
      ...withdrawalColumns,
    })
    .from(changes)
    .leftJoin(
      publications,
      and(eq(publications.releaseId, changes.releaseId), isPublic(placeholder('now'))),
    )
    .leftJoin(withdrawals, eq(withdrawals.releaseId, changes.releaseId));

type Row = ReturnType<typeof changesQuery>['_']['result'][number];

function toChange({ releaseId, action, at, release, ...row }: Row): Change {
  return {
    releaseId,
    action,
    at,
    release: release && toWhole(release),
    withdrawal: toWithdrawal(row),
  };
}

const logQuery = (isRequested: SQL) =>
  preparedRead((db) =>
    changesQuery(db)
      .where(and(isRequested, isInLog))
      .orderBy(asc(changes.sequence))
      .limit(placeholder('rows')),
  );

const logAfter = logQuery(gt(changes.sequence, placeholder('after')));

/** From the lowest number of those since an instant: a late commit has a higher one than later changes. */
const logSince = logQuery(
  gte(
    changes.sequence,
    sql`(
      select min(told)
      from ${changes} as recent indexed by changes_by_instant
      where recent.effective_at >= ${placeholder('since')} and recent.told is not null
    )`,
  ),
);

const single = preparedRead((db) =>
  changesQuery(db).where(
    and(eq(changes.id, placeholder('id')), lte(changes.effectiveAt, placeholder('now'))),
  ),
);

/** One change by its row, or null if it is not in effect yet or was cancelled. */
export function readChange(db: Db, id: number, now: number): Read<Change | null> {
  return single(db, { id, now }, ([row]) => (row ? toChange(row) : null));
}

const lasts = preparedRead((db) => db.select({ place: max(changes.sequence) }).from(changes));

export interface LogPage {
  items: Change[];
  /** The position at which this page ends; null if nothing is on it. */
  last: number | null;
  /** Whether there is more already. */
  more: boolean;
}

/** The start of a page of the log: after a sequence number, or at what took effect since an instant. */
export type LogStart = { after: number } | { since: number };

/** Reads at most `limit` changes from a start, and the last number assigned. */
export function readLog(
  db: Db,
  start: LogStart,
  { limit, now }: { limit: number; now: number },
): [Read<LogPage>, Read<number>] {
  const toPage = (rows: Row[]): LogPage => {
    const shown = rows.slice(0, limit);
    return {
      items: shown.map(toChange),
      last: shown.at(-1)?.place ?? null,
      more: rows.length > limit,
    };
  };
  const bounds = { now, rows: limit + 1 };
  const page =
    'since' in start
      ? logSince(db, { ...start, ...bounds }, toPage)
      : logAfter(db, { ...start, ...bounds }, toPage);
  return [page, lasts(db, {}, ([row]) => row?.place ?? 0)];
}
