/** The report of an import: outcomes, and groups of equal notes and reasons. */
import type { Outcome } from './delivery.ts';
import { kindOfNote, type NoteCode, type NoteKind } from './note-kinds.ts';

/** Notes or reasons of one kind. */
export interface Group {
  title: string;
  code: NoteCode | null;
  times: number;
  /** The first text. It is printed if all texts of the group are equal. */
  text: string;
  isUniform: boolean;
  /** The variable parts, each with its count and the field of a name. */
  subjects: Map<string, { times: number; field: string | null }>;
  /** Subjects beyond the most that are kept. */
  otherSubjects: number;
  /** The first places. */
  places: string[];
}

export type Groups = Map<string, Group>;

export interface Report {
  counts: Map<Outcome | 'failed', number>;
  /** The number of items with notes. */
  flagged: number;
  /** Reasons why items and files were not imported. */
  failures: Groups;
  /** Losses and assumptions. */
  notes: Groups;
}

export const newReport = (): Report => ({
  counts: new Map(),
  flagged: 0,
  failures: new Map(),
  notes: new Map(),
});

export function count({ counts }: Report, outcome: Outcome | 'failed'): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

/** Places printed for a group, and subjects; the file of `--report` has all of them. */
const printedPlaces = 3;
const printedSubjects = 10;
/** Subjects kept for a group, so that memory stays bounded. */
const keptSubjects = 2000;

export function note({ notes }: Report, text: string, place: string): void {
  addTo(notes, text, place);
}

export function fail(report: Report, place: string, reason: string): void {
  count(report, 'failed');
  addTo(report.failures, reason, place);
}

function addTo(groups: Groups, text: string, place: string): void {
  const [first, ...others] = kindsIn(text);
  if (!first) return;
  const { title, code } = first;
  const group = groups.get(title) ?? newGroup(title, code, text);
  groups.set(title, group);
  group.times += 1;
  group.isUniform &&= text === group.text;
  if (group.places.length < printedPlaces && !group.places.includes(place)) {
    group.places.push(place);
  }
  for (const { subject, field = null } of [first, ...others]) {
    if (subject === null) continue;
    const known = group.subjects.get(subject);
    if (known) known.times += 1;
    else if (group.subjects.size < keptSubjects) group.subjects.set(subject, { times: 1, field });
    else group.otherSubjects += 1;
  }
}

/** The kinds in a text: several for reasons of one kind that are joined, such as two unknown terms. */
function kindsIn(text: string): NoteKind[] {
  const parts = text.split('; ').map(kindOfNote);
  const isOneKind = parts.every(({ title, code }) => code !== null && title === parts[0]?.title);
  return isOneKind ? parts : [kindOfNote(text)];
}

const newGroup = (title: string, code: NoteCode | null, text: string): Group => ({
  title,
  code,
  times: 0,
  text,
  isUniform: true,
  subjects: new Map(),
  otherSubjects: 0,
  places: [],
});

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
export function* reportLines(report: Report, dryRun: boolean): Generator<string> {
  const words = dryRun ? predicted : done;
  yield '';
  for (const [outcome, text] of Object.entries(words)) {
    const times = report.counts.get(outcome as Outcome | 'failed');
    if (times) yield counted(times, text);
  }
  if (report.counts.size === 0) yield counted(0, 'releases were found');
  if (report.notes.size > 0) yield '\nTo check:';
  for (const group of largestFirst(report.notes)) yield* linesOfGroup(group);
  if (report.failures.size > 0) yield `\n${dryRun ? 'Would not be imported' : 'Not imported'}:`;
  for (const group of largestFirst(report.failures)) yield* linesOfGroup(group);
}

/** The counts in one line, for a comparison of two runs. */
export function countsLine({ counts, flagged }: Report): string {
  const of = (...outcomes: (Outcome | 'failed')[]) =>
    outcomes.reduce((sum, outcome) => sum + (counts.get(outcome) ?? 0), 0);
  const existing = of('there', 'changed', 'finished');
  return [
    `published ${of('published')}`,
    `drafts ${of('drafted')}`,
    ...(existing > 0 ? [`existing ${existing}`] : []),
    `refused ${of('failed')}`,
    `flagged ${flagged}`,
  ].join(', ');
}

const counted = (times: number, text: string) => `${String(times).padStart(8)}  ${text}`;

const largestFirst = (groups: Groups): Group[] =>
  [...groups.values()].sort((one, other) => other.times - one.times);

/** Items are delivered several at a time: what is printed does not depend on which of them was done first. */
const { compare } = new Intl.Collator('en', { numeric: true });

function* linesOfGroup(group: Group): Generator<string> {
  const { title, text, times, isUniform, subjects, places, otherSubjects } = group;
  const hasNames = subjects.size > 0 && !isUniform;
  const number = hasNames ? subjects.size + otherSubjects : times;
  yield counted(number, hasNames ? `${title}: ${listOf(group)}` : isUniform ? text : title);
  const more = times > places.length ? ` and ${times - places.length} more` : '';
  yield `          ${places.toSorted(compare).join(', ')}${more}`;
}

/** The most frequent subjects of a group, each with its count. */
function listOf({ subjects, otherSubjects }: Group): string {
  const sorted = [...subjects].sort(
    ([name, one], [otherName, other]) => other.times - one.times || compare(name, otherName),
  );
  const shown = sorted
    .slice(0, printedSubjects)
    .map(([name, { times }]) => (times > 1 ? `${name} (${times})` : name));
  const more = sorted.length + otherSubjects - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
