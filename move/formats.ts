/** Which reader a file is for: by what it begins with, never by its name alone. */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { detect } from './decoding.ts';
import { readJson } from './json.ts';
import { readPage } from './page.ts';
import { readPageText } from './page-text.ts';
import { BrokenFile, type Finding } from './story.ts';
import { readXml } from './xml-file.ts';

export const formats = ['json', 'xml', 'html', 'text'] as const;
export type Format = (typeof formats)[number];

/** Every release in a file, in its order. @throws BrokenFile where nothing of it can be used */
export async function* readFindings(path: string, uploads: string | null): AsyncGenerator<Finding> {
  const format = await formatOf(path);
  if (format === 'json') yield* readJson(path);
  else if (format === 'xml') yield* readXml(path, uploads);
  else if (format === 'html') yield* readPage(path);
  else yield* readPageText(path);
}

async function formatOf(path: string): Promise<Format> {
  const { encoding } = await detect(path);
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
  await file.close();
  const beginning = iconv.decode(buffer.subarray(0, bytesRead), encoding).trimStart();
  if (beginning === '') throw new BrokenFile('is empty');
  if (beginning.includes('\u0000')) throw new BrokenFile('is no text');
  if (/^[[{]/.test(beginning)) return 'json';
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+)?(?:html\b)/i.test(beginning))
    return 'html';
  if (/^<(?:\?xml|rss|feed|!DOCTYPE|rdf:RDF|!--)/.test(beginning)) return 'xml';
  return /^<\w/.test(beginning) ? 'html' : 'text';
}

/** The files that are named, and those below the folders that are, in the order of their names. */
export async function* filesOf(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) {
      yield path;
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true });
    const below = entries.filter((entry) => entry.isDirectory() || readable.test(entry.name));
    yield* filesOf(below.map(({ name }) => join(path, name)).sort());
  }
}

/** What is read of a folder: pictures and documents in it come with the pages that show them. */
const readable = /\.(?:ndjson|jsonl|json|xml|rss|atom|x?html?|txt)$/i;
