/**
 * `npm run deploy`: creates the database and the bucket if they are missing, applies
 * new migrations, deploys the Worker and checks whether it answers. Safe to run again.
 *
 * `--plan` also lists what is still the sample's and pictures that cannot be shown. With an admin's
 * token in DATELINE_TOKEN the check of the live site includes a write and a purge from a tick.
 */
import { join, relative } from 'node:path';
import type { Arguments } from '../commands/command.ts';
import type { commands } from '../commands/list.ts';
import { root } from '../local.ts';
import { organizationFaults } from '../organization.ts';
import { deploy } from './deployment.ts';
import { explained, planOf } from './plan.ts';
import { readSettings, sampleValues } from './settings.ts';
import { smokeTest } from './smoke-test.ts';
import { wranglerAt } from './wrangler.ts';
import { firstTick, zoneChecklist } from './zone.ts';

export async function run({ values }: Arguments<typeof commands.deploy>): Promise<void> {
  const config = relative(root, join(root, 'wrangler.toml'));
  const settings = readSettings(config, values.env ?? null);
  const pictures = await organizationFaults(join(root, 'organization'));
  if (values.plan) {
    for (const fault of [...sampleValues(settings), ...pictures]) console.log(`! ${fault}`);
    for (const command of planOf(settings)) console.log(explained(command));
    console.log(`\n${zoneChecklist}\n\n${firstTick}`);
  } else {
    const log = (line: string) => console.log(line.startsWith(' ') ? line : `• ${line}`);
    const token = process.env.DATELINE_TOKEN || null;
    // Another origin than the site's is that of a test: it has no desk of its own.
    const deskOrigin = values.origin === undefined ? settings.deskOrigin : null;
    await deploy(settings, {
      wrangler: wranglerAt(),
      smokeTest: () =>
        smokeTest(values.origin ?? settings.origin, settings.origin, { token, log, deskOrigin }),
      log,
      pictures,
      takeOver: values['take-over'],
    });
    console.log(`\n  Live: ${settings.origin}/\n`);
  }
}
