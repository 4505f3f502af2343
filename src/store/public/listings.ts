/** Lists of public releases. Each page reads one range of one index, at any size of the archive. */
import { and, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm';
import { type Cursor, formatCursor } from '../../domain/cursor.ts';
import { earliest, forever } from '../../domain/instant.ts';
import type { Publication } from '../../domain/release.ts';
import { newsroom, type TaxonomySlug } from '../../domain/taxonomy.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { listings, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { termIdsBySlugs } from '../taxonomy/terms.ts';
import { knownBodies, type ListedPublication, listedColumns } from './listed-bodies.ts';
import { publicColumns } from './public-releases.ts';

/** The language of lists that contain every release once. */
export const anyLanguage = '*';

/** Terms of one taxonomy by their slugs. */
export type Choice = readonly [TaxonomySlug, readonly string[]];

export interface Selection {
  /** The term whose releases these are; null for the newsroom. */
  term: readonly [TaxonomySlug, string] | null;
  lang: string;
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

const { placeholder } = sql;
export const newestFirst = [desc(listings.publishedAt), desc(listings.releaseId)];
export const byTerm = termIdsBySlugs(placeholder('taxonomy'), [placeholder('slug')]);

/**
 * The rows of a selection. The bound on the time comes in one term, `newest`, the tightest there
 * is: SQLite takes only one as the range of the key, and would else read from the newest release
 * down to the page.
 */
export function selected(term: SQL | number): SQL {
  const { termId, lang, publishedAt, releaseId } = listings;
  return and(
    eq(termId, term),
    eq(lang, placeholder('lang')),
    lte(publishedAt, placeholder('newest')),
    gte(publishedAt, placeholder('since')),
    sql`(${publishedAt}, ${releaseId}) < (${placeholder('afterInstant')}, ${placeholder('afterId')})`,
    isPublic(placeholder('now')),
  ) as SQL;
}

const headsQuery = (term: SQL | number) => (db: Db) =>
  db
    .select(publicColumns)
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(selected(term))
    .orderBy(...newestFirst)
    .limit(placeholder('rows'));

const wholeQuery = (term: SQL | number) => (db: Db) =>
  db
    .select(listedColumns)
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(selected(term))
    .orderBy(...newestFirst)
    .limit(placeholder('rows'));

const newsroomHeads = preparedRead(headsQuery(newsroom));
const termHeads = preparedRead(headsQuery(byTerm));
const newsroomWhole = preparedRead(wholeQuery(newsroom));
const termWhole = preparedRead(wholeQuery(byTerm));

/** The releases of a selection, newest first. */
export function readList(db: Db, selection: Selection): Read<Page<Publication>> {
  const query = selection.term ? termHeads : newsroomHeads;
  return query(db, valuesOf(selection), (rows) => pageOf(rows, selection));
}

/** The releases of a selection with all their bodies, newest first. */
export function readWholeList(db: Db, selection: Selection): Read<Page<ListedPublication>> {
  const query = selection.term ? termWhole : newsroomWhole;
  const { values, toListed } = knownBodies();
  return query(db, { ...valuesOf(selection), ...values }, (rows) =>
    pageOf(rows.map(toListed), selection),
  );
}

export function valuesOf({ term, lang, since, before, after, limit, now }: Selection) {
  return {
    ...(term && { taxonomy: term[0], slug: term[1] }),
    lang,
    newest: Math.min(now, after?.publishedAt ?? now, (before ?? forever) - 1),
    since: since ?? earliest,
    afterInstant: after?.publishedAt ?? forever,
    afterId: after?.releaseId ?? '',
    rows: limit + 1,
    now,
  };
}

/** The asked number of rows; one more was read to know whether there is a next page. */
export function pageOf<T extends Cursor>(rows: T[], { limit }: Pick<Selection, 'limit'>): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? formatCursor(last) : null };
}
