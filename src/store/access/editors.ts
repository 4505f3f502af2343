/** Editors and the tokens that speak for them. */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { fromHex } from '../../domain/digest.ts';
import {
  type Bearer,
  type Editor,
  hashToken,
  isToken,
  type Role,
  type Scope,
} from '../../domain/editor.ts';
import { Problem } from '../../domain/problem.ts';
import {
  buildRead,
  type Db,
  preparedRead,
  readBatch,
  type Statement,
  violates,
} from '../db/connect.ts';
import { nextLockVersion, valueIf } from '../db/expressions.ts';
import { editors, tokens } from '../db/schema.ts';
import { commit, type Writer } from './audit.ts';
import { insertLink, type NewLink } from './sign-in-links.ts';

/** A token that exists, and its bearer. */
export interface PresentedToken extends Bearer {
  lastUsedAt: number | null;
  /** Whether it is valid: neither expired nor revoked, and its editor not disabled. */
  valid: boolean;
}

const presented = preparedRead((db) =>
  db
    .select({
      id: editors.id,
      name: editors.name,
      role: editors.role,
      disabledAt: editors.disabledAt,
      tokenId: sql<string>`${tokens.id}`.as('token_id'),
      hash: tokens.hash,
      scopes: tokens.scopes,
      expiresAt: tokens.expiresAt,
      revokedAt: tokens.revokedAt,
      lastUsedAt: tokens.lastUsedAt,
    })
    .from(tokens)
    .innerJoin(editors, eq(editors.id, tokens.editorId))
    .where(and(eq(tokens.hash, sql.placeholder('hash')), eq(tokens.kind, 'token'))),
);

/** Finds the bearer of a token, and whether it is valid at `now`; null for an unknown token. */
export async function findByToken(
  db: Db,
  token: string,
  now: number,
): Promise<PresentedToken | null> {
  if (!isToken(token)) return null;
  const hash = await hashToken(token);
  const [found] = await readBatch(db, [presented(db, { hash }, ([row]) => row)]);
  if (!found || !crypto.subtle.timingSafeEqual(fromHex(found.hash), fromHex(hash))) return null;
  const { id, name, role, tokenId, scopes, lastUsedAt } = found;
  const valid = found.expiresAt > now && found.revokedAt === null && found.disabledAt === null;
  return { editor: { id, name, role }, tokenId, scopes, lastUsedAt, valid };
}

const usedEvery = 60_000;

/** Records that a token was used; at most once a minute. */
export async function recordTokenUse(db: Db, token: PresentedToken, now: number): Promise<void> {
  if (token.lastUsedAt !== null && token.lastUsedAt > now - usedEvery) return;
  await db.update(tokens).set({ lastUsedAt: now }).where(eq(tokens.id, token.tokenId));
}

/** An editor as admins see one. */
export interface Person extends Editor {
  lockVersion: number;
  createdAt: number;
  disabledAt: number | null;
  /** In lower case; null if nobody gave one. */
  email: string | null;
}

const personColumns = {
  id: editors.id,
  name: editors.name,
  role: editors.role,
  lockVersion: editors.lockVersion,
  createdAt: editors.createdAt,
  disabledAt: editors.disabledAt,
  email: editors.email,
};

export async function listPeople(db: Db): Promise<Person[]> {
  const query = db.select(personColumns).from(editors).orderBy(editors.name, editors.id);
  const [people] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  return people;
}

const personById = preparedRead((db) =>
  db
    .select(personColumns)
    .from(editors)
    .where(eq(editors.id, sql.placeholder('id'))),
);

export async function findPerson(db: Db, id: string): Promise<Person | null> {
  const [found] = await readBatch(db, [personById(db, { id }, ([row]) => row ?? null)]);
  return found;
}

export async function createEditor(
  db: Db,
  actor: Writer,
  { id, name, role }: Editor,
): Promise<void> {
  const act = { action: 'editor.create', subject: `editor/${id}`, detail: { name, role } };
  await commit(db, actor, act, [
    db.insert(editors).values({ id, name, role, createdAt: actor.now }),
  ]);
}

/**
 * Creates an editor together with a sign-in link. The caller shows the link's secret once.
 * @throws Problem `invalid` if another editor has the e-mail address
 */
export async function createInvitedEditor(
  db: Db,
  actor: Writer,
  { id, name, role, email }: Editor & { email: string | null },
  link: Omit<NewLink, 'editorId'>,
): Promise<void> {
  const { now } = actor;
  const { insert, expiresAt } = insertLink(db, { ...link, editorId: id }, now);
  const detail = { name, role, ...(email !== null && { email }), link: link.id, expiresAt };
  const act = { action: 'editor.create', subject: `editor/${id}`, detail };
  const editor = db.insert(editors).values({ id, name, role, email, createdAt: now });
  await withUniqueEmail(commit(db, actor, act, [editor, insert]));
}

