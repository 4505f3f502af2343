/**
 * `npm run export`: writes a site as files that any tool can read and `npm run import` restores, or
 * as files that any web server can serve. An interrupted export resumes.
 */
import { resolve } from 'node:path';
import { Client } from '../../client/client.ts';
import type { Arguments } from '../../dev/commands/command.ts';
import { exitCodes, UsageError } from '../../dev/commands/errors.ts';
import type { commands } from '../../dev/commands/list.ts';
import { exportSite } from '../archive/export-records.ts';
import { archiveSite } from '../archive/static-site.ts';
import { startProgress } from '../deliver/progress.ts';
import { reportExpectedErrors } from './terminal.ts';

export async function run(args: Arguments<typeof commands.export>): Promise<void> {
  const { origin, token = process.env.DATELINE_TOKEN ?? '', static: staticFolder } = args.values;
  const [named = staticFolder] = args.positionals;
  if (named === undefined) throw new UsageError('DIR is missing.');
  if (args.positionals.length > 0 && staticFolder !== undefined)
    throw new UsageError('Give one folder: DIR, or --static DIR.');
  const client = new Client(origin, token ? { token } : {});
  const write = staticFolder === undefined ? writeExport : writeStaticSite;
  await reportExpectedErrors(() => write(client, resolve(named)));
}

async function writeExport(client: Client, folder: string): Promise<void> {
  const progress = startProgress(null, 'releases');
  const manifest = await exportSite(client, folder, progress.step).finally(progress.stop);
  const scope = manifest.everything ? 'everything' : 'what is public';
  console.log(`${folder}: ${scope}, ${manifest.releases} releases, ${manifest.files} files.`);
}

async function writeStaticSite(client: Client, folder: string): Promise<void> {
  const progress = startProgress(null, 'addresses');
  const archive = await archiveSite(client, folder, progress.step).finally(progress.stop);
  const { pages, redirects, broken } = archive;
  console.log(`${folder}: ${pages} files, ${redirects} redirects.`);
  for (const { path, foundOn, status } of broken) {
    console.error(`${path}: ${status}, linked from ${foundOn}`);
  }
  if (broken.length > 0) process.exitCode = exitCodes.failed;
}
