/** Full-text search over what is public (FTS5). */
import { and, eq, lte, type SQL, sql } from 'drizzle-orm';
import type { Cursor } from '../domain/cursor.ts';
import { forever } from '../domain/instant.ts';
import type { Publication } from '../domain/release.ts';
import { searchExpression } from '../domain/search.ts';
import { newsroom, type TaxonomySlug } from '../domain/taxonomy.ts';
import { type Db, inWords, type Reading, reading, type Statement } from './db.ts';
import { type Choice, type Page, pageOf } from './listings.ts';
import { toWhole, type WholePublication, wholeColumns } from './public-releases.ts';
import { editions, publications, terms } from './schema.ts';
import { termIdsNamedIn } from './terms.ts';
import { isPublic } from './visibility.ts';

const columns = ['title', 'summary', 'body'];

/** How many of the newest matches are ranked and counted: what bounds the work of any search. */
export const mostRanked = 200;

/** Publications that one search or tick takes into the index. */
const perStep = sql.raw('200');

/** The first row of a second: 29 bits are left for the edition's id. */
const rowsASecond = sql.raw('536870912');
const firstRowAt = (instant: number) =>
  sql`cast(${Math.floor(instant / 1000)} as integer) * ${rowsASecond}`;

const headText = (name: string) =>
  sql`json_extract(${publications.heads}, '$."' || ${editions.lang} || '".${sql.raw(name)}')`;
const languageWord = (lang: SQL) => sql`'l' || replace(lower(${lang}), '-', '')`;

/**
 * Brings the index up to `now`: what has ended leaves it, what has begun enters it. Comes before each
 * search in the same batch, so that a release is found from its very instant on. Without parameters:
 * drizzle's batch takes raw statements only so.
 */
function stepsTo(moment: number): SQL[] {
  const now = sql.raw(String(Math.trunc(moment)));
  const ended = sql`(select ${publications.id} from ${publications} where ${publications.indexed} = 1 and ${publications.visibleUntil} <= ${now})`;
  const due = sql`(select ${publications.id} from ${publications} where ${publications.indexed} = 0 and ${publications.visibleFrom} <= ${now} order by ${publications.visibleFrom}, ${publications.id} limit ${perStep})`;
  const facets = sql`${languageWord(sql`${editions.lang}`)} || (select group_concat(' t' || id, '') from ${termIdsNamedIn(publications.facts)})`;
  const row = sql`(${publications.publishedAt} / 1000) * ${rowsASecond} + ${editions.id}`;
  return [
    sql`delete from search where rowid in (select ${row} from ${publications} join ${editions} on ${editions.publicationId} = ${publications.id} where ${publications.id} in ${ended})`,
    sql`update ${publications} set indexed = 2 where id in ${ended}`,
    sql`insert or replace into search (rowid, title, summary, body, facets, publication_id) select ${row}, ${headText('title')}, ${headText('summary')}, ${editions.text}, ${facets}, ${publications.id} from ${publications} join ${editions} on ${editions.publicationId} = ${publications.id} where ${publications.id} in ${due} and ${publications.visibleUntil} > ${now}`,
    sql`update ${publications} set indexed = case when visible_until > ${now} then 1 else 2 end where id in ${due}`,
  ];
}

/** The steps as part of a write. */
export function catchUp(db: Db, now: number): Statement[] {
  return stepsTo(now).map((step) => db.run(step));
}

/** True of a publication that began and that the index has not been told of. */
export function isUnindexed(now: number): SQL {
  return sql`${publications.indexed} = 0 and ${lte(publications.visibleFrom, now)}`;
}

/** Brings the index up to `now` in at most so many steps, for what no search asked for yet. */
export async function index(db: Db, now: number, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const [waiting] = await db
      .select({ id: publications.id })
      .from(publications)
      .where(isUnindexed(now))
      .limit(1);
    if (!waiting) return;
    await db.batch(catchUp(db, now) as [Statement, ...Statement[]]);
  }
}

/** The steps as readings, to go before others in their batch. */
export function catchingUp(db: Db, now: number): Reading<null>[] {
  return stepsTo(now).map((step) => reading(inWords(db, step), () => null));
}

export interface Query {
  /** As the reader typed it. */
  text: string;
  /** Null for any language. */
  lang: string | null;
  /** Of each choice a release must have one term, or one below it. */
  filters: readonly Choice[];
  since: number | null;
  before: number | null;
  now: number;
}

/** The expression of a query, with the terms below each chosen one; null when nothing is asked. */
function expressionOf({ text, lang, filters }: Query): SQL | null {
  const sought = searchExpression(text, columns);
  if (sought === null && filters.length === 0) return null;
  const parts = [
    ...(sought === null ? [] : [sql`${sought}`]),
    ...(lang === null ? [] : [sql`'facets : "' || ${languageWord(sql`${lang}`)} || '"'`]),
    ...filters.map(chosen),
  ];
  return sql.join(parts, sql` || ' AND ' || `);
}

