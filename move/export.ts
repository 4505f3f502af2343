/**
 * `npm run export`: a site as files that any tool can read and `npm run restore` takes back, or as
 * files that any web server can serve.
 *
 *   npm run export -- DIR [--origin URL] [--token T]
 *   npm run export -- --static DIR [--origin URL] [--token T]
 *
 * Without a token: what is public. With an admin's: everything. A run that was cut off goes on.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Api } from './api.ts';
import { archiveSite } from './archiving.ts';
import { exportSite } from './exporting.ts';
import { counter, demandFolder, failing } from './terminal.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    static: { type: 'string' },
    origin: { type: 'string', default: 'http://localhost:8787' },
    token: { type: 'string', default: process.env.DATELINE_TOKEN ?? '' },
  },
});

await failing(async () => {
  if (values.static !== undefined) return writeArchive(resolve(values.static));
  const folder = resolve(demandFolder(positionals));
  const api = new Api(values.origin, values.token || null);
  const manifest = await exportSite(api, folder, counter('releases'));
  const what = manifest.everything ? 'everything' : 'what is public';
  console.log(`\n${folder}: ${what}, ${manifest.releases} releases, ${manifest.files} files.`);
});

async function writeArchive(folder: string): Promise<void> {
  const api = new Api(values.origin, values.token || null);
  const { pages, redirects, broken } = await archiveSite(api, folder, counter('addresses'));
  console.log(`\n${folder}: ${pages} files, ${redirects} redirects.`);
  for (const { path, foundOn, status } of broken) {
    console.error(`${path}: ${status}, named by ${foundOn}`);
  }
  if (broken.length > 0) process.exitCode = 1;
}
