/** An editor with a token, written straight into a database: how the first one comes to be. */
import { hashToken, newToken, type Role } from '../src/domain/editor.ts';
import { newId } from '../src/domain/identifier.ts';

const year = 365 * 24 * 60 * 60 * 1000;

export interface NewEditor {
  name: string;
  role: Role;
  /** How long the token is valid, in milliseconds. */
  validFor?: number;
}

/** Creates the editor and answers the token: the only time that it can be read. */
export async function createEditor(db: D1Database, editor: NewEditor): Promise<string> {
  const { name, role, validFor = year } = editor;
  const [id, token, now] = [newId(), newToken(), Date.now()];
  await db.batch([
    db
      .prepare('insert into editors (id, name, role, created_at) values (?, ?, ?, ?)')
      .bind(id, name, role, now),
    db
      .prepare(
        'insert into tokens (id, editor_id, label, hash, created_at, expires_at) values (?, ?, ?, ?, ?, ?)',
      )
      .bind(newId(), id, 'first', await hashToken(token), now, now + validFor),
  ]);
  return token;
}
