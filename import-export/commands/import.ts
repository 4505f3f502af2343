/**
 * `npm run import`: releases from other systems, through the editors' API; or what `npm run export`
 * wrote, as it was. docs/import-export.md says it all.
 *
 *   npm run import -- [--dry-run] [--origin URL] [--token T] [--mapping FILE] [--attachments DIR]
 *                     [--time-zone ZONE] [--draft | --publish] [--parallel N] [--report FILE] FILE…
 *   npm run import -- [--dry-run] [--origin URL] [--token T] DIR
 */
import { createWriteStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Refusal, Unreachable } from '../../client/client.ts';
import { isTimeZone } from '../../src/domain/instant.ts';
import { exportAt, runRestore, secondPerson } from '../archive/restore.ts';
import { Delivery } from '../deliver/delivery.ts';
import { moveIn, type Result } from '../deliver/moving.ts';
import { estimate, startProgress } from '../deliver/progress.ts';
import { linesOf, type Report } from '../deliver/report.ts';
import { filesOf } from '../readers/formats.ts';
import type { Item } from '../resolve/item.ts';
import { FaultyMapping, noMapping, readMapping } from '../resolve/mapping.ts';
import { findNewsroom } from '../resolve/newsroom.ts';
import { exits, exitWith, readArguments, runCommand, tokenOfThisMachine } from './terminal.ts';

const usage =
  'npm run import -- [--dry-run] [--origin URL] [--token T] [--mapping FILE] [--attachments DIR] [--time-zone ZONE] [--draft | --publish] [--parallel N] [--report FILE] FILE…';

const { values, positionals } = readArguments(usage, () =>
  parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      origin: { type: 'string', default: 'http://localhost:8787' },
      token: { type: 'string' },
      mapping: { type: 'string' },
      attachments: { type: 'string' },
      'time-zone': { type: 'string' },
      draft: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      parallel: { type: 'string', default: '4' },
      report: { type: 'string' },
    },
  }),
);
const dryRun = values['dry-run'];
const parallel = Number(values.parallel);
const zone = values['time-zone'];
if (positionals.length === 0) exitWith(usage);
if (values.draft && values.publish) exitWith('--draft or --publish: one of the two.');
if (!Number.isInteger(parallel) || parallel < 1 || parallel > 64) exitWith('--parallel: 1 to 64.');
if (zone !== undefined && !isTimeZone(zone)) exitWith(`--time-zone: ${zone} is none.`);
if (!URL.canParse(values.origin)) exitWith(`--origin: ${values.origin} is no address.`);

const token = values.token ?? process.env.DATELINE_TOKEN ?? tokenOfThisMachine(values.origin);
if (token === null && !dryRun) exitWith('--token: changes need an editor’s token.');

const halt = new AbortController();
process.once('SIGINT', () => {
  console.error(
    '\nFinishing what is under way; once more to break off. The next run goes on from there.',
  );
  halt.abort();
  process.once('SIGINT', () => process.exit(exits.interrupted));
});

const client = new Client(values.origin, { ...(token !== null && { token }) });
const delivery = new Delivery(client);

const exported = await exportAt(positionals);
if (exported !== null) {
  await runCommand(() => runRestore(client, exported, { dryRun }));
  process.exit();
}

try {
  const mapping = values.mapping ? await readMapping(values.mapping) : noMapping;
  const ours = mapping.attachments && resolve(dirname(values.mapping ?? ''), mapping.attachments);
  const newsroom = await findNewsroom(client);
  if (newsroom.twoPersons && !values.draft) exitWith(secondPerson);
  const setting = {
    newsroom,
    mapping: { ...mapping, ...(zone && { timeZone: zone }) },
    draftsOnly: values.draft,
    now: Date.now(),
  };
  let total = 0;
  for await (const path of filesOf(positionals)) total += await estimate(path);
  const log = values.report === undefined ? null : createWriteStream(values.report);
  const progress = dryRun ? null : startProgress(total, 'items');
  const foresee = (item: Item) =>
    token === null ? (item.at === null ? 'drafted' : 'published') : delivery.foresee(item);
  const report = await moveIn({
    paths: positionals,
    uploads: values.attachments ?? ours ?? null,
    setting,
    bring: dryRun ? async (item) => foresee(item) : (item) => delivery.deliver(item),
    parallel: dryRun ? 1 : parallel,
    signal: halt.signal,
    told: (result) => {
      progress?.step();
      if (dryRun) console.log(lineOf(result));
      log?.write(`${JSON.stringify(entryOf(result))}\n`);
    },
  }).finally(() => {
    progress?.stop();
    log?.end();
  });
  tell(report);
  const outcome = report.failures.length > 0 ? exits.failures : exits.done;
  process.exitCode = halt.signal.aborted ? exits.interrupted : outcome;
} catch (error) {
  const { report, message, code } = error as Error & { report?: Report; code?: string };
  if (report) tell(report);
  const expected = error instanceof Refusal || error instanceof Unreachable;
  if (!expected && !(error instanceof FaultyMapping) && code === undefined) throw error;
  const author = error instanceof Refusal && error.status === 403;
  const hint = author ? ' An author’s token brings in drafts: --draft.' : '';
  exitWith(`\nStopped: ${message}${hint}${report ? ' The next run goes on from here.' : ''}`);
}

function tell(report: Report): void {
  for (const line of linesOf(report, dryRun)) console.log(line);
}

/** One line of a rehearsal. */
function lineOf({ place, item, outcome, reason }: Result): string {
  if (item === null || reason !== null) return `${outcome.padEnd(9)}  ${place}: ${reason}`;
  const { release, at, title, files, notes } = item;
  const when = at === null ? 'draft     ' : release.date;
  const languages = Object.keys(release.editions).join(' ');
  const extra = files.length > 0 ? `, ${files.length} files` : '';
  const told = notes.map((text) => `\n             ${text}`).join('');
  return `${outcome.padEnd(9)}  ${when}  ${release.kind}, ${languages}${extra}: ${title} (${place})${told}`;
}

function entryOf({ place, item, outcome, reason }: Result) {
  return {
    place,
    outcome,
    ...(reason !== null && { reason }),
    ...(item && { id: item.id, title: item.title, at: item.at, notes: item.notes }),
  };
}
