/** Files that were inside other files, such as the pictures of a document, until the process ends. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: Promise<string> | null = null;

/** Saves bytes under their digest, so that equal ones are one file. @returns the path */
export async function saveToScratch(bytes: Uint8Array): Promise<string> {
  folder ??= makeFolder();
  const digest = createHash('sha256').update(bytes).digest('hex');
  const path = join(await folder, digest.slice(0, 2), digest);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'dateline-import-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
