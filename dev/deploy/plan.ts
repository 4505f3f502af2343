/**
 * Every command that a deployment gives to wrangler, in order. `--plan` prints this list and
 * `deployment.ts` runs it: what is printed is what would run.
 */
import { findSchema } from './schema.ts';
import type { Place, Settings } from './settings.ts';

export type Name =
  | 'build'
  | 'find the database'
  | 'make the database'
  | 'find the bucket'
  | 'make the bucket'
  | 'mark the way back'
  | 'migrate'
  | 'read the schema'
  | 'deploy'
  | 'count the admins';

export interface Command {
  name: Name;
  /** Under which condition it runs; null for always. */
  when: string | null;
  args: string[];
}

export function planOf(settings: Settings): Command[] {
  const { where, database, bucket, domains } = settings;
  const command = (name: Name, args: string[], when: string | null = null): Command => ({
    name,
    when,
    args: [...args, ...where],
  });
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
    command('make the database', ['d1', 'create', ...made(database)], 'if it is missing'),
    command('find the bucket', ['r2', 'bucket', 'info', ...within(bucket), '--json']),
    command('make the bucket', ['r2', 'bucket', 'create', ...made(bucket)], 'if it is missing'),
    command(
      'mark the way back',
      ['d1', 'time-travel', 'info', database.name, '--json'],
      'if the database was there',
    ),
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
