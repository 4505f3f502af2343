/** Whether there is anything for a tick to do: one question, and no row read where there is not. */
import { sql } from 'drizzle-orm';
import type { Db } from './db.ts';
import { changes, outbox } from './schema.ts';

export interface Work {
  /** Changes that feeds and sitemaps do not tell yet. */
  changes: boolean;
  /** Entries of the outbox that are due. */
  errands: boolean;
}

/** @param tasks those that this version knows; entries of others are left alone */
export async function findWork(db: Db, now: number, tasks: readonly string[]): Promise<Work> {
  const known = sql`${outbox.task} in ${tasks}`;
  const found = await db.get<{ changes: number; errands: number }>(
    sql`select exists (select 1 from ${changes} where ${changes.built} = 0 and ${changes.effectiveAt} <= ${now}) as changes, exists (select 1 from ${outbox} where ${known} and ${outbox.deadAt} is null and ${outbox.dueAt} <= ${now}) as errands`,
  );
  return { changes: found.changes === 1, errands: found.errands === 1 };
}
