/** Past and scheduled publications by day: one range of an index for each, at any size of the archive. */
import { and, eq, gte, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Headline } from '../../domain/release.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import { buildRead, type Db, preparedRead, type Read } from '../db/connect.ts';
import { listings, publications, releases } from '../db/schema.ts';
import { hasBegun, isPublic, isScheduled } from '../db/visibility.ts';
import { anyLanguage } from '../public/listings.ts';

/** A span of time, from its first instant up to but not at its end. */
export interface DaySpan {
  from: number;
  to: number;
}

export interface CalendarEntry {
  releaseId: string;
  headlines: Record<string, Headline>;
  /** The instant at which it comes or came out. */
  at: number;
}

export interface CalendarDay {
  entries: CalendarEntry[];
  /** The releases of the day, of those that were looked at. */
  count: number;
  /** Whether there may be more. */
  isMore: boolean;
}

/** Releases of a day that are looked at: more for a person who sees only some of them. */
const [mostCounted, mostSearched] = [60, 1000];
/** Releases of a day that are shown. */
export const mostOnDay = 6;
/** Scheduled corrections of a month that are shown. */
const mostCorrections = 200;

const { placeholder } = sql;
const now = placeholder('now');
const owner = placeholder('owner');
const isVisibleTo = sql`(${owner} is null or ${releases.createdBy} = ${owner})`;

/** The first publication of what is to come, and the present one of what is out: each release once. */
const isShown = or(
  isPublic(now),
  and(isScheduled(now), eq(publications.publishedAt, publications.visibleFrom)),
) as SQL;

const dayQuery = preparedRead((db) => {
  const candidates = db
    .select({
      releaseId: listings.releaseId,
      publicationId: listings.publicationId,
      publishedAt: listings.publishedAt,
    })
    .from(listings)
    .where(
      and(
        eq(listings.termId, newsroom),
        eq(listings.lang, anyLanguage),
        gte(listings.publishedAt, placeholder('from')),
        lt(listings.publishedAt, placeholder('to')),
      ),
    )
    .orderBy(listings.publishedAt, listings.releaseId)
    .limit(placeholder('most'))
    .as('candidates');
  return db
    .select({
      releaseId: releases.id,
      headlines: publications.headlines,
      at: sql<number>`${candidates.publishedAt}`.as('at'),
      count: sql<number>`count(*) over ()`.as('n'),
    })
    .from(candidates)
    .crossJoin(publications)
    .crossJoin(releases)
    .where(
      and(
        eq(publications.id, candidates.publicationId),
        eq(releases.id, candidates.releaseId),
        isShown,
        isVisibleTo,
      ),
    )
    .orderBy(candidates.publishedAt, candidates.releaseId)
    .limit(mostOnDay);
});

/** Whose releases are shown (null for everybody's), and the present. */
export interface CalendarView {
  owner: string | null;
  now: number;
}

/** Reads what came out on each of these days, or comes out for the first time. */
export function readCalendarDays(
  db: Db,
  days: readonly DaySpan[],
  view: CalendarView,
): Read<CalendarDay>[] {
  const most = view.owner === null ? mostCounted : mostSearched;
  return days.map((day) =>
    dayQuery(db, { ...day, ...view, most }, (rows) => {
      const count = rows[0]?.count ?? 0;
      return { entries: rows.map(({ count: _, ...entry }) => entry), count, isMore: count >= most };
    }),
  );
}

/** Reads the scheduled corrections of a span: new versions of what is public. */
export function readScheduledCorrections(
  db: Db,
  { from, to }: DaySpan,
  { owner, now }: CalendarView,
): Read<CalendarEntry[]> {
  const own = owner === null ? undefined : eq(releases.createdBy, owner);
  return buildRead(
    db
      .select({
        releaseId: publications.releaseId,
        headlines: publications.headlines,
        at: publications.visibleFrom,
      })
      .from(publications)
      .innerJoin(releases, eq(releases.id, publications.releaseId))
      .where(
        and(
          isScheduled(Math.max(now, from - 1)),
          hasBegun(to - 1),
          ne(publications.publishedAt, publications.visibleFrom),
          own,
        ),
      )
      .orderBy(publications.visibleFrom)
      .limit(mostCorrections),
    (rows) => rows,
  );
}
