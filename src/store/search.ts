/**
 * Full-text search over what is public (FTS5). Its work does not grow with the archive: the index is
 * read from the newest match down, as far as is shown. So nothing here may ask it what it has to read
 * the whole of the index for: how often a word occurs (bm25), or all that begin with it (`word*`).
 */
import { and, type SQL, sql } from 'drizzle-orm';
import type { Cursor } from '../domain/cursor.ts';
import { forever } from '../domain/instant.ts';
import type { Publication } from '../domain/release.ts';
import { type Sought, soughtIn } from '../domain/search.ts';
import { beginningOf, looked, type Part, snippetOf } from '../domain/snippet.ts';
import { newsroom, type TaxonomySlug } from '../domain/taxonomy.ts';
import {
  type Db,
  inWords,
  type Reading,
  type Results,
  reading,
  readTogether,
  recurring,
} from './db.ts';
import { type Choice, type Page, pageOf } from './listings.ts';
import { toWhole, type WholePublication, wholeColumns } from './public-releases.ts';
import { editions, publications, terms, words } from './schema.ts';
import { editionOf, firstRowAt, languageWord, stepsTo } from './search-index.ts';
import { isPublic } from './visibility.ts';

/** How many of the newest matches are ranked and counted: what bounds the work of any search. */
export const mostRanked = 200;

/** How many longer forms of its words one search looks for, in all. */
const mostForms = 64;

/** Whether a search would miss something, or weigh its words by what has ended. */
function readLag(db: Db, now: number): Reading<boolean> {
  return lag(db, { now }, ([row]) => row?.lags === 1);
}

const lag = recurring((db) =>
  db
    .select({
      lags: sql<number>`exists (select 1 from ${publications} where ${publications.indexed} = 0 and ${publications.visibleFrom} <= ${sql.placeholder('now')}) or exists (select 1 from ${publications} where ${publications.indexed} = 1 and ${publications.visibleUntil} <= ${sql.placeholder('now')})`,
    })
    .from(sql`(select 1)`),
);

/**
 * Reads a search, and whatever else its page needs, in one batch that only reads. The first searches
 * after an instant find that the index lags, and read again in a batch that brings it up to `now`:
 * of many at once one has something to do, the others nothing.
 */
export async function readSearch<
  const R extends readonly [Reading<unknown>, ...Reading<unknown>[]],
>(db: Db, now: number, readings: R): Promise<Results<R>> {
  const [lags, ...found] = await readTogether(db, [readLag(db, now), ...readings]);
  if (!lags) return found as Results<R>;
  return readTogether(db, readings, catchingUp(db, now));
}

/** The steps as readings, to go before others in their batch. */
function catchingUp(db: Db, now: number): Reading<null>[] {
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
  const sought = soughtIn(text);
  if (sought.length === 0 && filters.length === 0) return null;
  const forms = Math.floor(mostForms / Math.max(1, sought.length));
  const parts = [
    ...sought.map((one) => anyForm(one, forms)),
    ...(lang === null ? [] : [sql`'facets : "' || ${languageWord(sql`${lang}`)} || '"'`]),
    ...filters.map(chosen),
  ];
  return sql.join(parts, sql` || ' AND ' || `);
}

/** A word or phrase anywhere in a text; with the shortest of the words that begin as it ends. */
function anyForm({ words: sought, open }: Sought, forms: number): SQL {
  if (!open) return sql`'{title summary body} : "' || ${sought} || '"'`;
  const { lead, beginning } = open;
  const longer = sql`select ${words.word} as form from ${words} where ${words.word} > ${beginning} and ${words.word} < ${beginning} || char(0x10ffff) order by length(${words.word}), ${words.word} limit ${forms}`;
  return sql`'{title summary body} : ("' || ${sought} || '"' || coalesce((select group_concat(' OR "' || ${lead} || form || '"', '') from (${longer})), '') || ')'`;
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
  /** The place of the words in the text. */
  snippet: Part[];
}

