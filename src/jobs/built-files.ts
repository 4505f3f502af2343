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

/** Files that are put one after the other and noted in one batch. */
const perNote = 20;

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
  for (let from = 0; from < due.length; from += perNote) {
    const made: Product[] = [];
    for (const seen of due.slice(from, from + perNote)) {
      try {
        const file = fileAt(site, taxonomy, seen.path);
        const product = file && (await produce(bench, workshop, file, seen));
        if (product) made.push(product);
        else await discard(bench, seen);
      } catch (error) {
        // One that cannot be built stays due, and the others do not wait for it.
        failures.push(error);
      }
    }
    for (const product of await noteAll(bench, made)) {
      if (product.changed) changed.push(product.note.path);
    }
  }
  if (failures.length > 0) throw failures[0];
  return changed.map(tag.builtAt);
}

/** Notes what was made; what another was quicker with is built once more. */
async function noteAll(bench: Bench, products: Product[]): Promise<Product[]> {
  const timely = products.filter(({ late }) => !late);
  const noted = await register.note(
    bench.db,
    timely.map(({ note }) => note),
    bench.now,
  );
  const lost = timely.filter((_, at) => !noted[at]);
  for (const { file, note } of lost) await rebuild(bench, file, note.path);
  return timely;
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
  return build(bench, file, seen);
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
  const built = await rebuild(bench, file, path);
  return built?.bytes ? { body: built.bytes, provided: built } : null;
}

/** A file that was made and lies in R2, but is not noted yet. */
interface Product {
  file: BuiltFile;
  note: register.Note;
  bytes: Uint8Array<ArrayBuffer>;
  changed: boolean;
  /** Whether somebody whose clock is ahead was there: theirs stands, and this was not put. */
  late: boolean;
}

/** Makes a file and puts it into R2, unless its bytes are those that are noted. Null: there is none. */
async function produce(
  { bucket, site, now }: Bench,
  workshop: Workshop,
  file: BuiltFile,
  seen: register.Registered | null,
  lost = false,
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
  const late = seen !== null && seen.asOf > now;
  if (!late && (changed || lost)) await putBuilt(bucket, note.path, bytes, digest);
  return { file, note, bytes, changed, late };
}

/** Builds a file, again and again where another is quicker. Null: there is none. */
async function build(
  bench: Bench,
  file: BuiltFile,
  known: register.Registered | null,
  lost = false,
): Promise<Provided | null> {
  const { db, now, site } = bench;
  const path = pathOf(site, file);
  let [seen, overwritten] = [known, lost];
  for (let left = tries; left > 0; left--) {
    const product = await produce(bench, new Workshop(bench), file, seen, overwritten);
    if (!product) {
      if (seen) await discard(bench, seen);
      return null;
    }
    const { note, bytes, late } = product;
    const [noted] = late ? [true] : await register.note(db, [note], now);
    if (noted) return { ...note.made, bytes };
    [{ file: seen }] = await readTogether(db, [register.readState(db, path, now)]);
    overwritten = true;
  }
  throw new Error(`${path} is being built by too many at once.`);
}

/** Builds a file whose bytes in R2 are not those that are noted. */
async function rebuild(bench: Bench, file: BuiltFile, path: string): Promise<Provided | null> {
  const { db, now } = bench;
  const [{ file: seen }] = await readTogether(db, [register.readState(db, path, now)]);
  return build(bench, file, seen, true);
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
