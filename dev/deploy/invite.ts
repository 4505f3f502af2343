/**
 * `npm run invite`: creates an editor with a sign-in link, or a new link for an editor who lost theirs,
 * on this machine or in the database of the deployed site. Prints the link once, alone on stdout, and on
 * stderr whose it is.
 */
import * as v from 'valibot';
import { type Editor, editorEmail } from '../../src/domain/editor.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Arguments } from '../commands/command.ts';
import { CommandError, UsageError } from '../commands/errors.ts';
import type { commands } from '../commands/list.ts';
import {
  type ConsoleDatabase,
  findEditor,
  type Grant,
  linkForEditor,
  linkForNewEditor,
  type NewEditor,
  writeGrant,
} from '../grants.ts';
import { requireName, requireTarget, withTarget } from './target.ts';

type Values = Arguments<typeof commands.invite>['values'];

export async function run({ values }: Arguments<typeof commands.invite>): Promise<void> {
  const invited = requirePerson(values);
  requireTarget(values);
  if (values.remote && values.port !== undefined)
    throw new UsageError('--port belongs to this machine: leave it out with --remote.');
  await withTarget(values, async ({ database, deskOrigin, site }) => {
    const { person, grant } = await grantOf(database, invited);
    const secret = await writeGrant(database, grant);
    const address = deskOrigin ?? `http://localhost:${values.port ?? 8787}`;
    const whose = `Sign-in link of ${person.role} "${person.name}"`;
    console.error(`${whose}, for one use within 24 hours, on ${site}:`);
    console.log(address + paths.signInLink(secret));
  });
}

/**
 * A new editor, or the id of one who exists.
 * @throws UsageError if the options name neither, or both
 */
function requirePerson({ name, role, email, editor }: Values): NewEditor | string {
  if (editor !== undefined) {
    if (name === undefined && role === undefined && email === undefined) return editor;
    throw new UsageError(
      '--editor names a person who exists: leave out --name, --role and --email.',
    );
  }
  if (name === undefined || role === undefined)
    throw new UsageError('Give --name and --role of a new person, or --editor ID.');
  return { name: requireName(name), role, email: email && requireEmail(email) };
}

/** @throws UsageError if it is not an e-mail address */
function requireEmail(given: string): string {
  const email = v.safeParse(editorEmail, given);
  if (!email.success) throw new UsageError(`--email ${email.issues[0].message}.`);
  return email.output;
}

/** @throws CommandError if there is no such editor, or if the editor is disabled */
async function grantOf(
  database: ConsoleDatabase,
  invited: NewEditor | string,
): Promise<{ person: Omit<Editor, 'id'>; grant: Grant }> {
  if (typeof invited !== 'string')
    return { person: invited, grant: await linkForNewEditor(invited) };
  const person = await findEditor(database, invited);
  if (!person)
    throw new CommandError(`There is no editor "${invited}", or the editor is disabled.`);
  return { person, grant: await linkForEditor(person.id) };
}
