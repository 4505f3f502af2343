/**
 * Feeds and sitemaps, built into R2 and noted in the register. A file is put first and noted then,
 * with its digest: bytes that nobody noted, or that somebody overwrote since, are never given to a
 * reader. Only a build that saw the latest state is noted.
 *
 * A reader never fails because of R2 or of other builders: a build that cannot be stored, because
 * another was quicker or R2 refuses the write, is served from memory. Of the readers of an isolate who
 * need the same file one builds, and the others wait for it. Ticks claim files before they build.
 */

import { sha256, utf8 } from '../domain/digest.ts';
import {
  type GeneratedFile,
  generatedFileAt,
  pathOf,
  standingFiles,
} from '../domain/generated-file.ts';
import { newsroom, type Taxonomy } from '../domain/taxonomy.ts';
import { tag } from '../edge-cache.ts';
import { warn } from '../log.ts';
import { readBatch } from '../store/db/connect.ts';
import { deleteBuilt, getBuilt, isTooSoon, putBuilt } from '../store/db/r2.ts';
import { invalidateAllFiles } from '../store/events/clock.ts';
import * as register from '../store/events/generated-files.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import type { BuildContext } from './build-context.ts';
import { processBatch, processDueChanges } from './due-changes.ts';
import { buildFingerprint, FileBuilder } from './file-builder.ts';

/** Files that one tick builds; the next ones, or whoever asks for them, build the rest. */
const perTick = 100;

/** How often a reader builds a file, or tells of changes, before it serves what it has in memory. */
const tries = 4;

/** A file as a reader gets it. */
export interface ProvidedFile {
  digest: string;
  /** Epoch milliseconds at which what it tells last changed. */
  modifiedAt: number;
  /** From when on it is no longer right, as far as that is known. */
  dueAt: number;
  /** Null where it lies in R2 already. */
  bytes: Uint8Array<ArrayBuffer> | null;
}

/** Has every file built anew that settings or format of another version made. */
export async function rebuildAllFiles({ db, site, now }: BuildContext): Promise<void> {
  const standing = standingFiles(site).map((file) => announced(site, file));
  await invalidateAllFiles(db, buildFingerprint(site), standing, now);
}

/**
 * Lets every file tell what came into effect: what the tick does, and what can be done after a write
 * so that nobody waits for the tick. It can be cut off anywhere and done again.
 * @returns the tags of the files whose bytes changed, to be purged
 */
export async function buildDue(bench: BuildContext): Promise<string[]> {
  await processDueChanges(bench);
  return buildDueFiles(bench);
}

/** Files that are put one after the other and noted in one batch. */
const perNote = 20;

/** Queries that a tick leaves to what comes after the files. */
const reserve = 400;

/** After so many milliseconds R2 takes another write of a key. */
const betweenWrites = 1100;

/**
 * Builds the files that are due, as many as one tick may; none that another tick is building.
 * @returns the tags of those that changed
 */
export async function buildDueFiles(bench: BuildContext): Promise<string[]> {
  const { db, now } = bench;
  const build = { changed: [] as string[], failures: [] as unknown[], refused: [] as Refused[] };
  try {
    const [due, { taxonomy }] = await readBatch(db, [
      register.claimDue(db, now, perTick),
      readPageContext(db, now),
    ]);
    const workshop = new FileBuilder(bench);
    for (let from = 0; from < due.length; from += perNote) {
      if (bench.left && bench.left() < reserve) {
        await register.releaseClaims(db, now);
        break;
      }
      await buildSome(bench, workshop, taxonomy, due.slice(from, from + perNote), build);
    }
    if (build.refused.length > 0) await scheduler.wait(betweenWrites);
    for (const { file, path } of build.refused) await settle(bench, file, path, build);
    if (build.failures.length > 0) throw build.failures[0];
  } catch (error) {
    await register.releaseClaims(db, now);
    throw error;
  }
  return build.changed.map(tag.generatedFile);
}

/** A file that R2 did not take yet. */
interface Refused {
  file: GeneratedFile;
  path: string;
}

/** What became of the files of a tick. */
interface Outcome {
  /** Paths. */
  changed: string[];
  /** A file that cannot be built stays due, and the others do not wait for it. */
  failures: unknown[];
  refused: Refused[];
}

