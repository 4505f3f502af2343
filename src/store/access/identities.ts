/** People as other services know them: by an e-mail address that the service has verified. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { AuditActor } from '../../domain/actor.ts';
import type { Editor } from '../../domain/editor.ts';
import { Problem } from '../../domain/problem.ts';
import type { Db } from '../db/connect.ts';
import { editors } from '../db/schema.ts';
import { type NewSession, startSession } from './sessions.ts';

/** Finds the editor with an address in lower case; null if there is none, or the editor is disabled. */
export async function findEditorByEmail(db: Db, email: string): Promise<Editor | null> {
  const { id, name, role } = editors;
  const found = await db
    .select({ id, name, role })
    .from(editors)
    .where(and(eq(editors.email, email), isNull(editors.disabledAt)))
    .get();
  return found ?? null;
}

/** An identity that a service has verified. */
export interface Identity {
  /** The service, for the audit. */
  service: string;
  /** In lower case. */
  email: string;
}

/**
 * Begins a session of the editor whom an identity belongs to.
 * @throws Problem `conflict` if the editor was disabled, or has another address, meanwhile
 */
export async function useIdentity(
  db: Db,
  editor: Editor,
  { service, email }: Identity,
  session: NewSession,
  from: Pick<AuditActor, 'now' | 'address'>,
): Promise<void> {
  const stands = sql`exists (
    select 1
    from ${editors}
    where ${editors.id} = ${editor.id} and ${editors.email} = ${email}
  )`;
  const proof = { actor: { editor, ...from }, stands, detail: { service, email }, statements: [] };
  if (await startSession(db, session, proof)) return;
  throw new Problem('conflict', 'This person was changed meanwhile.');
}
