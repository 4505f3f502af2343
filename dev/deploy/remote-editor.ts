/** Creates an editor with a token in the database of the deployed site, through wrangler. */
import { CommandError } from '../commands/errors.ts';
import { findLast, type LastEntry, type NewEditor, newEditorStatements } from '../token.ts';
import type { Settings } from './settings.ts';
import type { Wrangler } from './wrangler.ts';
import { parseJson } from './wrangler-output.ts';

/** Attempts, because another audit entry may be written in between. */
const attempts = 5;

/**
 * Creates the editor and returns the token.
 * @throws CommandError with wrangler's output; no token was created then
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
    if (!newest.ok) throw new CommandError(newest.output);
    const [answer] = parseJson<{ results: LastEntry[] }[]>(newest);
    const { token, statements } = await newEditorStatements(editor, answer?.results[0] ?? null);
    const written = await execute(`${statements.join(';\n')};`);
    if (written.ok) return token;
    complaint = written.output;
    if (!complaint.includes('audit.id')) break;
  }
  throw new CommandError(complaint);
}
