/**
 * `npm run restore`: what `npm run export` wrote, into a site that does not have it.
 *
 *   npm run restore -- DIR --token T [--origin URL]
 *
 * Run again it changes nothing. Exits with 1 when something could not be restored, and names it.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Api } from './api.ts';
import { restoreSite } from './restoring.ts';
import { counter, demandFolder, failing } from './terminal.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    origin: { type: 'string', default: 'http://localhost:8787' },
    token: { type: 'string', default: process.env.DATELINE_TOKEN ?? '' },
  },
});

await failing(async () => {
  const folder = resolve(demandFolder(positionals));
  if (!values.token) throw new Error('--token: an admin’s token is needed.');
  const api = new Api(values.origin, values.token);
  const { restored, unchanged, failed } = await restoreSite(api, folder, counter('releases'));
  console.log(`\n${restored} restored, ${unchanged} unchanged, ${failed.length} failed`);
  for (const { what, reason } of failed) console.error(`${what}: ${reason}`);
  if (failed.length > 0) process.exitCode = 1;
});
