/** The events of public releases: those to come by their end, and those that are over, the last first. */
import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Cursor } from '../../domain/cursor.ts';
import type { Reinstatements } from '../../domain/history.ts';
import { formatInstant } from '../../domain/instant.ts';
import type { Publication } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { eventListings, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { type Page, pageOf } from './listings.ts';
import { publicColumns, reinstatementColumns } from './public-releases.ts';

const { placeholder } = sql;
const { lang, endsAt, releaseId, publicationId } = eventListings;

const select = (db: Db, range: SQL) =>
  db
    .select({ ...publicColumns, ...reinstatementColumns, endsAt })
    .from(eventListings)
    .innerJoin(publications, eq(publications.id, publicationId))
    .where(and(eq(lang, placeholder('lang')), range, isPublic(placeholder('now'))))
    .limit(placeholder('rows'));

const coming = preparedRead((db) =>
  select(
    db,
    sql`(${endsAt}, ${releaseId}) > (${placeholder('end')}, ${placeholder('id')})`,
  ).orderBy(asc(endsAt), asc(releaseId)),
);

const past = preparedRead((db) =>
  select(
    db,
    sql`(${endsAt}, ${releaseId}) < (${placeholder('end')}, ${placeholder('id')})`,
  ).orderBy(desc(endsAt), desc(releaseId)),
);

type EventRelease = Publication & Reinstatements;

export interface EventSelection {
  lang: string;
  /** The beginning of the day at which an event that is over counts as past. */
  today: number;
  /** The instant of the cursor is the end of an event. */
  after: Cursor | null;
  limit: number;
  now: number;
}

/** Reads releases whose event ends today or later: the next to end, by their start. */
export function readComingEvents(db: Db, selection: EventSelection): Read<Page<EventRelease>> {
  const { today, after, limit } = selection;
  const end = Math.max(today, after?.publishedAt ?? today);
  return coming(db, valuesOf(selection, end), (rows) => {
    const { items, next } = toPage(rows, limit);
    return { items: items.sort(byStart), next };
  });
}

/** Reads releases whose event ended before today. */
export function readPastEvents(db: Db, selection: EventSelection): Read<Page<EventRelease>> {
  const { today, after, limit } = selection;
  const end = Math.min(today, after?.publishedAt ?? today);
  return past(db, valuesOf(selection, end), (rows) => toPage(rows, limit));
}

const valuesOf = ({ lang, after, limit, now }: EventSelection, end: number) => ({
  lang,
  end: formatInstant(end),
  id: after?.releaseId ?? '',
  rows: limit + 1,
  now,
});

type Row = EventRelease & { endsAt: string };

function toPage(rows: Row[], limit: number): Page<EventRelease> {
  const places = rows.map((row) => ({
    publishedAt: Date.parse(row.endsAt),
    releaseId: row.releaseId,
    row,
  }));
  const { items, next } = pageOf(places, { limit });
  return { items: items.map(({ row }) => toPublication(row)), next };
}

const toPublication = ({ endsAt: _, ...release }: Row): EventRelease => release;

const startOf = ({ metadata }: Publication) => metadata.event?.start ?? '';
const byStart = (one: Publication, other: Publication) => (startOf(one) < startOf(other) ? -1 : 1);
