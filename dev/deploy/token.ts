/**
 * `npm run token`: creates an editor with a token, on this machine or in the database of the deployed
 * site. Prints the token once, alone on stdout, and on stderr the site that it belongs to.
 */
import type { Arguments } from '../commands/command.ts';
import type { commands } from '../commands/list.ts';
import { day, tokenForNewEditor, writeGrant } from '../grants.ts';
import { requireName, requireTarget, withTarget } from './target.ts';

export async function run({ values }: Arguments<typeof commands.token>): Promise<void> {
  const { role, days } = values;
  const name = requireName(values.name);
  requireTarget(values);
  await withTarget(values, async ({ database, site }) => {
    const token = await writeGrant(database, await tokenForNewEditor({ name, role }, days * day));
    console.error(`Token of ${role} "${name}", valid for ${days} days, on ${site}:`);
    console.log(token);
  });
}
