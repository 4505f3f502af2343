/** The database of the deployed site, read and written through wrangler. */
import { CommandError } from '../commands/errors.ts';
import type { ConsoleDatabase } from '../grants.ts';
import type { Settings } from './settings.ts';
import type { Wrangler } from './wrangler.ts';
import { parseJson } from './wrangler-output.ts';

/** Both operations throw CommandError with wrangler's output. */
export function remoteDatabase(
  { database, where }: Pick<Settings, 'database' | 'where'>,
  wrangler: Wrangler,
): ConsoleDatabase {
  const execute = async (sql: string) => {
    const outcome = await wrangler([
      ...['d1', 'execute', database.name, '--remote', '--yes', '--json'],
      ...['--command', sql, ...where],
    ]);
    if (!outcome.ok) throw new CommandError(outcome.output);
    return outcome;
  };
  return {
    read: async <Row>(sql: string) => {
      const [answer] = parseJson<{ results: Row[] }[]>(await execute(sql));
      return answer?.results ?? [];
    },
    write: async (statements) => {
      await execute(`${statements.join(';\n')};`);
    },
  };
}
