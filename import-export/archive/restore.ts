/** An exported folder that is imported: it comes back as it was, rather than as news. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Client } from '../../client/client.ts';
import { CommandError, exitCodes } from '../../dev/commands/errors.ts';
import { startProgress } from '../deliver/progress.ts';
import { exists, names, readManifest } from './folder.ts';
import { restoreSite } from './restore-records.ts';

/** What is told once, rather than for each release. */
export const secondPerson =
  'The site has the rule of two persons: nobody alone makes anything public there. Bring drafts in with --draft, or set TWO_PERSON_RULE to "false" for the move.';

/** The folder of an export that was named, by itself or by its releases.ndjson; else null. */
export async function exportAt(paths: readonly string[]): Promise<string | null> {
  const [path, ...others] = paths;
  if (path === undefined || others.length > 0 || !(await exists(path))) return null;
  const isFolder = (await stat(path)).isDirectory();
  if (!isFolder && basename(path) !== names.releases) return null;
  const folder = resolve(isFolder ? path : dirname(path));
  return (await exists(join(folder, names.sums))) ? folder : null;
}

/** @throws Unready, Refusal, Unreachable */
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
