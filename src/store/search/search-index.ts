/**
 * The full-text index (FTS5) over what is public: how it is kept. One row an edition; the row's id is
 * the negative of what begins with the second of publication, so that the newest come first. What is
 * read from it is in search-plan.ts and search.ts.
 */
import { eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { foldings, invisible } from '../../domain/folding.ts';
import { earliest } from '../../domain/instant.ts';
import { opensFrom } from '../../domain/search.ts';
import type { Db, Statement } from '../db/connect.ts';
import { editions, publications, words } from '../db/schema.ts';
import { hasBegun, hasEnded, hasNotEnded } from '../db/visibility.ts';
import { renewPublicState } from '../public/public-state.ts';
import { termIdsNamedIn } from '../taxonomy/terms.ts';
import { findStems, insertWordForms, joinedWords, someWithoutStem, spelled } from './word-forms.ts';

/** The version of what the index holds. Another one needs a partial index of its own: migration 0038. */
const indexVersion = sql.raw('1');

/** Publications of one step of indexing. A search takes one step, a tick up to fifty. */
const perStep = sql.raw('200');

/** Publications of one step of a renewal: as few as readers can wait for. */
const perRenewal = sql.raw('50');

/** Of a row's id, 29 bits are the edition's. */
const bitsForId = sql.raw('29');

/** The edition whose row of the index this is. */
export const editionOf = (row: SQL) => sql`(-${row} & ((1 << ${bitsForId}) - 1))`;

/** The second in which a row was published. */
export const secondOf = (row: SQL) => sql`(-${row} >> ${bitsForId})`;

/** The place in the index before which is what was published in a second or later; the rest comes after. */
export const endOf = (second: SQL) => sql`(-(${second} << ${bitsForId}))`;

/** The facet of a language. */
export const languageWord = (lang: SQL) => sql`'l' || replace(lower(${lang}), '-', '')`;

/**
 * Spans of time that an edition's facets name, as powers of two in seconds: from twelve days, each twice
 * as long as the one before, to 34 years. Any stretch of time lies within two neighbours of which each is
 * less than twice as long as it.
 */
export const spans = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30];

/** The facet of a span of time. */
export const spanWord = (span: SQL, second: SQL) =>
  sql`'s' || ${span} || 'x' || printf('%x', ${second} >> ${span})`;

const headText = (name: string) =>
  sql`json_extract(${publications.headlines}, '$."' || ${editions.lang} || '".${sql.raw(name)}')`;
/** A text with the letters folded that readers take for the same. */
const folded = (text: SQL) =>
  foldings.reduce(
    (inner, [letter, instead]) => sql`replace(${inner}, ${sql.raw(`'${letter}', '${instead}'`)})`,
    text,
  );
const texts = {
  title: headText('title'),
  summary: headText('summary'),
  body: sql`${editions.text}`,
};
/** A text without invisible characters, at which its words would be cut. */
const visible = (text: SQL) =>
  invisible.reduce((inner, sign) => sql`replace(${inner}, ${sql.raw(`'${sign}'`)}, '')`, text);

/** The editions of publications. */
const editionsOf = (which: SQL) =>
  sql`from ${publications} join ${editions} on ${editions.publicationId} = ${publications.id} where ${which}`;

/** SQLite's division rounds towards zero; this one rounds down to the second, also before 1970. */
const shift = Math.ceil(-earliest / 1000);
const second = sql`((${publications.publishedAt} + ${sql.raw(`${shift}000`)}) / 1000 - ${sql.raw(String(shift))})`;
const row = sql`(${endOf(second)} - ${editions.id})`;
const spanWords = sql.join(
  spans.map((span) => spanWord(sql.raw(String(span)), second)),
  sql` || ' ' || `,
);
const facets = sql`${languageWord(sql`${editions.lang}`)}
    || ' '
    || ${spanWords}
    || (select group_concat(' t' || id, '') from ${termIdsNamedIn(publications.metadata)})`;

/** An FTS5 table that splits text into terms, and the table of its terms. Both are empty between two batches. */
const tokenizerInput = sql.identifier('fresh');
const tokenizerTerms = sql.identifier('fresh_words');

/** A text, followed by its hyphenated words as one: whoever writes cooperation means co-operation. */
const withJoined = (column: keyof typeof texts) =>
  folded(sql`(
    ${texts[column]} || coalesce(
      (select text from joined where doc = ${row} and col = ${sql.raw(`'${column}'`)}),
      ''
    )
  )`);

