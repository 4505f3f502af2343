/** Rows of the first sheet of an Excel workbook. */
import { zipSync } from 'fflate';
import readWorkbookFile from 'read-excel-file/universal';
import { BrokenFile } from './parse-result.ts';
import type { Row } from './table.ts';
import { readEntries } from './zip-package.ts';

export async function readSheetRows(path: string): Promise<{ rows: Row[]; notes: string[] }> {
  const entries = await readEntries(path, (name) => /\.(?:xml|rels)$/.test(name));
  // Packed anew without compression, so that the library unpacks no more than was checked.
  const checked = zipSync(Object.fromEntries(entries), { level: 0 });
  const sheets = await readWorkbookFile(new Uint8Array(checked).buffer).catch((error: Error) => {
    throw new BrokenFile(`is damaged: ${error.message}`);
  });
  const [sheet, ...others] = sheets;
  const rows = (sheet?.data ?? []).map((cells, at) => ({
    place: `${path}:row ${at + 1}`,
    cells: cells.map(textOfCell),
  }));
  const notes = others
    .filter(({ data }) => data.length > 0)
    .map((other) => `the sheet “${other.sheet}” was not read: only the first one is`);
  return { rows, notes };
}

/** A cell as text; a date without its zone, which Excel does not know, to the nearest second. */
function textOfCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value);
  // Excel counts in days, so most times are fractions that fall a moment short.
  const written = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
  return written.endsWith('T00:00:00.000Z') ? written.slice(0, 10) : written.slice(0, 19);
}