/** @throws Problem `invalid` if another editor has the e-mail address that `written` writes */
async function withUniqueEmail(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (!violates(error, 'editors.email')) throw error;
    const errors = [{ pointer: '/email', detail: 'is the address of another person' }];
    throw new Problem('invalid', 'The document has one fault.', { errors });
  }
}

/** The changeable parts of an editor. */
export interface PersonChange extends Pick<Editor, 'name' | 'role'> {
  disabled: boolean;
  /** Stays as it is if it is left out. */
  email?: string | null;
}

/**
 * Changes who somebody is and what they may do. A disabled editor's tokens end with this instant.
 * @throws Problem `stale` when the editor is no longer the one that was read
 * @throws Problem `conflict` when nobody would be left who could undo it
 * @throws Problem `invalid` if another editor has the e-mail address
 */
export async function replaceEditor(
  db: Db,
  actor: Actor,
  before: Person,
  { name, role, disabled, email = before.email }: PersonChange,
): Promise<void> {
  const disabledAt = disabled ? (before.disabledAt ?? actor.now) : null;
  const act = {
    action: disabled && before.disabledAt === null ? 'editor.disable' : 'editor.replace',
    subject: `editor/${before.id}`,
    detail: { name, role, disabled, ...(email !== before.email && { email }) },
  };
  const remains =
    role === 'admin' && !disabled
      ? sql`true`
      : sql`exists (
        select 1
        from ${editors} as other
        where other.role = 'admin' and other.disabled_at is null and other.id <> ${before.id}
      )`;
  try {
    const update: Statement = db
      .update(editors)
      .set({
        name,
        email,
        disabledAt,
        role: valueIf<Role>(remains, role),
        lockVersion: nextLockVersion(editors.lockVersion, before.lockVersion),
      })
      .where(eq(editors.id, before.id));
    await withUniqueEmail(commit(db, actor, act, [update]));
  } catch (error) {
    if (violates(error, 'editors.change')) {
      throw new Problem('stale', 'Somebody else changed this editor meanwhile: read it again.');
    }
    if (!violates(error, 'editors.role')) throw error;
    throw new Problem('conflict', 'This is the only admin: make another one first.');
  }
}

/** A token without its secret, which is not kept. */
export interface TokenRecord {
  id: string;
  label: string;
  scopes: Scope[];
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

const tokenColumns = {
  id: tokens.id,
  label: tokens.label,
  scopes: tokens.scopes,
  createdAt: tokens.createdAt,
  expiresAt: tokens.expiresAt,
  lastUsedAt: tokens.lastUsedAt,
  revokedAt: tokens.revokedAt,
};

const tokensOfEditor = preparedRead((db) =>
  db
    .select(tokenColumns)
    .from(tokens)
    .where(and(eq(tokens.editorId, sql.placeholder('editorId')), eq(tokens.kind, 'token')))
    .orderBy(desc(tokens.createdAt), tokens.id),
);

export async function listTokens(db: Db, editorId: string): Promise<TokenRecord[]> {
  const [found] = await readBatch(db, [tokensOfEditor(db, { editorId }, (rows) => rows)]);
  return found;
}

export async function findToken(db: Db, editorId: string, id: string): Promise<TokenRecord | null> {
  const own = and(eq(tokens.editorId, editorId), eq(tokens.id, id), eq(tokens.kind, 'token'));
  return (await db.select(tokenColumns).from(tokens).where(own).get()) ?? null;
}

export interface NewToken extends Pick<TokenRecord, 'id' | 'label' | 'scopes' | 'expiresAt'> {
  editorId: string;
  hash: string;
}

export async function createToken(db: Db, actor: Actor, token: NewToken): Promise<void> {
  const { id, editorId, label, scopes, expiresAt } = token;
  const act = {
    action: 'token.create',
    subject: `token/${id}`,
    detail: { editorId, label, scopes, expiresAt },
  };
  const insert: Statement = db.insert(tokens).values({ ...token, createdAt: actor.now });
  await commit(db, actor, act, [insert]);
}

/** Ends a token with this instant. */
export async function revokeToken(db: Db, actor: Actor, editorId: string, id: string) {
  const act = { action: 'token.revoke', subject: `token/${id}`, detail: { editorId } };
  await commit(db, actor, act, [
    db
      .update(tokens)
      .set({ revokedAt: sql`coalesce(${tokens.revokedAt}, ${actor.now})` })
      .where(eq(tokens.id, id)),
  ]);
}