async function buildSome(
  bench: BuildContext,
  workshop: FileBuilder,
  taxonomy: Taxonomy,
  due: readonly register.RegisteredFile[],
  outcome: Outcome,
): Promise<void> {
  const { db, bucket, site, now } = bench;
  const stored: Product[] = [];
  for (const seen of due) {
    const file = generatedFileAt(site, taxonomy, seen.path);
    try {
      const product = file && (await produce(bench, workshop, file, seen));
      if (!product) await discard(bench, seen);
      else if (!product.late) {
        await store(bucket, product);
        stored.push(product);
      }
    } catch (error) {
      if (file && isTooSoon(error)) outcome.refused.push({ file, path: seen.path });
      else outcome.failures.push(error);
    }
  }
  const notes = stored.map(({ note }) => note);
  const noted = await register.saveBuilds(db, notes, now);
  for (const [at, { file, note, changed }] of stored.entries()) {
    if (changed) outcome.changed.push(note.path);
    if (!noted[at]) await settle(bench, file, note.path, outcome);
  }
}

/** Builds a file once more for a tick, unless somebody else has meanwhile; it stays due at worst. */
async function settle(bench: BuildContext, file: GeneratedFile, path: string, outcome: Outcome) {
  try {
    const state = await readAgain(bench, path);
    if (!isCurrent(bench, state)) await build(bench, file, state.file, { lost: true });
    outcome.changed.push(path);
  } catch (error) {
    outcome.failures.push(error);
  }
}

/**
 * The file at a path as it is at this moment. What came into effect and is not told yet is told
 * first: no file is ever older than the page beside it. Null where there is no file.
 */
export async function provideFile(
  bench: BuildContext,
  file: GeneratedFile,
  known: register.FileState,
): Promise<ProvidedFile | null> {
  const path = pathOf(bench.site, file);
  let state = known;
  for (let left = tries; isWorthWaiting(bench, state) && isBuilding(path) && left > 0; left--) {
    while (isBuilding(path)) await scheduler.wait(betweenLooks);
    state = await readAgain(bench, path);
  }
  if (isCurrent(bench, state)) return { ...state.file, bytes: null };
  const mine = { since: Date.now() };
  building.set(path, mine);
  try {
    return await provideAnew(bench, file, state);
  } finally {
    if (building.get(path) === mine) building.delete(path);
  }
}

/**
 * Files that readers of this isolate build now, and since when, in epoch milliseconds. Others wait for
 * them and look again, each in its own time: a promise of another request hangs when that one ends.
 */
const building = new Map<string, { since: number }>();

/** Who has been building for longer may be gone, and so is not waited for. */
const patience = 2000;
const betweenLooks = 10;

/** What others build by a clock ahead of this one is of no use here. */
const isWorthWaiting = (bench: BuildContext, state: register.FileState) =>
  !isCurrent(bench, state) && (state.file?.asOf ?? 0) <= bench.now;

function isBuilding(path: string): boolean {
  const { since = 0 } = building.get(path) ?? {};
  return Date.now() - since < patience;
}

async function readAgain({ db, now }: BuildContext, path: string): Promise<register.FileState> {
  const [state] = await readBatch(db, [register.readFileState(db, path, now)]);
  return state;
}

async function provideAnew(
  bench: BuildContext,
  file: GeneratedFile,
  known: register.FileState,
): Promise<ProvidedFile | null> {
  let state = known;
  for (let left = tries; state.untold && left > 0; left--) {
    const told = await processBatch(bench);
    state = await readAgain(bench, pathOf(bench.site, file));
    if (told !== null) break;
  }
  if (isCurrent(bench, state)) return { ...state.file, bytes: null };
  return build(bench, file, state.file);
}

type Current = register.FileState & { file: register.RegisteredFile };

/**
 * Whether what is noted of a file is what it is to be now. A file that was built by a clock ahead of
 * this one may tell what is not public here yet.
 */
function isCurrent({ site, now }: BuildContext, state: register.FileState): state is Current {
  const { file, form, untold } = state;
  if (untold || (form !== null && form !== buildFingerprint(site))) return false;
  return file !== null && file.digest !== '' && file.asOf <= now && file.dueAt > now;
}

