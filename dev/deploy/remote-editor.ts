/** An editor with a token in a database that is reached through wrangler alone. */
import { CommandError } from '../commands/errors.ts';
import { findLast, type Last, type NewEditor, newcomer } from '../token.ts';
import { parsed } from './answers.ts';
import type { Settings } from './settings.ts';
import type { Wrangler } from './wrangler.ts';

/** How often somebody else may write into the audit first. */
const attempts = 5;

/**
 * Creates the editor and answers the token.
 * @throws CommandError with what wrangler said; then there is no such token
 */
export async function createRemoteEditor(
  { database, where }: Settings,
  wrangler: Wrangler,
  editor: NewEditor,
): Promise<string> {
  const execute = (sql: string) =>
    wrangler([
      ...['d1', 'execute', database.name, '--remote', '--yes', '--json'],
      ...['--command', sql, ...where],
    ]);
  let complaint = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    const newest = await execute(findLast);
    if (!newest.ok) throw new CommandError(newest.told);
    const [answer] = parsed<{ results: Last[] }[]>(newest);
    const { token, statements } = await newcomer(editor, answer?.results[0] ?? null);
    const written = await execute(`${statements.join(';\n')};`);
    if (written.ok) return token;
    complaint = written.told;
    if (!complaint.includes('audit.id')) break;
  }
  throw new CommandError(complaint);
}
