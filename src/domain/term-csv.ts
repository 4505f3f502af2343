/** Terms as CSV: a header line, then a term on each. The columns may be in any order. */
import { BrokenCsv, type CsvRow, readCsvRows, writeCsvRows } from './csv.ts';
import { isLanguageTag } from './language.ts';
import { taxonomySlugs } from './taxonomy.ts';
import { type RawTerm, type TermCell, TermFault, type TermFileContext } from './term-entry.ts';
import type { SiteTerms } from './term-plan.ts';

type Column =
  | { of: 'taxonomy' | 'slug' | 'parent' | 'closed' }
  | { of: 'name'; lang: string }
  | { of: 'nothing' };

/** @throws TermFault if the file is not CSV, or its header has a column that is not known */
export function readCsvTerms(text: string, context: TermFileContext): RawTerm[] {
  const [header, ...rows] = parseRows(text, context.path);
  if (!header) throw new TermFault(context.path, 'is empty');
  const columns = header.record.map((title, at) =>
    columnOf(title, context, `${context.path}:${header.line}, column ${at + 1}`),
  );
  if (!columns.some(({ of }) => of === 'name')) {
    const example = `taxonomy,slug,parent,closed,${context.languages.join(',')}`;
    throw new TermFault(
      `${context.path}:${header.line}`,
      `has no column of names; a header is: ${example}`,
    );
  }
  return rows
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
    .map((row) => entryOf(row, header.record, columns, context));
}

/** @throws TermFault */
function parseRows(text: string, path: string): CsvRow[] {
  try {
    return readCsvRows(text);
  } catch (error) {
    if (!(error instanceof BrokenCsv)) throw error;
    throw new TermFault(`${path}:${error.line}`, error.message);
  }
}

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
  row: CsvRow,
  header: readonly string[],
  columns: readonly Column[],
  { path, taxonomy }: TermFileContext,
): RawTerm {
  const place = `${path}:${row.line}`;
  const cell = (at: number): TermCell => ({
    value: row.record[at] ?? '',
    place: `${place}, column ${at + 1} (${header[at]?.trim()})`,
  });
  const surplus = row.record.findIndex((value, at) => at >= columns.length && value.trim() !== '');
  if (surplus >= 0)
    throw new TermFault(
      `${place}, column ${surplus + 1}`,
      `“${row.record[surplus]}” is beyond the last column: is a text with the delimiter in quotes?`,
    );
  const field = (of: Column['of']): TermCell | null => {
    const at = columns.findIndex((column) => column.of === of);
    return at < 0 ? null : cell(at);
  };
  return {
    place,
    taxonomy: field('taxonomy') ?? { value: taxonomy, place },
    slug: field('slug'),
    parent: field('parent'),
    closed: field('closed'),
    names: columns.flatMap((column, at): [string, TermCell][] =>
      column.of === 'name' ? [[column.lang, cell(at)]] : [],
    ),
  };
}

/** The terms of a site as CSV, in the form that is read: names in `languages`, then in any others. */
export function writeCsvTerms(terms: SiteTerms, languages: readonly string[]): string {
  const all = taxonomySlugs.flatMap((taxonomy) =>
    terms[taxonomy].map((term) => ({ taxonomy, ...term })),
  );
  const named = new Set(all.flatMap(({ names }) => Object.keys(names)));
  const others = [...named].filter((lang) => !languages.includes(lang)).toSorted();
  const header = [...fieldNames, ...languages, ...others.map((lang) => `name:${lang}`)];
  const rows = all.map(({ taxonomy, slug, parent, closed, names }) => [
    taxonomy,
    slug,
    parent ?? '',
    closed ? 'yes' : 'no',
    ...[...languages, ...others].map((lang) => names[lang] ?? ''),
  ]);
  return writeCsvRows([header, ...rows]);
}
