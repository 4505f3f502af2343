/**
 * Access that the console gives: an editor with a token or with a sign-in link, written directly into a
 * database, local or remote. The SQL has no parameters, because wrangler supports none; every text is
 * written in hexadecimal digits, so no name can end a literal.
 */
import { type Editor, hashToken, newToken, type Role } from '../src/domain/editor.ts';
import { newId } from '../src/domain/identifier.ts';
import { hashSecret, linkLifetime, newLinkSecret } from '../src/domain/session.ts';
import { type Act, link } from '../src/store/access/audit.ts';
import { CommandError } from './commands/errors.ts';

export const day = 24 * 60 * 60 * 1000;

/** A database to which the console writes. */
export interface ConsoleDatabase {
  read<Row>(sql: string): Promise<Row[]>;
  /**
   * Executes statements as one batch.
   * @throws Error with the database's message
   */
  write(statements: readonly string[]): Promise<void>;
}

export function localDatabase(db: D1Database): ConsoleDatabase {
  return {
    read: async <Row>(sql: string) => (await db.prepare(sql).all<Row>()).results,
    write: async (statements) => {
      await db.batch(statements.map((statement) => db.prepare(statement)));
    },
  };
}

/** A secret, which cannot be read again, and what is inserted with it. */
export interface Grant {
  secret: string;
  now: number;
  acts: readonly Act[];
  rows: readonly string[];
}

export interface NewEditor {
  name: string;
  role: Role;
  /** In lower case. */
  email?: string | undefined;
}

/** A new editor with a token that is valid for `validFor` milliseconds. */
export async function tokenForNewEditor(
  { name, role }: NewEditor,
  validFor = 365 * day,
): Promise<Grant> {
  const [id, tokenId, secret, now] = [newId(), newId(), newToken(), Date.now()];
  const detail = { name, role, by: 'console', tokenId, expiresAt: now + validFor };
  return {
    secret,
    now,
    acts: [{ action: 'editor.create', subject: `editor/${id}`, detail }],
    rows: [
      editorRow({ id, name, role }, now),
      `insert into tokens (id, editor_id, label, hash, created_at, expires_at)
      values (${text(tokenId)}, ${text(id)}, 'first', ${text(await hashToken(secret))}, ${now},
        ${now + validFor})`,
    ],
  };
}

/** A new editor with a sign-in link: an invitation. */
export async function linkForNewEditor({ name, role, email }: NewEditor): Promise<Grant> {
  const id = newId();
  const grant = await linkForEditor(id);
  const detail = { name, role, ...(email !== undefined && { email }), by: 'console' };
  return {
    ...grant,
    acts: [{ action: 'editor.create', subject: `editor/${id}`, detail }, ...grant.acts],
    rows: [editorRow({ id, name, role, email }, grant.now), ...grant.rows],
  };
}

/** A sign-in link of an editor who exists. */
export async function linkForEditor(editorId: string): Promise<Grant> {
  const [id, secret, now] = [newId(), newLinkSecret(), Date.now()];
  const expiresAt = now + linkLifetime;
  const detail = { editorId, expiresAt, by: 'console' };
  return {
    secret,
    now,
    acts: [{ action: 'signInLink.create', subject: `link/${id}`, detail }],
    rows: [
      `insert into sign_in_links (id, editor_id, hash, created_at, expires_at)
      values (${text(id)}, ${text(editorId)}, ${text(await hashSecret(secret))}, ${now},
        ${expiresAt})`,
    ],
  };
}

const editorRow = ({ id, name, role, email }: NewEditor & { id: string }, now: number) =>
  `insert into editors (id, name, role, email, created_at)
      values (${text(id)}, ${text(name)}, ${text(role)}, ${email ? text(email) : 'null'}, ${now})`;

function text(value: string): string {
  return `cast(x'${Buffer.from(value, 'utf8').toString('hex')}' as text)`;
}

/** The newest entry of the audit. */
interface LastEntry {
  id: number;
  hash: string;
}

/** Attempts, because another audit entry may be written in between. */
const attempts = 5;

/**
 * Writes a grant with its audit entries, which have no actor, in one batch.
 * @returns the secret
 * @throws CommandError if another editor has the e-mail address
 * @throws Error of the database; nothing was written then
 */
export async function writeGrant(database: ConsoleDatabase, grant: Grant): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const [last] = await database.read<LastEntry>(
      'select id, hash from audit order by id desc limit 1',
    );
    try {
      await database.write([...(await entriesOf(grant, last ?? null)), ...grant.rows]);
      return grant.secret;
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      if (message.includes('editors.email'))
        throw new CommandError('Another editor has this e-mail address. Nothing was changed.');
      const overtaken = message.includes('audit.id');
      if (!overtaken || attempt === attempts) throw error;
    }
  }
}

/** The statements that insert the audit entries after `last`. They fail if another entry follows it. */
async function entriesOf({ acts, now }: Grant, last: LastEntry | null): Promise<string[]> {
  const statements: string[] = [];
  let previous = last;
  for (const act of acts) {
    const entry = await link(previous, { editor: null, address: null, now }, act);
    statements.push(`insert into audit (id, at, action, subject, detail, previous, hash)
      values (${entry.id}, ${now}, ${text(entry.action)}, ${text(entry.subject)},
        ${text(JSON.stringify(entry.detail))}, ${text(entry.previous)}, ${text(entry.hash)})`);
    previous = entry;
  }
  return statements;
}

/** Finds an editor who is not disabled, by id; null without one. */
export const findEditor = (database: ConsoleDatabase, id: string): Promise<Editor | null> =>
  findEnabled(database, `id = ${text(id)}`);

/** Finds the editor of a token who is not disabled; null without one. */
export const findEditorOfToken = async (
  database: ConsoleDatabase,
  token: string,
): Promise<Editor | null> => {
  const hash = text(await hashToken(token));
  return findEnabled(database, `id = (select editor_id from tokens where hash = ${hash})`);
};

async function findEnabled(database: ConsoleDatabase, condition: string): Promise<Editor | null> {
  const [found] = await database.read<Editor>(
    `select id, name, role from editors where ${condition} and disabled_at is null`,
  );
  return found ?? null;
}
