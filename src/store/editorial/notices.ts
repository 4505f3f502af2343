/** News for people about reviews and comments of releases. */
import { and, desc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '../../domain/actor.ts';
import type { NoticeKind } from '../../domain/review.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, type Read, type Statement } from '../db/connect.ts';
import { comments, editors, notices, releases, reviews, revisions } from '../db/schema.ts';

/** The person who made a release, as part of another query. */
export const makerOf = (releaseId: string): SQL =>
  sql`select ${releases.createdBy} as id from ${releases} where ${releases.id} = ${releaseId}`;

/** The people between whom a release is in review. */
export const reviewersOf = (releaseId: string): SQL => sql`
  select people.value as id
  from ${reviews}, json_each(json_array(${reviews.senderId}, ${reviews.recipientId})) as people
  where ${reviews.releaseId} = ${releaseId} and ${reviews.outcome} is null`;

/** The people who wrote in a thread of comments. */
export const writersOf = (releaseId: string, thread: string): SQL => sql`
  select ${comments.createdBy} as id
  from ${comments}
  where ${comments.releaseId} = ${releaseId}
    and (${comments.id} = ${thread} or ${comments.parentId} = ${thread})`;

/**
 * Tells each of these people once, but not the one who acts.
 * @param recipients queries with a column `id`
 */
export function insertNotices(
  db: Db,
  { now, editor }: Actor,
  { releaseId, kind, content }: { releaseId: string; kind: NoticeKind; content: string },
  recipients: readonly [SQL, ...SQL[]],
): Statement {
  return db.insert(notices).select(sql`
    select null, people.id, ${releaseId}, ${kind}, ${editor.id}, ${now}, ${content}
    from (${sql.join([...recipients], sql` union `)}) as people
    where people.id <> ${editor.id}
      and exists (select 1 from ${releases} where ${releases.id} = ${releaseId})`);
}

export interface Notice {
  id: number;
  releaseId: string;
  kind: NoticeKind;
  /** The name of the person who acted. */
  actor: string;
  at: number;
  content: string;
  /** Titles of the release by language, as JSON. */
  titles: string;
}

const actors = alias(editors, 'actors');

/** The titles of the working revision by language, as JSON. The query joins `revisions`. */
export const workingTitles = sql<string>`(
  select json_group_object(edition.key, json_extract(edition.value, '$.title'))
  from json_each(${revisions.snapshot}, '$.editions') as edition
)`.as('titles');

/** Joins the working revision of a release. */
export const isWorkingRevision = and(
  eq(revisions.releaseId, releases.id),
  eq(revisions.number, releases.version),
) as SQL;

/**
 * The latest news of a person.
 * @param owner whose releases alone the person may see, or null
 */
export function readNotices(
  db: Db,
  editorId: string,
  owner: string | null,
  limit: number,
): Read<Notice[]> {
  const own = owner === null ? undefined : eq(releases.createdBy, owner);
  return buildRead(
    db
      .select({
        id: notices.id,
        releaseId: notices.releaseId,
        kind: notices.kind,
        actor: actors.name,
        at: notices.at,
        content: notices.content,
        titles: workingTitles,
      })
      .from(notices)
      .innerJoin(releases, eq(releases.id, notices.releaseId))
      .innerJoin(revisions, isWorkingRevision)
      .innerJoin(actors, eq(actors.id, notices.actorId))
      .where(and(eq(notices.editorId, editorId), own))
      .orderBy(desc(notices.id))
      .limit(limit),
    (rows) => rows,
  );
}

/** Removes a person's news up to one of them, the latest that the person saw. */
export async function clearNotices(db: Db, actor: Actor, latest: number): Promise<void> {
  const { id } = actor.editor;
  await commit(db, actor, { action: 'notice.clear', subject: `editor/${id}` }, [
    db.delete(notices).where(and(eq(notices.editorId, id), lte(notices.id, latest))),
  ]);
}
