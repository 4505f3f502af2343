/** Passkeys of people: registered, used for a sign-in, removed. */
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Actor, AuditActor } from '../../domain/actor.ts';
import type { Editor } from '../../domain/editor.ts';
import { Problem } from '../../domain/problem.ts';
import { type Db, preparedRead, readBatch, type Statement, violates } from '../db/connect.ts';
import { editors, passkeys } from '../db/schema.ts';
import { commit } from './audit.ts';
import { type NewSession, startSession } from './sessions.ts';

/** A passkey as its person and administrators see it. */
export interface ListedPasskey {
  id: string;
  credentialId: string;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
}

const passkeysOfEditor = preparedRead((db) =>
  db
    .select({
      id: passkeys.id,
      credentialId: passkeys.credentialId,
      name: passkeys.name,
      createdAt: passkeys.createdAt,
      lastUsedAt: passkeys.lastUsedAt,
    })
    .from(passkeys)
    .where(eq(passkeys.editorId, sql.placeholder('editorId')))
    .orderBy(desc(passkeys.createdAt), passkeys.id),
);

/** The passkeys of a person, the newest first. */
export async function listPasskeys(db: Db, editorId: string): Promise<ListedPasskey[]> {
  const [found] = await readBatch(db, [passkeysOfEditor(db, { editorId }, (rows) => rows)]);
  return found;
}

/** The part of a passkey that the authenticator gives. */
export interface Credential {
  credentialId: string;
  /** SubjectPublicKeyInfo in base64url. */
  publicKey: string;
  algorithm: 'ES256' | 'RS256';
  counter: number;
}

/**
 * Registers a passkey of the actor.
 * @throws Problem `conflict` if the passkey is registered already
 */
export async function insertPasskey(
  db: Db,
  actor: Actor,
  passkey: Credential & { id: string; name: string },
): Promise<void> {
  const { id, name } = passkey;
  const editorId = actor.editor.id;
  const act = { action: 'passkey.create', subject: `passkey/${id}`, detail: { editorId, name } };
  const insert: Statement = db.insert(passkeys).values({
    ...passkey,
    editorId,
    createdAt: actor.now,
  });
  try {
    await commit(db, actor, act, [insert]);
  } catch (error) {
    if (!violates(error, 'passkeys.credential_id')) throw error;
    throw new Problem('conflict', 'This passkey is registered already.');
  }
}

/** Removes a passkey of a person. Sessions that it began go on. */
export async function deletePasskey(
  db: Db,
  actor: Actor,
  editorId: string,
  { id, name }: Pick<ListedPasskey, 'id' | 'name'>,
): Promise<void> {
  const act = { action: 'passkey.delete', subject: `passkey/${id}`, detail: { editorId, name } };
  await commit(db, actor, act, [
    db.delete(passkeys).where(and(eq(passkeys.id, id), eq(passkeys.editorId, editorId))),
  ]);
}

/** A passkey that was presented, and its person, who is not disabled. */
export interface PresentedPasskey extends Credential {
  id: string;
  editor: Editor;
}

/** Finds a passkey by the authenticator's name of it; null if there is none or its person is disabled. */
export async function findPasskey(db: Db, credentialId: string): Promise<PresentedPasskey | null> {
  const found = await db
    .select({
      id: sql<string>`${passkeys.id}`.as('passkey_id'),
      credentialId: passkeys.credentialId,
      publicKey: passkeys.publicKey,
      algorithm: passkeys.algorithm,
      counter: passkeys.counter,
      editorId: editors.id,
      name: sql<string>`${editors.name}`.as('editor_name'),
      role: editors.role,
    })
    .from(passkeys)
    .innerJoin(editors, eq(editors.id, passkeys.editorId))
    .where(and(eq(passkeys.credentialId, credentialId), isNull(editors.disabledAt)))
    .get();
  if (!found) return null;
  const { editorId, name, role, ...passkey } = found;
  return { ...passkey, editor: { id: editorId, name, role } };
}

/**
 * Begins a session by a verified answer of a passkey, and stores the counter of that answer.
 * @throws Problem `conflict` if the passkey was removed or used, or its person disabled, meanwhile
 */
export async function usePasskey(
  db: Db,
  { id, editor, counter: before }: PresentedPasskey,
  counter: number,
  session: NewSession,
  from: Pick<AuditActor, 'now' | 'address'>,
): Promise<void> {
  const stands = sql`exists (
    select 1
    from ${passkeys}
    where ${passkeys.id} = ${id} and ${passkeys.counter} = ${before}
  )`;
  const use = db.update(passkeys).set({ counter, lastUsedAt: from.now }).where(eq(passkeys.id, id));
  const began = await startSession(db, session, {
    actor: { editor, ...from },
    stands,
    detail: { passkey: id },
    statements: [use],
  });
  if (!began) throw new Problem('conflict', 'This passkey was changed meanwhile.');
}
