/** The sample newsroom in a state folder: loaded once, completed if a load was cut off, or never. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Local } from '../local.ts';
import { loadSample } from './load.ts';

export interface OnceOptions {
  stateDir: string;
  languages: readonly string[];
  /** Whether the site is to stay without the sample, from now on. */
  empty: boolean;
  told?: (done: number, all: number) => void;
}

export type Outcome =
  | { state: 'loaded'; leftOut: string[] }
  /** `mark` is the file to remove for the sample to be loaded after all. */
  | { state: 'empty'; mark: string }
  | { state: 'kept' };

/**
 * Loads the sample into a site that has no releases. The file `sample` of the state folder says what
 * became of it: the number of releases of a load that was cut off, `complete` or `empty`.
 */
export async function loadOnce(
  { db, url, tick }: Pick<Local, 'db' | 'url' | 'tick'>,
  token: string,
  { stateDir, languages, empty, told }: OnceOptions,
): Promise<Outcome> {
  const mark = join(stateDir, 'sample');
  const begun = await readFile(mark, 'utf8').catch(() => null);
  if (begun === 'empty') return { state: 'empty', mark };
  if (begun === 'complete') return { state: 'kept' };
  if (begun === null) {
    const releases = await db.prepare('select count(*) as n from releases').first<number>('n');
    if (releases) return { state: 'kept' };
    await writeFile(mark, empty ? 'empty' : '0');
    if (empty) return { state: 'empty', mark };
  }
  const leftOut = await loadSample(url, token, {
    languages,
    done: Number(begun ?? 0),
    told: async (done, all) => {
      await writeFile(mark, String(done));
      told?.(done, all);
    },
  });
  await tick();
  await writeFile(mark, 'complete');
  return { state: 'loaded', leftOut };
}
