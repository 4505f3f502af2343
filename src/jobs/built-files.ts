/**
 * Feeds and sitemaps, built into R2 and noted in the register. A file is put first and noted then,
 * with its digest: bytes that nobody noted, or that somebody overwrote since, are never given to a
 * reader. Only what saw the latest state is noted; whoever lost to another builds once more.
 */
import { type BuiltFile, fileAt, pathOf, standingFiles } from '../domain/built-file.ts';
import { sha256, utf8 } from '../domain/digest.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { tag } from '../edge-cache.ts';
import * as register from '../store/built-files.ts';
import { reform } from '../store/clock.ts';
import { readTogether } from '../store/db.ts';
import { deleteBuilt, getBuilt, putBuilt } from '../store/files.ts';
import { readSetting } from '../store/terms.ts';
import type { Bench } from './bench.ts';
import { tellDueChanges, tellSome } from './due-changes.ts';
import { formOf, Workshop } from './makers.ts';

/** Files that one tick builds; the next ones, or whoever asks for them, build the rest. */
const perTick = 100;

/** How often a file is built again when another was quicker. */
const tries = 4;

/** A file as a reader gets it. */
export interface Provided {
  digest: string;
  /** Epoch milliseconds at which what it tells last changed. */
  modifiedAt: number;
  /** From when on it is no longer right, as far as that is known. */
  dueAt: number;
  /** Null where it lies in R2 already. */
  bytes: Uint8Array<ArrayBuffer> | null;
}

/** Has every file built anew that settings or format of another version made. */
export async function reformAll({ db, site, now }: Bench): Promise<void> {
  const standing = standingFiles(site).map((file) => announced(site, file));
  await reform(db, formOf(site), standing, now);
}

/**
 * Lets every file tell what came into effect: what the tick does, and what can be done after a write
 * so that nobody waits for the tick. It can be cut off anywhere and done again.
 * @returns the tags of the files whose bytes changed, to be purged
 */
export async function buildDue(bench: Bench): Promise<string[]> {
  await tellDueChanges(bench);
  return buildDueFiles(bench);
}

/** Builds the files that are due, as many as one tick may. @returns the tags of those that changed */
export async function buildDueFiles(bench: Bench): Promise<string[]> {
  const { db, site, now } = bench;
  const [due, { taxonomy }] = await readTogether(db, [
    register.readDue(db, now, perTick),
    readSetting(db, now),
  ]);
  const workshop = new Workshop(bench);
  const changed: string[] = [];
  const failures: unknown[] = [];
  for (const seen of due) {
    try {
      const file = fileAt(site, taxonomy, seen.path);
      if (!file) await discard(bench, seen);
      else if ((await build(bench, file, seen, { workshop }))?.bytes) changed.push(seen.path);
    } catch (error) {
      // One that cannot be built stays due, and the others do not wait for it.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return changed.map(tag.builtAt);
}

/**
 * The file at a path as it is at this moment. What came into effect and is not told yet is told
 * first: no file is ever older than the page beside it. Null where there is no file.
 */
export async function provide(
  bench: Bench,
  file: BuiltFile,
  known: register.FileState,
): Promise<Provided | null> {
  const { db, site, now } = bench;
  const path = pathOf(site, file);
  let state = known;
  if (state.untold) {
    await tellSome(bench);
    [state] = await readTogether(db, [register.readState(db, path, now)]);
  }
  const { file: seen } = state;
  const current = !state.untold && (state.form === null || state.form === formOf(site));
  if (current && seen && seen.digest !== '' && seen.dueAt > now) return { ...seen, bytes: null };
  return build(bench, file, seen, { bytes: true });
}

/** What lies in R2 of a file, or, should other bytes or none lie there, the file built again. */
export async function open(
  bench: Bench,
  file: BuiltFile,
  provided: Provided,
): Promise<{ body: ReadableStream | Uint8Array<ArrayBuffer>; provided: Provided } | null> {
  if (provided.bytes) return { body: provided.bytes, provided };
  const path = pathOf(bench.site, file);
  const stored = await getBuilt(bench.bucket, path, provided.digest);
  if (stored) return { body: stored, provided };
  const [{ file: seen }] = await readTogether(bench.db, [
    register.readState(bench.db, path, bench.now),
  ]);
  const built = await build(bench, file, seen, { bytes: true, lost: true });
  return built?.bytes ? { body: built.bytes, provided: built } : null;
}

interface Terms {
  workshop?: Workshop;
  /** Whether the bytes are wanted also when they lie in R2 already. */
  bytes?: boolean;
  /** Whether R2 does not have what the register says. */
  lost?: boolean;
}

/** Builds a file. @returns null where there is none; its bytes where they changed, or are wanted */
async function build(
  bench: Bench,
  file: BuiltFile,
  known: register.Registered | null,
  { workshop = new Workshop(bench), bytes: wanted = false, lost = false }: Terms,
): Promise<Provided | null> {
  const { db, bucket, site, now } = bench;
  const { path, ...of } = announced(site, file);
  let [seen, overwritten, shop] = [known, lost, workshop];
  for (let left = tries; ; left--) {
    const making = await shop.make(file);
    if (!making) {
      if (seen) await discard(bench, seen);
      return null;
    }
    const { text, changedAt, oldestAt, dueAt } = making;
    const bytes = utf8(text);
    const digest = await sha256(bytes);
    const same = seen?.digest === digest;
    const since = seen && seen.dueAt <= now ? seen.dueAt : 0;
    const modifiedAt = seen && same ? seen.modifiedAt : Math.max(changedAt, since);
    const made = { digest, modifiedAt, oldestAt, dueAt };
    const told = { ...made, bytes: same && !wanted ? null : bytes };
    // Somebody whose clock is ahead of this one knows what this one cannot: theirs stands.
    if (seen && seen.asOf > now) return told;
    if (!same || overwritten) await putBuilt(bucket, path, bytes, digest);
    if (await register.register(db, { path, ...of }, seen?.version ?? 0, made, now)) return told;
    if (left === 0) throw new Error(`${path} is being built by too many at once.`);
    [{ file: seen }] = await readTogether(db, [register.readState(db, path, now)]);
    [overwritten, shop] = [true, new Workshop(bench)];
  }
}

/** Takes away a file that is no more; an address that moved has a file of its own. */
async function discard({ db, bucket }: Bench, { path, version }: register.Registered) {
  await deleteBuilt(bucket, path);
  await register.forget(db, path, version);
}

function announced(site: Bench['site'], file: BuiltFile): register.NewFile {
  const path = pathOf(site, file);
  if (file.kind !== 'feed') return { path, termId: null, lang: null };
  return { path, termId: file.term?.id ?? newsroom, lang: file.lang };
}
