/** Moving in: files are read one after the other, their releases brought in side by side. */
import { Refusal, Unreachable } from '../../client/client.ts';
import { filesOf, readParseResults } from '../readers/formats.ts';
import { BrokenFile, type LeftOut, type Unreadable } from '../readers/parse-result.ts';
import { type Item, type ItemContext, toItem } from '../resolve/item.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { count, fail, newReport, note, type Report } from './report.ts';

export interface Move {
  paths: readonly string[];
  /** The folder of a WordPress site's uploads, or null. */
  uploads: string | null;
  setting: ItemContext;
  /** Brings an item in, or says what would become of it. */
  bring: Delivery['deliver'];
  /** How many are brought in at once. */
  parallel: number;
  /** Asks to stop after what is under way. */
  signal: AbortSignal;
  /** Hears of each item and file. */
  told?: (result: Result) => void;
}

export interface Result {
  place: string;
  item: Item | null;
  outcome: Outcome | 'failed';
  reason: string | null;
}

/**
 * Moves everything in that can be; what cannot is in the report and stops nothing else.
 * @throws Unreachable, or a Refusal of the token itself: then going on would be of no use
 */
export async function moveIn(move: Move): Promise<Report> {
  const report = newReport();
  const found = settled(move);
  let broken: Error | null = null;
  const work = async () => {
    while (broken === null && !move.signal.aborted) {
      const { done, value } = await found.next();
      if (done) return;
      try {
        await receive(move, report, value);
      } catch (error) {
        broken ??= error as Error;
      }
    }
  };
  await Promise.all(Array.from({ length: move.parallel }, work));
  await found.return(undefined);
  if (broken !== null) throw Object.assign(broken, { report });
  return report;
}

async function receive(
  { bring, told }: Move,
  report: Report,
  finding: Item | Unreadable | LeftOut,
): Promise<void> {
  const { place } = finding;
  if ('leftOut' in finding) return note(report, finding.leftOut, place);
  const failed = (reason: string, item: Item | null) => {
    fail(report, place, reason);
    told?.({ place, item, outcome: 'failed', reason });
  };
  if ('reason' in finding) return failed(finding.reason, null);
  try {
    const outcome = await bring(finding);
    count(report, outcome);
    if (outcome === 'changed') note(report, 'is there already, and not as the file has it', place);
    for (const text of finding.notes) note(report, text, place);
    told?.({ place, item: finding, outcome, reason: null });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 401 || error.status === 403) throw error;
    failed(reasonOf(error), finding);
  }
}

function reasonOf({ status, message, errors }: Refusal): string {
  const faults = errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return faults.length > 0 ? faults.join('; ') : `${message} (${status})`;
}

/** Items in the files' order. What a file has twice is told of here, before anything is sent. */
async function* settled(move: Move): AsyncGenerator<Item | Unreadable | LeftOut> {
  const owners = new Map<string, string>();
  for await (const path of filesOf(move.paths)) {
    try {
      for await (const finding of readParseResults(path, move.uploads)) {
        if (!('sourceId' in finding)) {
          yield finding;
          continue;
        }
        const item = toItem(finding, move.setting);
        yield 'reason' in item ? item : (claim(item, owners) ?? item);
      }
    } catch (error) {
      if (error instanceof Unreachable) throw error;
      yield { place: path, reason: whyBroken(error) };
    }
  }
}

function whyBroken(error: unknown): string {
  if (error instanceof BrokenFile) return `${error.message}: nothing of the file was moved in`;
  if (error instanceof RangeError) return 'nests too deeply: nothing of the file was moved in';
  if (error instanceof Error && 'code' in error) return error.message;
  throw error;
}

/** Enters an item's names; whose they are already, if they are. */
function claim(item: Item, owners: Map<string, string>): Unreadable | null {
  const names = [`the release ${item.id}`, ...item.release.legacyUrls];
  for (const name of names) {
    const owner = owners.get(name);
    if (owner) return { place: item.place, reason: `${name} is that of ${owner} already` };
  }
  for (const name of names) owners.set(name, item.place);
  return null;
}
