/**
 * A deployment, step by step: what is missing is made, migrations come before the code that needs
 * them, and nothing later runs once a step failed. Each step looks before it acts, so that a
 * deployment that was cut off is simply run again.
 */
import { CommandError } from '../commands/errors.ts';
import { isMissingBucket, isWithoutR2, parsed } from './answers.ts';
import { type Ask, demandFreeHosts } from './host.ts';
import { type Command, type Name, planOf, typed } from './plan.ts';
import { expectedSchema, type SchemaObject, schemaFaults } from './schema.ts';
import { demandOwnOrigins, type Settings } from './settings.ts';
import type { Outcome, Wrangler } from './wrangler.ts';
import { firstTick, zoneChecklist } from './zone.ts';

export interface Means {
  wrangler: Wrangler;
  /** What does not hold of the live site. */
  smokeTest: () => Promise<string[]>;
  say: (line: string) => void;
  /** Faults of the pictures in organization/. */
  pictures?: string[];
  /** Whether hosts that answer as something else may be taken. */
  takeOver?: boolean;
  /** How hosts are asked. */
  ask?: Ask;
}

/** @throws CommandError that says which step failed, what is live now, and what to do */
export async function deploy(settings: Settings, means: Means) {
  const { wrangler, smokeTest, say, pictures = [], takeOver = false, ask } = means;
  demandOwnOrigins(settings);
  if (pictures.length > 0) throw new CommandError(`${pictures.join('\n')}\nNothing was changed.`);
  const commands = new Map(planOf(settings).map((command) => [command.name, command]));
  const attempt = (name: Name): Promise<Outcome> => {
    say(name);
    return wrangler((commands.get(name) as Command).args);
  };
  const demand = (name: Name, outcome: Outcome, onFailure: string): Outcome => {
    if (!outcome.ok) throw new CommandError(`${outcome.told}\n\nFailed: ${name}. ${onFailure}`);
    return outcome;
  };
  const run = async (name: Name, onFailure: string) => demand(name, await attempt(name), onFailure);

  await run('build', 'Nothing was changed.');
  const databases = parsed<{ name: string }[]>(await run('find the database', notLoggedIn));
  const known = databases.some(({ name }) => name === settings.database.name);
  if (!takeOver) await demandFreeHosts(settings.domains, { isNew: !known, ask });
  if (!known) await run('create the database', 'Nothing else was changed.');
  const bucket = await attempt('find the bucket');
  if (isWithoutR2(bucket)) throw new CommandError(`${bucket.told}\n\n${switchR2On}`);
  if (isMissingBucket(bucket)) await run('create the bucket', untouched);
  else demand('find the bucket', bucket, untouched);
  if (known) {
    const { bookmark } = parsed<{ bookmark: string }>(
      await run('read the restore point', untouched),
    );
    const args = ['d1', 'time-travel', 'restore', settings.database.name, '--bookmark', bookmark];
    say(`  the database as it is now: ${typed({ args: [...args, ...settings.where] })}`);
  }
  await run('migrate', `The migration was rolled back. ${untouched} Mend it and run this again.`);
  const [schema] = parsed<{ results: SchemaObject[] }[]>(await run('read the schema', untouched));
  const wrong = schemaFaults(await expectedSchema(), schema?.results ?? []);
  if (wrong.length > 0) throw new CommandError(unlikeMigrations(settings, wrong));
  await run('deploy', 'The database is migrated; the code that was live still is.');

  const admins = await run('count the admins', 'The site is live all the same.');
  if (parsed<{ results: { n: number }[] }[]>(admins)[0]?.results[0]?.n === 0) {
    const environment = settings.environment === null ? '' : ` --env ${settings.environment}`;
    say(`nobody can write yet: ${firstToken}${environment}`);
  }

  say(`look at ${settings.origin}`);
  const faults = await smokeTest();
  if (faults.length > 0) {
    const rollback = typed({ args: ['rollback', ...settings.where] });
    throw new CommandError(
      `The new code is live and does not answer as it must:\n${faults.map((fault) => `  ${fault}\n`).join('')}\nTo go back: ${rollback}`,
    );
  }
  if (!known) say(`  ${firstTick}\n\n${zoneChecklist}`);
}

function unlikeMigrations({ database }: Settings, faults: string[]): string {
  return `The database ${database.name} is not what migrations/ makes it:
${faults.map((fault) => `  ${fault}\n`).join('')}
${untouched} Its table d1_migrations says that every migration was applied: run the statements that
make what is missing with \`npx wrangler d1 execute ${database.name} --remote --command\`, then run
this again.`;
}

const firstToken = 'npm run token -- --name "Your name" --role admin --remote';
const switchR2On =
  'R2 is not switched on for this account: open R2 in the dashboard once and accept its terms (it has a free share, and asks for a means of payment). The code that is live is untouched; then run this again.';
const untouched = 'The code that is live is untouched.';
const notLoggedIn =
  'Nothing was changed. Log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.';
