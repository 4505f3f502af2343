/** The report of an import: outcomes, notes and failures. */
import type { Outcome } from './delivery.ts';

export interface Report {
  counts: Map<Outcome | 'failed', number>;
  /** Items and files that were not imported, each with its reason. */
  failures: { place: string; reason: string }[];
  /** Losses and assumptions, with the items that they concern. */
  notes: Map<string, { times: number; places: string[] }>;
}

export const newReport = (): Report => ({ counts: new Map(), failures: [], notes: new Map() });

export function count({ counts }: Report, outcome: Outcome | 'failed'): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

/** Number of places printed for a note; the file of `--report` has all of them. */
const printedPlaces = 5;

export function note({ notes }: Report, text: string, place: string): void {
  const known = notes.get(text) ?? { times: 0, places: [] };
  known.times += 1;
  if (known.places.length < printedPlaces) known.places.push(place);
  notes.set(text, known);
}

export function fail(report: Report, place: string, reason: string): void {
  count(report, 'failed');
  report.failures.push({ place, reason });
}

const done: Record<Outcome | 'failed', string> = {
  published: 'published',
  drafted: 'imported as drafts',
  finished: 'completed',
  there: 'exist already',
  changed: 'exist already and differ from the file: skipped',
  failed: 'not imported',
};

const predicted: Record<Outcome | 'failed', string> = {
  ...done,
  published: 'would be published',
  drafted: 'would be imported as drafts',
  finished: 'would be completed',
  failed: 'would not be imported',
};

/** The report as lines for a person. */
export function* linesOf(report: Report, dryRun: boolean): Generator<string> {
  const words = dryRun ? predicted : done;
  yield '';
  for (const [outcome, text] of Object.entries(words)) {
    const times = report.counts.get(outcome as Outcome | 'failed');
    if (times) yield `${String(times).padStart(8)}  ${text}`;
  }
  if (report.counts.size === 0) yield '       0  releases were found';
  if (report.notes.size > 0) yield '\nTo check:';
  for (const [text, { times, places }] of report.notes) {
    const more = times > places.length ? ` and ${times - places.length} more` : '';
    yield `${String(times).padStart(8)}  ${text}\n          ${places.join(', ')}${more}`;
  }
  if (report.failures.length > 0) yield `\n${dryRun ? 'Would not be imported' : 'Not imported'}:`;
  for (const { place, reason } of report.failures) yield `  ${place}\n          ${reason}`;
}
