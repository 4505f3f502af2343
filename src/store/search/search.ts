/**
 * Full-text search over what is public (FTS5). Its work does not grow with the archive: the index is
 * read from the newest match down, as far as is shown. So no query here may need the whole index, as
 * the frequency of words (bm25) and prefixes (`word*`) do.
 */
import { and, desc, eq, isNull, max, ne, type SQL, sql } from 'drizzle-orm';
import { formatCursor } from '../../domain/cursor.ts';
import type { Publication } from '../../domain/release.ts';
import { beginningOf, looked, type Part, snippetFinder } from '../../domain/snippet.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import {
  buildRead,
  type Db,
  preparedRead,
  type Read,
  type Results,
  rawSql,
  readBatch,
} from '../db/connect.ts';
import { editions, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { type ListedPublication, toListed } from '../public/listed-bodies.ts';
import { type Page, pageOf } from '../public/listings.ts';
import { wholeColumns } from '../public/public-releases.ts';
import { editionOf, isOutdated, isUnindexed, secondOf, stepsTo } from './search-index.ts';
import { matches, planOf, type Query } from './search-plan.ts';
import {
  mostRounds,
  perRound,
  readWithoutStem,
  someWithoutStem,
  stemsOfTerms,
} from './word-forms.ts';

/** The number of newest matches that are ranked and counted. It bounds the work of any search. */
export const mostRanked = 200;

interface Lag {
  /** Whether the index lacks what has begun, or has what has ended. */
  lags: 0 | 1;
  /** Whether words in the index have no stems yet. */
  lacksStems: 0 | 1;
}

const readLag = (db: Db, now: number): Read<Lag | undefined> => lag(db, { now }, ([row]) => row);

const lag = preparedRead((db) =>
  db
    .select({
      lags: sql<0 | 1>`
        exists (select 1 from ${publications} where ${isUnindexed(sql.placeholder('now'))})
        or exists (select 1 from ${publications} where ${isOutdated(sql.placeholder('now'))})`,
      lacksStems: sql<0 | 1>`${someWithoutStem}`,
    })
    .from(sql`(select 1)`),
);

/**
 * Executes a search and the other reads of its page in one read-only batch. If the index lags, as after
 * an instant, the reads are repeated: one batch updates the index to `now`, the next one fills in the
 * stems of its new words. Of many concurrent searches one does that work.
 * @returns what they found, and whether the index was up to date before: one search adds only so much to it
 */
export async function readSearch<const R extends readonly [Read<unknown>, ...Read<unknown>[]]>(
  db: Db,
  now: number,
  reads: R,
): Promise<{ found: Results<R>; isComplete: boolean }> {
  const [lag, ...found] = await readBatch(db, [readLag(db, now), ...reads]);
  if (!lag?.lags && !lag?.lacksStems) return { found: found as Results<R>, isComplete: true };
  const steps = lag.lags ? stepsTo(now) : [];
  let [terms] = await readBatch(db, [readWithoutStem(db)], asReads(db, steps));
  for (let round = 1; terms.length === perRound && round < mostRounds; round++) {
    const stems = asReads(db, [await stemsOfTerms(terms)]);
    [terms] = await readBatch(db, [readWithoutStem(db)], stems);
  }
  const stems = terms.length > 0 ? [await stemsOfTerms(terms)] : [];
  return { found: await readBatch(db, reads, asReads(db, stems)), isComplete: false };
}

/** Statements as reads, to go before others in their batch. */
const asReads = (db: Db, statements: SQL[]): Read<null>[] =>
  statements.map((one) => buildRead(rawSql(db, one), () => null));

/** A release that was found. */
export interface Hit extends Publication {
  /** The place of the words in the text. */
  snippet: Part[];
}

export interface SearchFindings {
  hits: Hit[];
  /** The number of public matches by term, and for the newsroom; at most `mostRanked`. */
  counts: Map<number, number>;
  /** The instant from which on all was looked through, where that is less than was asked; else null. */
  seen: number | null;
}

/** In milliseconds; a fraction, so that SQLite divides by it as one. */
const year = sql.raw('31536000000.0');
/** The ranking counts the age of a release in whole days, so that a search has one order for a day. */
const day = 24 * 60 * 60 * 1000;
const startOf = (now: number) => Math.floor(now / day) * day;

/** The instant until which the order of a search's results holds, unless what is public changes. */
export const orderHoldsUntil = (now: number): number => startOf(now) + day;

/** The number of search terms in a column of the index. */
function times(place: number, column: string): SQL {
  const marked = sql`highlight(search_newest, ${sql.raw(String(place))}, char(1), '')`;
  return sql`length(${marked}) - length(${sql.raw(column)})`;
}

/** The columns that rank a match. Their row of the index has the whole text, so only words that were typed need it. */
const rankingColumns = sql`,
  publication_id,
  ${times(0, 'title')} as in_title,
  ${times(1, 'summary')} as in_summary`;
const publicationColumn = sql`, (
  select ${editions.publicationId}
  from ${editions}
  where ${editions.id} = ${editionOf(sql`search_newest.rowid`)}
) as publication_id`;
const unrankedColumns = sql`${publicationColumn}, 0 as in_title, 0 as in_summary`;

/** A number of search terms as a frequency, from 0 to 1. */
const presence = (column: string) => sql.raw(`coalesce(${column} / (${column} + 1.0), 0)`);

/** Words of the title weigh above those of the summary, those above the body's. */
const weight = sql`(1 + 4 * ${presence('in_summary')} + 10 * ${presence('in_title')})`;

/**
 * The best matches, ranked by where the words occur with a small bonus for recent releases, and the
 * number of matches under each term; and of the newest `mostRanked` matches, the number in each language.
 */
export function readResults(
  db: Db,
  query: Query & { lang: string },
  page: { offset: number; limit: number },
): [Read<SearchFindings>, Read<Map<string, number>>] | null {
  const [plan, planOfAny] = [planOf(query), planOf({ ...query, lang: null })];
  if (!plan || !planOfAny) return null;
  const { now } = query;
  const candidates = sql`shown as materialized (
      select
        candidate.id,
        ${weight} * (1 + 0.5 / (1 + (${startOf(now)} - ${publications.publishedAt}) / ${year})) as score,
        ${publications.releaseId},
        ${publications.revision},
        ${publications.publishedAt},
        ${publications.modifiedAt},
        ${publications.headlines},
        ${publications.metadata},
        ${publications.termIds}
      from (${matches(mostRanked, query.sought.length > 0 ? rankingColumns : unrankedColumns)}) as candidate
      join ${publications} on ${publications.id} = candidate.publication_id
      where ${isPublic(now)}
    )`;
  const best = sql`select *
    from shown
    order by score desc, published_at desc, release_id
    limit ${page.limit} offset ${page.offset}`;
  const hits = sql`select
      score,
      release_id,
      revision,
      published_at,
      modified_at,
      heads,
      facts,
      substr(${editions.text}, 1, ${looked}) as text,
      null as listed,
      null as seen,
      null as expression
    from (${best}) as best
    join ${editions} on ${editions.id} = ${editionOf(sql`best.id`)}`;
  const listed = sql`(select coalesce(group_concat(listed), '') from shown)`;
  const sums = sql`select null, null, null, null, null, null, null, null, ${listed}, seen, expression from plan`;
  const languages = sql`select ${editions.lang} as lang, count(*) as n
    from (${matches(mostRanked)}) as candidate
    join ${editions} on ${editions.id} = ${editionOf(sql`candidate.id`)}
    join ${publications} on ${publications.id} = ${editions.publicationId}
    where ${isPublic(now)}
    group by ${editions.lang}`;
  return [
    buildRead(
      rawSql<HitRow | SumRow>(
        db,
        sql`with recursive ${plan}, ${candidates} ${hits}
          union all ${sums}
          order by score desc, published_at desc, release_id`,
      ),
      (rows) => {
        const sums = rows.find(isSums);
        const snippetOf = snippetFinder(formsIn(sums?.expression ?? ''));
        return {
          hits: rows.filter(isHit).map(({ text, ...row }) => {
            const hit = toHit(row);
            const summary = hit.headlines[query.lang]?.summary ?? '';
            return { ...hit, snippet: snippetOf(text) ?? snippetOf(summary) ?? beginningOf(text) };
          }),
          counts: countIds(JSON.parse(`[${sums?.listed ?? ''}]`)),
          seen: sums?.seen ?? null,
        };
      },
    ),
    buildRead(
      rawSql<{ lang: string; n: number }>(db, sql`with recursive ${planOfAny} ${languages}`),
      (rows) => new Map(rows.map(({ lang, n }) => [lang, n])),
    ),
  ];
}

/** The number of releases found, from the counts of a search. */
export const totalOf = (counts: SearchFindings['counts']): number => counts.get(newsroom) ?? 0;

/** How many of the lists an id is in, by id. */
function countIds(lists: number[][]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const list of lists) for (const id of list) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** The row of a search that is about all that it finds. */
interface SumRow {
  /** The ids of terms under which each match is listed: JSON arrays, parted by commas. */
  listed: string;
  seen: number | null;
  expression: string;
}

const isSums = (row: HitRow | SumRow): row is SumRow => row.listed !== null;
const isHit = (row: HitRow | SumRow): row is HitRow => row.listed === null;

interface HitRow {
  release_id: string;
  revision: number;
  published_at: number;
  modified_at: number;
  heads: string;
  facts: string;
  text: string;
  listed: null;
}

/** The words and phrases that an expression of the index asks for. */
function formsIn(expression: string): string[] {
  const words = expression.replace(/facets : (?:"[^"]*"|\((?:"[^"]*"|[^")])*\))/g, '');
  return [...words.matchAll(/"([^"]*)"/g)].map(([, form = '']) => form);
}

function toHit(row: Omit<HitRow, 'text' | 'listed'>): Publication {
  return {
    releaseId: row.release_id,
    revision: row.revision,
    publishedAt: row.published_at,
    modifiedAt: row.modified_at,
    headlines: JSON.parse(row.heads),
    metadata: JSON.parse(row.facts),
  };
}

/** An id of no release: a place in a list before all of an instant. */
const lowestId = '0'.repeat(10);

/** Whether a row that states how far back the search looked is also one of a release. */
const isThere = <Row extends { releaseId: string | null }>(row: Row): row is Row & Publication =>
  row.releaseId !== null;

/**
 * The matches with all their bodies, page by page; null when nothing is asked. The newest second comes
 * first; the order within a second is that of the index, so that no page reads all of a second.
 * @param languages the number of languages that a release may have: each is a row of the index
 */
export function readFound(
  db: Db,
  query: Query,
  { limit, languages }: { limit: number; languages: number },
): Read<Page<ListedPublication>> | null {
  const plan = planOf(query);
  if (!plan) return null;
  const { id, releaseId } = publications;
  const beyond = query.after ? ne(releaseId, query.after.releaseId) : undefined;
  // The release of the cursor and one more than the page are among them.
  const window = sql`
    select distinct publication_id, ${secondOf(sql`id`)} as second
    from (${matches((limit + 2) * languages, publicationColumn)})`;
  const row = db
    .select({ id: max(editions.id) })
    .from(editions)
    .where(eq(editions.publicationId, id));
  const found = db
    .select({ ...wholeColumns, seen: sql<number | null>`met.seen` })
    .from(
      sql`(
        with recursive ${plan}
        select seen, publication_id, second
        from plan
        left join (${window}) as found
      ) as met`,
    )
    .leftJoin(publications, and(eq(id, sql`met.publication_id`), isPublic(query.now), beyond))
    .orderBy(isNull(id), sql`second desc`, desc(row))
    .limit(limit + 1);
  return buildRead(found, (rows) => {
    const page = pageOf(rows.filter(isThere).map(toListed), { limit });
    const seen = rows[0]?.seen ?? null;
    if (page.next !== null || seen === null) return page;
    return { ...page, next: formatCursor({ publishedAt: seen, releaseId: lowestId }) };
  });
}
