/** Reads tables, CSV and XLSX: a row is a release in one language, rows of one key are one release. */
import { basename, dirname } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { detect, readWhole } from './decoding.ts';
import { plainLine, toMarkdown } from './html-to-markdown.ts';
import { dayIn, momentIn } from './moments.ts';
import {
  BrokenFile,
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import {
  type Columns,
  fieldOfColumn,
  separatorOf,
  type TableField,
  tableFields,
} from './table-columns.ts';
import { linesToMarkdown } from './text-blocks.ts';

/** A row with the place in its file. */
export interface Row {
  place: string;
  cells: string[];
}

type Cells = Partial<Record<TableField, string>>;
interface NamedRow {
  place: string;
  cells: Cells;
}

export async function* readTable(
  path: string,
  uploads: string | null,
  columns: Columns,
): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  if (note) yield { place: path, leftOut: note };
  yield* releasesOf(rowsOf(await readWhole(path, encoding), path), { path, uploads, columns });
}

export async function* readWorkbook(
  path: string,
  uploads: string | null,
  columns: Columns,
): AsyncGenerator<ParseResult> {
  const { readSheetRows } = await import('./workbook.ts');
  const { rows, notes } = await readSheetRows(path);
  for (const leftOut of notes) yield { place: path, leftOut };
  yield* releasesOf(rows, { path, uploads, columns });
}

