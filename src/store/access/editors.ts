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
import { type Db, preparedRead, readBatch, type Statement, violates } from '../db/connect.ts';
import { nextLockVersion, valueIf } from '../db/expressions.ts';
import { editors, tokens } from '../db/schema.ts';
import { commit } from './audit.ts';

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
}

const personColumns = {
  id: editors.id,
  name: editors.name,
  role: editors.role,
  lockVersion: editors.lockVersion,
  createdAt: editors.createdAt,
  disabledAt: editors.disabledAt,
};

export function listPeople(db: Db): Promise<Person[]> {
  return db.select(personColumns).from(editors).orderBy(editors.name, editors.id);
}

export async function findPerson(db: Db, id: string): Promise<Person | null> {
  return (await db.select(personColumns).from(editors).where(eq(editors.id, id)).get()) ?? null;
}

export async function createEditor(
  db: Db,
  actor: Actor,
  { id, name, role }: Editor,
): Promise<void> {
  const act = { action: 'editor.create', subject: `editor/${id}`, detail: { name, role } };
  await commit(db, actor, act, [
    db.insert(editors).values({ id, name, role, createdAt: actor.now }),
  ]);
}

/**
 * Changes who somebody is and what they may do. A disabled editor's tokens end with this instant.
 * @throws Problem `stale` when the editor is no longer the one that was read
 * @throws Problem `conflict` when nobody would be left who could undo it
 */
export async function replaceEditor(
  db: Db,
  actor: Actor,
  before: Person,
  { name, role, disabled }: Pick<Editor, 'name' | 'role'> & { disabled: boolean },
): Promise<void> {
  const disabledAt = disabled ? (before.disabledAt ?? actor.now) : null;
  const act = {
    action: disabled && before.disabledAt === null ? 'editor.disable' : 'editor.replace',
    subject: `editor/${before.id}`,
    detail: { name, role, disabled },
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
    await commit(db, actor, act, [
      db
        .update(editors)
        .set({
          name,
          disabledAt,
          role: valueIf<Role>(remains, role),
          lockVersion: nextLockVersion(editors.lockVersion, before.lockVersion),
        })
        .where(eq(editors.id, before.id)),
    ]);
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

export function listTokens(db: Db, editorId: string): Promise<TokenRecord[]> {
  return db
    .select(tokenColumns)
    .from(tokens)
    .where(and(eq(tokens.editorId, editorId), eq(tokens.kind, 'token')))
    .orderBy(desc(tokens.createdAt), tokens.id);
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
