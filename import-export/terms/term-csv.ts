/** Terms as CSV: a header line, then a term on each. The columns may be in any order. */
import { CsvError, parse } from 'csv-parse/sync';
import { isLanguageTag } from '../../src/domain/language.ts';
import { type Cell, type RawEntry, TermFault } from './term-entry.ts';
import type { TermFileContext } from './term-file.ts';

interface Row {
  record: string[];
  info: { lines: number };
}

type Column =
  | { of: 'taxonomy' | 'slug' | 'parent' | 'closed' }
  | { of: 'name'; lang: string }
  | { of: 'nothing' };

/** @throws TermFault if the file is not CSV, or its header has a column that is not known */
export function readCsvTerms(text: string, context: TermFileContext): RawEntry[] {
  const [header, ...rows] = parseRows(text, context.path);
  if (!header) throw new TermFault(context.path, 'is empty');
  const columns = header.record.map((title, at) =>
    columnOf(title, context, `${context.path}:${lineOf(header)}, column ${at + 1}`),
  );
  if (!columns.some(({ of }) => of === 'name')) {
    const example = `taxonomy,slug,parent,closed,${context.languages.join(',')}`;
    throw new TermFault(
      `${context.path}:${lineOf(header)}`,
      `has no column of names; a header is: ${example}`,
    );
  }
  return rows
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
    .map((row) => entryOf(row, header.record, columns, context));
}

function parseRows(text: string, path: string): Row[] {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { lines?: number }).lines;
    throw new TermFault(line === undefined ? path : `${path}:${line}`, error.message);
  }
}

/** The delimiter that is most frequent in the header. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  const times = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (times(one) > times(best) ? one : best));
}

/** The line on which a row begins. */
const lineOf = ({ record, info }: Row): number =>
  info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);

const fieldNames = ['taxonomy', 'slug', 'parent', 'closed'] as const;

/** A column by its title: a field, a language of the site, or `name:LANG` for any language. */
function columnOf(title: string, { languages }: TermFileContext, place: string): Column {
  const written = title.trim();
  if (written === '') return { of: 'nothing' };
  const field = fieldNames.find((name) => name === written.toLowerCase());
  if (field) return { of: field };
  if (written.toLowerCase() === 'name') return { of: 'name', lang: languages[0] ?? 'en' };
  const explicit = /^names?\s*[:._ (-]\s*([A-Za-z][\w-]*)\)?$/i.exec(written)?.[1];
  const tag = (explicit ?? written).replaceAll('_', '-');
  const known = languages.find((lang) => lang.toLowerCase() === tag.toLowerCase());
  if (known !== undefined) return { of: 'name', lang: known };
  if (explicit && isLanguageTag(tag)) return { of: 'name', lang: tag };
  const fields = [...fieldNames, ...languages].join(', ');
  throw new TermFault(
    place,
    `“${written}” is no column of terms: they are ${fields}, and name:LANG for other languages`,
  );
}

function entryOf(
  row: Row,
  header: readonly string[],
  columns: readonly Column[],
  { path, taxonomy }: TermFileContext,
): RawEntry {
  const place = `${path}:${lineOf(row)}`;
  const cell = (at: number): Cell => ({
    value: row.record[at] ?? '',
    place: `${place}, column ${at + 1} (${header[at]?.trim()})`,
  });
  const surplus = row.record.findIndex((value, at) => at >= columns.length && value.trim() !== '');
  if (surplus >= 0)
    throw new TermFault(
      `${place}, column ${surplus + 1}`,
      `“${row.record[surplus]}” is beyond the last column: is a text with the delimiter in quotes?`,
    );
  const field = (of: Column['of']): Cell | null => {
    const at = columns.findIndex((column) => column.of === of);
    return at < 0 ? null : cell(at);
  };
  return {
    place,
    taxonomy: field('taxonomy') ?? { value: taxonomy, place },
    slug: field('slug'),
    parent: field('parent'),
    closed: field('closed'),
    names: columns.flatMap((column, at): [string, Cell][] =>
      column.of === 'name' ? [[column.lang, cell(at)]] : [],
    ),
  };
}