function chosen([taxonomy, slugs]: readonly [TaxonomySlug, readonly string[]]): SQL {
  const named = sql`select ${terms.id} as id from ${terms} where ${terms.taxonomy} = ${taxonomy} and ${terms.slug} in (select value from json_each(${JSON.stringify(slugs)}))`;
  const below = sql`with recursive below (id) as (${named} union select ${terms.id} from below join ${terms} on ${terms.parentId} = below.id)`;
  return sql`(${below} select 'facets : (' || coalesce(group_concat('"t' || id || '"', ' OR '), '"none"') || ')' from below)`;
}

/** The newest matches, at most `most`, as a query of `id` and `publication_id`, and more columns. */
function matches(expression: SQL, query: Query, most: number, more: SQL = sql``): SQL {
  const from = query.since === null ? sql.raw('-9223372036854775807') : firstRowAt(query.since);
  const to =
    query.before === null ? sql.raw('9223372036854775807') : sql`${firstRowAt(query.before)} - 1`;
  return sql`select rowid as id, publication_id${more} from search where search match ${expression} and rowid between ${from} and ${to} order by rowid desc limit ${most}`;
}

/** A release that was found. */
export interface Hit extends Publication {
  /** The place of the words in the text, each between U+0001 and U+0002. */
  snippet: string;
}

export interface Results {
  hits: Hit[];
  /** How many public releases match under each term, and under the newsroom; at most `mostRanked`. */
  counts: Map<number, number>;
}

/** In milliseconds; a fraction, so that SQLite divides by it as one. */
const year = sql.raw('31536000000.0');

/**
 * The best matches by bm25, words of the title above the summary above the body, with a gentle push
 * for what is recent; and how many there are under each term. Two readings of one search.
 */
export function readResults(
  db: Db,
  query: Query & { lang: string },
  page: { offset: number; limit: number },
): [Reading<Hit[]>, Reading<Results['counts']>] | null {
  const expression = expressionOf(query);
  if (!expression) return null;
  const { now } = query;
  const scored = matches(
    expression,
    query,
    mostRanked,
    sql`, bm25(search, 10.0, 4.0, 1.0, 0.0) as weight`,
  );
  const shown = sql`with candidate as materialized (${scored}), shown as materialized (select candidate.id, weight * (1 + 0.5 / (1 + (${now} - ${publications.publishedAt}) / ${year})) as score, ${publications.releaseId}, ${publications.revision}, ${publications.publishedAt}, ${publications.modifiedAt}, ${publications.heads}, ${publications.facts}, ${publications.listed} from candidate join ${publications} on ${publications.id} = candidate.publication_id where ${isPublic(now)})`;
  const best = sql`select * from shown order by score, published_at desc, release_id limit ${page.limit} offset ${page.offset}`;
  const hits = sql`${shown} select best.*, snippet(search, 2, char(1), char(2), ' … ', 32) as snippet from (${best}) as best cross join search on search.rowid = best.id where search match ${expression} order by best.score, best.published_at desc, best.release_id`;
  const counts = sql`${shown} select place.value as id, count(*) as n from shown, json_each(listed) as place group by place.value`;
  return [
    reading(inWords<HitRow>(db, hits), (rows) => rows.map(toHit)),
    reading(
      inWords<{ id: number; n: number }>(db, counts),
      (rows) => new Map(rows.map(({ id, n }) => [id, n])),
    ),
  ];
}

/** How many releases were found, of the counts of a search. */
export const totalOf = (counts: Results['counts']): number => counts.get(newsroom) ?? 0;

interface HitRow {
  release_id: string;
  revision: number;
  published_at: number;
  modified_at: number;
  heads: string;
  facts: string;
  snippet: string;
}

function toHit(row: HitRow): Hit {
  return {
    releaseId: row.release_id,
    revision: row.revision,
    publishedAt: row.published_at,
    modifiedAt: row.modified_at,
    heads: JSON.parse(row.heads),
    facts: JSON.parse(row.facts),
    snippet: row.snippet,
  };
}

/** Rows that may share the second of a cursor's release. */
const crowd = 500;

/** The matches with all their bodies, newest first, page by page; null when nothing is asked. */
export function readFound(
  db: Db,
  query: Query,
  { after, limit, languages }: { after: Cursor | null; limit: number; languages: number },
): Reading<Page<WholePublication>> | null {
  const expression = expressionOf(query);
  if (!expression) return null;
  const { publishedAt, releaseId } = publications;
  const before = after ? Math.min(query.before ?? forever, after.publishedAt + 1000) : query.before;
  const window = matches(expression, { ...query, before }, (limit + 1) * languages + crowd);
  const beyond = after
    ? sql`(${publishedAt}, ${releaseId}) < (${after.publishedAt}, ${after.releaseId})`
    : undefined;
  const found = db
    .select(wholeColumns)
    .from(publications)
    .innerJoin(
      sql`(select distinct publication_id from (${window})) as found`,
      sql`found.publication_id = ${publications.id}`,
    )
    .where(and(isPublic(query.now), beyond))
    .orderBy(sql`${publishedAt} desc`, sql`${releaseId} desc`)
    .limit(limit + 1);
  return reading(found, (rows) => pageOf(rows.map(toWhole), { limit }));
}

/** Lets a publication that had ended enter the index again, whether or not it has left it by now. */
export function reindex(db: Db, id: number): Statement {
  return db.update(publications).set({ indexed: 0 }).where(eq(publications.id, id));
}
