/** The register of built files: which there are, what each tells, and when it is no longer right. */
import { and, eq, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { sitemap, sitemapIndex } from '../../domain/paths.ts';
import type { TaxonomySlug } from '../../domain/taxonomy.ts';
import { type Db, type Reading, reading, recurring, type Statement } from '../db/connect.ts';
import { builtFiles, changes, clock } from '../db/schema.ts';
import { isDue as isChangeDue } from './pending-changes.ts';

/** A file as the register knows it. */
export type Registered = typeof builtFiles.$inferSelect;

/** A file as it is announced, before it was ever built. */
export interface NewFile {
  path: string;
  /** Of a feed: the term whose releases it tells, 0 for the newsroom, and their language. */
  termId: number | null;
  lang: string | null;
}

/** What a file was made to be. */
export interface Made {
  digest: string;
  /** The instant at which what it tells last changed. */
  modifiedAt: number;
  /** Of a feed that is full: when its oldest release was published. What is older is not in it. */
  oldestAt: number;
  /** From when on it is no longer right even if nothing changes. */
  dueAt: number;
}

/** True of a file that must be built again. */
export function isDue(now: number): SQL {
  return lte(builtFiles.dueAt, now);
}

const { placeholder } = sql;

const states = recurring((db) =>
  db
    .select({
      file: builtFiles,
      form: clock.form,
      untold: sql<
        0 | 1
      >`exists (select 1 from ${changes} where ${isChangeDue(placeholder('now'))})`,
    })
    .from(sql`(select 1) as one`)
    .leftJoin(clock, eq(clock.id, 1))
    .leftJoin(builtFiles, eq(builtFiles.path, placeholder('path'))),
);

export interface FileState {
  /** Null for a file that nobody ever asked for. */
  file: Registered | null;
  /** What the files are made by, or null before the first tick. */
  form: string | null;
  /** Whether something came into effect of which no file is told yet. */
  untold: boolean;
}

/** What is known of the file at a path. */
export function readState(db: Db, path: string, now: number): Reading<FileState> {
  return states(db, { path, now }, ([row]) => ({
    file: row?.file ?? null,
    form: row?.form ?? null,
    untold: row?.untold === 1,
  }));
}

/** How long a claim holds, in milliseconds: a tick that died delays a file by one tick at most. */
const claimFor = 30_000;

/**
 * Claims files that are due for one tick, the longest due first. Of ticks that meet, each gets files
 * that no other one has.
 * @returns the files, those of the same releases side by side
 */
export function claimDue(db: Db, now: number, limit: number): Reading<Registered[]> {
  const due = db
    .select({ path: builtFiles.path })
    .from(builtFiles)
    .where(and(isDue(now), lte(builtFiles.claimedUntil, now)))
    .orderBy(builtFiles.dueAt, builtFiles.termId, builtFiles.lang)
    .limit(limit);
  const claimed = db
    .update(builtFiles)
    .set({ claimedUntil: now + claimFor })
    .where(inArray(builtFiles.path, due))
    .returning();
  return reading(claimed, (rows) => rows.sort(byReleases));
}

const byReleases = (a: Registered, b: Registered) =>
  a.dueAt - b.dueAt ||
  (a.termId ?? -1) - (b.termId ?? -1) ||
  (a.lang ?? '').localeCompare(b.lang ?? '');

/** Gives up the claims that a tick of this moment holds on files that it has not built. */
export async function releaseClaims(db: Db, now: number): Promise<void> {
  await db
    .update(builtFiles)
    .set({ claimedUntil: 0 })
    .where(and(isDue(now), eq(builtFiles.claimedUntil, now + claimFor)));
}

/** A file, what it was made to be, and the version that was known when it was made (0: none). */
export interface Note extends NewFile {
  version: number;
  made: Made;
}

/**
 * Notes what files are, but none that somebody marked or built since.
 * @param asOf the clock of whoever made them
 * @returns whether each is noted
 */
export async function note(db: Db, notes: readonly Note[], asOf: number): Promise<boolean[]> {
  const statements = notes.map(({ version, made, ...file }) =>
    db
      .insert(builtFiles)
      .values({ ...file, ...made, asOf, claimedUntil: 0 })
      .onConflictDoUpdate({
        target: builtFiles.path,
        set: { ...file, ...made, asOf, version: version + 1, claimedUntil: 0 },
        setWhere: eq(builtFiles.version, version),
      })
      .returning({ path: builtFiles.path }),
  );
  const [first, ...rest] = statements;
  if (!first) return [];
  const noted: unknown[][] = await db.batch([first, ...rest]);
  return noted.map((rows) => rows.length > 0);
}

/** Forgets a file that is no more, unless somebody marked or built it since. */
export async function forget(db: Db, path: string, version: number): Promise<void> {
  await db
    .delete(builtFiles)
    .where(and(eq(builtFiles.path, path), eq(builtFiles.version, version)));
}

/** A mark: due since `instant`, and whoever is building it now is not believed. */
const marked = (instant: number, now: number) => ({
  dueAt: sql`min(${builtFiles.dueAt}, ${instant})`,
  asOf: sql`max(${builtFiles.asOf}, ${now})`,
  version: sql`${builtFiles.version} + 1`,
});

/** Marks files by their paths; those that are not there yet enter the register. */
export function announce(
  db: Db,
  files: readonly NewFile[],
  instant: number,
  now: number,
): Statement {
  const part = (name: keyof NewFile) => sql.raw(`value ->> '${name}'`);
  const whole = (value: number) => sql`cast(${value} as integer)`;
  // In the order of the columns. `where true` parts the query from the clause on conflicts.
  const rows = sql`select ${part('path')}, ${part('termId')}, ${part('lang')}, '', 0, 0, ${whole(instant)}, ${whole(now)}, 1, 0 from json_each(${JSON.stringify(files)}) where true`;
  return db
    .insert(builtFiles)
    .select(rows)
    .onConflictDoUpdate({ target: builtFiles.path, set: marked(instant, now) });
}

/** Marks every file. */
export function markAll(db: Db, now: number): Statement {
  return db.update(builtFiles).set(marked(now, now));
}

/**
 * Marks the sitemaps of a taxonomy's terms, the index that names their parts, and, where a term was
 * changed, every feed: each names terms.
 */
export function markTerms(db: Db, taxonomy: TaxonomySlug, feeds: boolean, now: number): Statement {
  const parts = sitemap(taxonomy).replace('.xml', '-*.xml');
  const sitemaps = or(
    inArray(builtFiles.path, [sitemap(taxonomy), sitemapIndex]),
    sql`${builtFiles.path} glob ${parts}`,
  );
  return db
    .update(builtFiles)
    .set(marked(now, now))
    .where(feeds ? or(sitemaps, isNotNull(builtFiles.termId)) : sitemaps);
}

/**
 * Marks the feeds that may tell of a release of `touched`, a query of `term_id`, `lang` and
 * `newest`, its latest date of publication. A full feed of later releases is left as it is, unless
 * it is just being built.
 */
export function markFeedsOf(db: Db, touched: SQL, instant: number, now: number): Statement {
  const reached = sql`(feed.oldest_at = 0 or feed.oldest_at <= touched.newest or feed.due_at <= ${now})`;
  const feeds = sql`(select feed.path from (${touched}) as touched cross join ${builtFiles} as feed on feed.term_id = touched.term_id and feed.lang = touched.lang where ${reached})`;
  return db.update(builtFiles).set(marked(instant, now)).where(sql`${builtFiles.path} in ${feeds}`);
}
