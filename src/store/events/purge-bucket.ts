/**
 * The token bucket for purges. The platform takes 5 calls a minute, and up to 25 at once, for the
 * whole account; each site of an account keeps to its configured share, and so needs to know nothing
 * of the others.
 */
import { eq, sql } from 'drizzle-orm';
import type { Db } from '../db/connect.ts';
import { purgeBucket } from '../db/schema.ts';

const perMinute = 5;
const bucket = 25;

export interface Grant {
  /** As many as were wanted, or 1 where fewer are left, or 0. */
  granted: number;
  /** If none: from when on there is one again, in epoch milliseconds. */
  nextAt: number;
}

/**
 * Takes purges out of the bucket, in one statement: two who ask at once are never given the same.
 * @param share the part of the account's purges that this site may use, above 0 and at most 1
 * @param spare how many must be left over for others
 */
export async function takePurges(
  db: Db,
  now: number,
  { share, wanted, spare }: { share: number; wanted: number; spare: number },
): Promise<Grant> {
  const interval = Math.ceil(60_000 / (perMinute * share));
  const size = Math.max(1, Math.floor(bucket * share));
  const longest = (size - Math.min(spare, size - 1)) * interval;
  // A clock that was ahead can owe no more than a whole bucket.
  const debt = sql`min(max(${purgeBucket.fullAt} - ${now}, 0), ${size * interval})`;
  const fits = (count: number) => sql`${debt} + ${count * interval} <= ${longest}`;
  const granted = sql`(case when ${fits(wanted)} then ${wanted} when ${fits(1)} then 1 else 0 end)`;
  const [row] = await db
    .update(purgeBucket)
    .set({ granted, fullAt: sql`${now} + ${debt} + ${interval} * ${granted}` })
    .where(eq(purgeBucket.id, 1))
    .returning();
  if (!row) return { granted: 0, nextAt: now + interval };
  return { granted: row.granted, nextAt: row.fullAt + interval - longest };
}
