/** Imports files: reads them one after the other and delivers their items in parallel. */
import { realpath } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Refusal, Unreachable } from '../../client/client.ts';
import { canonicalPath } from '../../src/domain/redirect.ts';
import { findFiles, inReadingOrder, mayAccompany, readParseResults } from '../readers/formats.ts';
import {
  type ForeignRelease,
  isDiskError,
  type LeftOut,
  type NativeRelease,
  type ParseResult,
  readAt,
  reasonOf,
  type Unreadable,
} from '../readers/parse-result.ts';
import { adviceFor } from '../readers/signatures.ts';
import type { WordPressExports } from '../readers/wordpress.ts';
import { type Item, type ItemContext, toItem } from '../resolve/item.ts';
import { type FindHolders, withoutAddresses, withoutTakenAddresses } from './addresses.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { faultsOfFiles } from './enclosures.ts';
import { count, fail, newReport, note, type Report } from './report.ts';
import { joinTranslations } from './translations.ts';

export interface ImportRun {
  paths: readonly string[];
  /** The folder of a WordPress site's uploads, or null. */
  uploads: string | null;
  setting: ItemContext;
  /** Delivers an item, or predicts the outcome. */
  deliver: Delivery['deliver'];
  /** Finds old addresses that are taken. Without it the site is not asked. */
  findHolders?: FindHolders | null;
  /** Items delivered at once. */
  parallel: number;
  /** Stops the import after the current items. */
  signal: AbortSignal;
  /** Called for each item, each file that failed, and each entry that was left out. */
  onResult?: (result: Result) => void;
}

export interface Result {
  place: string;
  item: Item | null;
  outcome: Outcome | 'failed' | 'left-out';
  reason: string | null;
}

/**
 * Imports everything; items that fail are in the report.
 * @throws Unreachable, or a Refusal of the token, because every further item would fail, too
 */
export async function importItems(run: ImportRun): Promise<Report> {
  const report = newReport();
  const read = readItems(run);
  const items = run.findHolders ? withoutTakenAddresses(read, run.findHolders) : read;
  let broken: Error | null = null;
  const work = async () => {
    while (broken === null && !run.signal.aborted) {
      try {
        const { done, value } = await items.next();
        if (done) return;
        await receive(run, report, value);
      } catch (error) {
        broken ??= error as Error;
      }
    }
  };
  await Promise.all(Array.from({ length: run.parallel }, work));
  await items.return(undefined);
  if (broken !== null) throw Object.assign(broken, { report });
  return report;
}

async function receive(
  { deliver, onResult }: ImportRun,
  report: Report,
  found: Item | Unreadable | LeftOut,
): Promise<void> {
  const { place } = found;
  if ('leftOut' in found) {
    note(report, found.leftOut, place);
    return onResult?.({ place, item: null, outcome: 'left-out', reason: found.leftOut });
  }
  const failed = (reason: string, item: Item | null) => {
    fail(report, place, reason);
    onResult?.({ place, item, outcome: 'failed', reason });
  };
  if ('reason' in found) return failed(found.reason, null);
  try {
    const outcome = await deliver(found);
    count(report, outcome);
    if (outcome === 'changed') note(report, 'exists already and differs from the file', place);
    if (found.notes.length > 0) report.flagged += 1;
    for (const text of found.notes) note(report, text, place);
    onResult?.({ place, item: found, outcome, reason: null });
  } catch (error) {
    if (endsRun(error)) throw error;
    failed(error instanceof Refusal ? reasonOfRefusal(error) : reasonOf(error), found);
  }
}

/** Whether every further item would fail, too. */
function endsRun(error: unknown): boolean {
  if (error instanceof Refusal) return error.status === 401 || error.status === 403;
  return error instanceof Unreachable || isDiskError(error);
}

function reasonOfRefusal({ status, message, errors }: Refusal): string {
  const faults = errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return faults.length > 0 ? faults.join('; ') : `${message} (${status})`;
}

/**
 * Reads the items of all files in order; translations in several files are joined. Duplicates are refused
 * before anything is sent.
 */
