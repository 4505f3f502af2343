/** Writing: every change of the house goes through `commit`, which leaves its trace in the same batch. */
import { desc } from 'drizzle-orm';
import { type Editor, hex } from '../domain/editor.ts';
import { Problem } from '../domain/problem.ts';
import { type Db, type Statement, violates } from './db.ts';
import { audit } from './schema.ts';

/** Who does something, from where, and when (epoch milliseconds). */
export interface Actor {
  editor: Editor;
  address: string | null;
  now: number;
}

export interface Act {
  action: string;
  /** What it is done to: `release/…`, `term/…`, `editor/…`. */
  subject: string;
  detail?: Record<string, unknown>;
}

const origin = '0'.repeat(64);
const attempts = 40;

/**
 * Carries out `statements` and the audit entry that tells of them: all of it or nothing. The entry
 * carries the hash of the one before; when another writer was quicker, the batch is tried again
 * behind that writer's entry.
 * @throws Problem `stale` when a statement guarded by `releases.change` finds another count
 * @throws Problem `unavailable` when others were quicker time after time
 */
export async function commit(
  db: Db,
  actor: Actor,
  act: Act,
  statements: [Statement, ...Statement[]],
) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const last = await db
      .select({ id: audit.id, hash: audit.hash })
      .from(audit)
      .orderBy(desc(audit.id))
      .limit(1)
      .get();
    const entry = await link(last ?? { id: 0, hash: origin }, actor, act);
    try {
      await db.batch([...statements, db.insert(audit).values(entry)]);
      return;
    } catch (error) {
      if (violates(error, 'releases.change')) {
        throw new Problem('stale', 'Somebody else changed this release meanwhile: read it again.');
      }
      if (!violates(error, 'audit.id')) throw error;
      await new Promise((done) => setTimeout(done, Math.random() * 10 * (attempt + 1)));
    }
  }
  throw new Problem('unavailable', 'Too many changes at once; nothing was changed. Try again.', {
    headers: { 'Retry-After': '1' },
  });
}

async function link(last: { id: number; hash: string }, actor: Actor, act: Act) {
  const entry = {
    id: last.id + 1,
    at: actor.now,
    editorId: actor.editor.id,
    action: act.action,
    subject: act.subject,
    detail: act.detail ?? {},
    address: actor.address,
    previous: last.hash,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(entry));
  return { ...entry, hash: hex(await crypto.subtle.digest('SHA-256', bytes)) };
}
