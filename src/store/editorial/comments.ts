/** Comments of editors on a release or on passages of its text, and their answers. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import type { Anchor } from '../../domain/passage.ts';
import { Problem } from '../../domain/problem.ts';
import type { CommentField } from '../../domain/review.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, type Read, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { comments, editors, releases } from '../db/schema.ts';
import { insertNotices, makerOf, reviewersOf, writersOf } from './notices.ts';

/** Comments of one release, at most: its page shows all of them. */
export const mostComments = 500;

/** A comment; null language and field: on the whole release, or an answer. */
export interface Comment extends Anchor {
  id: string;
  parentId: string | null;
  version: number;
  lang: string | null;
  field: CommentField | null;
  content: string;
  createdAt: number;
  /** The name of the person. */
  author: string;
  resolvedAt: number | null;
}

/** The comments of a release with their answers, the oldest first. */
export function readComments(db: Db, releaseId: string): Read<Comment[]> {
  return buildRead(
    db
      .select({
        id: comments.id,
        parentId: comments.parentId,
        version: comments.version,
        lang: comments.lang,
        field: comments.field,
        quote: comments.quote,
        prefix: comments.prefix,
        suffix: comments.suffix,
        content: comments.content,
        createdAt: comments.createdAt,
        author: editors.name,
        resolvedAt: comments.resolvedAt,
      })
      .from(comments)
      .innerJoin(editors, eq(editors.id, comments.createdBy))
      .where(eq(comments.releaseId, releaseId))
      .orderBy(asc(comments.createdAt), asc(comments.id))
      .limit(mostComments),
    (rows) => rows,
  );
}

type NewComment = Omit<Comment, 'createdAt' | 'author' | 'resolvedAt'>;

/**
 * Writes a comment, once: the same one with the same id is not written again. Those who wrote in the thread
 * learn of an answer, those between whom the release is in review of a comment, and its author of both.
 * @throws Problem `conflict` if the release is gone or has `mostComments`, if the parent is no comment of it,
 *   or if another comment has the id
 */
export async function createComment(
  db: Db,
  actor: Actor,
  releaseId: string,
  comment: NewComment,
): Promise<void> {
  const { id, parentId, content, version } = comment;
  const detail = { comment: id, version, ...(parentId !== null && { answers: parentId }) };
  const act = {
    action: parentId === null ? 'comment.create' : 'comment.answer',
    subject: `release/${releaseId}`,
    detail,
  };
  const count = sql`(
    select count(*)
    from ${comments}
    where ${comments.releaseId} = ${releaseId}
  )`;
  const there = sql`exists (select 1 from ${releases} where ${releases.id} = ${releaseId})`;
  const isThread = sql`(
    ${parentId} is null
    or exists (
      select 1
      from ${comments}
      where ${comments.id} = ${parentId}
        and ${comments.releaseId} = ${releaseId}
        and ${comments.parentId} is null
    )
  )`;
  const writable = sql`${there} and ${isThread} and ${count} < ${mostComments}`;
  const written = { ...comment, releaseId, createdBy: actor.editor.id };
  const notice = { releaseId, kind: parentId === null ? 'comment' : 'answer', content } as const;
  const others = parentId === null ? reviewersOf(releaseId) : writersOf(releaseId, parentId);
  try {
    await commit(db, actor, act, [
      db.insert(comments).values({
        ...written,
        releaseId: valueIf<string>(writable, releaseId),
        createdAt: actor.now,
      }),
      insertNotices(db, actor, notice, [makerOf(releaseId), others]),
    ]);
  } catch (error) {
    if (violates(error, 'comments.id')) {
      if (await isStored(db, written)) return;
      const detail = 'Another text was saved from this form. Send this one again to add it.';
      throw new Problem('conflict', detail);
    }
    if (!violates(error, 'comments.release_id')) throw error;
    const detail = 'The release or the comment is gone, or the release has too many comments.';
    throw new Problem('conflict', detail);
  }
}

type WrittenComment = NewComment & { releaseId: string; createdBy: string };

/** Whether a comment is stored as it is. A repeated answer may be of a later version of the release. */
async function isStored(db: Db, { version: _, ...comment }: WrittenComment): Promise<boolean> {
  const found = db.select().from(comments).where(eq(comments.id, comment.id));
  const stored: Record<string, unknown> = (await found.get()) ?? {};
  return Object.entries(comment).every(([name, value]) => stored[name] === value);
}

/** Resolves a thread of comments, or opens it again. Those who wrote in it learn that it is resolved. */
export async function resolveThread(
  db: Db,
  actor: Actor,
  releaseId: string,
  { id, quote, content }: Pick<Comment, 'id' | 'quote' | 'content'>,
  isResolved: boolean,
): Promise<void> {
  const act = {
    action: isResolved ? 'comment.resolve' : 'comment.reopen',
    subject: `release/${releaseId}`,
    detail: { comment: id },
  };
  const notice = { releaseId, kind: 'resolved' as const, content: quote || content };
  const recipients = [makerOf(releaseId), writersOf(releaseId, id)] as const;
  const change = isResolved
    ? { resolvedAt: actor.now, resolvedBy: actor.editor.id }
    : { resolvedAt: null, resolvedBy: null };
  const isThread = and(
    eq(comments.id, id),
    eq(comments.releaseId, releaseId),
    isNull(comments.parentId),
  );
  await commit(db, actor, act, [
    db.update(comments).set(change).where(isThread),
    ...(isResolved ? [insertNotices(db, actor, notice, recipients)] : []),
  ]);
}
