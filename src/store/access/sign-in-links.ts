/** Links that sign a person in once, within a day: invitations and recoveries. */
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import type { Editor } from '../../domain/editor.ts';
import { Problem } from '../../domain/problem.ts';
import { hashSecret, isLinkSecret, linkLifetime } from '../../domain/session.ts';
import { type Db, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { editors, signInLinks } from '../db/schema.ts';
import { commit } from './audit.ts';
import { insertSession, type NewSession } from './sessions.ts';

/** Creates a link for an editor. The caller shows its secret once. */
export async function createLink(
  db: Db,
  actor: Actor,
  link: { id: string; editorId: string; hash: string },
): Promise<void> {
  const { id, editorId } = link;
  const expiresAt = actor.now + linkLifetime;
  const detail = { editorId, expiresAt };
  await commit(db, actor, { action: 'signInLink.create', subject: `link/${id}`, detail }, [
    db.insert(signInLinks).values({ ...link, createdAt: actor.now, expiresAt }),
  ]);
}

export interface SignInLink {
  id: string;
  editor: Editor;
}

/** Finds a link that can still be used at `now`, or null. */
export async function findLink(db: Db, secret: string, now: number): Promise<SignInLink | null> {
  if (!isLinkSecret(secret)) return null;
  const found = await db
    .select({
      id: sql<string>`${signInLinks.id}`.as('link_id'),
      editorId: editors.id,
      name: editors.name,
      role: editors.role,
    })
    .from(signInLinks)
    .innerJoin(editors, eq(editors.id, signInLinks.editorId))
    .where(
      and(
        eq(signInLinks.hash, await hashSecret(secret)),
        isNull(signInLinks.usedAt),
        gt(signInLinks.expiresAt, now),
        isNull(editors.disabledAt),
      ),
    )
    .get();
  if (!found) return null;
  const { id, editorId, name, role } = found;
  return { id, editor: { id: editorId, name, role } };
}

/**
 * Uses a link and begins a session, in one batch.
 * @throws Problem `conflict` if the link was used or its person disabled meanwhile
 */
export async function useLink(
  db: Db,
  { id, editor }: SignInLink,
  session: Omit<NewSession, 'editorId'>,
  { now, address }: { now: number; address: string | null },
): Promise<void> {
  const isUnused = sql`exists (
    select 1
    from ${signInLinks}
    join ${editors} on ${editors.id} = ${signInLinks.editorId}
    where ${signInLinks.id} = ${id} and ${signInLinks.usedAt} is null
      and ${signInLinks.expiresAt} > ${now} and ${editors.disabledAt} is null
  )`;
  const hash = valueIf<string>(isUnused, session.hash) as unknown as string;
  const act = {
    action: 'session.create',
    subject: `token/${session.id}`,
    detail: { editorId: editor.id, link: id },
  };
  try {
    await commit(db, { editor, address, now }, act, [
      insertSession(db, { ...session, hash, editorId: editor.id }, now),
      db.update(signInLinks).set({ usedAt: now }).where(eq(signInLinks.id, id)),
    ]);
  } catch (error) {
    if (!violates(error, 'tokens.hash')) throw error;
    throw new Problem('conflict', 'This sign-in link was used already.');
  }
}
