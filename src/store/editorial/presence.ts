/** Who has a release open at the desk. Nothing depends on it: it is no lock, and is not audited. */
import { and, eq, gt, lt, lte, or, sql } from 'drizzle-orm';
import { atLeast, type Editor } from '../../domain/editor.ts';
import { buildRead, type Db, readBatch } from '../db/connect.ts';
import { editors, presence, releases } from '../db/schema.ts';

/** A row is renewed after this time in milliseconds, and forgotten after that one. */
const renewAfter = 15_000;
const forgetAfter = 30_000;

/** A session of an editor with an open release. */
export interface Visit {
  releaseId: string;
  sessionId: string;
  editor: Editor;
  now: number;
}

/**
 * Records that a session has a release open, and finds the names of the other people who have. Null if
 * the release is none that this editor may see. Part of the batch of a page's reads; most of the time it
 * writes nothing.
 */
export async function recordPresence(db: Db, visit: Visit): Promise<string[] | null> {
  const { releaseId, sessionId, editor, now } = visit;
  const mayAll = atLeast(editor.role, 'editor');
  const mine = mayAll ? undefined : eq(releases.createdBy, editor.id);
  const visited = db
    .insert(presence)
    .select(
      db
        .select({
          releaseId: releases.id,
          sessionId: sql`${sessionId}`.as('session_id'),
          editorId: sql`${editor.id}`.as('editor_id'),
          seenAt: sql`${now}`.as('seen_at'),
        })
        .from(releases)
        .where(and(eq(releases.id, releaseId), mine)),
    )
    .onConflictDoUpdate({
      target: [presence.releaseId, presence.sessionId],
      set: { seenAt: now },
      setWhere: lte(presence.seenAt, now - renewAfter),
    });
  const present = db
    .select({ id: editors.id, name: editors.name, sessionId: presence.sessionId })
    .from(presence)
    .innerJoin(editors, eq(editors.id, presence.editorId))
    .where(
      and(
        eq(presence.releaseId, releaseId),
        or(eq(presence.sessionId, sessionId), gt(presence.seenAt, now - forgetAfter)),
      ),
    )
    .orderBy(editors.name, editors.id);
  const [, , rows] = await readBatch(db, [
    buildRead(visited, () => null),
    buildRead(db.delete(presence).where(lt(presence.seenAt, now - forgetAfter)), () => null),
    buildRead(present, (all) => all),
  ]);
  if (!rows.some((row) => row.sessionId === sessionId)) return null;
  const others = new Map(rows.map(({ id, name }) => [id, name]));
  others.delete(editor.id);
  return [...others.values()];
}
