/**
 * Feeds and sitemaps, built into R2 and recorded in the register (store/events/generated-files.ts).
 *
 * A build is first put into R2 and then saved in the register with its digest. Readers get only bytes
 * with the saved digest: others were never saved, or were overwritten. A build is saved only if the
 * file's version is unchanged, so one that missed a change is discarded.
 *
 * Ticks claim due files and build them. A reader who asks for a due file builds it before the answer;
 * other readers in the same isolate wait for that build. If R2 fails, or other builders keep winning,
 * the reader gets the file from memory.
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
import { Memory } from '../store/db/memory.ts';
import { deleteBuilt, getBuilt, isTooSoon, putBuilt } from '../store/db/r2.ts';
import { invalidateAllFiles } from '../store/events/clock.ts';
import * as register from '../store/events/generated-files.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import type { BuildContext } from './build-context.ts';
import { processBatch, processDueChanges } from './due-changes.ts';
import { buildFingerprint, FileBuilder } from './file-builder.ts';

/** Files that one tick builds. Later ticks, or readers, build the rest. */
const perTick = 100;

/** Attempts of a reader's request to build and save a file before it is served from memory. */
const attempts = 4;

/** A file as a reader gets it. */
export interface ProvidedFile {
  digest: string;
  /** Epoch milliseconds at which its content last changed. */
  modifiedAt: number;
  /** The instant from which it is outdated, as far as known. */
  dueAt: number;
  /** Null if the bytes are in R2. */
  bytes: Uint8Array<ArrayBuffer> | null;
}

/** Marks all files due that were built with other settings or in another format. */
export async function rebuildAllFiles({ db, site, now }: BuildContext): Promise<void> {
  const standing = standingFiles(site).map((file) => toNewFile(site, file));
  await invalidateAllFiles(db, buildFingerprint(site), standing, now);
}

/** Processes due changes, then builds the files that are due. Safe to interrupt and to repeat. */
export async function buildDue(context: BuildContext, changed: string[]): Promise<void> {
  await processDueChanges(context);
  await buildDueFiles(context, changed);
}

/** Files that are built one after the other and saved in one batch. */
const perBatch = 20;

/** Queries that a tick keeps for the work after the files. */
const reserve = 400;

/** Milliseconds during which a tick begins such batches: the outbox, which comes after them, has to run, too. */
const maximumRun = 15_000;

/** Milliseconds after which R2 accepts another write of the same key. */
const betweenWrites = 1100;

/**
 * Builds the due files that no other tick has claimed, up to the limits of one tick.
 * @param changed receives the cache tags of those whose bytes changed, for the purge, also if others fail
 */
export async function buildDueFiles(context: BuildContext, changed: string[]): Promise<void> {
  const { db, now, left } = context;
  const end = Date.now() + maximumRun;
  const isOver = () => (left && left() < reserve) || Date.now() >= end;
  const outcome: Outcome = { changed, failures: [], rateLimited: [] };
  try {
    const [due, { taxonomy }] = await readBatch(db, [
      register.claimDue(db, now, perTick),
      readPageContext(db, now),
    ]);
    const builder = new FileBuilder(context);
    for (let from = 0; from < due.length && !isOver(); from += perBatch)
      await buildFiles(context, builder, taxonomy, due.slice(from, from + perBatch), outcome);
    if (isOver()) await register.releaseClaims(db, now);
    if (outcome.rateLimited.length > 0) await scheduler.wait(betweenWrites);
    for (const { file, path } of outcome.rateLimited)
      await retryBuild(context, file, path, outcome);
    if (outcome.failures.length > 0) throw outcome.failures[0];
  } catch (error) {
    await register.releaseClaims(db, now);
    throw error;
  }
}

/** Result of building due files. */
interface Outcome {
  /** Cache tags. */
  changed: string[];
  /** A file that cannot be built stays due, and the others do not wait for it. */
  failures: unknown[];
  /** Files whose key was written to R2 less than a second ago. */
  rateLimited: { file: GeneratedFile; path: string }[];
}

async function buildFiles(
  context: BuildContext,
  builder: FileBuilder,
  taxonomy: Taxonomy,
  due: readonly register.RegisteredFile[],
  outcome: Outcome,
): Promise<void> {
  const { db, bucket, site, now } = context;
  const builds: Build[] = [];
  for (const registered of due) {
    const file = generatedFileAt(site, taxonomy, registered.path);
    try {
      const build = file && (await runBuilder(context, builder, file, registered));
      if (!build) await removeFile(context, registered);
      else if (!build.superseded) {
        await putBuild(bucket, build);
        builds.push(build);
        if (build.changed) outcome.changed.push(tag.generatedFile(registered.path));
      }
    } catch (error) {
      if (file && isTooSoon(error)) outcome.rateLimited.push({ file, path: registered.path });
      else outcome.failures.push(error);
    }
  }
  const results = builds.map(({ result }) => result);
  const saved = await register.saveBuilds(db, results, now);
  for (const [index, { file, result }] of builds.entries()) {
    if (!saved[index]) await retryBuild(context, file, result.path, outcome);
  }
}

