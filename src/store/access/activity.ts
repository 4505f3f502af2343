/** The audit of one release, for the people who work on it: without addresses, reads and refusals. */
import { and, desc, eq, lt, notInArray } from 'drizzle-orm';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { audit, editors } from '../db/schema.ts';
import type { AuditEntry } from './audit.ts';

/** An act; the person is null for a reader with a preview link. */
export type ActivityEntry = Pick<AuditEntry, 'id' | 'at' | 'action' | 'detail'> & {
  person: string | null;
};

/** Entries of a page. */
export const activityPage = 50;

/** Actions that are not work on a release. */
const hidden = ['release.read', 'access.refused', 'tripwire.hit'];

/** The entries of a release before one of them, or the latest; one more than a page, if there are. */
export function readActivity(
  db: Db,
  releaseId: string,
  before: number | null,
): Read<ActivityEntry[]> {
  return buildRead(
    db
      .select({
        id: audit.id,
        at: audit.at,
        action: audit.action,
        detail: audit.detail,
        person: editors.name,
      })
      .from(audit)
      .leftJoin(editors, eq(editors.id, audit.editorId))
      .where(
        and(
          eq(audit.subject, `release/${releaseId}`),
          before === null ? undefined : lt(audit.id, before),
          notInArray(audit.action, hidden),
        ),
      )
      .orderBy(desc(audit.id))
      .limit(activityPage + 1),
    (rows) => rows,
  );
}
