/**
 * `npm run token`: an editor with a token, on this machine or in the database of the deployed site.
 *
 *   npm run token -- --name NAME --role author|editor|admin [--days N] [--state DIR]
 *   npm run token -- --name NAME --role author|editor|admin [--days N] --remote [--env NAME]
 *
 * Prints the token, once and alone on the last line; it is kept nowhere.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { roles } from '../../src/domain/editor.ts';
import { line } from '../../src/domain/release.ts';
import { root, startLocal, stateFolder } from '../local.ts';
import { createEditor, day, type NewEditor } from '../token.ts';
import { createRemoteEditor } from './remote-editor.ts';
import { readSettings } from './settings.ts';
import { wranglerAt } from './wrangler.ts';

const { values } = parseArgs({
  options: {
    name: { type: 'string' },
    role: { type: 'string' },
    days: { type: 'string', default: '90' },
    remote: { type: 'boolean', default: false },
    env: { type: 'string' },
    state: { type: 'string' },
  },
});

const orders = v.object({
  name: line(200),
  role: v.picklist(roles, `must be one of ${roles.join(', ')}`),
  days: v.pipe(
    v.string(),
    v.transform(Number),
    v.integer('must be a whole number'),
    v.minValue(1, 'must be 1 at least'),
    v.maxValue(400, 'must be 400 at most'),
  ),
});

try {
  const result = v.safeParse(orders, { name: '', role: '', ...values });
  const faults = (result.issues ?? []).map((one) => `--${v.getDotPath(one)} ${one.message}.`);
  if (values.remote && values.state) faults.push('--state is this machine’s: not with --remote.');
  if (values.env && !values.remote) faults.push('--env is for --remote.');
  if (!result.success || faults.length > 0) throw new Error(faults.join('\n'));
  const { name, role, days } = result.output;
  console.log(await give({ name, role, validFor: days * day }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function give(editor: NewEditor): Promise<string> {
  if (values.remote) {
    const settings = readSettings(join(root, 'wrangler.toml'), values.env ?? null);
    return createRemoteEditor(settings, wranglerAt(), editor);
  }
  const idle = { type: 'ESModule' as const, path: 'idle.js', contents: 'export default {};' };
  const stateDir = resolve(values.state ?? stateFolder);
  const site = await startLocal({ worker: { modules: [idle] }, front: false, stateDir });
  try {
    return await createEditor(site.db, editor);
  } finally {
    await site.dispose();
  }
}