/** Builds a file of a tick again unless it is current by now. On failure it stays due. */
async function retryBuild(
  context: BuildContext,
  file: GeneratedFile,
  path: string,
  outcome: Outcome,
): Promise<void> {
  try {
    const state = await readState(context, path);
    if (!isCurrent(context, state)) {
      await buildAndSave(context, file, state.file, { overwritten: true });
    }
    outcome.changed.push(tag.generatedFile(path));
  } catch (error) {
    outcome.failures.push(error);
  }
}

/**
 * Provides a file as of this moment. Due changes are processed first, so that no file is older than
 * the page beside it. Null if there is no such file.
 */
export async function provideFile(
  context: BuildContext,
  file: GeneratedFile,
  known: register.FileState,
): Promise<ProvidedFile | null> {
  const path = pathOf(context.site, file);
  let state = known;
  for (let left = attempts; canWaitFor(context, state) && isBuilding(path) && left > 0; left--) {
    while (isBuilding(path)) await scheduler.wait(pollInterval);
    state = await readState(context, path);
  }
  if (isCurrent(context, state)) return { ...state.file, bytes: null };
  const running = { since: Date.now() };
  building.set(path, running);
  try {
    return await processAndBuild(context, file, state);
  } finally {
    if (building.get(path) === running) building.delete(path);
  }
}

/**
 * Builds of readers that run in this isolate, by path, with their start in epoch milliseconds. Other
 * requests poll instead of awaiting a shared promise: a promise of another request hangs when that
 * request ends.
 */
const building = new Map<string, { since: number }>();

/** Milliseconds after which a running build counts as dead. */
const buildTimeout = 2000;
const pollInterval = 10;

/** False after a build by a clock ahead of this one: its result cannot be used here. */
const canWaitFor = (context: BuildContext, state: register.FileState) =>
  !isCurrent(context, state) && (state.file?.asOf ?? 0) <= context.now;

function isBuilding(path: string): boolean {
  const { since = 0 } = building.get(path) ?? {};
  return Date.now() - since < buildTimeout;
}

async function readState({ db, now }: BuildContext, path: string): Promise<register.FileState> {
  const [state] = await readBatch(db, [register.readFileState(db, path, now)]);
  return state;
}

async function processAndBuild(
  context: BuildContext,
  file: GeneratedFile,
  known: register.FileState,
): Promise<ProvidedFile | null> {
  let state = known;
  for (let left = attempts; state.hasDueChange && left > 0; left--) {
    const processed = await processBatch(context);
    state = await readState(context, pathOf(context.site, file));
    if (processed !== null) break;
  }
  if (isCurrent(context, state)) return { ...state.file, bytes: null };
  return buildAndSave(context, file, state.file);
}

type Current = register.FileState & { file: register.RegisteredFile };

/**
 * Whether the saved build of a file is what it should be now. A build by a clock ahead of this one is
 * not: it may contain what is not public here yet.
 */
function isCurrent({ site, now }: BuildContext, state: register.FileState): state is Current {
  const { file, hasDueChange } = state;
  const isOfOtherBuild = ![null, buildFingerprint(site)].includes(state.buildFingerprint);
  if (hasDueChange || isOfOtherBuild) return false;
  return file !== null && file.digest !== '' && file.asOf <= now && file.dueAt > now;
}

/**
 * Files that readers ask for most, by the digest of their bytes. The register says at each request
 * which digest is right, so these are never out of date.
 */
const inMemory = new Memory<Uint8Array<ArrayBuffer>>(24_000_000);
/** The largest file that is kept in memory, in bytes; larger ones are streamed from R2. */
const largestInMemory = 5_000_000;

/** Opens a provided file. If R2 lacks its bytes or has others, the file is built again. */
export async function openFile(
  context: BuildContext,
  file: GeneratedFile,
  provided: ProvidedFile,
): Promise<{ body: ReadableStream | Uint8Array<ArrayBuffer>; provided: ProvidedFile } | null> {
  if (provided.bytes) return { body: provided.bytes, provided };
  const { bucket, site } = context;
  const path = pathOf(site, file);
  const { digest } = provided;
  const known = inMemory.get(digest);
  if (known) return { body: known, provided };
  const body = await readStored(bucket, path, digest).catch((error: unknown) => {
    warn('reading a generated file from R2 failed', { path, reason: String(error) });
    return null;
  });
  if (body) return { body, provided };
  const { file: registered } = await readState(context, path);
  const built = await buildAndSave(context, file, registered, { overwritten: true });
  return built && { body: built.bytes, provided: built };
}

