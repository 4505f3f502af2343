/**
 * The full-text index (FTS5) over what is public: how it is kept. One row an edition; the row's id
 * begins with the second of publication. What is read from it is in search.ts.
 */
import { eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import { foldings } from '../domain/folding.ts';
import { opensFrom } from '../domain/search.ts';
import type { Db, Statement } from './db.ts';
import { editions, publications, searchBacklog, words } from './schema.ts';
import { termIdsNamedIn } from './terms.ts';

/** Publications that one search or tick takes into the index. */
const perStep = sql.raw('200');

/** The first row of a second: 29 bits are left for the edition's id. */
const rowsASecond = sql.raw('536870912');

/** The edition whose row of the index this is. */
export const editionOf = (id: SQL) => sql`(${id} & (${rowsASecond} - 1))`;

export const firstRowAt = (instant: number) =>
  sql`cast(${Math.floor(instant / 1000)} as integer) * ${rowsASecond}`;

/** How a language stands among the facets. */
export const languageWord = (lang: SQL) => sql`'l' || replace(lower(${lang}), '-', '')`;

const headText = (name: string) =>
  sql`json_extract(${publications.heads}, '$."' || ${editions.lang} || '".${sql.raw(name)}')`;
/** A text with the letters folded that readers take for the same. */
const folded = (text: SQL) =>
  foldings.reduce(
    (inner, [letter, instead]) => sql`replace(${inner}, ${sql.raw(`'${letter}', '${instead}'`)})`,
    text,
  );

/** The editions of publications. */
const editionsOf = (which: SQL) =>
  sql`from ${publications} join ${editions} on ${editions.publicationId} = ${publications.id} where ${which}`;

const row = sql`(${publications.publishedAt} / 1000) * ${rowsASecond} + ${editions.id}`;
const facets = sql`${languageWord(sql`${editions.lang}`)} || (select group_concat(' t' || id, '') from ${termIdsNamedIn(publications.facts)})`;

/** Takes publications into the index, or again, and keeps the words that they bring. */
function take(which: SQL): [SQL, ...SQL[]] {
  const rows = editionsOf(which);
  const text = sql.raw("coalesce(title, '') || ' ' || coalesce(summary, '') || ' ' || body");
  return [
    sql`insert or replace into search (rowid, title, summary, body, facets, publication_id) select ${row}, ${folded(headText('title'))}, ${folded(headText('summary'))}, ${folded(sql`${editions.text}`)}, ${facets}, ${publications.id} ${rows}`,
    sql`insert into fresh (rowid, text) select rowid, ${text} from search where rowid in (select ${row} ${rows})`,
    sql`insert or ignore into ${words} (word) select term from fresh_words where term > ':' and length(term) > ${sql.raw(String(opensFrom))}`,
    sql`insert into fresh (fresh) values ('delete-all')`,
  ];
}

/**
 * Brings the index up to `now`: what has ended leaves it, what has begun enters it. Comes before each
 * search that finds something due, in its batch, so that a release is found from its very instant on.
 * Without parameters: drizzle's batch takes raw statements only so.
 */
export function stepsTo(moment: number): SQL[] {
  const now = sql.raw(String(Math.trunc(moment)));
  const ended = sql`(select ${publications.id} from ${publications} where ${publications.indexed} = 1 and ${publications.visibleUntil} <= ${now})`;
  const due = sql`(select ${publications.id} from ${publications} where ${publications.indexed} = 0 and ${publications.visibleFrom} <= ${now} order by ${publications.visibleFrom}, ${publications.id} limit ${perStep})`;
  return [
    sql`delete from search where rowid in (select ${row} ${editionsOf(sql`${publications.id} in ${ended}`)})`,
    sql`update ${publications} set indexed = 2 where id in ${ended}`,
    ...take(sql`${publications.id} in ${due} and ${publications.visibleUntil} > ${now}`),
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

/** True of the index while some of it was made in an older way. */
export const isOutdated: SQL = gt(searchBacklog.below, 0);

/**
 * Brings the index up to `now` in at most so many steps, for what no search asked for yet; then what
 * was indexed in an older way enters it again, the newest first.
 */
export async function index(db: Db, now: number, steps: number): Promise<void> {
  const { below } = searchBacklog;
  for (let step = 0; step < steps; step++) {
    const [[due], [backlog]] = await db.batch([
      db.select({ id: publications.id }).from(publications).where(isUnindexed(now)).limit(1),
      db.select({ below }).from(searchBacklog).where(isOutdated),
    ]);
    if (due) await db.batch(catchUp(db, now) as [Statement, ...Statement[]]);
    else if (backlog) await db.batch(takeAgain(db, backlog.below));
    else return;
  }
}

/** A step through what was indexed before: those publications below an id that are in the index. */
function takeAgain(db: Db, below: number): [Statement, ...Statement[]] {
  const those = sql`(select id from ${publications} where id < ${sql.raw(String(below))} and indexed = 1 order by id desc limit ${perStep})`;
  const next = sql`coalesce((select min(id) from ${those}), 0)`;
  const [first, ...others] = take(sql`${publications.id} in ${those}`);
  return [
    db.run(first),
    ...others.map((step) => db.run(step)),
    db.run(sql`update ${searchBacklog} set below = ${next}`),
  ];
}

/** Lets a publication that had ended enter the index again, whether or not it has left it by now. */
export function reindex(db: Db, id: number): Statement {
  return db.update(publications).set({ indexed: 0 }).where(eq(publications.id, id));
}
