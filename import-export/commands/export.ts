/**
 * `npm run export`: a site as files that any tool can read and `npm run import` takes back, or as
 * files that any web server can serve.
 *
 *   npm run export -- DIR [--origin URL] [--token T]
 *   npm run export -- --static DIR [--origin URL] [--token T]
 *
 * Without a token: what is public. With an admin's: everything. A run that was cut off goes on.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../../client/client.ts';
import { exportSite } from '../archive/export-records.ts';
import { archiveSite } from '../archive/static-site.ts';
import { startProgress } from '../deliver/progress.ts';
import { exits, exitWith, readArguments, runCommand } from './terminal.ts';

const usage =
  'npm run export -- DIR [--origin URL] [--token T]\nnpm run export -- --static DIR [--origin URL] [--token T]';

const { values, positionals } = readArguments(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      static: { type: 'string' },
      origin: { type: 'string', default: 'http://localhost:8787' },
      token: { type: 'string', default: process.env.DATELINE_TOKEN ?? '' },
    },
  }),
);

const folders = [...positionals, ...(values.static === undefined ? [] : [values.static])];
const [named] = folders;
if (named === undefined || folders.length > 1) exitWith(usage);
if (!URL.canParse(values.origin)) exitWith(`--origin: ${values.origin} is no address.`);
const folder = resolve(named);
const client = new Client(values.origin, values.token ? { token: values.token } : {});

await runCommand(values.static === undefined ? writeExport : writeArchive);

async function writeExport(): Promise<void> {
  const progress = startProgress(null, 'releases');
  const manifest = await exportSite(client, folder, progress.step).finally(progress.stop);
  const what = manifest.everything ? 'everything' : 'what is public';
  console.log(`${folder}: ${what}, ${manifest.releases} releases, ${manifest.files} files.`);
}

async function writeArchive(): Promise<void> {
  const progress = startProgress(null, 'addresses');
  const archive = await archiveSite(client, folder, progress.step).finally(progress.stop);
  const { pages, redirects, broken } = archive;
  console.log(`${folder}: ${pages} files, ${redirects} redirects.`);
  for (const { path, foundOn, status } of broken) {
    console.error(`${path}: ${status}, named by ${foundOn}`);
  }
  if (broken.length > 0) process.exitCode = exits.failures;
}
