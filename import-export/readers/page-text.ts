/**
 * Reads plain text: the copied text of a release's page, with navigation, kind, title, labels with their
 * values and paragraphs; or a release as it is sent, with a dateline instead of labels.
 *
 *   - Fields of work          (navigation)
 *   Press release
 *   The title
 *   - Date:
 *   - Place:
 *   - ASTANA
 *   - Source:
 *   - Secretariat, Programme Office in Astana
 *   ASTANA, 1 July 2009 - The first paragraph.
 */
import { detect, readWhole } from './decoding.ts';
import { guessLanguage } from './language-guess.ts';
import { dayIn } from './moments.ts';
import { applyOpening, datelineBefore, isOpeningLine, readOpening } from './opening.ts';
import {
  BrokenFile,
  type ForeignRelease,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import { linesToMarkdown } from './text-blocks.ts';
import { isEndMark, isNotesLabel, takeContacts } from './text-contacts.ts';
import { type Field, labelOf } from './text-labels.ts';

const bullet = /^\s*[-–•*]\s*/;

interface Line {
  /** As it is written. */
  written: string;
  /** Without the bullet. */
  text: string;
  bulleted: boolean;
}

export async function* readPageText(path: string): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  const written = (await readWhole(path, encoding)).split(/\r\n?|\n/);
  const lines = written.map((line): Line => {
    return { written: line, text: line.replace(bullet, '').trim(), bulleted: bullet.test(line) };
  });
  const first = firstLabel(lines);
  const release = first < 0 ? readPlain(written, path) : readLabelled(lines, first, path);
  if (note) release.notes.push(note);
  yield release;
}

function readLabelled(lines: Line[], first: number, path: string): ForeignRelease {
  const { kind, title } = titleAbove(lines.slice(0, first));
  if (title === '') throw new BrokenFile('has no title above its labels');
  const { values, languages, end } = readValues(lines, first);
  const body = lines.slice(end).map(({ written }) => written);
  const dateline = datelineBefore(body.find((line) => line.trim() !== '')?.trim() ?? '');
  const written = values.get('date') ?? '';
  const date = dayIn(written) ?? dateline.date;
  const release = newForeignRelease(path, `page text ${title} ${date}`);
  release.date = date;
  if (date !== null && dayIn(written) === null)
    release.notes.push(`has no date label: ${date} is from the dateline`);
  if (written !== '' && dayIn(written) === null)
    release.notes.push(`its date cannot be read: ${written}`);
  if (kind !== '') release.labels.push(kindOf(kind));
  for (const field of ['sources', 'fieldsOfWork', 'countries', 'meetings'] as const) {
    const name = values.get(field);
    if (name) release.labels.push({ of: field, name, listed: true });
  }
  const place = values.get('place') || dateline.place;
  const lang =
    languages.length === 1 ? (languages[0] ?? null) : guessAmong(languages, body, release);
  addText(release, body, { lang, title, place });
  return release;
}

const today = (): string => new Date().toISOString().slice(0, 10);

const kindOf = (name: string) =>
  readOpening([name], -1, today()).kind ?? ({ of: 'kind', name } as const);

/** Kind and title above the labels. A title may have several lines; the lines of a menu have bullets. */
function titleAbove(lines: Line[]): { kind: string; title: string } {
  const texts = lines.map(({ text, bulleted }) => (bulleted ? null : text));
  const end = texts.findLastIndex((text) => text !== '');
  const last = texts[end] ?? '';
  if (last === '') return { kind: '', title: '' };
  const start = texts.slice(0, end).findLastIndex((text) => text === null || text === '') + 1;
  const group = texts.slice(start, end + 1) as string[];
  const [head = '', second = ''] = group;
  const above = texts.slice(0, start).findLast((text) => text !== '') ?? '';
  if (group.length === 1) return { kind: above, title: last };
  if (isOpeningLine(head) && group.length <= 4)
    return { kind: head, title: joined(group.slice(1)) };
  const isOneTitle = group.length <= 3 && (/^\p{Ll}/u.test(second) || head.length > 45);
  return isOneTitle
    ? { kind: above, title: joined(group) }
    : { kind: group.at(-2) ?? '', title: last };
}

const joined = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ');

/** The index of the first label: the only one, or the first of two close to each other. */
function firstLabel(lines: Line[]): number {
  const places = lines.flatMap(({ text }, at) => (labelOf(text) ? [at] : []));
  const single = places.length === 1 ? places[0] : undefined;
  return single ?? places.find((at, nth) => (places[nth + 1] ?? Infinity) - at <= 6) ?? -1;
}

/** The labels' values, the languages that have all of these labels, and the index of the first line after them. */
function readValues(lines: Line[], start: number) {
  const values = new Map<Field, string>();
  let languages = null as string[] | null;
  let field: Field | null = null;
  let at = start;
  for (; at < lines.length; at++) {
    const line = lines[at] as Line;
    if (line.text === '') continue;
    const label = labelOf(line.text);
    if (label) {
      field = label.field;
      values.set(field, label.rest);
      const common = languages?.filter((lang) => label.languages.includes(lang));
      languages = common ?? label.languages;
      continue;
    }
    const before = field === null ? '' : (values.get(field) ?? '');
    const isMore = before !== '' && line.bulleted && hasLabelBelow(lines, at);
    const isFirst = before === '' && (line.bulleted || isShort(line.text));
    if (field === null || !(isMore || isFirst)) break;
    values.set(field, before ? `${before}, ${line.text}` : line.text);
  }
  return { values, languages: languages ?? [], end: at };
}

