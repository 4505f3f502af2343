/** Lists of what is public: one range of one key, whatever the page and however large the archive. */
import { and, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm';
import { type Cursor, formatCursor } from '../domain/cursor.ts';
import type { Publication } from '../domain/release.ts';
import { type Db, type Reading, reading } from './db.ts';
import {
  newsroom,
  publicColumns,
  toWhole,
  type WholePublication,
  wholeColumns,
} from './publications.ts';
import { listings, publications } from './schema.ts';
import { isPublic } from './visibility.ts';

/** The language of lists that hold every release once. */
export const anyLanguage = '*';

export interface Selection {
  /** A term's id, or a subquery of one; 0 is the newsroom. */
  termId: number | SQL;
  lang: string;
  /** Each a subquery of term ids, of which a release must have one. */
  filters?: SQL[];
  /** Published at this instant or later. */
  since?: number | null;
  /** Published before this instant. */
  before?: number | null;
  after: Cursor | null;
  limit: number;
  now: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** The releases of a selection, newest first. */
export function readList(db: Db, selection: Selection): Reading<Page<Publication>> {
  const query = db
    .select(publicColumns)
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(selected(selection))
    .orderBy(...newestFirst)
    .limit(selection.limit + 1);
  return reading(query, (rows) => pageOf(rows, selection));
}

/** The releases of a selection with all their bodies, newest first. */
export function readWholeList(db: Db, selection: Selection): Reading<Page<WholePublication>> {
  const query = db
    .select(wholeColumns)
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(selected(selection))
    .orderBy(...newestFirst)
    .limit(selection.limit + 1);
  return reading(query, (rows) => pageOf(rows.map(toWhole), selection));
}

const newestFirst = [desc(listings.publishedAt), desc(listings.releaseId)];

/** The asked number of rows; one more was read to know whether there is a next page. */
function pageOf<T extends Cursor>(rows: T[], { limit }: Selection): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? formatCursor(last) : null };
}

/**
 * The bound on the time comes in one term, the tightest: SQLite takes only one as the range of the
 * key, and would else read from the newest release down to the page.
 */
function selected({ termId, lang, filters, since, before, after, now }: Selection): SQL {
  const { publishedAt, releaseId } = listings;
  return and(
    eq(listings.termId, termId),
    eq(listings.lang, lang),
    lte(publishedAt, Math.min(now, after?.publishedAt ?? now, (before ?? Infinity) - 1)),
    since ? gte(publishedAt, since) : undefined,
    after
      ? sql`(${publishedAt}, ${releaseId}) < (${after.publishedAt}, ${after.releaseId})`
      : undefined,
    ...(filters ?? []).map((terms) => alsoListed(terms)),
    isPublic(now),
  ) as SQL;
}

function alsoListed(terms: SQL): SQL {
  return sql`exists (select 1 from ${listings} as other where other.term_id in ${terms} and other.lang = ${listings.lang} and other.published_at = ${listings.publishedAt} and other.release_id = ${listings.releaseId} and other.publication_id = ${listings.publicationId})`;
}

/** The releases before and after one in its main topic (its first field of work, else the newsroom): [older, newer]. */
export function readNeighbours(
  db: Db,
  id: string,
  lang: string,
  now: number,
): [Reading<Publication | null>, Reading<Publication | null>] {
  const here = and(eq(publications.releaseId, id), isPublic(now));
  const topic = sql`coalesce(json_extract(${publications.facts}, '$.fieldsOfWork[0]'), ${newsroom})`;
  const main = sql`(select ${topic} from ${publications} where ${here})`;
  const instant = sql`(select ${publications.publishedAt} from ${publications} where ${here})`;
  const neighbour = (older: boolean) => {
    const { publishedAt, releaseId } = listings;
    const order = older
      ? [desc(publishedAt), desc(releaseId)]
      : [sql`${publishedAt}`, sql`${releaseId}`];
    const beyond = older ? sql.raw('<') : sql.raw('>');
    const query = db
      .select(publicColumns)
      .from(listings)
      .innerJoin(publications, eq(publications.id, listings.publicationId))
      .where(
        and(
          eq(listings.termId, main),
          eq(listings.lang, lang),
          sql`+${publishedAt} <= ${now}`,
          sql`(${publishedAt}, ${releaseId}) ${beyond} (${instant}, ${id})`,
          isPublic(now),
        ),
      )
      .orderBy(...order)
      .limit(1);
    return reading(query, (rows) => rows[0] ?? null);
  };
  return [neighbour(true), neighbour(false)];
}
