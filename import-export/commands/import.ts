/**
 * `npm run import`: imports releases of other systems through the editors' API, or restores a folder
 * that `npm run export` wrote. docs/import-export.md describes formats, mapping and exit codes.
 */
import { createWriteStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Client, Refusal } from '../../client/client.ts';
import type { Arguments } from '../../dev/commands/command.ts';
import { CommandError, exitCodes, UsageError } from '../../dev/commands/errors.ts';
import type { commands } from '../../dev/commands/list.ts';
import { exportAt, runRestore, secondPerson } from '../archive/restore.ts';
import { Delivery } from '../deliver/delivery.ts';
import { importItems, type Result } from '../deliver/moving.ts';
import { estimate, startProgress } from '../deliver/progress.ts';
import { linesOf, type Report } from '../deliver/report.ts';
import { findFiles } from '../readers/formats.ts';
import type { Item } from '../resolve/item.ts';
import { noMapping, readMapping } from '../resolve/mapping.ts';
import { findNewsroom } from '../resolve/newsroom.ts';
import { isExpected, reportExpectedErrors, tokenOfThisMachine } from './terminal.ts';

type Values = Arguments<typeof commands.import>['values'];

export async function run({
  values,
  positionals,
}: Arguments<typeof commands.import>): Promise<void> {
  if (values.draft && values.publish) throw new UsageError('Give --draft or --publish, not both.');
  if (values.date !== undefined && values['undated-as-draft'])
    throw new UsageError('Give --date or --undated-as-draft, not both.');
  const token = values.token ?? (process.env.DATELINE_TOKEN || tokenOfThisMachine(values.origin));
  if (token === null && !values['dry-run'])
    throw new UsageError('--token is missing: an import needs the token of an editor.');
  const client = new Client(values.origin, { ...(token !== null && { token }) });
  const exported = await exportAt(positionals);
  if (exported !== null) {
    await reportExpectedErrors(() => runRestore(client, exported, { dryRun: values['dry-run'] }));
    return;
  }
  const interruption = stopOnInterrupt();
  await reportExpectedErrors(() =>
    importFiles(client, positionals, values, token !== null, interruption),
  );
}

/** Aborts at the first Ctrl-C. The second one ends the process at once, as Node does by default. */
function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    console.error(
      '\nFinishing the current items. Press Ctrl-C again to stop at once. The next run resumes.',
    );
    controller.abort();
  });
  return controller.signal;
}

async function importFiles(
  client: Client,
  paths: readonly string[],
  values: Values,
  hasToken: boolean,
  signal: AbortSignal,
): Promise<void> {
  const dryRun = values['dry-run'];
  const zone = values['time-zone'];
  const delivery = new Delivery(client);
  const mapping = values.mapping ? await readMapping(values.mapping) : noMapping;
  const ours = mapping.attachments && resolve(dirname(values.mapping ?? ''), mapping.attachments);
  const newsroom = await findNewsroom(client);
  if (newsroom.twoPersons && !values.draft) throw new CommandError(secondPerson);
  if (newsroom.terms.isEmpty('kinds')) throw new CommandError(noKinds, exitCodes.stopped);
  const setting = {
    newsroom,
    mapping: { ...mapping, ...(zone && { timeZone: zone }) },
    draftsOnly: values.draft,
    undated: values['undated-as-draft'] ? ('draft' as const) : { date: values.date ?? null },
    now: Date.now(),
  };
  let total = 0;
  for (const path of (await findFiles(paths)).files) total += await estimate(path);
  const log = values.report === undefined ? null : createWriteStream(values.report);
  const progress = dryRun ? null : startProgress(total, 'items');
  const predict = (item: Item) =>
    hasToken ? delivery.predict(item) : item.at === null ? 'drafted' : 'published';
  try {
    const report = await importItems({
      paths,
      uploads: values.attachments ?? ours ?? null,
      setting,
      deliver: dryRun ? async (item) => predict(item) : (item) => delivery.deliver(item),
      parallel: dryRun ? 1 : values.parallel,
      signal,
      onResult: (result) => {
        progress?.step();
        if (dryRun) console.log(lineOf(result));
        log?.write(`${JSON.stringify(entryOf(result))}\n`);
      },
    }).finally(() => {
      progress?.stop();
      log?.end();
    });
    printReport(report, dryRun);
    const outcome = report.failures.length > 0 ? exitCodes.failed : exitCodes.done;
    process.exitCode = signal.aborted ? exitCodes.interrupted : outcome;
  } catch (error) {
    const { report } = error as { report?: Report };
    if (report) printReport(report, dryRun);
    throw isExpected(error) ? stopped(error, report !== undefined) : error;
  }
}

const noKinds =
  'This site has no kinds of releases yet, and every release needs one. Make its first terms: ' +
  'npm run terms -- FILE.csv (docs/import-export.md, “Terms”).';

/** The error that ends an import halfway, with what to do. */
function stopped(error: Error, hasBegun: boolean): CommandError {
  const isAuthor = error instanceof Refusal && error.status === 403;
  const hint = isAuthor ? ' With the token of an author, import drafts: --draft.' : '';
  const next = hasBegun ? ' The next run resumes.' : '';
  return new CommandError(`Stopped: ${error.message}${hint}${next}`);
}

function printReport(report: Report, dryRun: boolean): void {
  for (const line of linesOf(report, dryRun)) console.log(line);
}

/** The line of an item in a dry run, then its notes. */
function lineOf({ place, item, outcome, reason }: Result): string {
  if (item === null || reason !== null) return `${outcome.padEnd(9)}  ${place}: ${reason}`;
  const { release, at, title, files, notes } = item;
  const when = at === null ? 'draft     ' : release.date;
  const languages = Object.keys(release.editions).join(' ');
  const extra = files.length > 0 ? `, ${files.length} files` : '';
  const remarks = notes.map((text) => `\n             ${text}`).join('');
  return `${outcome.padEnd(9)}  ${when}  ${release.kind}, ${languages}${extra}: ${title} (${place})${remarks}`;
}

function entryOf({ place, item, outcome, reason }: Result) {
  return {
    place,
    outcome,
    ...(reason !== null && { reason }),
    ...(item && { id: item.id, title: item.title, at: item.at, notes: item.notes }),
  };
}
