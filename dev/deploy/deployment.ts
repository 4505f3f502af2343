/**
 * A deployment, step by step: creates what is missing, migrates, then deploys the Worker. A failed step
 * ends the deployment. Each step checks before it acts, so an interrupted deployment can be run again.
 */
import { CommandError } from '../commands/errors.ts';
import { type Fetch, requireFreeHosts } from './host.ts';
import { type PlannedCommand, planOf, type Step, toShellCommand } from './plan.ts';
import { expectedSchema, type SchemaObject, schemaFaults } from './schema.ts';
import { requireOwnOrigins, type Settings } from './settings.ts';
import type { CommandResult, Wrangler } from './wrangler.ts';
import { isMissingBucket, isR2Disabled, parseJson } from './wrangler-output.ts';
import { firstTick, zoneChecklist } from './zone.ts';

export interface DeployContext {
  wrangler: Wrangler;
  /** Checks the live site. @returns one line for each fault */
  smokeTest: () => Promise<string[]>;
  log: (line: string) => void;
  /** Faults of the pictures in organization/. */
  pictures?: string[];
  /** Whether a host on which another website answers may be taken over. */
  takeOver?: boolean;
  /** Replaces `fetch`. */
  request?: Fetch;
}

/** @throws CommandError with the failed step, what is live now, and what to do */
export async function deploy(settings: Settings, context: DeployContext) {
  const { wrangler, smokeTest, log, pictures = [], takeOver = false, request } = context;
  requireOwnOrigins(settings);
  if (pictures.length > 0) throw new CommandError(`${pictures.join('\n')}\nNothing was changed.`);
  const commands = new Map(planOf(settings).map((command) => [command.name, command]));
  const attempt = (name: Step): Promise<CommandResult> => {
    log(name);
    return wrangler((commands.get(name) as PlannedCommand).args);
  };
  const requireSuccess = (name: Step, outcome: CommandResult, onFailure: string): CommandResult => {
    if (!outcome.ok) throw new CommandError(`${outcome.output}\n\nFailed: ${name}. ${onFailure}`);
    return outcome;
  };
  const run = async (name: Step, onFailure: string) =>
    requireSuccess(name, await attempt(name), onFailure);

  await run('build', 'Nothing was changed.');
  const databases = parseJson<{ name: string }[]>(await run('find the database', notLoggedIn));
  const exists = databases.some(({ name }) => name === settings.database.name);
  if (!takeOver) await requireFreeHosts(settings.domains, { isNew: !exists, request });
  if (!exists) await run('create the database', 'Nothing else was changed.');
  const bucket = await attempt('find the bucket');
  if (isR2Disabled(bucket)) throw new CommandError(`${bucket.output}\n\n${enableR2}`);
  if (isMissingBucket(bucket)) await run('create the bucket', untouched);
  else requireSuccess('find the bucket', bucket, untouched);
  if (exists) {
    const { bookmark } = parseJson<{ bookmark: string }>(
      await run('read the restore point', untouched),
    );
    const args = ['d1', 'time-travel', 'restore', settings.database.name, '--bookmark', bookmark];
    log(
      `  to restore the database to this moment: ${toShellCommand({ args: [...args, ...settings.where] })}`,
    );
  }
  await run(
    'migrate',
    `The migration was rolled back. ${untouched} Correct it, then run this again.`,
  );
  const [schema] = parseJson<{ results: SchemaObject[] }[]>(
    await run('read the schema', untouched),
  );
  const differences = schemaFaults(await expectedSchema(), schema?.results ?? []);
  if (differences.length > 0) throw new CommandError(describeDifferences(settings, differences));
  await run('deploy', 'The database is migrated; the previous code is still live.');

  const admins = await run('count the admins', 'The site is live.');
  if (parseJson<{ results: { n: number }[] }[]>(admins)[0]?.results[0]?.n === 0) {
    const environment = settings.environment === null ? '' : ` --env ${settings.environment}`;
    log(`There is no admin yet. Create one: ${firstToken}${environment}`);
  }

  log(`check ${settings.origin}`);
  const faults = await smokeTest();
  if (faults.length > 0) {
    const rollback = toShellCommand({ args: ['rollback', ...settings.where] });
    throw new CommandError(
      `The new code is live, but these checks failed:\n${indented(faults)}\nTo roll back: ${rollback}`,
    );
  }
  if (!exists) log(`  ${firstTick}\n\n${zoneChecklist}`);
}

function describeDifferences({ database }: Settings, faults: string[]): string {
  return `The schema of the database ${database.name} differs from migrations/:
${indented(faults)}
${untouched} The table d1_migrations lists every migration as applied. Run the missing statements with
\`npx wrangler d1 execute ${database.name} --remote --command\`, then run this again.`;
}

const indented = (lines: string[]) => lines.map((line) => `  ${line}\n`).join('');

const firstToken = 'npm run token -- --name "Your name" --role admin --remote';
const enableR2 =
  'R2 is not enabled for this account: open R2 in the dashboard once and accept its terms (there is a ' +
  'free tier; a payment method is needed). Then run this again. The code that is live is untouched.';
const untouched = 'The code that is live is untouched.';
const notLoggedIn =
  'Nothing was changed. Log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.';