export interface Findings {
  hits: Hit[];
  /** How many public releases match under each term, and under the newsroom; at most `mostRanked`. */
  counts: Map<number, number>;
  /** How many of the newest `mostRanked` matches in any language are in each. */
  languages: Map<string, number>;
}

/** In milliseconds; a fraction, so that SQLite divides by it as one. */
const year = sql.raw('31536000000.0');

/** How often what is sought stands in a column of the index, given by its place, on a scale from 0 to 1. */
function presence(place: number, column: string): SQL {
  const marked = sql`highlight(search, ${sql.raw(String(place))}, char(1), '')`;
  const times = sql`(length(${marked}) - length(${sql.raw(column)}))`;
  return sql`coalesce(${times} / (${times} + 1.0), 0)`;
}

/** Words of the title weigh above those of the summary, those above the body's. */
const weight = sql`1 + 4 * ${presence(1, 'summary')} + 10 * ${presence(0, 'title')}`;

/**
 * The best matches, by where the words stand, with a gentle push for what is recent; how many there
 * are under each term; and in which languages there are any.
 */
export function readResults(
  db: Db,
  query: Query & { lang: string },
  page: { offset: number; limit: number },
): [Reading<Hit[]>, Reading<Findings['counts']>, Reading<Findings['languages']>] | null {
  const expression = expressionOf(query);
  if (!expression) return null;
  const { now } = query;
  const scored = matches(expression, query, mostRanked, sql`, ${weight} as weight`);
  const shown = sql`with candidate as materialized (${scored}), shown as materialized (select candidate.id, weight * (1 + 0.5 / (1 + (${now} - ${publications.publishedAt}) / ${year})) as score, ${publications.releaseId}, ${publications.revision}, ${publications.publishedAt}, ${publications.modifiedAt}, ${publications.heads}, ${publications.facts} from candidate join ${publications} on ${publications.id} = candidate.publication_id where ${isPublic(now)})`;
  const best = sql`select * from shown order by score desc, published_at desc, release_id limit ${page.limit} offset ${page.offset}`;
  const hits = sql`${shown} select best.*, substr(${editions.text}, 1, ${looked}) as text from (${best}) as best join ${editions} on ${editions.id} = ${editionOf(sql`best.id`)} order by best.score desc, best.published_at desc, best.release_id`;
  const some = matches(expression, query, mostRanked);
  const counts = sql`select place.value as id, count(*) as n from (select distinct publication_id from (${some})) as candidate join ${publications} on ${publications.id} = candidate.publication_id, json_each(${publications.listed}) as place where ${isPublic(now)} group by place.value`;
  const any = matches(expressionOf({ ...query, lang: null }) ?? expression, query, mostRanked);
  const languages = sql`select ${editions.lang} as lang, count(*) as n from (${any}) as candidate join ${editions} on ${editions.id} = ${editionOf(sql`candidate.id`)} join ${publications} on ${publications.id} = ${editions.publicationId} where ${isPublic(now)} group by ${editions.lang}`;
  const sought = soughtIn(query.text);
  return [
    reading(inWords<HitRow>(db, hits), (rows) =>
      rows.map(({ text, ...row }) => ({
        ...toHit(row),
        snippet: snippetOf(text, sought) ?? beginningOf(text),
      })),
    ),
    reading(
      inWords<{ id: number; n: number }>(db, counts),
      (rows) => new Map(rows.map(({ id, n }) => [id, n])),
    ),
    reading(
      inWords<{ lang: string; n: number }>(db, languages),
      (rows) => new Map(rows.map(({ lang, n }) => [lang, n])),
    ),
  ];
}

/** How many releases were found, of the counts of a search. */
export const totalOf = (counts: Findings['counts']): number => counts.get(newsroom) ?? 0;

interface HitRow {
  release_id: string;
  revision: number;
  published_at: number;
  modified_at: number;
  heads: string;
  facts: string;
  text: string;
}

function toHit(row: Omit<HitRow, 'text'>): Publication {
  return {
    releaseId: row.release_id,
    revision: row.revision,
    publishedAt: row.published_at,
    modifiedAt: row.modified_at,
    heads: JSON.parse(row.heads),
    facts: JSON.parse(row.facts),
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
