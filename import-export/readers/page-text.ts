/**
 * The text of a release's page as it comes when a page is copied or printed: navigation, then the kind,
 * the title, labels with their values, and the paragraphs.
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
  const story = readText(await readWhole(path, encoding), path);
  if (note) story.notes.push(note);
  yield story;
}

function readText(text: string, path: string) {
  const lines = text.split(/\r\n?|\n/).map((line): Line => {
    return { text: line.replace(bullet, '').trim(), bulleted: bullet.test(line) };
  });
  const first = firstLabel(lines);
  if (first < 0) {
    throw new BrokenFile(
      'is no page of a release: it has no labels such as “Date:” and “Source:” below a title',
    );
  }
  const above = lines.slice(0, first).filter((line) => line.text !== '');
  const title = above.at(-1);
  if (!title || title.bulleted) throw new BrokenFile('has no title above its labels');
  const kind = above.at(-2);
  const { values, end } = readValues(lines, first);
  const paragraphs = paragraphsOf(lines.slice(end));
  const dateline = datelineOf(paragraphs[0] ?? '');
  const told = values.get('date') ?? '';
  const date = dayIn(told) ?? dateline.date;
  const place = values.get('place') || dateline.place;
  const story = newForeignRelease(path, `page text ${title.text} ${date}`);
  story.date = date;
  if (date !== null && dayIn(told) === null)
    story.notes.push(`has no date of its own: ${date} is from its first line`);
  if (told !== '' && dayIn(told) === null) story.notes.push(`its date is not understood: ${told}`);
  if (kind && !kind.bulleted) story.labels.push({ of: 'kind', name: kind.text });
  for (const field of ['sources', 'fieldsOfWork', 'countries', 'meetings'] as const) {
    const name = values.get(field);
    if (name) story.labels.push({ of: field, name, listed: true });
  }
  const markdown = paragraphsToMarkdown(paragraphs);
  story.texts.push({ lang: null, title: title.text, summary: '', place, markdown });
  return story;
}

function fieldOf({ text }: Line): { field: Field; rest: string } | null {
  const [, name = '', rest = ''] = /^([^:：]{2,40})[:：]\s*(.*)$/.exec(text) ?? [];
  for (const [field, words] of Object.entries(labels)) {
    if (words.test(name.trim())) return { field: field as Field, rest };
  }
  return null;
}

/** Where the labels begin: the first of two that follow one another closely. */
function firstLabel(lines: Line[]): number {
  const places = lines.flatMap((line, at) => (fieldOf(line) ? [at] : []));
  const single = places.length === 1 ? places[0] : undefined;
  return single ?? places.find((at, nth) => (places[nth + 1] ?? Infinity) - at <= 6) ?? -1;
}

/** The labels' values, and where the text begins: with the first line that is neither. */
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

/** Blank lines part paragraphs; where there are none, each line is one. */
function paragraphsOf(lines: Line[]): string[] {
  const written = lines.map(({ text, bulleted }) => (bulleted && text !== '' ? `- ${text}` : text));
  const text = written.join('\n').trim();
  const parted = text.split(/\n{2,}/);
  if (parted.length === 1) return text.split('\n').filter((line) => line !== '');
  return parted.map((paragraph) => paragraph.replaceAll('\n', ' '));
}

/** “ASTANA, 1 July 2009 – …”: the place and the day with which a release begins. */
function datelineOf(paragraph: string): { place: string; date: string | null } {
  const [, place = '', rest = ''] =
    /^([^,،]{2,60})[,،]\s*(.{6,40}?)\s+[-–—]\s/u.exec(paragraph) ?? [];
  const date = dayIn(rest);
  return { place: date === null ? '' : place.trim(), date };
}
