/** The audit: every write goes through `commit`, which adds an entry in the same transaction. */
import { and, desc, eq, getTableColumns, gt, gte, lt, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Actor, type AuditActor, Overtaken } from '../../domain/actor.ts';
import { sha256 } from '../../domain/digest.ts';
import { Problem } from '../../domain/problem.ts';
import {
  buildRead,
  type Db,
  preparedRead,
  type Read,
  readBatch,
  type Statement,
  violates,
  writeBeforeReads,
} from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { audit, changes, editors, tokens } from '../db/schema.ts';

/** An editor who writes, with a statement that stores the response to an `Idempotency-Key` in the same batch. */
export interface Writer extends Actor {
  idempotencyKey?: Statement;
}

/** Milliseconds between the instant of a write and its batch, at most. */
const patience = 3000;

export interface Act {
  action: string;
  /** The object: `release/…`, `term/…`, `editor/…`, `token/…`, `redirect/…`. */
  subject: string;
  detail?: Record<string, unknown>;
}

const origin = '0'.repeat(64);
/** Attempts of one write. Each failed attempt means that another writer succeeded. */
const attempts = 150;
const longestPause = 100;

const newest = preparedRead((db) =>
  db.select({ id: audit.id, hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1),
);

/** The entry that the next one follows; null before the first. */
export type LastEntry = Pick<AuditEntry, 'id' | 'hash'> | null;

/** Reads the last entry, for a `commit` that is to need no trip of its own to find it. */
export const readLastEntry = (db: Db): Read<LastEntry> => newest(db, {}, ([row]) => row ?? null);

/**
 * Executes `statements` together with their audit entry: all of it or nothing. The entry contains the
 * hash of the previous one. If another writer was faster, the batch is retried after that writer's
 * entry.
 * @param known the last entry, if it was read already; if it is no longer the last, it is read again
 * @throws Problem `stale` if the lock version has changed, or if the publication that a statement would
 *   cancel has taken effect
 * @throws Problem `unavailable` if other writers were faster in every attempt
 */
export async function commit(
  db: Db,
  actor: Writer | AuditActor,
  act: Act,
  statements: readonly Statement[],
  known?: LastEntry,
): Promise<void> {
  const key = 'idempotencyKey' in actor && actor.idempotencyKey ? [actor.idempotencyKey] : [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const last = attempt === 0 ? known : undefined;
    const [follows] = last === undefined ? await readBatch(db, [readLastEntry(db)]) : [last];
    const entry = await link(follows, actor, act);
    try {
      await db.batch([
        db.insert(audit).values({ ...entry, ...guardsOf(actor, entry) }),
        ...statements,
        ...key,
      ]);
      return;
    } catch (error) {
      if (violates(error, 'releases.change')) {
        throw new Problem('stale', 'Somebody else changed this release meanwhile: read it again.');
      }
      if (violates(error, 'changes.effective_at')) {
        throw new Problem(
          'stale',
          'What was scheduled has become public meanwhile: read it again.',
        );
      }
      if (violates(error, 'audit.at') || violates(error, 'audit.action')) throw new Overtaken();
      if (!violates(error, 'audit.id')) throw error;
      const pause = Math.min(10 * (attempt + 1), longestPause);
      await new Promise((done) => setTimeout(done, Math.random() * pause));
    }
  }
  throw new Problem('unavailable', 'Too many changes at once; nothing was changed. Try again.', {
    headers: { 'Retry-After': '1' },
  });
}

/**
 * Writes an entry that needs no other statement in the batch of the next reads of a gathering
 * connection, which are not answered without it.
 * @param entry what `link` made of `act`
 * @throws Problem as `commit` does
 */
export function commitBeforeReads(
  db: Db,
  actor: Writer,
  act: Act,
  entry: AuditEntry,
): Promise<void> {
  const insert = db.insert(audit).values({ ...entry, ...guardsOf(actor, entry) });
  return writeBeforeReads(db, insert.toSQL(), () => commit(db, actor, act, []));
}

/**
 * Columns that fail the whole batch (neither may be null): if the editor may no longer write, or if
 * the batch comes too late, by the database's clock or because something took effect since.
 */
function guardsOf(actor: Writer | AuditActor, { at, action }: Pick<AuditEntry, 'at' | 'action'>) {
  if (!('guard' in actor) || !actor.guard) return {};
  const { editor, now, guard } = actor;
  const { tokenId, drift } = guard;
  const asked = sql`(cast(unixepoch('subsec') * 1000 as integer) + ${drift})`;
  const clock = drift === null ? sql`${now}` : asked;
  const held = sql`${tokens.id} = ${tokenId} and ${tokens.revokedAt} is null and ${tokens.expiresAt} > ${clock}`;
  const able = sql`${editors.role} = ${editor.role} and ${editors.disabledAt} is null`;
  const stands = sql`exists (
    select 1
    from ${tokens}
    join ${editors} on ${editors.id} = ${tokens.editorId}
    where ${held} and ${able}
  )`;
  const passed = sql`exists (
    select 1
    from ${changes}
    where ${changes.effectiveAt} > ${now} and ${changes.effectiveAt} <= ${clock}
  )`;
  const soon = guard.noDeadline ? sql`true` : sql`${clock} < ${now + patience}`;
  const timely = sql`${soon} and not ${passed}`;
  return {
    action: valueIf<string>(stands, action),
    ...(drift !== null && { at: valueIf<number>(timely, at) }),
  };
}

/** The entry for `act`, after the current last one (null: the first entry). */
export async function link(last: LastEntry, actor: AuditActor, act: Act) {
  const { id, hash } = last ?? { id: 0, hash: origin };
  const entry = {
    id: id + 1,
    at: actor.now,
    editorId: actor.editor?.id ?? null,
    action: act.action,
    subject: act.subject,
    detail: act.detail ?? {},
    address: actor.address,
    previous: hash,
  };
  return { ...entry, hash: await hashOf(entry) };
}

export type AuditEntry = typeof audit.$inferSelect;

/** SHA-256 over the entry's members in their fixed order, the hash of the one before among them. */
function hashOf(entry: Omit<AuditEntry, 'hash'>): Promise<string> {
  const { id, at, editorId, action, subject, detail, address, previous } = entry;
  const members = { id, at, editorId, action, subject, detail, address, previous };
  return sha256(JSON.stringify(members));
}

/** Filters of the list; null for none. */
export interface AuditFilters {
  editorId: string | null;
  /** The whole name of an action: `release.publish`. */
  action: string | null;
  /** The whole name of an object: `release/…`. */
  subject: string | null;
  /** From this instant on. */
  since: number | null;
  /** Up to this instant, with it. */
  until: number | null;
  /** Only entries older than that of this id. */
  before: number | null;
}

/** Entries with their editors' names, the newest first; of equal instants the last written. */
export async function listEntries(db: Db, filters: AuditFilters, limit: number) {
  const { editorId, action, subject, since, until, before } = filters;
  const isTimed = since !== null || until !== null;
  const other = alias(audit, 'other');
  const last = db
    .select({ at: other.at, id: other.id })
    .from(other)
    .where(sql`${other.id} = ${before}`);
  const query = db
    // A name of its own: a batch answers by the names of columns.
    .select({ ...getTableColumns(audit), editor: sql<string | null>`${editors.name}`.as('person') })
    .from(audit)
    .leftJoin(editors, eq(editors.id, audit.editorId))
    .where(
      and(
        editorId === null ? undefined : eq(audit.editorId, editorId),
        action === null ? undefined : eq(audit.action, action),
        subject === null ? undefined : eq(audit.subject, subject),
        since === null ? undefined : gte(audit.at, since),
        until === null ? undefined : lte(audit.at, until),
        before === null
          ? undefined
          : isTimed
            ? sql`(${audit.at}, ${audit.id}) < ${last}`
            : lt(audit.id, before),
      ),
    )
    .orderBy(...(isTimed ? [desc(audit.at)] : []), desc(audit.id))
    .limit(limit);
  const [entries] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  return entries;
}

/** Entries of one read, and of one call: about half a second of CPU. */
const perRead = 1000;
const perCall = 10_000;

/** An entry by its number, with its hash where that is known already. */
export interface Link {
  id: number;
  hash: string | null;
}

/** The result of one call. */
export interface Verdict {
  /** The number of the last entry up to which the chain is valid. */
  entries: number;
  /** The first invalid entry, or null. */
  brokenAt: number | null;
  /** The entry after which the next call continues, or null at the end. */
  next: Link | null;
}

/**
 * Recomputes the chain behind an entry (0: from the first), at most `perCall` entries. That entry must
 * still have the hash that the call before found, so that several calls prove what one would.
 * @returns null when no hash is given and there is no entry of that number
 */
export async function verifyChain(db: Db, after: Link): Promise<Verdict | null> {
  let last = await findLink(db, after.id);
  if (!last && after.hash === null) return null;
  if (!last || (after.hash !== null && last.hash !== after.hash)) {
    return { entries: after.id - 1, brokenAt: after.id, next: null };
  }
  for (let left = perCall; left > 0; left -= perRead) {
    const step = await db
      .select()
      .from(audit)
      .where(gt(audit.id, last.id))
      .orderBy(audit.id)
      .limit(perRead);
    for (const entry of step) {
      const follows = entry.id === last.id + 1 && entry.previous === last.hash;
      if (!follows || entry.hash !== (await hashOf(entry))) {
        return { entries: last.id, brokenAt: entry.id, next: null };
      }
      last = entry;
    }
    if (step.length < perRead) return { entries: last.id, brokenAt: null, next: null };
  }
  return { entries: last.id, brokenAt: null, next: last };
}

async function findLink(db: Db, id: number): Promise<Pick<AuditEntry, 'id' | 'hash'> | null> {
  if (id === 0) return { id, hash: origin };
  const columns = { id: audit.id, hash: audit.hash };
  return (await db.select(columns).from(audit).where(eq(audit.id, id)).get()) ?? null;
}
