/** The register of generated files: their paths, digests, and the instants from which they are due. */
import { and, eq, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { sitemap, sitemapIndex } from '../../domain/paths.ts';
import type { TaxonomySlug } from '../../domain/taxonomy.ts';
import { buildRead, type Db, preparedRead, type Read, type Statement } from '../db/connect.ts';
import { changes, clock, generatedFiles } from '../db/schema.ts';
import { isChangeDue } from './pending-changes.ts';

/** A file as the register knows it. */
export type RegisteredFile = typeof generatedFiles.$inferSelect;

/** A file before its first build. */
export interface NewFile {
  path: string;
  /** Of a feed: the term whose releases it contains, 0 for the newsroom, and their language. */
  termId: number | null;
  lang: string | null;
}

/** The result of building a file. */
export interface BuildMetadata {
  digest: string;
  /** The instant at which its bytes last changed. */
  modifiedAt: number;
  /** Of a feed that is full: when its oldest release was published. What is older is not in it. */
  oldestAt: number;
  /** The instant from which the file is out of date even if nothing changes. */
  dueAt: number;
}

/** True of a file that must be built again. */
export function isFileDue(now: number): SQL {
  return lte(generatedFiles.dueAt, now);
}

const { placeholder } = sql;

const states = preparedRead((db) =>
  db
    .select({
      file: generatedFiles,
      buildFingerprint: clock.buildFingerprint,
      hasDueChange: sql<
        0 | 1
      >`exists (select 1 from ${changes} where ${isChangeDue(placeholder('now'))})`,
    })
    .from(sql`(select 1) as one`)
    .leftJoin(clock, eq(clock.id, 1))
    .leftJoin(generatedFiles, eq(generatedFiles.path, placeholder('path'))),
);

export interface FileState {
  /** The file, or null if it was never requested. */
  file: RegisteredFile | null;
  /** The fingerprint of the settings from which the files were built; null before the first tick. */
  buildFingerprint: string | null;
  /** Whether a change took effect that no file contains yet. */
  hasDueChange: boolean;
}

/** Reads the state of the file at a path. */
export function readFileState(db: Db, path: string, now: number): Read<FileState> {
  return states(db, { path, now }, ([row]) => ({
    file: row?.file ?? null,
    buildFingerprint: row?.buildFingerprint ?? null,
    hasDueChange: row?.hasDueChange === 1,
  }));
}

/** The length of a claim in milliseconds. A tick that died delays a file by one tick at most. */
const claimFor = 30_000;

/**
 * Claims due files for one tick, the longest due first. Concurrent ticks get different files.
 * @returns the files, grouped by the releases that they contain
 */
export function claimDue(db: Db, now: number, limit: number): Read<RegisteredFile[]> {
  const due = db
    .select({ path: generatedFiles.path })
    .from(generatedFiles)
    .where(and(isFileDue(now), lte(generatedFiles.claimedUntil, now)))
    .orderBy(generatedFiles.dueAt, generatedFiles.termId, generatedFiles.lang)
    .limit(limit);
  const claimed = db
    .update(generatedFiles)
    .set({ claimedUntil: now + claimFor })
    .where(inArray(generatedFiles.path, due))
    .returning();
  return buildRead(claimed, (rows) => rows.sort(byReleases));
}

const byReleases = (a: RegisteredFile, b: RegisteredFile) =>
  a.dueAt - b.dueAt ||
  (a.termId ?? -1) - (b.termId ?? -1) ||
  (a.lang ?? '').localeCompare(b.lang ?? '');

/** Releases the claims of a tick of this moment on files that it has not built. */
export async function releaseClaims(db: Db, now: number): Promise<void> {
  await db
    .update(generatedFiles)
    .set({ claimedUntil: 0 })
    .where(and(isFileDue(now), eq(generatedFiles.claimedUntil, now + claimFor)));
}

/** A built file, and the version of its row when the build began (0: no row). */
export interface BuildResult extends NewFile {
  version: number;
  made: BuildMetadata;
}

/**
 * Saves builds of files. A file that was marked due or built by another run since is not saved.
 * @param asOf the clock of the build
 * @returns for each build, whether it was saved
 */
export async function saveBuilds(
  db: Db,
  notes: readonly BuildResult[],
  asOf: number,
): Promise<boolean[]> {
  const statements = notes.map(({ version, made, ...file }) =>
    db
      .insert(generatedFiles)
      .values({ ...file, ...made, asOf, claimedUntil: 0 })
      .onConflictDoUpdate({
        target: generatedFiles.path,
        set: { ...file, ...made, asOf, version: version + 1, claimedUntil: 0 },
        setWhere: eq(generatedFiles.version, version),
      })
      .returning({ path: generatedFiles.path }),
  );
  const [first, ...rest] = statements;
  if (!first) return [];
  const noted: unknown[][] = await db.batch([first, ...rest]);
  return noted.map((rows) => rows.length > 0);
}

/** Removes a file from the register, unless it was marked or built since. */
export async function removeFile(db: Db, path: string, version: number): Promise<void> {
  await db
    .delete(generatedFiles)
    .where(and(eq(generatedFiles.path, path), eq(generatedFiles.version, version)));
}

/** Marks a file due since `instant` and increments its version, so that a running build is discarded. */
const marked = (instant: number, now: number) => ({
  dueAt: sql`min(${generatedFiles.dueAt}, ${instant})`,
  asOf: sql`max(${generatedFiles.asOf}, ${now})`,
  version: sql`${generatedFiles.version} + 1`,
});

/** Marks files due by their paths. Unknown ones are added to the register. */
export function markFilesDue(
  db: Db,
  files: readonly NewFile[],
  instant: number,
  now: number,
): Statement {
  const part = (name: keyof NewFile) => sql.raw(`value ->> '${name}'`);
  const whole = (value: number) => sql`cast(${value} as integer)`;
  // In the order of the columns. `where true` parts the query from the clause on conflicts.
  const rows = sql`select
      ${part('path')}, ${part('termId')}, ${part('lang')},
      '', 0, 0, ${whole(instant)}, ${whole(now)}, 1, 0
    from json_each(${JSON.stringify(files)})
    where true`;
  return db
    .insert(generatedFiles)
    .select(rows)
    .onConflictDoUpdate({ target: generatedFiles.path, set: marked(instant, now) });
}

/** Marks every file due. */
export function markAllFilesDue(db: Db, now: number): Statement {
  return db.update(generatedFiles).set(marked(now, now));
}

/**
 * Marks the sitemaps of a taxonomy's terms, the index that names their parts, and, where a term was
 * changed, every feed: each names terms.
 */
export function markTermFilesDue(
  db: Db,
  taxonomy: TaxonomySlug,
  feeds: boolean,
  now: number,
): Statement {
  const parts = sitemap(taxonomy).replace('.xml', '-*.xml');
  const sitemaps = or(
    inArray(generatedFiles.path, [sitemap(taxonomy), sitemapIndex]),
    sql`${generatedFiles.path} glob ${parts}`,
  );
  return db
    .update(generatedFiles)
    .set(marked(now, now))
    .where(feeds ? or(sitemaps, isNotNull(generatedFiles.termId)) : sitemaps);
}

/**
 * Marks the feeds that may contain a release of `touched`, a query of `term_id`, `lang` and `newest`,
 * its latest date of publication. A full feed of later releases is not marked, unless it is being
 * built at the moment.
 */
export function markFeedsDue(db: Db, touched: SQL, instant: number, now: number): Statement {
  const reached = sql`(feed.oldest_at = 0 or feed.oldest_at <= touched.newest or feed.due_at <= ${now})`;
  const feeds = sql`(
    select feed.path
    from (${touched}) as touched
    cross join ${generatedFiles} as feed
      on feed.term_id = touched.term_id and feed.lang = touched.lang
    where ${reached}
  )`;
  return db
    .update(generatedFiles)
    .set(marked(instant, now))
    .where(sql`${generatedFiles.path} in ${feeds}`);
}
