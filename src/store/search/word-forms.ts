/**
 * The forms of the words in the index, by language. The batch that indexes a text notes its words
 * without their stems, as SQL has no stemmer; the Worker then fills these in. Only texts that are
 * public are ever among them.
 */
import { type SQL, sql } from 'drizzle-orm';
import { fold, foldWord } from '../../domain/folding.ts';
import { buildRead, type Db, type Read, rawSql, readBatch } from '../db/connect.ts';
import { editions, wordForms } from '../db/schema.ts';

/** An FTS5 table that splits texts into words as they are spelled. It is empty between two batches. */
export const spelled = sql.identifier('spelled');
const spelledWords = sql.identifier('spelled_words');

/** The longest term that is looked at. */
const longestTerm = sql.raw('100');

/** Signs within a word that is also written without them: hyphens, the points of Hebrew. */
const joining = '[-\u2010\u2011\u2013\u0591-\u05c7]';

/** A private character of its own before each word, so that no phrase goes on from one to the next. */
const border = sql.raw("' \ue000 '");

/** A term without what joins its parts. */
const joined = sql`(
  with recursive cut (rest, done) as (
    select term, ''
    union all
    select
      substr(rest, 2),
      done || iif(substr(rest, 1, 1) glob ${sql.raw(`'${joining}'`)}, '', substr(rest, 1, 1))
    from cut
    where rest <> ''
  )
  select done from cut where rest = ''
)`;

/** The hyphenated words of the texts in `spelled`, joined: the text's row, its column, and the words. */
export const joinedWords = sql`select doc, col, group_concat(${border} || ${joined}, '')
  from ${spelledWords}
  where term glob ${sql.raw(`'*?${joining}?*'`)}
    and term > ':'
    and instr(term, '\u2014') = 0
    and length(term) <= ${longestTerm}
  group by doc, col`;

/** Notes the words of the texts in `spelled` that are new in their language, still without stems. */
export const insertWordForms = (editionOf: (row: SQL) => SQL): SQL =>
  sql`insert or ignore into ${wordForms} (lang, term)
    select distinct ${editions.lang}, term
    from ${spelledWords}
    cross join ${editions} on ${editions.id} = ${editionOf(sql`doc`)}
    where term > ':' and length(term) between 3 and ${longestTerm}`;

/** Words whose stems are found at once, and how often that is done in one go. */
export const perRound = 2000;
export const mostRounds = 8;

const isWithoutStem = sql`${wordForms.stem} is null`;
export const someWithoutStem = sql`exists (select 1 from ${wordForms} where ${isWithoutStem})`;

interface Term {
  lang: string;
  term: string;
}

/** Some of the words without stems, in one read. */
export const readWithoutStem = (db: Db): Read<Term[]> =>
  buildRead(
    rawSql<Term>(
      db,
      sql`select ${wordForms.lang}, ${wordForms.term}
        from ${wordForms}
        where ${isWithoutStem}
        limit ${perRound}`,
    ),
    (rows) => rows,
  );

/** The statement that fills in the stems of words, and of the parts of those with hyphens. */
export async function stemsOfTerms(terms: readonly Term[]): Promise<SQL> {
  const { stemOf } = await import('../../domain/stemming.ts');
  const formOf = (lang: string, term: string, spelling: string) => [
    lang,
    term,
    foldWord(spelling),
    stemOf(fold(spelling), lang),
  ];
  const forms = terms.flatMap(({ lang, term }) => {
    const parts = term.split(/\p{Pd}+/u).filter(Boolean);
    const own = formOf(lang, term, parts.join(''));
    return parts.length < 2 ? [own] : [own, ...parts.map((part) => formOf(lang, part, part))];
  });
  return sql`insert into ${wordForms} (lang, term, word, stem)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3
    from json_each(${JSON.stringify(forms)})
    where true
    on conflict (lang, term) do update set word = excluded.word, stem = excluded.stem`;
}

/** Finds stems that are missing: all of them, or many. */
export async function findStems(db: Db): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const [terms] = await readBatch(db, [readWithoutStem(db)]);
    if (terms.length > 0) await db.run(await stemsOfTerms(terms));
    if (terms.length < perRound) return;
  }
}
