/** The clock's own row, and what it finds to do. */
import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { isExpired } from '../access/idempotency-keys.ts';
import type { Db } from '../db/connect.ts';
import {
  blobs,
  changes,
  clock,
  generatedFiles,
  idempotencyKeys,
  outbox,
  publications,
} from '../db/schema.ts';
import { isAbandoned } from '../editorial/attachments.ts';
import { isUnindexed } from '../search/search-index.ts';
import { isFileDue, markAllFilesDue, markFilesDue, type NewFile } from './generated-files.ts';
import { isUnannounced } from './notifications.ts';
import { isTaskDue as isErrandDue } from './outbox.ts';
import { isChangeDue } from './pending-changes.ts';

/** What a tick has to do. */
export interface DueWork {
  /** The built files were made by other settings, or in another format. */
  reform: boolean;
  /** Something came into effect of which the files do not tell. */
  changes: boolean;
  files: boolean;
  /** Something came into effect of which nobody was told. */
  news: boolean;
  /** Entries of the outbox are due. */
  errands: boolean;
  /** Uploads broke off. */
  uploads: boolean;
  receipts: boolean;
  /** Something public is not in the search index, or not as it is to be. */
  index: boolean;
}

/**
 * Notes that the clock ticked, and looks for what there is to do: one statement, which reads a row
 * for each question.
 */
export async function recordTickAndFindDueWork(
  db: Db,
  now: number,
  { form, tasks }: { form: string; tasks: readonly string[] },
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
      reform: sql<0 | 1>`${clock.form} <> ${form}`,
      changes: some(changes, isChangeDue(now)),
      files: some(generatedFiles, isFileDue(now)),
      news: some(changes, isUnannounced(now)),
      errands: some(outbox, isErrandDue(now, tasks)),
      uploads: some(blobs, isAbandoned(now)),
      receipts: some(idempotencyKeys, isExpired(now)),
      index: sql<0 | 1>`${some(publications, isUnindexed(now))}`,
    });
  const is = (answer: 0 | 1 | undefined) => answer === 1;
  return {
    reform: is(found?.reform),
    changes: is(found?.changes),
    files: is(found?.files),
    news: is(found?.news),
    errands: is(found?.errands),
    uploads: is(found?.uploads),
    receipts: is(found?.receipts),
    index: is(found?.index),
  };
}

/** The files are made by `form` from now on, and each is due until it is made anew. */
export async function invalidateAllFiles(
  db: Db,
  form: string,
  standing: readonly NewFile[],
  now: number,
) {
  await db.batch([
    markAllFilesDue(db, now),
    markFilesDue(db, standing, now, now),
    db.insert(clock).values({ id: 1, tickedAt: 0, form }).onConflictDoUpdate({
      target: clock.id,
      set: { form },
    }),
  ]);
}
