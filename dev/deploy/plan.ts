/**
 * Every wrangler command of a deployment, in order. `--plan` prints this list, `deployment.ts` runs it.
 */
import { findSchema } from './schema.ts';
import type { Resource, Settings } from './settings.ts';

/** The purpose of each command, in one sentence. */
export const purposes = {
  build: 'Build the Worker; upload nothing.',
  'find the database': 'Check whether the D1 database exists.',
  'create the database': 'Create the D1 database if it does not exist.',
  'find the bucket': 'Check whether the R2 bucket exists.',
  'create the bucket': 'Create the R2 bucket if it does not exist.',
  'read the restore point':
    'Print the point in time to which an existing database can be restored.',
  migrate: 'Apply the migrations that the database does not have yet.',
  'read the schema': 'Check that the database has the tables that the migrations create.',
  deploy: 'Upload the Worker; from here on it answers at its host.',
  'count the admins': 'Check whether an admin has a valid token.',
} as const;

export type Step = keyof typeof purposes;

export interface PlannedCommand {
  name: Step;
  args: string[];
}

export function planOf(settings: Settings): PlannedCommand[] {
  const { where, database, bucket, domains } = settings;
  const command = (name: Step, args: string[]): PlannedCommand => ({
    name,
    args: [...args, ...where],
  });
  const query = (name: Step, sql: string) =>
    command(name, [
      ...['d1', 'execute', database.name, '--remote', '--yes', '--json'],
      ...['--command', sql],
    ]);
  const adminsWithToken =
    'select count(*) as n from tokens join editors on editors.id = editor_id ' +
    "where role = 'admin' and disabled_at is null and revoked_at is null";
  return [
    command('build', ['deploy', '--dry-run']),
    command('find the database', ['d1', 'list', '--json']),
    command('create the database', ['d1', 'create', ...nameAndLocation(database)]),
    command('find the bucket', ['r2', 'bucket', 'info', ...nameAndJurisdiction(bucket), '--json']),
    command('create the bucket', ['r2', 'bucket', 'create', ...nameAndLocation(bucket)]),
    command('read the restore point', ['d1', 'time-travel', 'info', database.name, '--json']),
    command('migrate', ['d1', 'migrations', 'apply', database.name, '--remote']),
    query('read the schema', findSchema),
    command('deploy', ['deploy', ...domains.flatMap((domain) => ['--domain', domain])]),
    query('count the admins', adminsWithToken),
  ];
}

function nameAndJurisdiction({ name, jurisdiction }: Resource): string[] {
  return jurisdiction === null ? [name] : [name, '--jurisdiction', jurisdiction];
}

/** The arguments of a creation; a jurisdiction excludes a location hint. */
function nameAndLocation(place: Resource): string[] {
  const { jurisdiction, location } = place;
  const hint = jurisdiction === null && location !== null ? ['--location', location] : [];
  return [...nameAndJurisdiction(place), ...hint];
}

/** A command as text for a shell. */
export function toShellCommand({ args }: Pick<PlannedCommand, 'args'>): string {
  const quoted = args.map((arg) =>
    /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`,
  );
  return ['npx wrangler', ...quoted].join(' ');
}

/** A command below a comment that says what it is for. */
export function explained(command: PlannedCommand): string {
  return `# ${purposes[command.name]}\n${toShellCommand(command)}`;
}
