/** Links that sign a person in once, within a day: invitations and recoveries. */
import { and, desc, eq, gt, isNull, type Placeholder, sql } from 'drizzle-orm';
import type { AuditActor } from '../../domain/actor.ts';
import type { Editor } from '../../domain/editor.ts';
import { Problem } from '../../domain/problem.ts';
import { hashSecret, isLinkSecret, linkLifetime } from '../../domain/session.ts';
import { type Db, preparedRead, readBatch, type Statement } from '../db/connect.ts';
import { editors, signInLinks } from '../db/schema.ts';
import { commit, type Writer } from './audit.ts';
import { type NewSession, startSession } from './sessions.ts';

export interface NewLink {
  id: string;
  editorId: string;
  hash: string;
}

/** The statement that creates a link at `now`, and its part of the audit entry. */
export function insertLink(db: Db, link: NewLink, now: number) {
  const expiresAt = now + linkLifetime;
  const insert: Statement = db.insert(signInLinks).values({ ...link, createdAt: now, expiresAt });
  return { insert, expiresAt };
}

/** Creates a link for an editor. The caller shows its secret once. */
export async function createLink(db: Db, actor: Writer, link: NewLink): Promise<void> {
  const { insert, expiresAt } = insertLink(db, link, actor.now);
  const detail = { editorId: link.editorId, expiresAt };
  const act = { action: 'signInLink.create', subject: `link/${link.id}`, detail };
  await commit(db, actor, act, [insert]);
}

/** A link that can still be used, without its secret, which is not kept. */
export interface UnusedLink {
  id: string;
  createdAt: number;
  expiresAt: number;
}

const unusedAt = (now: number | Placeholder) =>
  and(isNull(signInLinks.usedAt), isNull(signInLinks.revokedAt), gt(signInLinks.expiresAt, now));

const unusedLinks = preparedRead((db) =>
  db
    .select({
      id: signInLinks.id,
      createdAt: signInLinks.createdAt,
      expiresAt: signInLinks.expiresAt,
    })
    .from(signInLinks)
    .where(
      and(eq(signInLinks.editorId, sql.placeholder('editorId')), unusedAt(sql.placeholder('now'))),
    )
    .orderBy(desc(signInLinks.createdAt), signInLinks.id),
);

/** The links of a person that can still be used at `now`, the newest first. */
export async function listUnusedLinks(
  db: Db,
  editorId: string,
  now: number,
): Promise<UnusedLink[]> {
  const [links] = await readBatch(db, [unusedLinks(db, { editorId, now }, (rows) => rows)]);
  return links;
}

/** Ends a link of a person with this instant. */
export async function revokeLink(db: Db, actor: Writer, editorId: string, id: string) {
  const act = { action: 'signInLink.revoke', subject: `link/${id}`, detail: { editorId } };
  await commit(db, actor, act, [
    db
      .update(signInLinks)
      .set({ revokedAt: actor.now })
      .where(and(eq(signInLinks.id, id), eq(signInLinks.editorId, editorId), unusedAt(actor.now))),
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
        unusedAt(now),
        isNull(editors.disabledAt),
      ),
    )
    .get();
  if (!found) return null;
  const { id, editorId, name, role } = found;
  return { id, editor: { id: editorId, name, role } };
}

/** Finds a link that can no longer be used, or whose person is disabled; null if there is none. */
export async function findRefusedLink(
  db: Db,
  secret: string,
): Promise<(SignInLink & { reason: string }) | null> {
  if (!isLinkSecret(secret)) return null;
  const { name, role, disabledAt } = editors;
  const { id, editorId, usedAt, revokedAt } = signInLinks;
  const found = await db
    .select({ id, editorId, name, role, usedAt, revokedAt, disabledAt })
    .from(signInLinks)
    .innerJoin(editors, eq(editors.id, editorId))
    .where(eq(signInLinks.hash, await hashSecret(secret)))
    .get();
  if (!found) return null;
  const reasons = [
    found.usedAt !== null && 'The link was used already.',
    found.revokedAt !== null && 'The link was revoked.',
    found.disabledAt !== null && 'The person is disabled.',
  ];
  return {
    id: found.id,
    editor: { id: found.editorId, name: found.name, role: found.role },
    reason: reasons.find((one) => one !== false) || 'The link has expired.',
  };
}

/**
 * Uses a link and begins a session, in one batch.
 * @throws Problem `conflict` if the link was used or revoked, or its person disabled, meanwhile
 */
export async function useLink(
  db: Db,
  { id, editor }: SignInLink,
  session: NewSession,
  from: Pick<AuditActor, 'now' | 'address'>,
): Promise<void> {
  const { now } = from;
  const stands = sql`exists (
    select 1
    from ${signInLinks}
    where ${signInLinks.id} = ${id} and ${unusedAt(now)}
  )`;
  const use = db.update(signInLinks).set({ usedAt: now }).where(eq(signInLinks.id, id));
  const began = await startSession(db, session, {
    actor: { editor, ...from },
    stands,
    detail: { link: id },
    statements: [use],
  });
  if (!began) throw new Problem('conflict', 'This sign-in link was used already.');
}
