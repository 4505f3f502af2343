/** The site to which a command of the console gives access: of this machine, or deployed. */
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { line } from '../../src/domain/text-input.ts';
import { UsageError } from '../commands/errors.ts';
import { type ConsoleDatabase, localDatabase } from '../grants.ts';
import { root, startLocal, stateFolder } from '../local.ts';
import { remoteDatabase } from './remote-database.ts';
import { readSettings } from './settings.ts';
import { wranglerAt } from './wrangler.ts';

export interface TargetOptions {
  remote: boolean;
  state: string | undefined;
  env: string | undefined;
}

export interface Target {
  database: ConsoleDatabase;
  /** The address of the deployed desk; null for this machine's. */
  deskOrigin: string | null;
  /** The site in words. */
  site: string;
}

/** @throws UsageError if the options contradict each other */
export function requireTarget({ remote, state, env }: TargetOptions): void {
  if (remote && state !== undefined)
    throw new UsageError('--state belongs to this machine: leave it out with --remote.');
  if (env !== undefined && !remote) throw new UsageError('--env needs --remote.');
}

/**
 * The name of a new editor.
 * @throws UsageError if it is empty, too long or of several lines
 */
export function requireName(given: string): string {
  const name = v.safeParse(line(200), given);
  if (!name.success) throw new UsageError(`--name ${name.issues[0].message}.`);
  return name.output;
}

/** Opens the target's database for as long as `use` runs. */
export async function withTarget<T>(
  { remote, state, env }: TargetOptions,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  if (remote) {
    const settings = readSettings(join(root, 'wrangler.toml'), env ?? null);
    const { origin, deskOrigin } = settings;
    const site = `${origin} (database ${settings.database.name})`;
    return use({ database: remoteDatabase(settings, wranglerAt()), deskOrigin, site });
  }
  const stateDir = resolve(state ?? stateFolder);
  const idle = { type: 'ESModule' as const, path: 'idle.js', contents: 'export default {};' };
  const local = await startLocal({ worker: { modules: [idle] }, front: false, stateDir });
  try {
    const site = `the site of this machine in ${stateDir}`;
    return await use({ database: localDatabase(local.db), deskOrigin: null, site });
  } finally {
    await local.dispose();
  }
}
