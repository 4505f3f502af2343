/** What became of each item, kept small however many there are, and told at the end. */
import type { Outcome } from './delivery.ts';

export interface Report {
  counts: Map<Outcome | 'failed', number>;
  /** Items and files that could not be moved in, each with its reason. */
  failures: { place: string; reason: string }[];
  /** What was left out on purpose, or taken for granted, and of which items. */
  notes: Map<string, { times: number; places: string[] }>;
}

export const newReport = (): Report => ({ counts: new Map(), failures: [], notes: new Map() });

export function count({ counts }: Report, outcome: Outcome | 'failed'): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

/** How many places of a note are told; the others are in the file that `--report` writes. */
const toldPlaces = 5;

export function note({ notes }: Report, text: string, place: string): void {
  const known = notes.get(text) ?? { times: 0, places: [] };
  known.times += 1;
  if (known.places.length < toldPlaces) known.places.push(place);
  notes.set(text, known);
}

export function fail(report: Report, place: string, reason: string): void {
  count(report, 'failed');
  report.failures.push({ place, reason });
}

const done: Record<Outcome | 'failed', string> = {
  published: 'published',
  drafted: 'brought in as drafts',
  finished: 'finished that had been begun',
  there: 'there already',
  changed: 'there already, but not as the file has them: left alone',
  failed: 'not moved in',
};

const foreseen: Record<Outcome | 'failed', string> = {
  ...done,
  published: 'would be published',
  drafted: 'would be brought in as drafts',
  finished: 'would be finished',
  failed: 'would not be moved in',
};

/** The report as lines for a person. */
export function* linesOf(report: Report, dryRun: boolean): Generator<string> {
  const words = dryRun ? foreseen : done;
  yield '';
  for (const [outcome, text] of Object.entries(words)) {
    const times = report.counts.get(outcome as Outcome | 'failed');
    if (times) yield `${String(times).padStart(8)}  ${text}`;
  }
  if (report.counts.size === 0) yield '       0  releases were found';
  if (report.notes.size > 0) yield '\nTo be looked at:';
  for (const [text, { times, places }] of report.notes) {
    const more = times > places.length ? ` and ${times - places.length} more` : '';
    yield `${String(times).padStart(8)}  ${text}\n          ${places.join(', ')}${more}`;
  }
  if (report.failures.length > 0) yield `\n${dryRun ? 'Would not be moved in' : 'Not moved in'}:`;
  for (const { place, reason } of report.failures) yield `  ${place}\n          ${reason}`;
}
