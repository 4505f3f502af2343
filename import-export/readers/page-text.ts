/**
 * Reads the copied text of a release's page: navigation, kind, title, labels with their values, then the
 * paragraphs.
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
import { paragraphsToMarkdown } from './html-to-markdown.ts';
import { dayIn } from './moments.ts';
import { BrokenFile, type Label, newForeignRelease, type ParseResult } from './parse-result.ts';

type Field = 'date' | 'place' | Exclude<Label['of'], 'author' | 'any' | 'kind'>;

/** Labels of each field, in the languages of the interface. */
const labels: Record<Field, RegExp> = {
  date: /^(?:date|datum|data|fecha|дата|التاريخ)$/i,
  place: /^(?:place|location|lieu|ort|luogo|lugar|место|المكان)$/i,
  sources: /^(?:sources?|quellen?|font[ei]|fuentes?|источники?|المصدر|المصادر)$/i,
  fieldsOfWork: new RegExp(
    `^(?:${[
      'topics?|fields? of work',
      "thèmes?|domaines? d['’]activité",
      'themen|arbeitsbereiche?',
      'temi|aree di lavoro',
      'temas?|áreas? de trabajo',
      'темы|направления работы',
      'الموضوعات|مجالات العمل',
    ].join('|')})$`,
    'i',
  ),
  countries: /^(?:countr(?:y|ies)|pays|länder|land|paes[ei]|país(?:es)?|страны|البلدان)$/i,
  meetings:
    /^(?:meetings?|réunions?|treffen|tagungen|riunioni|reuniones|встречи|мероприятия|الاجتماعات)$/i,
};

const bullet = /^\s*[-–•*]\s*/;

interface Line {
  text: string;
  bulleted: boolean;
}

export async function* readPageText(path: string): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  const release = readText(await readWhole(path, encoding), path);
  if (note) release.notes.push(note);
  yield release;
}

function readText(text: string, path: string) {
  const lines = text.split(/\r\n?|\n/).map((line): Line => {
    return { text: line.replace(bullet, '').trim(), bulleted: bullet.test(line) };
  });
  const first = firstLabel(lines);
  if (first < 0) {
    throw new BrokenFile(
      'is not the text of a release: there are no labels such as “Date:” and “Source:” below a title',
    );
  }
  const above = lines.slice(0, first).filter((line) => line.text !== '');
  const title = above.at(-1);
  if (!title || title.bulleted) throw new BrokenFile('has no title above its labels');
  const kind = above.at(-2);
  const { values, end } = readValues(lines, first);
  const paragraphs = paragraphsOf(lines.slice(end));
  const dateline = datelineOf(paragraphs[0] ?? '');
  const written = values.get('date') ?? '';
  const date = dayIn(written) ?? dateline.date;
  const place = values.get('place') || dateline.place;
  const release = newForeignRelease(path, `page text ${title.text} ${date}`);
  release.date = date;
  if (date !== null && dayIn(written) === null)
    release.notes.push(`has no date label: ${date} is from the dateline`);
  if (written !== '' && dayIn(written) === null)
    release.notes.push(`its date cannot be read: ${written}`);
  if (kind && !kind.bulleted) release.labels.push({ of: 'kind', name: kind.text });
  for (const field of ['sources', 'fieldsOfWork', 'countries', 'meetings'] as const) {
    const name = values.get(field);
    if (name) release.labels.push({ of: field, name, listed: true });
  }
  const markdown = paragraphsToMarkdown(paragraphs);
  release.texts.push({ lang: null, title: title.text, summary: '', place, markdown });
  return release;
}

function fieldOf({ text }: Line): { field: Field; rest: string } | null {
  const [, name = '', rest = ''] = /^([^:：]{2,40})[:：]\s*(.*)$/.exec(text) ?? [];
  for (const [field, words] of Object.entries(labels)) {
    if (words.test(name.trim())) return { field: field as Field, rest };
  }
  return null;
}

/** The index of the first label: the only one, or the first of two close to each other. */
function firstLabel(lines: Line[]): number {
  const places = lines.flatMap((line, at) => (fieldOf(line) ? [at] : []));
  const single = places.length === 1 ? places[0] : undefined;
  return single ?? places.find((at, nth) => (places[nth + 1] ?? Infinity) - at <= 6) ?? -1;
}

/** The labels' values, and the index of the first line after them. */
function readValues(lines: Line[], start: number) {
  const values = new Map<Field, string>();
  let field: Field | null = null;
  let at = start;
  for (; at < lines.length; at++) {
    const line = lines[at] as Line;
    if (line.text === '') continue;
    const label = fieldOf(line);
    if (label) {
      field = label.field;
      values.set(field, label.rest);
    } else if (line.bulleted && field !== null) {
      const before = values.get(field);
      values.set(field, before ? `${before}, ${line.text}` : line.text);
    } else break;
  }
  return { values, end: at };
}

/** Paragraphs, separated by blank lines; without any, each line is one. */
function paragraphsOf(lines: Line[]): string[] {
  const written = lines.map(({ text, bulleted }) => (bulleted && text !== '' ? `- ${text}` : text));
  const text = written.join('\n').trim();
  const parted = text.split(/\n{2,}/);
  if (parted.length === 1) return text.split('\n').filter((line) => line !== '');
  return parted.map((paragraph) => paragraph.replaceAll('\n', ' '));
}

/** Place and date of a dateline: “ASTANA, 1 July 2009 – …”. */
export function datelineOf(paragraph: string): { place: string; date: string | null } {
  const [, place = '', rest = ''] =
    /^([^,،]{2,60})[,،]\s*(.{6,40}?)\s+[-–—]\s/u.exec(paragraph) ?? [];
  const date = dayIn(rest);
  return { place: date === null ? '' : place.trim(), date };
}