/** @throws BrokenFile with the line of a quotation mark without its other one */
function rowsOf(text: string, path: string): Row[] {
  const separator = separatorOf(text);
  const first = /^\s*sep=.\r?\n/i.exec(text)?.[0] ?? '';
  try {
    let line = first === '' ? 1 : 2;
    const records = parse(text.slice(first.length), {
      delimiter: separator,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => {
      const row = { place: `${path}:${line}`, cells: record };
      line = info.lines + (first === '' ? 1 : 2);
      return row;
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new BrokenFile(`line ${error.lines ?? 1}: ${error.message}`);
  }
}

interface TableContext {
  path: string;
  uploads: string | null;
  columns: Columns;
}

async function* releasesOf(rows: Row[], context: TableContext): AsyncGenerator<ParseResult> {
  const { path, columns } = context;
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [head, ...body] = filled;
  if (!head) throw new BrokenFile('is empty');
  const fields = head.cells.map((name) => fieldOfColumn(name, columns));
  if (!fields.includes('title') && !fields.includes('body')) {
    throw new BrokenFile(
      `has no column of titles: its columns are ${head.cells.map((one) => `“${one.trim()}”`).join(', ')}. ` +
        `Name them in the mapping (columns:) as ${tableFields.join(', ')}`,
    );
  }
  for (const [at, name] of head.cells.entries()) {
    if (fields[at] !== undefined || name.trim() === '') continue;
    yield { place: head.place, leftOut: `the column “${name.trim()}” was not read` };
  }
  if (body.length === 0) yield { place: path, leftOut: 'has no rows below its columns' };
  const groups = new Map<string, NamedRow[]>();
  for (const { place, cells } of body) {
    const named = nameCells(cells, fields);
    const { key = '', address = '' } = named;
    const identity = key || address || place;
    groups.set(identity, [...(groups.get(identity) ?? []), { place, cells: named }]);
  }
  for (const [identity, group] of groups) yield releaseOf(identity, group, context);
}

/** The cells by field; several columns of one field are a list. */
function nameCells(cells: string[], fields: (TableField | null | undefined)[]): Cells {
  const named: Cells = {};
  for (const [at, field] of fields.entries()) {
    const value = (cells[at] ?? '').trim();
    if (!field || value === '') continue;
    const before = named[field];
    named[field] =
      before === undefined ? value : `${before}${field === 'body' ? '\n\n' : '; '}${value}`;
  }
  return named;
}

async function releaseOf(
  identity: string,
  rows: NamedRow[],
  context: TableContext,
): Promise<ParseResult> {
  const [first] = rows as [NamedRow, ...NamedRow[]];
  const { place } = first;
  const whole = (field: TableField) =>
    rows.map(({ cells }) => cells[field]).find((value) => value !== undefined) ?? '';
  const name = basename(context.path);
  const isNamed = first.cells.key !== undefined || first.cells.address !== undefined;
  const own = isNamed ? identity : `${whole('title')} ${whole('date')} ${whole('language')}`;
  const release = newForeignRelease(place, `table ${name} ${own}`);
  const written = whole('date');
  release.published = momentIn(written);
  release.date = dayIn(written);
  if (written !== '' && release.date === null && release.published === null)
    return { place, reason: `its date cannot be read: ${written}` };
  readStatus(rows, release);
  release.labels = labelsOf(rows);
  release.addresses = rows
    .flatMap(({ cells }) => (cells.address ?? '').split(/[\s;|]+/))
    .filter(Boolean);
  const [contactName, email, phone] = [
    whole('contactName'),
    whole('contactEmail'),
    whole('contactPhone'),
  ];
  if (contactName || email)
    release.contacts = [
      { name: contactName || email, ...(email && { email }), ...(phone && { phone }) },
    ];
  for (const row of rows) await encloseFiles(row, release, context);
  for (const { cells, place: at } of rows) {
    const { title = '', body = '', summary = '' } = cells;
    if (title === '') {
      const reason = 'has no title';
      if (rows.length === 1) return { place: at, reason };
      release.notes.push(`the row ${at} ${reason}: it was left out`);
      continue;
    }
    release.texts.push({
      lang: cells.language ?? null,
      title: plainLine(title),
      summary: plainLine(summary),
      place: cells.place ?? whole('place'),
      markdown: bodyOf(body, cells.format ?? '', release),
    });
  }
  return release.texts.length === 0 ? { place, reason: 'has no title' } : release;
}

const publicWords = new RegExp(
  `^(?:${[
    'public|published|live|online|final|publié|veröffentlicht',
    'öffentlich|pubblicato|publicado|опубликовано|منشور|yes|1|true',
  ].join('|')})$`,
  'i',
);

/** Anything that does not say “public” is a draft. */
function readStatus(rows: NamedRow[], release: ForeignRelease): void {
  const said = rows.flatMap(({ cells }) => cells.status ?? []);
  const other = said.find((status) => !publicWords.test(status));
  if (other === undefined) release.status = said.length > 0 ? 'public' : 'unsaid';
  else Object.assign(release, { status: 'draft', because: `its status is “${other}”` });
}

const labelFields: [TableField, Label['of']][] = [
  ['kind', 'kind'],
  ['sources', 'sources'],
  ['fieldsOfWork', 'fieldsOfWork'],
  ['countries', 'countries'],
  ['meetings', 'meetings'],
  ['author', 'author'],
  ['tags', 'any'],
];

function labelsOf(rows: NamedRow[]): Label[] {
  const labels = labelFields.flatMap(([field, of]) =>
    rows.flatMap(({ cells }) =>
      (cells[field] ?? '')
        .split(/[;|\n]/)
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((name): Label => ({ of, name, ...(field !== 'kind' && { listed: true }) })),
    ),
  );
  return [...new Map(labels.map((label) => [`${label.of} ${label.name}`, label])).values()];
}

/** Encloses the files of a row, which stand beside the table or in the folder of `--attachments`. */
async function encloseFiles(
  { cells }: NamedRow,
  release: ForeignRelease,
  { path, uploads }: TableContext,
): Promise<void> {
  const folders = [dirname(path), ...(uploads === null ? [] : [uploads])];
  const find = async (name: string) => {
    for (const folder of folders) {
      const found = await findBelow(folder, name.replaceAll('\\', '/'));
      if (found !== null) return found;
    }
    return null;
  };
  const named = (cells.files ?? '')
    .split(/[;|\n]/)
    .map((name) => name.trim())
    .filter(Boolean);
  for (const name of named) {
    const whole = await find(name);
    const parts = whole === null ? name.split(',').map((part) => part.trim()) : [name];
    for (const part of parts.filter(Boolean)) {
      const found = whole ?? (await find(part));
      if (found !== null) await enclose(release, found, basename(found), '');
      else release.notes.push(`a file was left out: ${part} is not beside ${basename(path)}`);
    }
  }
}

const formats = ['markdown', 'html', 'text'] as const;

/** The body by its format; without one, HTML is recognized by its tags. */
function bodyOf(body: string, named: string, release: ForeignRelease): string {
  const given = formats.find((format) => named.toLowerCase().includes(format));
  if (named !== '' && !given)
    release.notes.push(`its format “${named}” is unknown: formats are ${formats.join(', ')}`);
  const isHtml = /<(?:p|br|div|ul|ol|h[1-6]|a|strong|em|b|i|span|table)\b[^>]*>/i.test(body);
  const format = given ?? (isHtml ? 'html' : isPlain(body) ? 'text' : 'markdown');
  const text = body.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  if (format === 'html') {
    const { markdown, losses } = toMarkdown(text, { base: null });
    release.notes.push(...losses);
    return markdown;
  }
  if (format === 'markdown') return text;
  return linesToMarkdown(text.split('\n'));
}

/** Whether each line is a paragraph, as in a cell that was typed: lines, but neither blank ones nor marks. */
function isPlain(body: string): boolean {
  const lines = body.trim().split(/\r?\n/);
  return (
    lines.length > 1 &&
    lines.every((line) => line.trim() !== '' && !/^\s*(?:[-*+>|#]|\d+[.)]\s|\[\^)/.test(line))
  );
}
