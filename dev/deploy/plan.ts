/**
 * Every command that a deployment gives to wrangler, in order. `--plan` prints this list and
 * `deployment.ts` runs it: what is printed is what would run.
 */
import { findSchema } from './schema.ts';
import type { Place, Settings } from './settings.ts';

/** What each command is for, in one sentence. */
export const purposes = {
  build: 'Build the Worker; upload nothing.',
  'find the database': 'Look whether the D1 database exists.',
  'create the database': 'Create the D1 database if it does not exist.',
  'find the bucket': 'Look whether the R2 bucket exists.',
  'create the bucket': 'Create the R2 bucket if it does not exist.',
  'read the restore point':
    'Print the point in time to which an existing database can be restored.',
  migrate: 'Apply the migrations that the database does not have yet.',
  'read the schema': 'Check that the database has the tables that the migrations create.',
  deploy: 'Upload the Worker; from here on it answers at its host.',
  'count the admins': 'Look whether an admin has a valid token.',
} as const;

export type Name = keyof typeof purposes;

export interface Command {
  name: Name;
  args: string[];
}

export function planOf(settings: Settings): Command[] {
  const { where, database, bucket, domains } = settings;
  const command = (name: Name, args: string[]): Command => ({ name, args: [...args, ...where] });
  const query = (name: Name, sql: string) =>
    command(name, [
      ...['d1', 'execute', database.name, '--remote', '--yes', '--json'],
      ...['--command', sql],
    ]);
  const adminsWithToken =
    "select count(*) as n from tokens join editors on editors.id = editor_id where role = 'admin' and disabled_at is null and revoked_at is null";
  return [
    command('build', ['deploy', '--dry-run']),
    command('find the database', ['d1', 'list', '--json']),
    command('create the database', ['d1', 'create', ...made(database)]),
    command('find the bucket', ['r2', 'bucket', 'info', ...within(bucket), '--json']),
    command('create the bucket', ['r2', 'bucket', 'create', ...made(bucket)]),
    command('read the restore point', ['d1', 'time-travel', 'info', database.name, '--json']),
    command('migrate', ['d1', 'migrations', 'apply', database.name, '--remote']),
    query('read the schema', findSchema),
    command('deploy', ['deploy', ...domains.flatMap((domain) => ['--domain', domain])]),
    query('count the admins', adminsWithToken),
  ];
}

function within({ name, jurisdiction }: Place): string[] {
  return jurisdiction === null ? [name] : [name, '--jurisdiction', jurisdiction];
}

/** Where it is made: a jurisdiction says so by itself. */
function made(place: Place): string[] {
  const { jurisdiction, location } = place;
  const hint = jurisdiction === null && location !== null ? ['--location', location] : [];
  return [...within(place), ...hint];
}

/** A command as one would type it. */
export function typed({ args }: Pick<Command, 'args'>): string {
  const quoted = args.map((arg) =>
    /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`,
  );
  return ['npx wrangler', ...quoted].join(' ');
}

/** A command below a comment that says what it is for. */
export function explained(command: Command): string {
  return `# ${purposes[command.name]}\n${typed(command)}`;
}
