/**
 * Reads the opening of a document that has no fields: the lines around its title that name the kind,
 * the date, an embargo, and the dateline of the first paragraph.
 */
import { dateBehindLabel } from './date-labels.ts';
import { dayIn } from './moments.ts';
import { monthOf } from './month-names.ts';
import type { ForeignRelease, Label } from './parse-result.ts';

/** Lines that are a kind of release and nothing else, by the slug of the kind. */
const kinds: Record<string, RegExp> = {
  'press-release': lineOf(
    'press (?:release|note)|(?:media|news) release|communiqué(?: de presse)?',
    '(?:presse|medien)(?:mitteilung|aussendung|information|erklärung)|comunicato(?: stampa)?',
    'nota (?:de prensa|stampa)|comunicado(?: de (?:prensa|imprensa))?|пресс-?релиз|بيان صحفي|persbericht',
  ),
  statement: lineOf(
    '(?:press |media )?statement|déclaration|erklärung|stellungnahme|dichiarazione|declaración',
    'заявление|بيان',
  ),
  'news-item': lineOf('news(?: item)?|actualités?|nachrichten?|notizie|noticias?|новости|خبر'),
  advisory: lineOf('(?:media|press) advisory|avis aux médias|medienhinweis|анонс'),
};

/** A whole line, perhaps with a number behind it: “Press release No. 12/2021”. */
function lineOf(...words: string[]): RegExp {
  return new RegExp(
    `^(${words.join('|')})\\s*[:.]?\\s*(?:n[ro°º.]{0,3}|№)?\\s*[\\d/.-]{0,12}$`,
    'iu',
  );
}

/** The number of a release in a line of its own. */
const numberLine = /^(?:n[ro°º]{0,2}\.?|no\.|№|number|numéro|nummer|номер)\s*[\d/.\s-]{1,20}$/iu;

const immediate = new RegExp(
  `^[-–—*\\s]*(?:${[
    'for immediate release',
    'pour (?:une )?(?:diffusion|publication) immédiate|à diffuser immédiatement',
    'zur sofortigen (?:veröffentlichung|verwendung)|sperrfrist: keine',
    'per (?:la )?(?:pubblicazione|diffusione) immediata',
    'para (?:su )?(?:publicación|difusión) inmediata|para divulgação imediata',
    'для немедленной публикации|للنشر الفوري',
  ].join('|')})`,
  'iu',
);

const embargoed = new RegExp(
  `^[-–—*\\s]*(?:(?:strictly|under|sous|unter|sotto|con|bajo|под)\\s+)?(?:${[
    'embargo\\s*(?:until|till|jusqu|bis|fino|hasta|até|date|[:–—-]|$)|embargoed\\b',
    'sperrfrist\\b|not for (?:release|publication) (?:before|until)|ne pas (?:diffuser|publier) avant',
    'эмбарго\\s*(?:до|:|$)|محظور',
  ].join('|')})`,
  'iu',
);

const weekdays = new Set(
  ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar', 'pt'].flatMap((lang) =>
    Array.from({ length: 7 }, (_, day) =>
      new Intl.DateTimeFormat(lang, { weekday: 'long', timeZone: 'UTC' })
        .format(Date.UTC(2009, 0, 1 + day))
        .toLowerCase(),
    ),
  ),
);
const isWeekday = (word: string) => weekdays.has(word.toLowerCase());

/** Words between a place and its date: “Paris, le 5 mai 2021”. */
const articles = /^(?:le|den|am|the|on|il|lì|el|a|em|dated)\s+/iu;

/** Words of a date besides its numbers, months and weekdays: “5 de mayo de 2021”, “5 мая 2021 г.”. */
const fillers = /^(?:de|del|di|of|the|г|года|р|року)\.?$/iu;
const numbers = /^\d{1,4}(?:st|nd|rd|th|er|º|°)?\.?$|^\d{1,4}([./-])\d{1,2}\1\d{1,4}\.?$/iu;

/** The day, if the text is a date and nothing else. */
function dayAlone(text: string): string | null {
  const words = text
    .trim()
    .replace(articles, '')
    .split(/[\s,،]+/u);
  const isOfDate = (word: string) =>
    numbers.test(word) || fillers.test(word) || isWeekday(word) || monthOf(word) !== null;
  return !fillers.test(words[0] ?? '') && words.every(isOfDate) ? dayIn(text) : null;
}

const isPlace = (text: string) =>
  text.length <= 60 && /^\p{L}/u.test(text) && !/\d|[.!?:;]\s/.test(text) && !isWeekday(text);

/** Place and date of a line that is nothing else, such as “Wien, 5. Mai 2021”; null for another line. */
export function dateLine(line: string): { place: string; date: string } | null {
  const text = line
    .trim()
    .replace(/^\((.*)\)$/u, '$1')
    .replace(/^г\.\s*/u, '');
  if (text.length > 120) return null;
  const labelled = dateBehindLabel(text);
  if (labelled !== null) return { place: '', date: labelled.date };
  for (const { index, 0: mark } of text.matchAll(/\s*[,،(]\s*|\s+[-–—|/]\s+/gu)) {
    const place = text.slice(0, index).trim();
    const date = dayAlone(text.slice(index + mark.length).replace(/\)$/u, ''));
    if (date !== null && isPlace(place)) return { place, date };
  }
  const date = dayAlone(text);
  return date === null ? null : { place: '', date };
}

