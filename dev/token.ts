/**
 * An editor with a token, written straight into a database: how the first one comes to be, here or
 * far away. What is written is SQL without parameters, since wrangler sends none; every text in it is
 * spelt in hexadecimal digits, so that no name can end a literal.
 */
import { hashToken, newToken, type Role } from '../src/domain/editor.ts';
import { newId } from '../src/domain/identifier.ts';
import { link } from '../src/store/access/audit.ts';

export const day = 24 * 60 * 60 * 1000;

export interface NewEditor {
  name: string;
  role: Role;
  /** How long the token is valid, in milliseconds. */
  validFor?: number;
}

/** The newest entry of an audit. */
export interface Last {
  id: number;
  hash: string;
}

export const findLast = 'select id, hash from audit order by id desc limit 1';

/**
 * A token that nobody has been told yet, and what makes it true: the editor, the token's hash and the
 * audit entry of an editor made by nobody, from the console. Fails whole when `last` is not the
 * newest entry any more.
 */
export async function newcomer(
  { name, role, validFor = 365 * day }: NewEditor,
  last: Last | null,
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
      `insert into audit (id, at, action, subject, detail, previous, hash) values (${entry.id}, ${now}, ${text(entry.action)}, ${text(entry.subject)}, ${text(JSON.stringify(detail))}, ${text(previous)}, ${text(hash)})`,
      `insert into editors (id, name, role, created_at) values (${text(id)}, ${text(name)}, ${text(role)}, ${now})`,
      `insert into tokens (id, editor_id, label, hash, created_at, expires_at) values (${text(tokenId)}, ${text(id)}, 'first', ${text(await hashToken(token))}, ${now}, ${now + validFor})`,
    ],
  };
}

function text(value: string): string {
  return `cast(x'${Buffer.from(value, 'utf8').toString('hex')}' as text)`;
}

/** Creates the editor in a database at hand and answers the token: the only time that it can be read. */
export async function createEditor(db: D1Database, editor: NewEditor): Promise<string> {
  const last = await db.prepare(findLast).first<Last>();
  const { token, statements } = await newcomer(editor, last);
  await db.batch(statements.map((statement) => db.prepare(statement)));
  return token;
}
