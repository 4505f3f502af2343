/** Sessions of people in a browser: rows of the table of tokens, found by the secret of a cookie. */
import { and, desc, eq, gt, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { Actor, AuditActor } from '../../domain/actor.ts';
import type { Bearer, Editor } from '../../domain/editor.ts';
import { longestIdle, longestSession } from '../../domain/session.ts';
import { type Db, preparedRead, readBatch, type Statement, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { editors, tokens } from '../db/schema.ts';
import { commit } from './audit.ts';

/** A session that is valid, and its person. */
export interface Session extends Bearer {
  createdAt: number;
  lastUsedAt: number;
  /** When the person last proved who they are. */
  signedInAt: number;
}

const presented = preparedRead((db) =>
  db
    .select({
      id: editors.id,
      name: editors.name,
      role: editors.role,
      tokenId: sql<string>`${tokens.id}`.as('token_id'),
      createdAt: tokens.createdAt,
      lastUsedAt: tokens.lastUsedAt,
      signedInAt: tokens.signedInAt,
    })
    .from(tokens)
    .innerJoin(editors, eq(editors.id, tokens.editorId))
    .where(
      and(
        eq(tokens.hash, sql.placeholder('hash')),
        eq(tokens.kind, 'session'),
        gt(tokens.expiresAt, sql.placeholder('now')),
        isNull(tokens.revokedAt),
        isNull(editors.disabledAt),
      ),
    ),
);

/** Finds the session of a hash; null if it is unknown, expired or revoked, or its person disabled. */
export async function findSession(db: Db, hash: string, now: number): Promise<Session | null> {
  const [found] = await readBatch(db, [presented(db, { hash, now }, ([row]) => row)]);
  if (!found) return null;
  const { id, name, role, tokenId, createdAt, lastUsedAt, signedInAt } = found;
  return {
    editor: { id, name, role },
    tokenId,
    scopes: [],
    createdAt,
    lastUsedAt: lastUsedAt ?? createdAt,
    signedInAt: signedInAt ?? createdAt,
  };
}

const usedEvery = 60_000;

/** Records that a session was used, which extends it; at most once a minute. */
export async function recordSessionUse(db: Db, session: Session, now: number): Promise<void> {
  if (session.lastUsedAt > now - usedEvery) return;
  const expiresAt = Math.min(now + longestIdle, session.createdAt + longestSession);
  await db.update(tokens).set({ lastUsedAt: now, expiresAt }).where(eq(tokens.id, session.tokenId));
}

/** A session without its secret, for the list of a person's sessions. */
export interface SessionRecord {
  id: string;
  browser: string | null;
  createdAt: number;
  lastUsedAt: number | null;
  expiresAt: number;
}

const sessionsOfEditor = preparedRead((db) =>
  db
    .select({
      id: tokens.id,
      browser: tokens.browser,
      createdAt: tokens.createdAt,
      lastUsedAt: tokens.lastUsedAt,
      expiresAt: tokens.expiresAt,
    })
    .from(tokens)
    .innerJoin(editors, eq(editors.id, tokens.editorId))
    .where(
      and(
        validSessions(sql.placeholder('editorId'), sql.placeholder('now')),
        isNull(editors.disabledAt),
      ),
    )
    .orderBy(desc(tokens.createdAt), tokens.id),
);

/** The sessions of a person that are valid at `now`, the newest first; none of one who is disabled. */
export async function listSessions(
  db: Db,
  editorId: string,
  now: number,
): Promise<SessionRecord[]> {
  const [found] = await readBatch(db, [sessionsOfEditor(db, { editorId, now }, (rows) => rows)]);
  return found;
}

const validSessions = (editorId: string | Placeholder, now: number | Placeholder) =>
  and(
    eq(tokens.editorId, editorId),
    eq(tokens.kind, 'session'),
    gt(tokens.expiresAt, now),
    isNull(tokens.revokedAt),
  );

/** A session that begins. */
export interface NewSession {
  id: string;
  hash: string;
  browser: string;
  /** When the person proved who they are, if that was before now. */
  signedInAt?: number;
  /** The hash of the session that the same browser had; it ends. Null without one. */
  replaces: string | null;
}

/** The proof with which a session begins. */
export interface Proof {
  actor: AuditActor & { editor: Editor };
  /** Whether the proof still holds; evaluated in the batch. */
  stands: SQL;
  /** The proof, as the audit records it. */
  detail: Record<string, unknown>;
  /** Further statements of the batch. */
  statements: readonly Statement[];
}

/**
 * Begins a session, in one batch with what uses up its proof.
 * @returns false if the proof no longer holds, or the person is disabled or changed role; nothing is
 *   written then
 */
export async function startSession(
  db: Db,
  { replaces, signedInAt, ...session }: NewSession,
  { actor, stands, detail, statements }: Proof,
): Promise<boolean> {
  const { editor, now } = actor;
  const enabled = sql`exists (
    select 1
    from ${editors}
    where ${editors.id} = ${editor.id} and ${editors.role} = ${editor.role}
      and ${editors.disabledAt} is null
  )`;
  const hash = valueIf<string>(sql`${stands} and ${enabled}`, session.hash);
  const act = {
    action: 'session.create',
    subject: `token/${session.id}`,
    detail: { editorId: editor.id, ...detail },
  };
  const insert: Statement = db.insert(tokens).values({
    ...session,
    hash: hash as unknown as string,
    editorId: editor.id,
    kind: 'session',
    label: 'session',
    createdAt: now,
    lastUsedAt: now,
    signedInAt: Math.min(signedInAt ?? now, now),
    expiresAt: now + longestIdle,
  });
  const end = db
    .update(tokens)
    .set({ revokedAt: now })
    .where(
      and(eq(tokens.hash, replaces ?? ''), eq(tokens.kind, 'session'), isNull(tokens.revokedAt)),
    );
  try {
    await commit(db, actor, act, [
      insert,
      ...statements,
      ...(replaces === null ? [] : [end as Statement]),
    ]);
    return true;
  } catch (error) {
    if (!violates(error, 'tokens.hash')) throw error;
    return false;
  }
}

/** Ends sessions of a person with this instant: one, or all if `id` is null. */
export async function revokeSessions(
  db: Db,
  actor: Actor,
  editorId: string,
  id: string | null,
): Promise<void> {
  const subject = id === null ? `editor/${editorId}` : `token/${id}`;
  const act = { action: id === null ? 'session.revokeAll' : 'session.revoke', subject };
  const one = id === null ? undefined : eq(tokens.id, id);
  await commit(db, actor, { ...act, detail: { editorId } }, [
    db
      .update(tokens)
      .set({ revokedAt: actor.now })
      .where(and(validSessions(editorId, actor.now), one)),
  ]);
}
