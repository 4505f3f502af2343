/** Restores an exported folder as it was, not as new releases. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Client } from '../../client/client.ts';
import { CommandError, exitCodes } from '../../dev/commands/errors.ts';
import { startProgress } from '../deliver/progress.ts';
import { exists, names, readManifest } from './folder.ts';
import { restoreSite } from './restore-records.ts';

export const secondPerson =
  'The site has the two-person rule, so an import cannot publish. Import drafts with --draft, or set ' +
  'TWO_PERSON_RULE to "false" during the import.';

/** The folder of an export if `paths` is that folder or its releases.ndjson; else null. */
export async function exportAt(paths: readonly string[]): Promise<string | null> {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0 || !(await exists(path))) return null;
  const isFolder = (await stat(path)).isDirectory();
  if (!isFolder && basename(path) !== names.releases) return null;
  const folder = resolve(isFolder ? path : dirname(path));
  return (await exists(join(folder, names.sums))) ? folder : null;
}

/** @throws CommandError, Refusal, Unreachable */
export async function runRestore(
  client: Client,
  folder: string,
  { dryRun }: { dryRun: boolean },
): Promise<void> {
  const { releases, files, everything, origin, exportedAt } = await readManifest(folder);
  const { document: site } = await client.send('GET /site');
  if (site.twoPersons) throw new CommandError(secondPerson);
  if (dryRun) {
    const what = everything ? 'Everything' : 'What was public';
    console.log(
      `${what} of ${origin} at ${exportedAt}: ${releases} releases, ${files} files, whole.`,
    );
    return;
  }
  const progress = startProgress(releases, 'releases');
  const { restored, unchanged, failed } = await restoreSite(client, folder, () =>
    progress.step(),
  ).finally(progress.stop);
  console.log(`${restored} restored, ${unchanged} unchanged, ${failed.length} failed`);
  for (const { what, reason } of failed) console.error(`${what}: ${reason}`);
  if (failed.length > 0) process.exitCode = exitCodes.failed;
}
