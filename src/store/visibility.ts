/**
 * The gate. What the public sees is decided here and nowhere else, at the moment of the request:
 * every public query carries `isPublic`, and every public answer is fresh until `nextInstant` at most.
 */
import { and, gt, lte, type SQL, sql } from 'drizzle-orm';
import { type Db, type Reading, reading } from './db.ts';
import { publications } from './schema.ts';

/** True for a publication that readers see at `now` (epoch milliseconds). */
export function isPublic(now: number): SQL {
  return and(lte(publications.visibleFrom, now), gt(publications.visibleUntil, now)) as SQL;
}

/** The next instant after `now` at which something becomes visible, or null. */
export function nextInstant(db: Db, now: number): Reading<number | null> {
  const next = sql<number | null>`min(${publications.visibleFrom})`;
  const query = db.select({ next }).from(publications).where(gt(publications.visibleFrom, now));
  return reading(query, (rows) => rows[0]?.next ?? null);
}
