/** Rows of CSV, with the lines on which they begin. */
import Papa from 'papaparse';

export interface CsvRow {
  record: string[];
  /** The line on which it begins. */
  line: number;
}

/** A text that is no CSV, with the line of its fault. */
export class BrokenCsv extends Error {
  override readonly name = 'BrokenCsv';
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** Reads rows with commas, semicolons or tabs; empty lines are left out. @throws BrokenCsv */
export function readCsvRows(text: string): CsvRow[] {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    delimiter: delimiterOf(text),
  });
  let next = 1;
  const rows = data.map((record) => {
    const row = { record, line: next };
    next += record.reduce((sum, cell) => sum + cell.split(/\r\n|\r|\n/).length - 1, 1);
    return row;
  });
  const [error] = errors;
  if (error) throw new BrokenCsv(rows[error.row ?? 0]?.line ?? 1, error.message);
  return rows.filter(({ record }) => record.length > 1 || record[0] !== '');
}

/** The delimiter that is most frequent in the header. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  const times = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (times(one) > times(best) ? one : best));
}

/** Rows as CSV, with CRLF after each. */
export const writeCsvRows = (rows: readonly (readonly string[])[]): string =>
  `${Papa.unparse(rows.map((row) => [...row]))}\r\n`;
