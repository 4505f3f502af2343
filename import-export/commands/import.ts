/**
 * `npm run import`: imports releases of other systems through the editors' API, or restores a folder
 * that `npm run export` wrote. docs/import-export.md describes formats, mapping and exit codes.
 */
import { dirname, resolve } from 'node:path';
import { Client, Refusal } from '../../client/client.ts';
import type { Arguments } from '../../dev/commands/command.ts';
import { CommandError, exitCodes, UsageError } from '../../dev/commands/errors.ts';
import type { commands } from '../../dev/commands/list.ts';
import { exportAt, runRestore, secondPerson } from '../archive/restore.ts';
import { holdersOn } from '../deliver/addresses.ts';
import { Delivery } from '../deliver/delivery.ts';
import { FileCounts } from '../deliver/file-counts.ts';
import { importItems } from '../deliver/moving.ts';
import { nextSteps } from '../deliver/next-steps.ts';
import { estimate, startProgress } from '../deliver/progress.ts';
import { countsLine, type Report, reportLines } from '../deliver/report.ts';
import { findFiles } from '../readers/formats.ts';
import type { Item, ItemContext } from '../resolve/item.ts';
import { noMapping, readMapping } from '../resolve/mapping.ts';
import { findNewsroom } from '../resolve/newsroom.ts';
import { ReportFile, rehearsalLine } from './import-log.ts';
import { writeTemplate } from './template.ts';
import { isExpected, reportExpectedErrors, tokenOfThisMachine } from './terminal.ts';

type Values = Arguments<typeof commands.import>['values'];

export async function run({
  values,
  positionals,
}: Arguments<typeof commands.import>): Promise<void> {
  if (values.template !== undefined) {
    const [path = 'dateline-template.csv'] = positionals;
    return reportExpectedErrors(async () => console.log(await writeTemplate(path)));
  }
  if (values.draft && values.publish) throw new UsageError('Give --draft or --publish, not both.');
  if (values.date !== undefined && values['undated-as-draft'])
    throw new UsageError('Give --date or --undated-as-draft, not both.');
  const token = values.token ?? (process.env.DATELINE_TOKEN || tokenOfThisMachine(values.origin));
  if (values.counts && !values['dry-run']) throw new UsageError('--counts needs --dry-run.');
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
  const delivery = new Delivery(client);
  const { setting, uploads } = await settingOf(client, values);
  const mayPublish = !hasToken || (await findMayPublish(client));
  const { files } = await findFiles(paths);
  const counts = values.counts ? new FileCounts(files) : null;
  const log = values.report === undefined ? null : new ReportFile(values.report);
  const progress = dryRun && !counts ? null : startProgress(await estimateAll(files), 'items');
  const predict = (item: Item) =>
    hasToken ? delivery.predict(item) : item.at === null ? 'drafted' : 'published';
  const finish = (report: Report) => {
    for (const line of counts?.lines() ?? reportLines(report, dryRun)) console.log(line);
    const isInterrupted = signal.aborted;
    const about = {
      dryRun,
      origin: client.origin,
      isCompared: hasToken,
      mayPublish,
      isInterrupted,
    };
    if (!counts) for (const line of nextSteps(report, about)) console.log(line);
    if (dryRun) console.log(`\n${countsLine(report)}`);
  };
  try {
    const report = await importItems({
      paths,
      uploads,
      setting,
      deliver: dryRun ? async (item) => predict(item) : (item) => delivery.deliver(item),
      findHolders: hasToken ? holdersOn(client) : null,
      parallel: dryRun ? 1 : values.parallel,
      signal,
      onResult: (result) => {
        if (result.outcome !== 'left-out') progress?.step();
        counts?.add(result);
        if (dryRun && !counts) console.log(rehearsalLine(result));
        log?.write(result);
      },
    }).finally(() => {
      progress?.stop();
      log?.close();
    });
    finish(report);
    const outcome = report.counts.has('failed') ? exitCodes.failed : exitCodes.done;
    process.exitCode = signal.aborted ? exitCodes.interrupted : outcome;
  } catch (error) {
    const { report } = error as { report?: Report };
    if (report) finish(report);
    throw isExpected(error) ? stopped(error, report !== undefined) : error;
  }
}

/** The site, the mapping and the options, and the folder of uploads. */
async function settingOf(
  client: Client,
  values: Values,
): Promise<{ setting: ItemContext; uploads: string | null }> {
  const zone = values['time-zone'];
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
  return { setting, uploads: values.attachments ?? ours ?? null };
}

/** Whether the token may publish. */
async function findMayPublish(client: Client): Promise<boolean> {
  const { role, scopes } = (await client.send('GET /editor/me')).document;
  return role !== 'author' && (scopes.length === 0 || scopes.includes('releases:publish'));
}

async function estimateAll(files: readonly string[]): Promise<number> {
  let total = 0;
  for (const path of files) total += await estimate(path);
  return total;
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