async function* readItems(run: ImportRun): AsyncGenerator<Item | Unreadable | LeftOut> {
  const owners = new Map<string, string>();
  for await (const found of joinTranslations(readFiles(run))) {
    if (!('sourceId' in found)) yield found;
    else {
      const item = await readAt(found.place, () => itemOf(found, run.setting));
      yield 'reason' in item ? item : claim(item, owners);
    }
  }
}

async function* readFiles(run: ImportRun): AsyncGenerator<ParseResult> {
  const enclosed = new Set<string>();
  const found = await findFiles(run.paths);
  const { WordPressExports } = await import('../readers/wordpress.ts');
  const exports = new WordPressExports(run.uploads);
  yield* found.failures;
  try {
    const ordered = inReadingOrder(found.files);
    const main = ordered.filter((path) => !mayAccompany(path));
    for (const path of main) yield* remember(readFile(path, run, found.files, exports), enclosed);
    yield* remember(exports.releases(), enclosed);
    for (const path of ordered.filter(mayAccompany)) {
      if (!(await isIn(enclosed, path)))
        yield* remember(readFile(path, run, found.files, null), enclosed);
    }
  } finally {
    await exports.close();
  }
  for (const path of found.skipped) if (!(await isIn(enclosed, path))) yield notRead(path);
}

/** Notes which files come along with the releases. */
async function* remember(
  results: AsyncIterable<ParseResult>,
  enclosed: Set<string>,
): AsyncGenerator<ParseResult> {
  for await (const found of results) {
    if ('sourceId' in found) for (const file of found.files) enclosed.add(file.path);
    yield found;
  }
}

const isIn = async (enclosed: ReadonlySet<string>, path: string) =>
  enclosed.has(await realpath(path).catch(() => path));

async function* readFile(
  path: string,
  { uploads, setting }: ImportRun,
  files: readonly string[],
  exports: WordPressExports | null,
): AsyncGenerator<ParseResult> {
  try {
    const twin = otherForm(path, files);
    if (twin === null) yield* readParseResults(path, uploads, setting.mapping.columns, exports);
    else yield { place: path, leftOut: `was not read: ${basename(twin)} is the same text` };
  } catch (error) {
    if (isDiskError(error)) throw error;
    yield { place: path, reason: `${reasonOf(error)}: nothing of the file was imported` };
  }
}

function notRead(path: string): ParseResult {
  const advice = adviceFor(path);
  if (advice !== null) return { place: path, leftOut: `was not read: ${advice}` };
  const type = extname(path).toLowerCase() || 'without an extension';
  const kind = type.startsWith('.') ? `of the type ${type}` : type;
  return { place: path, leftOut: `was not read: files ${kind} are not imported from a folder` };
}

/** A file of the same name from which the PDF was made, or null. */
function otherForm(path: string, files: readonly string[]): string | null {
  const stem = (one: string) => one.slice(0, one.length - extname(one).length);
  if (extname(path).toLowerCase() !== '.pdf') return null;
  return files.find((one) => one !== path && stem(one) === stem(path)) ?? null;
}

/** Fits a release to the newsroom and validates its files. */
async function itemOf(
  found: ForeignRelease | NativeRelease,
  setting: ItemContext,
): Promise<Item | Unreadable> {
  const item = toItem(found, setting);
  if ('reason' in item) return item;
  const faults = await faultsOfFiles(item.files, setting.newsroom.languages);
  return faults.length > 0 ? { place: found.place, reason: faults.join('; ') } : item;
}

/**
 * Claims the id and the addresses of an item. An address that an earlier item has is left out; an item
 * whose id an earlier one has is refused.
 */
function claim(item: Item, owners: Map<string, string>): Item | Unreadable {
  const { id, place } = item;
  const owner = owners.get(id);
  if (owner) return { place, reason: `the release ${id} belongs to ${owner}` };
  owners.set(id, place);
  const claimed = withoutAddresses(item, (path) => {
    const other = owners.get(canonicalPath(path) ?? path);
    return other === undefined ? null : `is also of ${other}`;
  });
  for (const path of claimed.release.legacyUrls) owners.set(canonicalPath(path) ?? path, place);
  return claimed;
}
