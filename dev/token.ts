/**
 * Creates an editor with a token directly in a database, local or remote: this is how the first one is
 * made. The SQL has no parameters, because wrangler supports none; every text is written in hexadecimal
 * digits, so no name can end a literal.
 */
import { hashToken, newToken, type Role } from '../src/domain/editor.ts';
import { newId } from '../src/domain/identifier.ts';
import { link } from '../src/store/access/audit.ts';

export const day = 24 * 60 * 60 * 1000;

export interface NewEditor {
  name: string;
  role: Role;
  /** Lifetime of the token in milliseconds. */
  validFor?: number;
}

/** The newest entry of the audit. */
export interface LastEntry {
  id: number;
  hash: string;
}

export const findLast = 'select id, hash from audit order by id desc limit 1';

/**
 * A new token and the statements that insert its editor, its hash and an audit entry without an actor.
 * Run as one batch, they fail if `last` is no longer the newest audit entry.
 */
export async function newEditorStatements(
  { name, role, validFor = 365 * day }: NewEditor,
  last: LastEntry | null,
): Promise<{ token: string; statements: string[] }> {
  const [id, tokenId, token, now] = [newId(), newId(), newToken(), Date.now()];
  const entry = await link(
    last,
    { editor: null, address: null, now },
    {
      action: 'editor.create',
      subject: `editor/${id}`,
      detail: { name, role, by: 'console', tokenId, expiresAt: now + validFor },
    },
  );
  const { detail, previous, hash } = entry;
  return {
    token,
    statements: [
      `insert into audit (id, at, action, subject, detail, previous, hash)
      values (${entry.id}, ${now}, ${text(entry.action)}, ${text(entry.subject)},
        ${text(JSON.stringify(detail))}, ${text(previous)}, ${text(hash)})`,
      `insert into editors (id, name, role, created_at)
      values (${text(id)}, ${text(name)}, ${text(role)}, ${now})`,
      `insert into tokens (id, editor_id, label, hash, created_at, expires_at)
      values (${text(tokenId)}, ${text(id)}, 'first', ${text(await hashToken(token))}, ${now},
        ${now + validFor})`,
    ],
  };
}

function text(value: string): string {
  return `cast(x'${Buffer.from(value, 'utf8').toString('hex')}' as text)`;
}

/** Creates the editor in a local database. @returns the token, which cannot be read again */
export async function createEditor(db: D1Database, editor: NewEditor): Promise<string> {
  const last = await db.prepare(findLast).first<LastEntry>();
  const { token, statements } = await newEditorStatements(editor, last);
  await db.batch(statements.map((statement) => db.prepare(statement)));
  return token;
}
