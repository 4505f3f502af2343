/** Writing: every change of the house goes through `commit`, which leaves its trace in the same batch. */
import { desc, eq, getTableColumns, gt, lt } from 'drizzle-orm';
import { sha256 } from '../domain/digest.ts';
import type { Editor } from '../domain/editor.ts';
import { Problem } from '../domain/problem.ts';
import { type Db, readTogether, recurring, type Statement, violates } from './db.ts';
import { audit, editors } from './schema.ts';

/** Who did something, from where, and when (epoch milliseconds). Nobody: a reader, or the clock. */
export interface Witnessed {
  editor: Editor | null;
  address: string | null;
  now: number;
}

/** An editor who does something. */
export interface Actor extends Witnessed {
  editor: Editor;
  /** Keeps the answer for whoever sends the same request again; in the batch that it tells of. */
  receipt?: Statement;
}

export interface Act {
  action: string;
  /** What it is done to: `release/…`, `term/…`, `editor/…`, `token/…`, `redirect/…`. */
  subject: string;
  detail?: Record<string, unknown>;
}

const origin = '0'.repeat(64);
/** Each time that one writer is told to try again, another one has got through. */
const attempts = 150;
const longestPause = 100;

const newest = recurring((db) =>
  db.select({ id: audit.id, hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1),
);

/**
 * Carries out `statements` and the audit entry that tells of them: all of it or nothing. The entry
 * carries the hash of the one before; when another writer was quicker, the batch is tried again
 * behind that writer's entry.
 * @throws Problem `stale` when a statement guarded by `releases.change` finds another count, or what it
 *   would take back has been told
 * @throws Problem `unavailable` when others were quicker time after time
 */
export async function commit(
  db: Db,
  actor: Actor | Witnessed,
  act: Act,
  statements: readonly Statement[],
): Promise<void> {
  const receipt = 'receipt' in actor && actor.receipt ? [actor.receipt] : [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [last] = await readTogether(db, [newest(db, {}, ([row]) => row ?? null)]);
    const entry = await link(last, actor, act);
    try {
      await db.batch([db.insert(audit).values(entry), ...statements, ...receipt]);
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
      if (!violates(error, 'audit.id')) throw error;
      const pause = Math.min(10 * (attempt + 1), longestPause);
      await new Promise((done) => setTimeout(done, Math.random() * pause));
    }
  }
  throw new Problem('unavailable', 'Too many changes at once; nothing was changed. Try again.', {
    headers: { 'Retry-After': '1' },
  });
}

/** The entry that tells of `act`, behind the one that is last now (null: behind none). */
export async function link(last: Pick<Entry, 'id' | 'hash'> | null, actor: Witnessed, act: Act) {
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

export type Entry = typeof audit.$inferSelect;

/** SHA-256 over the entry's members in their fixed order, the hash of the one before among them. */
function hashOf(entry: Omit<Entry, 'hash'>): Promise<string> {
  const { id, at, editorId, action, subject, detail, address, previous } = entry;
  const members = { id, at, editorId, action, subject, detail, address, previous };
  return sha256(JSON.stringify(members));
}

/** Entries below the id `before` (null: from the newest), the newest first, with their editors' names. */
export function listEntries(db: Db, before: number | null, limit: number) {
  return db
    .select({ ...getTableColumns(audit), editor: editors.name })
    .from(audit)
    .leftJoin(editors, eq(editors.id, audit.editorId))
    .where(before === null ? undefined : lt(audit.id, before))
    .orderBy(desc(audit.id))
    .limit(limit);
}

const perStep = 500;

/** Recomputes the chain from its first entry; `brokenAt` is the first that does not hold, or null. */
export async function verifyChain(db: Db): Promise<{ entries: number; brokenAt: number | null }> {
  let last = { id: 0, hash: origin };
  for (;;) {
    const step = await db
      .select()
      .from(audit)
      .where(gt(audit.id, last.id))
      .orderBy(audit.id)
      .limit(perStep);
    for (const entry of step) {
      const follows = entry.id === last.id + 1 && entry.previous === last.hash;
      if (!follows || entry.hash !== (await hashOf(entry))) {
        return { entries: last.id, brokenAt: entry.id };
      }
      last = entry;
    }
    if (step.length < perStep) return { entries: last.id, brokenAt: null };
  }
}
