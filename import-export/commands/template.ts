/** `npm run import -- --template csv`: a table to fill in, with a release in two languages as an example. */
import { writeFile } from 'node:fs/promises';
import { CommandError } from '../../dev/commands/errors.ts';
import { type TableField, tableFields } from '../readers/table-columns.ts';

type Row = Partial<Record<TableField, string>>;

/** Columns of the template in their order: those that a site has fields for. */
const columns = tableFields.filter((field) => field !== 'author' && field !== 'tags');

const examples: readonly Row[] = [
  {
    key: '2021-17',
    language: 'en',
    title: 'Example: office opens registry',
    date: '2021-05-05T10:00:00+02:00',
    place: 'VIENNA',
    summary: 'Rows with one key are one release in several languages.',
    body: 'The first paragraph, with a [link](https://example.org/).\n\nThe second paragraph.',
    format: 'markdown',
    kind: 'Press release',
    sources: 'Secretariat',
    status: 'published',
    address: '/press/2021/registry.html',
    files: 'registry.pdf; photo.jpg',
    contactName: 'Press office',
    contactEmail: 'press@example.org',
  },
  {
    key: '2021-17',
    language: 'fr',
    title: 'Exemple : ouverture du registre',
    place: 'VIENNE',
    body: '<p>Le premier alinéa.</p><p>Le second alinéa.</p>',
    format: 'html',
  },
];

const cellOf = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The template as CSV, with a byte order mark, without which Excel does not read UTF-8. */
export function csvTemplate(): string {
  const rows = examples.map((row) => columns.map((column) => cellOf(row[column] ?? '')));
  return `\uFEFF${[columns, ...rows].map((row) => `${row.join(',')}\r\n`).join('')}`;
}

/**
 * Writes the template to a file that does not exist yet.
 * @returns a sentence with the next step
 * @throws CommandError
 */
export async function writeTemplate(path: string): Promise<string> {
  try {
    await writeFile(path, csvTemplate(), { flag: 'wx' });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    throw new CommandError(`${path} exists already: name another file.`);
  }
  return `Wrote ${path}. Replace its example, then: npm run import -- --dry-run ${path}`;
}
