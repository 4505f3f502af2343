/**
 * The folder of an export:
 *
 *   manifest.json         what it is, from where, when, how much
 *   taxonomies/*.ndjson   a term a line, in order
 *   releases.ndjson       a record a line: every revision, span and instant
 *   redirects.ndjson      an address a line (with a token)
 *   files/{sha256}        each file once
 *   SHA256SUMS            checksums of all of it, as `sha256sum -c` reads them
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError } from '../../dev/commands/errors.ts';
import { readLines } from '../readers/decoding.ts';

export interface Manifest {
  format: 'dateline-export';
  version: 1;
  origin: string;
  exportedAt: string;
  /** Whether it has drafts, scheduled and withdrawn releases and every revision. */
  everything: boolean;
  releases: number;
  files: number;
}

export const names = {
  manifest: 'manifest.json',
  releases: 'releases.ndjson',
  redirects: 'redirects.ndjson',
  sums: 'SHA256SUMS',
  progress: 'progress.json',
};

export const filePath = (folder: string, sha256: string) => join(folder, 'files', sha256);
export const taxonomyName = (taxonomy: string) => `taxonomies/${taxonomy}.ndjson`;

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * Stores bytes under their SHA-256, atomically.
 * @throws CommandError if they have another digest
 */
export async function storeFile(
  folder: string,
  sha256: string,
  bytes: ReadableStream<Uint8Array>,
): Promise<void> {
  const hash = createHash('sha256');
  const path = filePath(folder, sha256);
  const part = `${path}.${process.pid}.part`;
  const counting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(bytes as never), counting, createWriteStream(part));
    if (hash.digest('hex') !== sha256)
      throw new CommandError(`A downloaded file does not have the SHA-256 ${sha256}.`);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/** A line of an NDJSON file: its place and its text, which is not parsed. */
export interface FolderLine {
  /** For reports: `line 3 of releases.ndjson`. */
  place: string;
  text: string;
}

/**
 * Yields the lines of an NDJSON file that are not blank; none if it does not exist. A line ends at a
 * line feed alone: texts in JSON may have U+2028 and U+2029, at which `node:readline` splits.
 */
export async function* readFolderLines(folder: string, name: string): AsyncGenerator<FolderLine> {
  const path = join(folder, name);
  if (!(await exists(path))) return;
  const pieces: AsyncIterable<string> = createReadStream(path, 'utf8');
  for await (const [number, line] of readLines(pieces, Infinity))
    if (line?.trim()) yield { place: `line ${number} of ${name}`, text: line };
}

export const toLines = (documents: readonly unknown[]) =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join('');

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The checksums of all files of the folder. */
export async function sums(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== names.sums && path !== names.progress);
  const lines: string[] = [];
  for (const path of paths.sort()) lines.push(`${await sumOf(join(folder, path))}  ${path}\n`);
  return lines.join('');
}

/**
 * Reads the manifest, after every checksum was verified.
 * @throws CommandError that names missing and changed files
 */
export async function readManifest(folder: string): Promise<Manifest> {
  if (!(await exists(join(folder, names.manifest)))) {
    throw new CommandError(`${folder} is not a complete export: it has no ${names.manifest}.`);
  }
  const recorded = await readFile(join(folder, names.sums), 'utf8');
  const now = new Set((await sums(folder)).split('\n'));
  const changed = recorded.split('\n').filter((line) => line && !now.has(line));
  if (changed.length > 0) {
    const paths = changed.map((line) => line.slice(66));
    throw new CommandError(`Missing or changed since the export: ${paths.join(', ')}`);
  }
  return JSON.parse(await readFile(join(folder, names.manifest), 'utf8')) as Manifest;
}