/** Whether the list goes on to another label; else its further points are text. */
function hasLabelBelow(lines: Line[], start: number): boolean {
  const next = lines.slice(start).find(({ text, bulleted }) => labelOf(text) || !bulleted);
  return next !== undefined && labelOf(next.text) !== null;
}

const isShort = (text: string): boolean => text.length <= 60 && !/[.!?]$|\s[-–—]\s/.test(text);

/** Reads a release without labels. */
function readPlain(written: readonly string[], path: string): ForeignRelease {
  const lines = written.map((line) => line.trim());
  const start = lines.findIndex((line) => !isOpeningLine(line));
  if (start < 0) throw new BrokenFile('has no title');
  const end = titleEnd(lines, start);
  const title = joined(lines.slice(start, end));
  // The opening is read without blank lines; these are their places.
  const places = lines.flatMap((line, at) =>
    line !== '' && (at <= start || at >= end) ? [at] : [],
  );
  const opening = readOpening(
    places.map((at) => lines[at] ?? ''),
    places.indexOf(start),
    today(),
  );
  const { kind, because, date, consumed } = opening;
  const isRelease = kind !== null || because !== null || date !== null || opening.notes.length > 0;
  if (!isRelease || isSalutation(title)) {
    throw new BrokenFile(
      'is not the text of a release: there are no labels such as “Date:” and “Source:” below a title, and no dateline',
    );
  }
  const release = newForeignRelease(path, `text ${title} ${date}`);
  applyOpening(release, opening);
  const dropped = new Set([...consumed].map((at) => places[at]));
  const body = written.map((line, at) => (dropped.has(at) ? '' : line)).slice(end);
  const above = lines.slice(0, start).filter((line, at) => line !== '' && !dropped.has(at));
  release.notes.push(...above.map((line) => `the line “${line}” was left out`));
  const lang = guessAmong([], body, release);
  addText(release, body, { lang, title, place: opening.place });
  return release;
}

/** How many lines a title may have, and how long they may be. */
const longestTitle = { lines: 3, line: 140 };

/** The index after the lines of a title: those until a blank line, if none of them is a paragraph. */
function titleEnd(lines: readonly string[], start: number): number {
  const blank = lines.indexOf('', start);
  const end = blank < 0 ? lines.length : blank;
  const [first = '', ...others] = lines.slice(start, end);
  const isCapital = (line: string) => line === line.toUpperCase() && line !== line.toLowerCase();
  const isPart = (line: string) =>
    line.length <= longestTitle.line &&
    !/[.!?:]$/.test(line) &&
    isCapital(line) === isCapital(first) &&
    !isOpeningLine(line) &&
    datelineBefore(line).place === '';
  const isTitle = others.length < longestTitle.lines && others.every(isPart) && end < lines.length;
  return isTitle ? end : start + 1;
}

const isSalutation = (line: string): boolean =>
  /^(?:dear|hello|hi|sehr geehrte|liebe|cher|chère|madame|monsieur|gentil[ei]|egregi|estimad|querid|уважаем|السادة|السيد)/i.test(
    line,
  ) && /[,!:،]$/.test(line);

/** The language of the text, with a note, if it is one of the possible ones; all are, if none is given. */
function guessAmong(
  languages: readonly string[],
  body: readonly string[],
  { notes }: ForeignRelease,
): string | null {
  const guess = guessLanguage(body.join('\n'));
  if (guess === null || (languages.length > 0 && !languages.includes(guess))) return null;
  notes.push(`names no language: read as “${guess}”, a guess from its words`);
  return guess;
}

/** Adds the text: without marks of its end, its contacts apart, notes to editors under a heading. */
function addText(
  release: ForeignRelease,
  written: readonly string[],
  { lang, title, place }: { lang: string | null; title: string; place: string },
): void {
  const marks = written.filter(isEndMark);
  release.notes.push(...marks.map((mark) => `the line “${mark.trim()}” was left out`));
  const body = written.map((line) => (isEndMark(line) ? '' : line));
  const { lines, contacts } = takeContacts(body);
  release.contacts.push(...contacts);
  const at = lines.findIndex(isNotesLabel);
  const text = linesToMarkdown(at < 0 ? lines : lines.slice(0, at));
  const heading = at < 0 ? '' : (lines[at] ?? '').trim().replace(/\s*[:：]$/, '');
  const notes = at < 0 ? [] : [`## ${heading}`, linesToMarkdown(lines.slice(at + 1))];
  const markdown = [text, ...notes].filter((part) => part !== '').join('\n\n');
  release.texts.push({ lang, title, summary: '', place, markdown });
}
