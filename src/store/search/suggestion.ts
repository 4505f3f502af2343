/** The search that was meant, where the one that was asked found nothing. */
import { sql } from 'drizzle-orm';
import { foldWord } from '../../domain/folding.ts';
import { misspellingsOf } from '../../domain/misspelling.ts';
import type { SearchTerm } from '../../domain/search.ts';
import { buildRead, type Db, type Read, rawSql } from '../db/connect.ts';
import { wordForms } from '../db/schema.ts';

/** The limit of words of a query that are looked up. */
const mostWords = 4;

/** The limit of releases that are counted to tell which word is more frequent. */
const mostCounted = sql.raw('50');

/**
 * Reads words of the index that are one slip away from words that it does not have: by each of these,
 * folded, the most frequent one as texts spell it. Only what is public is in the index, so no word of a
 * hidden release is among them; one that only a withdrawn release had is left out.
 */
export function readIntended(
  db: Db,
  sought: readonly SearchTerm[],
  lang: string,
): Read<Map<string, string>> | null {
  const typed = sought
    .filter(({ quoted }) => !quoted)
    .map(({ words }) => foldWord(words))
    .map((word) => [word, ...misspellingsOf(word)])
    .filter(({ length }) => length > 1)
    .slice(0, mostWords);
  if (typed.length === 0) return null;
  const query = sql`with missing (word, others) as materialized (
      select value ->> 0, value
      from json_each(${JSON.stringify(typed)})
      where not exists (
        select 1 from search_newest where search_newest match '"' || (value ->> 0) || '"'
      )
    ),
    near (word, other, term) as materialized (
      select missing.word, ${wordForms.word}, ${wordForms.term}
      from missing, json_each(missing.others) as other
      cross join ${wordForms} on ${wordForms.lang} = ${lang} and ${wordForms.word} = other.value
    ),
    counted as (
      select word, term, (
        select count(*)
        from (
          select 1
          from search_newest
          where search_newest match '{title summary body} : "' || near.other || '"'
          limit ${mostCounted}
        )
      ) as times
      from near
    )
    select word, term from counted where times > 0 order by times, length(term) desc, term`;
  return buildRead(
    rawSql<{ word: string; term: string }>(db, query),
    (rows) => new Map(rows.map(({ word, term }) => [word, term])),
  );
}

/** A query with words that were meant instead of those that were typed. */
export const withIntended = (text: string, intended: ReadonlyMap<string, string>): string =>
  text.replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => intended.get(foldWord(word)) ?? word);
