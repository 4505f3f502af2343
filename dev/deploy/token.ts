/**
 * `npm run token`: creates an editor with a token, on this machine or in the database of the deployed
 * site. Prints the token once, alone on stdout, and on stderr the site that it belongs to.
 */
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { line } from '../../src/domain/release.ts';
import type { Arguments } from '../commands/command.ts';
import { UsageError } from '../commands/errors.ts';
import type { commands } from '../commands/list.ts';
import { root, startLocal, stateFolder } from '../local.ts';
import { createEditor, day, type NewEditor } from '../token.ts';
import { createRemoteEditor } from './remote-editor.ts';
import { readSettings } from './settings.ts';
import { wranglerAt } from './wrangler.ts';

/** A token and a description of its site. */
interface NewToken {
  token: string;
  site: string;
}

export async function run({ values }: Arguments<typeof commands.token>): Promise<void> {
  const { role, days, remote, state, env } = values;
  const name = v.safeParse(line(200), values.name);
  if (!name.success) throw new UsageError(`--name ${name.issues[0].message}.`);
  if (remote && state !== undefined)
    throw new UsageError('--state belongs to this machine: leave it out with --remote.');
  if (env !== undefined && !remote) throw new UsageError('--env needs --remote.');
  const editor: NewEditor = { name: name.output, role, validFor: days * day };
  const stateDir = resolve(state ?? stateFolder);
  const { token, site } = remote
    ? await createRemoteToken(editor, env ?? null)
    : await createLocalToken(editor, stateDir);
  console.error(`Token of ${role} "${name.output}", valid for ${days} days, on ${site}:`);
  console.log(token);
}

async function createRemoteToken(editor: NewEditor, environment: string | null): Promise<NewToken> {
  const settings = readSettings(join(root, 'wrangler.toml'), environment);
  const token = await createRemoteEditor(settings, wranglerAt(), editor);
  return { token, site: `${settings.origin} (database ${settings.database.name})` };
}

async function createLocalToken(editor: NewEditor, stateDir: string): Promise<NewToken> {
  const idle = { type: 'ESModule' as const, path: 'idle.js', contents: 'export default {};' };
  const site = await startLocal({ worker: { modules: [idle] }, front: false, stateDir });
  try {
    const token = await createEditor(site.db, editor);
    return { token, site: `the site of this machine in ${stateDir}` };
  } finally {
    await site.dispose();
  }
}
