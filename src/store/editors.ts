/** Editors and their tokens. */
import { and, eq, gt, isNull } from 'drizzle-orm';
import { type Editor, hashToken, isToken } from '../domain/editor.ts';
import type { Db } from './db.ts';
import { editors, tokens } from './schema.ts';

/** The editor for whom a token speaks at `now`: null if it is unknown, expired or revoked. */
export async function findByToken(db: Db, token: string, now: number): Promise<Editor | null> {
  if (!isToken(token)) return null;
  const valid = and(
    eq(tokens.hash, await hashToken(token)),
    gt(tokens.expiresAt, now),
    isNull(tokens.revokedAt),
    isNull(editors.disabledAt),
  );
  const found = await db
    .select({ id: editors.id, name: editors.name, role: editors.role })
    .from(tokens)
    .innerJoin(editors, eq(editors.id, tokens.editorId))
    .where(valid)
    .get();
  return found ?? null;
}