/** Inserts publications into the index, or replaces them, and adds their words to those that are known. */
function insertIntoIndex(which: SQL): SQL[] {
  const rows = editionsOf(which);
  const text = sql.raw("coalesce(title, '') || ' ' || coalesce(summary, '') || ' ' || body");
  return [
    sql`insert into ${spelled} (rowid, title, summary, body)
      select ${row}, ${visible(texts.title)}, ${visible(texts.summary)}, ${visible(texts.body)}
      ${rows}`,
    sql`insert or replace into search_newest (rowid, title, summary, body, facets, publication_id)
      with joined (doc, col, text) as materialized (${joinedWords})
      select
        ${row},
        ${withJoined('title')},
        ${withJoined('summary')},
        ${withJoined('body')},
        ${facets},
        ${publications.id}
      ${rows}
      order by ${row}`,
    sql`insert into ${tokenizerInput} (rowid, text)
      select rowid, ${text}
      from search_newest
      where rowid in (select ${row} ${rows})`,
    sql`insert or ignore into ${words} (word)
      select term
      from ${tokenizerTerms}
      where term > ':' and length(term) > ${sql.raw(String(opensFrom))}`,
    insertWordForms(editionOf),
    sql`insert into ${tokenizerInput} (${tokenizerInput}) values ('delete-all')`,
    sql`insert into ${spelled} (${spelled}) values ('delete-all')`,
  ];
}

/**
 * Brings the index up to `now`: what has ended leaves it, what has begun enters it. Comes before each
 * search that finds something due, in its batch, so that a release is found from its very instant on.
 * Without parameters: drizzle's batch takes raw statements only so.
 */
export function stepsTo(moment: number): SQL[] {
  const now = sql.raw(String(Math.trunc(moment)));
  const ended = sql`(select ${publications.id} from ${publications} where ${isOutdated(now)})`;
  const due = sql`(
    select ${publications.id}
    from ${publications}
    where ${isUnindexed(now)}
    order by ${publications.visibleFrom} desc, ${publications.id} desc
    limit ${perStep}
  )`;
  return [
    sql`delete from search_newest where rowid in (select ${row} ${editionsOf(sql`${publications.id} in ${ended}`)})`,
    sql`update ${publications} set searchable = 2 where id in ${ended}`,
    ...insertIntoIndex(sql`${publications.id} in ${due} and ${hasNotEnded(now)}`),
    sql`
      update ${publications}
      set
        searchable = case when ${hasNotEnded(now)} then 1 else 2 end,
        index_version = ${indexVersion}
      where id in ${due}`,
  ];
}

/** Enters publications again that are in the index under an older version, the newest first. */
function renewalSteps(moment: number): SQL[] {
  const due = sql`(
    select ${publications.id}
    from ${publications}
    where ${isOfOldIndex}
    order by ${publications.visibleFrom} desc
    limit ${perRenewal}
  )`;
  return [
    ...insertIntoIndex(
      sql`${publications.id} in ${due} and ${hasNotEnded(sql.raw(String(moment)))}`,
    ),
    sql`update ${publications} set index_version = ${indexVersion} where id in ${due}`,
  ];
}

/** The steps as part of a write. */
export function indexDuePublications(db: Db, now: number): Statement[] {
  return stepsTo(now).map((step) => db.run(step));
}

/** True of a publication that began and that is not in the index yet. */
export function isUnindexed(now: number | Placeholder | SQL): SQL {
  return sql`${publications.searchable} = 0 and ${hasBegun(now)}`;
}

/** True of a publication that ended and that is still in the index. */
export function isOutdated(now: Placeholder | SQL): SQL {
  return sql`${publications.searchable} = 1 and ${hasEnded(now)}`;
}

/** True of a publication that is in the index under an older version. */
const isOfOldIndex = sql`${publications.searchable} = 1 and ${publications.indexVersion} < ${indexVersion}`;

/** Whether the index lacks something: publications, their present version, or the stems of words. */
export const lacksSomething = (now: number): SQL => sql`(
  exists (select 1 from ${publications} where ${isUnindexed(now)})
  or exists (select 1 from ${publications} where ${isOfOldIndex})
  or ${someWithoutStem}
)`;

/**
 * Brings the index up to `now` in at most so many steps, for what no search asked for yet. The steps
 * that are left, at most `renewals`, index again what is in it under an older version.
 */
export async function index(db: Db, now: number, steps: number, renewals: number): Promise<void> {
  const due = isUnindexed(now);
  await findStems(db);
  let step = 0;
  for (; step < steps && (await isThere(db, due)); step++) await run(db, stepsTo(now));
  const last = Math.min(steps, step + renewals);
  for (; step < last && (await isThere(db, isOfOldIndex)); step++) {
    // Responses that isolates keep do not have what is found from now on.
    await run(db, renewalSteps(now), [renewPublicState(db)]);
  }
}

async function isThere(db: Db, which: SQL): Promise<boolean> {
  return (
    (await db.select({ id: publications.id }).from(publications).where(which).limit(1)).length > 0
  );
}

/** Runs the statements of a step at once, and finds the stems of the words that it added. */
async function run(db: Db, steps: SQL[], after: Statement[] = []): Promise<void> {
  const [first, ...others] = [...steps.map((one) => db.run(one)), ...after];
  if (first) await db.batch([first, ...others]);
  await findStems(db);
}

/** Lets a publication that had ended enter the index again, whether or not it has left it by now. */
export function reindex(db: Db, id: number): Statement {
  return db.update(publications).set({ searchable: 0 }).where(eq(publications.id, id));
}
