/** The output of an import while it runs: lines on the terminal, and the file of `--report`. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Result } from '../deliver/moving.ts';

/** Writes a line of JSON for each result. Every line is complete when the import is killed. */
export class ReportFile {
  readonly #file: number;

  /** @throws an error with a `code` if the file cannot be written */
  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  write(result: Result): void {
    writeSync(this.#file, `${JSON.stringify(entryOf(result))}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function entryOf({ place, item, outcome, reason }: Result) {
  return {
    place,
    outcome,
    ...(reason !== null && { reason }),
    ...(item && { id: item.id, title: item.title, at: item.at, notes: item.notes }),
  };
}

/** The line of an item in a dry run, then its notes. */
export function rehearsalLine({ place, item, outcome, reason }: Result): string {
  if (item === null || reason !== null) return `${outcome.padEnd(9)}  ${place}: ${reason}`;
  const { release, at, title, files, notes } = item;
  const when = at === null ? 'draft     ' : release.date;
  const languages = Object.keys(release.editions).join(' ');
  const extra = files.length > 0 ? `, ${files.length} files` : '';
  const remarks = notes.map((text) => `\n             ${text}`).join('');
  return `${outcome.padEnd(9)}  ${when}  ${release.kind}, ${languages}${extra}: ${title} (${place})${remarks}`;
}