/** The bytes of a file in R2, or their stream if there are many; null if they are not of this digest. */
async function readStored(bucket: R2Bucket, path: string, digest: string) {
  const stored = await getBuilt(bucket, path, digest);
  if (!stored || stored.size > largestInMemory) return stored?.body ?? null;
  const bytes = new Uint8Array(await stored.arrayBuffer());
  inMemory.set(digest, bytes, bytes.length);
  return bytes;
}

/** A finished build that is neither in R2 nor in the register yet. */
interface Build {
  file: GeneratedFile;
  result: register.BuildResult;
  bytes: Uint8Array<ArrayBuffer>;
  changed: boolean;
  /** A build by a clock ahead of this one is saved already. It stays, and this one is not stored. */
  superseded: boolean;
}

/** Runs the builder of a file. Null if there is no such file. */
async function runBuilder(
  { site, now }: BuildContext,
  builder: FileBuilder,
  file: GeneratedFile,
  registered: register.RegisteredFile | null,
): Promise<Build | null> {
  const output = await builder.build(file);
  if (!output) return null;
  const { text, changedAt, oldestAt, dueAt } = output;
  const bytes = utf8(text);
  const digest = await sha256(bytes);
  const changed = registered?.digest !== digest;
  // Not the instant of the change: it may lie before its commit, and others were read meanwhile.
  const replacedAt = registered ? now : 0;
  const modifiedAt =
    registered && !changed ? registered.modifiedAt : Math.max(changedAt, replacedAt);
  const made = { digest, modifiedAt, oldestAt, dueAt };
  const result = { ...toNewFile(site, file), version: registered?.version ?? 0, made };
  const superseded = registered !== null && registered.asOf > now;
  return { file, result, bytes, changed, superseded };
}

/** Puts a build into R2, unless the same bytes are there already. */
async function putBuild(
  bucket: R2Bucket,
  { result, bytes, changed }: Build,
  overwritten = false,
): Promise<void> {
  if (changed || overwritten) await putBuilt(bucket, result.path, bytes, result.made.digest);
}

/**
 * Builds a file and saves it, unless another builder wins or R2 fails. Null if there is no such file.
 * @param overwritten whether R2 may have other bytes than those with the saved digest
 */
async function buildAndSave(
  context: BuildContext,
  file: GeneratedFile,
  known: register.RegisteredFile | null,
  { overwritten = false } = {},
): Promise<(ProvidedFile & { bytes: Uint8Array<ArrayBuffer> }) | null> {
  const { db, bucket, now, site } = context;
  const path = pathOf(site, file);
  let [registered, mustPut] = [known, overwritten];
  for (let left = attempts; ; left--) {
    const build = await runBuilder(context, new FileBuilder(context), file, registered);
    if (!build) {
      // If R2 fails, the file stays in the register, and the next tick removes it.
      if (registered) await removeFile(context, registered).catch((error) => warnR2(path, error));
      return null;
    }
    const { result, bytes, superseded } = build;
    const built = { ...result.made, bytes };
    if (superseded || left <= 1 || !(await tryPutBuild(bucket, build, mustPut))) return built;
    const [saved] = await register.saveBuilds(db, [result], now);
    if (saved) return built;
    const state = await readState(context, path);
    registered = state.file;
    // A concurrent build saved the same bytes, as happens when several start at the same instant.
    if (isCurrent(context, state) && state.file.digest === built.digest)
      return { ...state.file, bytes };
    mustPut = true;
  }
}

const warnR2 = (path: string, error: unknown) =>
  warn('writing a generated file to R2 failed', { path, reason: String(error) });

/** @returns whether R2 has the build now */
async function tryPutBuild(bucket: R2Bucket, build: Build, overwritten: boolean): Promise<boolean> {
  try {
    await putBuild(bucket, build, overwritten);
    return true;
  } catch (error) {
    warnR2(build.result.path, error);
    return false;
  }
}

/** Removes a file that no longer exists. A feed of a renamed term has a file of its own. */
async function removeFile(
  { db, bucket }: BuildContext,
  { path, version }: register.RegisteredFile,
): Promise<void> {
  await deleteBuilt(bucket, path);
  await register.removeFile(db, path, version);
}

function toNewFile(site: BuildContext['site'], file: GeneratedFile): register.NewFile {
  const path = pathOf(site, file);
  if (file.kind !== 'feed') return { path, termId: null, lang: null };
  return { path, termId: file.term?.id ?? newsroom, lang: file.lang };
}
