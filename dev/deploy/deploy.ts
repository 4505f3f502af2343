/**
 * `npm run deploy`: makes the database and the bucket where they are missing, applies what is new in
 * migrations/, puts the Worker live and looks whether it answers. Safe to run again.
 *
 *   npm run deploy -- [--env NAME] [--plan] [--origin URL] [--take-over]
 *
 * `--plan` prints every command and runs none, and warns of what is still the sample's or cannot be
 * shown. `--take-over` takes a host that answers as something else. With an admin's token in
 * DATELINE_TOKEN the look at the live site includes a write and a purge from a tick. `--origin` is where to look when the site does not
 * answer at its SITE_ORIGIN yet.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local.ts';
import { organizationFaults } from '../organization.ts';
import { deploy } from './deployment.ts';
import { planOf, typed } from './plan.ts';
import { readSettings, sampleValues } from './settings.ts';
import { smokeTest } from './smoke-test.ts';
import { wranglerAt } from './wrangler.ts';
import { firstTick, zoneChecklist } from './zone.ts';

const { values } = parseArgs({
  options: {
    env: { type: 'string' },
    plan: { type: 'boolean', default: false },
    origin: { type: 'string' },
    'take-over': { type: 'boolean', default: false },
  },
});

try {
  const config = relative(root, join(root, 'wrangler.toml'));
  const settings = readSettings(config, values.env ?? null);
  const pictures = await organizationFaults(join(root, 'organization'));
  if (values.plan) {
    for (const fault of [...sampleValues(settings), ...pictures]) console.log(`! ${fault}`);
    for (const command of planOf(settings)) {
      console.log(`# ${[command.name, command.when].filter(Boolean).join(', ')}`);
      console.log(typed(command));
    }
    console.log(`\n${zoneChecklist}\n\n${firstTick}`);
  } else {
    const say = (line: string) => console.log(line.startsWith(' ') ? line : `• ${line}`);
    const token = process.env.DATELINE_TOKEN ?? null;
    await deploy(settings, {
      wrangler: wranglerAt(),
      smokeTest: () => smokeTest(values.origin ?? settings.origin, settings.origin, { token, say }),
      say,
      pictures,
      takeOver: values['take-over'],
    });
    console.log(`\n  Live: ${settings.origin}/\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
