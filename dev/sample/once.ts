/** Loads the sample newsroom into a state folder once; an interrupted load is completed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Local } from '../local.ts';
import { loadSample } from './load.ts';

export interface OnceOptions {
  stateDir: string;
  languages: readonly string[];
  /** Whether the site stays without the sample, also at later starts. */
  empty: boolean;
  onProgress?: (done: number, all: number) => void;
}

export type Outcome =
  | { state: 'loaded'; leftOut: string[] }
  /** `mark` is the file to remove to load the sample after all. */
  | { state: 'empty'; mark: string }
  | { state: 'unchanged' };

/**
 * Loads the sample into a site without releases. The file `sample` of the state folder records the
 * state: the number of releases loaded so far, `complete` or `empty`.
 */
export async function loadOnce(
  { db, url, tick }: Pick<Local, 'db' | 'url' | 'tick'>,
  token: string,
  { stateDir, languages, empty, onProgress }: OnceOptions,
): Promise<Outcome> {
  const mark = join(stateDir, 'sample');
  const saved = await readFile(mark, 'utf8').catch(() => null);
  if (saved === 'empty') return { state: 'empty', mark };
  if (saved === 'complete') return { state: 'unchanged' };
  if (saved === null) {
    const releases = await db.prepare('select count(*) as n from releases').first<number>('n');
    if (releases) return { state: 'unchanged' };
    await writeFile(mark, empty ? 'empty' : '0');
    if (empty) return { state: 'empty', mark };
  }
  const leftOut = await loadSample(url, token, {
    languages,
    done: Number(saved ?? 0),
    onProgress: async (done, all) => {
      await writeFile(mark, String(done));
      onProgress?.(done, all);
    },
  });
  await tick();
  await writeFile(mark, 'complete');
  return { state: 'loaded', leftOut };
}