/** The bytes of a file in R2, or, should other bytes or none lie there, of the file built again. */
export async function openFile(
  bench: BuildContext,
  file: GeneratedFile,
  provided: ProvidedFile,
): Promise<{ body: ReadableStream | Uint8Array<ArrayBuffer>; provided: ProvidedFile } | null> {
  if (provided.bytes) return { body: provided.bytes, provided };
  const { bucket, site } = bench;
  const path = pathOf(site, file);
  const stored = await getBuilt(bucket, path, provided.digest).catch((error: unknown) => {
    warn('R2 did not give a built file', { path, reason: String(error) });
    return null;
  });
  if (stored) return { body: stored, provided };
  const { file: seen } = await readAgain(bench, path);
  const built = await build(bench, file, seen, { lost: true });
  return built && { body: built.bytes, provided: built };
}

/** A file that was made, but is neither stored nor noted yet. */
interface Product {
  file: GeneratedFile;
  note: register.BuildResult;
  bytes: Uint8Array<ArrayBuffer>;
  changed: boolean;
  /** Whether somebody whose clock is ahead was there: theirs stands, and this is not stored. */
  late: boolean;
}

/** Makes a file. Null: there is none. */
async function produce(
  { site, now }: BuildContext,
  workshop: FileBuilder,
  file: GeneratedFile,
  seen: register.RegisteredFile | null,
): Promise<Product | null> {
  const making = await workshop.make(file);
  if (!making) return null;
  const { text, changedAt, oldestAt, dueAt } = making;
  const bytes = utf8(text);
  const digest = await sha256(bytes);
  const changed = seen?.digest !== digest;
  const since = seen && seen.dueAt <= now ? seen.dueAt : 0;
  const modifiedAt = seen && !changed ? seen.modifiedAt : Math.max(changedAt, since);
  const made = { digest, modifiedAt, oldestAt, dueAt };
  const note = { ...announced(site, file), version: seen?.version ?? 0, made };
  return { file, note, bytes, changed, late: seen !== null && seen.asOf > now };
}

/** Puts a file into R2, unless its bytes are those that are noted and lie there. */
async function store(
  bucket: R2Bucket,
  { note, bytes, changed }: Product,
  lost = false,
): Promise<void> {
  if (changed || lost) await putBuilt(bucket, note.path, bytes, note.made.digest);
}

type Built = ProvidedFile & { bytes: Uint8Array<ArrayBuffer> };

/**
 * Builds a file, and stores it unless another is quicker or R2 refuses. Null: there is none.
 * @param lost whether other bytes than those that are noted may lie in R2
 */
async function build(
  bench: BuildContext,
  file: GeneratedFile,
  known: register.RegisteredFile | null,
  { lost = false } = {},
): Promise<Built | null> {
  const { db, bucket, now, site } = bench;
  const path = pathOf(site, file);
  let [seen, overwritten] = [known, lost];
  for (let left = tries; ; left--) {
    const product = await produce(bench, new FileBuilder(bench), file, seen);
    if (!product) {
      // Should R2 fail, the file stays in the register, and the next tick takes it away.
      if (seen) await discard(bench, seen).catch((error: unknown) => untaken(path, error));
      return null;
    }
    const { note, bytes, late } = product;
    const built = { ...note.made, bytes };
    if (late || left <= 1 || !(await stored(bucket, product, overwritten))) return built;
    const [noted] = await register.saveBuilds(db, [note], now);
    if (noted) return built;
    const state = await readAgain(bench, path);
    seen = state.file;
    // Another noted the very same meanwhile, as all do who meet at an instant.
    if (isCurrent(bench, state) && state.file.digest === built.digest)
      return { ...state.file, bytes };
    overwritten = true;
  }
}

const untaken = (path: string, error: unknown) =>
  warn('R2 did not take a built file', { path, reason: String(error) });

/** Whether a reader's build lies in R2 now. */
async function stored(bucket: R2Bucket, product: Product, lost: boolean): Promise<boolean> {
  try {
    await store(bucket, product, lost);
    return true;
  } catch (error) {
    untaken(product.note.path, error);
    return false;
  }
}

/** Takes away a file that is no more; an address that moved has a file of its own. */
async function discard({ db, bucket }: BuildContext, { path, version }: register.RegisteredFile) {
  await deleteBuilt(bucket, path);
  await register.removeFile(db, path, version);
}

function announced(site: BuildContext['site'], file: GeneratedFile): register.NewFile {
  const path = pathOf(site, file);
  if (file.kind !== 'feed') return { path, termId: null, lang: null };
  return { path, termId: file.term?.id ?? newsroom, lang: file.lang };
}
