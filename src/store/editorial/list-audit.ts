/** The audit of lists that show embargoed titles: each title once in some minutes for each person. */
import { desc, eq } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { type AuditEntry, commit, type LastEntry, readLastEntry } from '../access/audit.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { audit } from '../db/schema.ts';

/** Milliseconds during which repeated requests for a list are audited once. */
const repeated = 5 * 60_000;

export type ListAuditEntry = Pick<AuditEntry, 'at' | 'editorId' | 'detail'>;

/** Reads the latest entries about lists, and the last entry of all, in the batch with a list. */
export function readListAudit(db: Db): readonly [Read<ListAuditEntry[]>, Read<LastEntry>] {
  const latest = db
    .select({ at: audit.at, editorId: audit.editorId, detail: audit.detail })
    .from(audit)
    .where(eq(audit.subject, 'desk'))
    .orderBy(desc(audit.id))
    .limit(20);
  return [buildRead(latest, (entries) => entries), readLastEntry(db)];
}

/**
 * Audits that a person reads the titles of these embargoed releases, as far as `entries` do not say so.
 * @param last the last entry of the audit, read together with the list
 */
export async function auditListRead(
  db: Db,
  actor: Actor,
  method: string,
  embargoed: readonly string[],
  entries: readonly ListAuditEntry[],
  last: LastEntry,
): Promise<void> {
  const { editor, now } = actor;
  const known = new Set(
    entries
      .filter((one) => one.editorId === editor.id && now - one.at < repeated && one.at <= now)
      .filter(({ detail }) => detail.method === method)
      .flatMap(({ detail }) => detail.releases as string[]),
  );
  const releases = embargoed.filter((id) => !known.has(id));
  if (releases.length === 0) return;
  const act = { action: 'desk.read', subject: 'desk', detail: { releases, method } };
  await commit(db, actor, act, [], last);
}
