/** What has become different for readers, and what the built files have not told yet. */
import { and, asc, eq, isNotNull, isNull, lte, max, type SQL, sql } from 'drizzle-orm';
import type { Head } from '../domain/release.ts';
import type { Db, Statement } from './db.ts';
import { changes, listings, publications, sitemaps } from './schema.ts';
import { isPublic } from './visibility.ts';

export interface DueChange {
  id: number;
  releaseId: string;
  effectiveAt: number;
}

/** Changes that have come into effect at `now` and are not built yet, the oldest first. */
export function listDue(db: Db, now: number, limit: number): Promise<DueChange[]> {
  return db
    .select({ id: changes.id, releaseId: changes.releaseId, effectiveAt: changes.effectiveAt })
    .from(changes)
    .where(and(eq(changes.built, false), lte(changes.effectiveAt, now)))
    .orderBy(changes.effectiveAt)
    .limit(limit);
}

/** The instant of the latest change in effect at `now`, or 0. */
export async function latestInstant(db: Db, now: number): Promise<number> {
  const row = await db
    .select({ at: max(changes.effectiveAt) })
    .from(changes)
    .where(lte(changes.effectiveAt, now))
    .get();
  return row?.at ?? 0;
}

/** Closes changes: they are told everywhere, and what they ended leaves the lists. */
export async function close(db: Db, due: readonly DueChange[], now: number): Promise<void> {
  const ended = db
    .select({ id: publications.id })
    .from(publications)
    .where(
      and(among(publications.releaseId, due.map(releaseOf)), lte(publications.visibleUntil, now)),
    );
  await db.batch([
    db.delete(listings).where(sql`${listings.publicationId} in ${ended}`),
    db
      .update(changes)
      .set({ built: true })
      .where(
        among(
          changes.id,
          due.map(({ id }) => id),
        ),
      ),
  ]);
}

const releaseOf = ({ releaseId }: DueChange) => releaseId;

/** `column` is one of `values`, however many: they travel as one parameter. */
function among(column: unknown, values: readonly (string | number)[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify([...new Set(values)])}))`;
}

export interface SitemapRange {
  number: number;
  members: number;
  bytes: number;
  modifiedAt: number;
}

/** What a sitemap tells of a release. */
const entryColumns = {
  publicationId: publications.id,
  releaseId: publications.releaseId,
  modifiedAt: publications.modifiedAt,
  heads: publications.heads,
};

/** A public release without a place in the sitemaps. */
export interface Unplaced {
  publicationId: number;
  releaseId: string;
  modifiedAt: number;
  heads: Record<string, Head>;
}

/** The ranges that the releases of `due` lie in, those of them without one, and the last range. */
export async function findPlaces(db: Db, due: readonly DueChange[], now: number) {
  const these = among(publications.releaseId, due.map(releaseOf));
  const [placed, unplaced, last] = await db.batch([
    db
      .selectDistinct({ releaseId: publications.releaseId, sitemap: publications.sitemap })
      .from(publications)
      .where(and(these, isNotNull(publications.sitemap))),
    db
      .select(entryColumns)
      .from(publications)
      .where(and(these, isNull(publications.sitemap), isPublic(now)))
      .orderBy(asc(publications.visibleFrom), asc(publications.releaseId)),
    db.select().from(sitemaps).orderBy(sql`${sitemaps.number} desc`).limit(1),
  ]);
  return {
    placed: new Map(placed.map(({ releaseId, sitemap }) => [releaseId, sitemap as number])),
    unplaced: unplaced as Unplaced[],
    last: (last[0] ?? null) as SitemapRange | null,
  };
}

export interface Placement {
  number: number;
  /** What the range holds from now on; null where only a newer publication takes an older one's place. */
  grown: { from: number; members: number; bytes: number } | null;
  publicationIds: number[];
}

/** Gives publications their ranges and dates the ranges that `instant` changed; all of it or nothing. */
export async function place(
  db: Db,
  placements: readonly Placement[],
  touched: readonly number[],
  instant: number,
): Promise<void> {
  const statements = placements.flatMap(({ number, grown, publicationIds }): Statement[] => [
    ...(grown ? [grow(db, number, grown, instant)] : []),
    db.update(publications).set({ sitemap: number }).where(among(publications.id, publicationIds)),
  ]);
  const date = db
    .update(sitemaps)
    .set({ modifiedAt: sql`max(${sitemaps.modifiedAt}, ${instant})` })
    .where(among(sitemaps.number, touched));
  await db.batch([date, ...statements]);
}

/** Fails the batch (`members` may not be null) when another tick was quicker. */
function grow(
  db: Db,
  number: number,
  { from, members, bytes }: NonNullable<Placement['grown']>,
  instant: number,
): Statement {
  const guarded = sql`case when ${sitemaps.members} = ${from} then ${members} end`;
  return db
    .insert(sitemaps)
    .values({ number, members, bytes, modifiedAt: instant })
    .onConflictDoUpdate({ target: sitemaps.number, set: { members: guarded, bytes } });
}

/** The ranges that have at least one public release. */
export function listRanges(db: Db, now: number): Promise<{ number: number; modifiedAt: number }[]> {
  const some = sql`exists (select 1 from ${publications} where ${publications.sitemap} = ${sitemaps.number} and ${isPublic(now)})`;
  return db
    .select({ number: sitemaps.number, modifiedAt: sitemaps.modifiedAt })
    .from(sitemaps)
    .where(some)
    .orderBy(sitemaps.number);
}

/** Public releases of a range, a thousand at a time, behind the publication `after`. */
export function listRange(db: Db, number: number, after: number, now: number) {
  return db
    .select({ ...entryColumns, publishedAt: publications.publishedAt })
    .from(publications)
    .where(and(eq(publications.sitemap, number), sql`${publications.id} > ${after}`, isPublic(now)))
    .orderBy(publications.id)
    .limit(1000);
}
