/** Records each tick and reports which work is due. */
import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { isExpired } from '../access/idempotency-keys.ts';
import type { Db } from '../db/connect.ts';
import { blobs, changes, clock, generatedFiles, idempotencyKeys, outbox } from '../db/schema.ts';
import { isAbandoned } from '../editorial/attachments.ts';
import { lacksSomething } from '../search/search-index.ts';
import { isFileDue, markAllFilesDue, markFilesDue, type NewFile } from './generated-files.ts';
import { isUnannounced } from './notifications.ts';
import { isTaskDue } from './outbox.ts';
import { isChangeDue } from './pending-changes.ts';

/** The work that is due at a tick. */
export interface DueWork {
  /** All generated files: their build fingerprint is another one than the code's. */
  allFiles: boolean;
  /** Pending changes that took effect. */
  changes: boolean;
  /** Generated files. */
  files: boolean;
  /** Notifications of changes that generated files contain. */
  notifications: boolean;
  /** Outbox tasks. */
  tasks: boolean;
  /** Deletion of uploads that were abandoned. */
  uploads: boolean;
  /** Deletion of idempotency keys that expired. */
  idempotencyKeys: boolean;
  /** Updates of the search index. */
  searchIndex: boolean;
}

/** Records the tick and finds the due work, in one statement that reads one row for each question. */
export async function recordTickAndFindDueWork(
  db: Db,
  now: number,
  { buildFingerprint, tasks }: { buildFingerprint: string; tasks: readonly string[] },
): Promise<DueWork> {
  const some = (table: SQLiteTable, condition: SQL) =>
    sql<0 | 1>`exists (select 1 from ${table} where ${condition})`;
  const [found] = await db
    .insert(clock)
    .values({ id: 1, tickedAt: now })
    .onConflictDoUpdate({
      target: clock.id,
      set: { tickedAt: sql`max(${clock.tickedAt}, ${now})` },
    })
    .returning({
      allFiles: sql<0 | 1>`${clock.buildFingerprint} <> ${buildFingerprint}`,
      changes: some(changes, isChangeDue(now)),
      files: some(generatedFiles, isFileDue(now)),
      notifications: some(changes, isUnannounced(now)),
      tasks: some(outbox, isTaskDue(now, tasks)),
      uploads: some(blobs, isAbandoned(now)),
      idempotencyKeys: some(idempotencyKeys, isExpired(now)),
      searchIndex: sql<0 | 1>`${lacksSomething(now)}`,
    });
  const is = (answer: 0 | 1 | undefined) => answer === 1;
  return {
    allFiles: is(found?.allFiles),
    changes: is(found?.changes),
    files: is(found?.files),
    notifications: is(found?.notifications),
    tasks: is(found?.tasks),
    uploads: is(found?.uploads),
    idempotencyKeys: is(found?.idempotencyKeys),
    searchIndex: is(found?.searchIndex),
  };
}

/** Stores the build fingerprint, and marks every file due. `standing` are files that always exist. */
export async function invalidateAllFiles(
  db: Db,
  buildFingerprint: string,
  standing: readonly NewFile[],
  now: number,
) {
  await db.batch([
    markAllFilesDue(db, now),
    markFilesDue(db, standing, now, now),
    db.insert(clock).values({ id: 1, tickedAt: 0, buildFingerprint }).onConflictDoUpdate({
      target: clock.id,
      set: { buildFingerprint },
    }),
  ]);
}
