/** Chooses the reader of a file by its first bytes; by its name only where they leave a choice. */
import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { detect } from './decoding.ts';
import { BrokenFile, type ParseResult, type Unreadable } from './parse-result.ts';
import { type BinaryFormat, binaryFormat } from './signatures.ts';
import { beginsWithColumns, type Columns } from './table-columns.ts';
import { beginsWithFrontMatter, beginsWithHeaders } from './text-signatures.ts';
import type { WordPressExports } from './wordpress.ts';

type TextFormat = 'json' | 'xml' | 'html' | 'markdown' | 'mail' | 'table' | 'text';
type Format = TextFormat | BinaryFormat;
/**
 * @param columns the columns of tables by their foreign names, from the mapping
 * @param exports takes WordPress exports, to be read together
 */
type Reader = (
  path: string,
  uploads: string | null,
  columns: Columns,
  exports: WordPressExports | null,
) => AsyncGenerator<ParseResult>;

/** Loads the reader of a format at its first file, because some have large dependencies. */
const readers: Record<Format, () => Promise<Reader>> = {
  json: async () => (await import('./json.ts')).readJson,
  xml: async () => (await import('./xml-file.ts')).readXml,
  html: async () => (await import('./page.ts')).readPage,
  markdown: async () => (await import('./front-matter.ts')).readMarkdown,
  mail: async () => (await import('./mail.ts')).readMail,
  table: async () => (await import('./table.ts')).readTable,
  workbook: async () => (await import('./table.ts')).readWorkbook,
  word: async () => (await import('./word.ts')).readWord,
  pdf: async () => (await import('./pdf.ts')).readPdf,
  text: async () => (await import('./page-text.ts')).readPageText,
};

/**
 * Reads every release of a file, in order. Those of a WordPress export are left to `exports`, if given.
 * @throws BrokenFile if the file is refused as a whole
 */
export async function* readParseResults(
  path: string,
  uploads: string | null,
  columns: Columns = {},
  exports: WordPressExports | null = null,
): AsyncGenerator<ParseResult> {
  const read = await readers[await formatOf(path)]();
  yield* read(path, uploads, columns, exports);
}

async function formatOf(path: string): Promise<Format> {
  return (await binaryFormat(path)) ?? textFormat(path);
}

async function textFormat(path: string): Promise<TextFormat> {
  const { encoding } = await detect(path);
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
  await file.close();
  const beginning = iconv.decode(buffer.subarray(0, bytesRead), encoding).trimStart();
  if (beginning === '') throw new BrokenFile('is empty');
  if (beginning.includes('\u0000')) throw new BrokenFile('is not text');
  if (/\.(?:md|markdown|mdown)$/i.test(path) || beginsWithFrontMatter(beginning)) return 'markdown';
  if (/^[[{]/.test(beginning)) return 'json';
  if (/^<[\w!?]/.test(beginning)) return markupFormat(beginning);
  if (/\.eml$/i.test(path) || beginsWithHeaders(beginning)) return 'mail';
  return /\.(?:csv|tsv)$/i.test(path) || beginsWithColumns(beginning) ? 'table' : 'text';
}

/** Declarations, comments and the document type before the root. */
const prologue =
  /^(?:[\s\ufeff]|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[\s\S]*?\]\s*)?>)*/i;

/** Root elements that are XML without a declaration, too. */
const xmlRoots = new RegExp(
  `^<(?:[\\w-]+:)?(?:${[
    'rss|feed|entry|RDF|urlset|sitemapindex',
    'nitf|newsItem|newsMessage|packageItem|NewsML',
  ].join('|')})[\\s>]`,
);

function markupFormat(beginning: string): 'xml' | 'html' {
  const [declared = ''] = prologue.exec(beginning) ?? [];
  const root = beginning.slice(declared.length);
  if (/<!DOCTYPE\s+html\b/i.test(declared) || /^<html\b/i.test(root)) return 'html';
  const isXml = /<\?xml\b|<!DOCTYPE/i.test(declared) || xmlRoots.test(root);
  // A document type or comment that is longer than the beginning is not left behind here.
  return isXml || root.startsWith('<!') ? 'xml' : 'html';
}

export interface FoundFiles {
  /** The given files, and the readable files below the given folders, in the order of their names. */
  files: string[];
  /** Files of folders that are not read. */
  skipped: string[];
  /** Paths that cannot be opened. */
  failures: Unreadable[];
}

export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], skipped: [], failures: [] };
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) await findBelowFolder(path, found);
      else found.files.push(path);
    } catch (error) {
      found.failures.push({ place: path, reason: (error as Error).message });
    }
  }
  return found;
}

async function findBelowFolder(folder: string, found: FoundFiles): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  const isRead = (entry: Dirent) => entry.isDirectory() || readable.test(entry.name);
  const pathsOf = (some: Dirent[]) => some.map(({ name }) => join(folder, name)).sort();
  found.skipped.push(...pathsOf(visible.filter((entry) => !isRead(entry))));
  const below = await findFiles(pathsOf(visible.filter(isRead)));
  found.files.push(...below.files);
  found.skipped.push(...below.skipped);
  found.failures.push(...below.failures);
}

/** File names that are read in a folder. Pictures come with the pages that show them. */
const readable =
  /\.(?:ndjson|jsonl|json|xml|rss|atom|x?html?|txt|md|markdown|mdown|csv|tsv|xlsx|docx|eml|pdf)$/i;

/** Formats of files that may come with a release of another file, the more likely ones last. */
const accompanying = [/\.(?:txt|csv|tsv|xlsx)$/i, /\.docx$/i, /\.pdf$/i];

/** Whether a file may come with a release of another file. */
export const mayAccompany = (path: string): boolean =>
  accompanying.some((pattern) => pattern.test(path));

/** Files in the order in which they are read: those that may come with others after these. */
export function inReadingOrder(paths: readonly string[]): string[] {
  const rank = (path: string) => accompanying.findIndex((pattern) => pattern.test(path));
  return paths.toSorted((one, other) => rank(one) - rank(other));
}