/** Place and date before a dash of a paragraph: “VIENNA, 5 May 2021 – The …”. */
export function datelineBefore(paragraph: string): { place: string; date: string | null } {
  const marks = [...paragraph.slice(0, 120).matchAll(/\s+[-–—]{1,2}\s+|[)\d]:\s|[–—]\s/gu)];
  const heads = marks.map(({ index }) => {
    const end = /[)\d]/.test(paragraph[index] ?? '') ? index + 1 : index;
    return paragraph.slice(0, end);
  });
  const dated = heads.map(dateLine).find((found) => found !== null);
  if (dated) return dated;
  const [, place = '', day = ''] = /^([^()]{2,60})\s+\(([^()]{6,40})\)/u.exec(paragraph) ?? [];
  const date = dayAlone(day);
  if (date !== null && isPlace(place)) return { place, date };
  const [first = ''] = heads.map((head) => head.replace(/^\((.*)\)$/u, '$1').trim());
  const isName = first.length <= 40 && /^\p{Lu}[\p{Lu}\s,.'’/-]+$/u.test(first);
  return { place: isName ? first : '', date: null };
}

export interface Opening {
  /** Indexes of lines that become fields or notes. */
  consumed: Set<number>;
  kind: Label | null;
  place: string;
  date: string | null;
  notes: string[];
  /** The reason for a draft, or null. */
  because: string | null;
}

/** How many lines below the title may name kind and date. */
const below = 3;

/**
 * Reads the lines up to a few below the title.
 * @param title the index of the title
 * @param today `YYYY-MM-DD`, before which an embargo has ended
 */
export function readOpening(lines: readonly string[], title: number, today: string): Opening {
  const opening: Opening = {
    consumed: new Set(),
    kind: null,
    place: '',
    date: null,
    notes: [],
    because: null,
  };
  for (const [at, line] of lines.slice(0, title + 1 + below).entries()) {
    if (at !== title && readOpeningLine(line.trim(), opening, today)) opening.consumed.add(at);
  }
  // An embargo counts wherever it stands in a line of its own.
  const others = lines.filter((_, at) => at !== title);
  const short = others.flatMap((line) => line.split('\n')).filter((line) => line.length <= 150);
  opening.because ??= short.map((line) => embargoReason(line, today)).find(Boolean) ?? null;
  const body = lines.slice(title + 1, title + 8).filter((_, at) => {
    return !opening.consumed.has(title + 1 + at);
  });
  for (const paragraph of body) {
    const dateline = datelineBefore(paragraph);
    opening.place ||= dateline.place;
    if (dateline.date === null) continue;
    opening.date ??= dateline.date;
    break;
  }
  return opening;
}

/** Whether the line of an opening is a field, which is then set. */
function readOpeningLine(line: string, opening: Opening, today: string): boolean {
  if (line === '') return false;
  const [slug] = Object.entries(kinds).find(([, pattern]) => pattern.test(line)) ?? [];
  if (slug !== undefined) {
    const [, name = line] = kinds[slug]?.exec(line) ?? [];
    opening.kind ??= { of: 'kind', name, slug };
    if (name.length < line.replace(/[:.]$/, '').length) opening.notes.push(leftOut(line));
    return true;
  }
  if (numberLine.test(line)) {
    opening.notes.push(leftOut(line));
    return true;
  }
  if (embargoed.test(line)) {
    opening.because ??= embargoReason(line, today);
    opening.notes.push(leftOut(line));
    return true;
  }
  if (immediate.test(line) && line.length <= 80) {
    opening.date ??= dayIn(line);
    opening.notes.push(leftOut(line));
    return true;
  }
  const found = dateLine(line);
  if (!found || opening.date !== null) return false;
  opening.place ||= found.place;
  opening.date = found.date;
  return true;
}

/** The reason for a draft if a line names an embargo that has not ended; else null. */
export function embargoReason(line: string, today: string): string | null {
  if (!embargoed.test(line)) return null;
  const until = dayIn(line);
  return until === null || until >= today ? `is under embargo (“${line.slice(0, 100)}”)` : null;
}

const leftOut = (line: string) => `the line “${line.slice(0, 100)}” was left out`;

/** Whether a line says what the document is: its kind, its number, when it may be published. */
function isRubric(line: string): boolean {
  const patterns = [...Object.values(kinds), numberLine, embargoed, immediate];
  return patterns.some((pattern) => pattern.test(line));
}

/** Whether a line is a field of an opening and so cannot be the title. */
export function isOpeningLine(line: string): boolean {
  const text = line.trim();
  return text === '' || isRubric(text) || dateLine(text) !== null;
}

/** How many lines from the beginning may be the title. */
const beginning = 12;

/**
 * The index of the title among the lines that look like one. What stands above “Press release” is the
 * letterhead. @returns -1 if there is no candidate
 */
export function titleAmong(
  lines: readonly string[],
  isCandidate: (line: number) => boolean,
): number {
  const top = lines.slice(0, beginning);
  const candidates = top.flatMap((line, at) =>
    isCandidate(at) && !isOpeningLine(line) ? [at] : [],
  );
  const rubric = top.findLastIndex((line) => isRubric(line.trim()));
  return candidates.find((at) => at > rubric) ?? candidates[0] ?? -1;
}

/** Carries an opening into its release, whose text is not there yet. */
export function applyOpening(release: ForeignRelease, opening: Opening): void {
  release.date ??= opening.date;
  if (opening.kind) release.labels.push(opening.kind);
  release.notes.push(...opening.notes);
  if (opening.because !== null) {
    release.status = 'draft';
    release.because = opening.because;
  }
}
