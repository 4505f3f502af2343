/** In which revision the text of each edition last changed. */
import { sql } from 'drizzle-orm';
import type { EditionText } from '../../domain/release.ts';
import { buildRead, type Db, rawSql, readBatch } from '../db/connect.ts';
import { revisions } from '../db/schema.ts';

/** The newest revisions that are looked at. */
const window = 100;

export interface EditionChange {
  lang: string;
  /** The revision in which the text of this edition last changed. */
  version: number;
  /** The edition of the first language in that revision; null if there was none. */
  first: EditionText | null;
}

/** The last change of each edition within the newest revisions, with the text of `first` as it was then. */
export async function findEditionChanges(
  db: Db,
  releaseId: string,
  first: string,
): Promise<EditionChange[]> {
  const query = sql`
    with recent as (
      select ${revisions.number} as number, ${revisions.snapshot} as snapshot
      from ${revisions}
      where ${revisions.releaseId} = ${releaseId}
      order by ${revisions.number} desc
      limit ${window}
    ),
    texts as (
      select
        recent.number,
        edition.key as lang,
        json_array(
          edition.value ->> 'title', edition.value ->> 'place',
          edition.value ->> 'summary', edition.value ->> 'markdown'
        ) as content
      from recent, json_each(recent.snapshot, '$.editions') as edition
    ),
    compared as (
      select number, lang, content, lag(content) over (partition by lang order by number) as before
      from texts
    ),
    changed as (
      select lang, max(number) as version
      from compared
      where before is null or before <> content
      group by lang
    )
    select
      changed.lang,
      changed.version,
      json_extract(recent.snapshot, '$.editions."' || ${first} || '"') as first
    from changed
    join recent on recent.number = changed.version
  `;
  type Row = { lang: string; version: number; first: string | null };
  const [rows] = await readBatch(db, [buildRead(rawSql<Row>(db, query), (all) => all)]);
  return rows.map((row) => ({
    ...row,
    first: row.first === null ? null : (JSON.parse(row.first) as EditionText),
  }));
}
