/**
 * `npm run terms`: makes and changes the terms of a site from a file. docs/import-export.md describes
 * the file.
 */
import { Client } from '../../client/client.ts';
import type { Arguments } from '../../dev/commands/command.ts';
import { exitCodes, UsageError } from '../../dev/commands/errors.ts';
import type { commands } from '../../dev/commands/list.ts';
import {
  type PlacedFault,
  type TermEntry,
  TermFault,
  toTermEntry,
} from '../../src/domain/term-entry.ts';
import { planTerms, type TermPlan, type TermStep } from '../../src/domain/term-plan.ts';
import { startProgress } from '../deliver/progress.ts';
import { BrokenFile } from '../readers/parse-result.ts';
import { deliverTerms, findSiteTerms } from '../terms/term-delivery.ts';
import { readTermFile } from '../terms/term-file.ts';
import { reportExpectedErrors, tokenOfThisMachine } from './terminal.ts';

type Given = Arguments<typeof commands.terms>;

export async function run({ values, positionals }: Given): Promise<void> {
  const token = values.token ?? (process.env.DATELINE_TOKEN || tokenOfThisMachine(values.origin));
  if (token === null)
    throw new UsageError('--token is missing: terms are managed with the token of an admin.');
  const client = new Client(values.origin, { token });
  await reportExpectedErrors(() => importTerms(client, positionals, values['dry-run']));
}

async function importTerms(
  client: Client,
  paths: readonly string[],
  dryRun: boolean,
): Promise<void> {
  const { document: site } = await client.send('GET /site');
  const language = site.languages[0] ?? 'en';
  const faults: PlacedFault[] = [];
  const entries: TermEntry[] = [];
  for (const path of paths) entries.push(...(await readEntries(path, site.languages, faults)));
  const existing = await findSiteTerms(client);
  const plan = planTerms(entries, existing, language);
  faults.push(...plan.faults);
  if (faults.length > 0) return fail(faults, 'Nothing was changed. Correct the file:');
  if (dryRun) return printPlan(plan, language, true);
  const progress = startProgress(plan.steps.length, 'terms');
  const refused = await deliverTerms(client, plan.steps, () => progress.step()).finally(() =>
    progress.stop(),
  );
  printPlan(withoutRefused(plan, refused), language, false);
  if (refused.length > 0) fail(refused, 'The site refused:');
}

/** Reads and checks the entries of a file. Its faults are added to `faults`. */
async function readEntries(
  path: string,
  languages: readonly string[],
  faults: PlacedFault[],
): Promise<TermEntry[]> {
  try {
    const { entries, notes } = await readTermFile(path, languages);
    for (const note of notes) console.log(note);
    return entries.flatMap((entry) => toTermEntry(entry, languages[0] ?? 'en', faults) ?? []);
  } catch (error) {
    if (error instanceof TermFault) faults.push(error.fault);
    else if (error instanceof BrokenFile) faults.push({ place: path, reason: error.message });
    else throw error;
    return [];
  }
}

function fail(faults: readonly PlacedFault[], heading: string): void {
  console.error(heading);
  for (const { place, reason } of faults) console.error(`  ${place}: ${reason}`);
  process.exitCode = exitCodes.failed;
}

function withoutRefused(plan: TermPlan, refused: readonly PlacedFault[]): TermPlan {
  const places = new Set(refused.map(({ place }) => place));
  return { ...plan, steps: plan.steps.filter(({ place }) => !places.has(place)) };
}

const words = {
  make: ['make', 'made', 'would be made'],
  change: ['change', 'changed', 'would be changed'],
} as const;

function printPlan({ steps, same, others }: TermPlan, language: string, dryRun: boolean): void {
  for (const step of steps) console.log(lineOf(step, language, dryRun));
  const count = (act: TermStep['act']) => steps.filter((step) => step.act === act).length;
  const rows: [number, string][] = [
    [count('make'), words.make[dryRun ? 2 : 1]],
    [count('change'), words.change[dryRun ? 2 : 1]],
    [same, 'are on the site as in the file'],
    [others, 'are on the site and not in the file: they stay'],
  ];
  console.log('');
  for (const [times, text] of rows) {
    if (times > 0) console.log(`${String(times).padStart(8)}  ${text}`);
  }
}

function lineOf({ act, taxonomy, body, changes }: TermStep, language: string, dryRun: boolean) {
  const parent = body.parent === null ? '' : `, below ${body.parent}`;
  const closed = body.closed ? ', closed' : '';
  const names = Object.keys(body.names).join(' ');
  const made = `${body.names[language]} (${names})${parent}${closed}`;
  const what = act === 'make' ? made : changes.join('; ');
  return `${words[act][dryRun ? 0 : 1].padEnd(8)} ${taxonomy}/${body.slug}: ${what}`;
}
