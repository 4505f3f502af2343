/**
 * `npm run deploy`: makes the database and the bucket where they are missing, applies what is new in
 * migrations/, puts the Worker live and looks whether it answers. Safe to run again.
 *
 *   npm run deploy -- [--env NAME] [--plan] [--origin URL]
 *
 * `--plan` prints every command and runs none. `--origin` is where to look when the site does not
 * answer at its SITE_ORIGIN yet.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../local.ts';
import { deploy } from './deployment.ts';
import { planOf, typed } from './plan.ts';
import { readSettings } from './settings.ts';
import { smokeTest } from './smoke-test.ts';
import { wranglerAt } from './wrangler.ts';

const { values } = parseArgs({
  options: {
    env: { type: 'string' },
    plan: { type: 'boolean', default: false },
    origin: { type: 'string' },
  },
});

try {
  const config = relative(root, join(root, 'wrangler.toml'));
  const settings = readSettings(config, values.env ?? null);
  if (values.plan) {
    for (const command of planOf(settings)) {
      console.log(`# ${[command.name, command.when].filter(Boolean).join(', ')}`);
      console.log(typed(command));
    }
  } else {
    await deploy(settings, {
      wrangler: wranglerAt(),
      smokeTest: () => smokeTest(values.origin ?? settings.origin, settings.origin),
      say: (line) => console.log(line.startsWith(' ') ? line : `• ${line}`),
    });
    console.log(`\n  Live: ${settings.origin}/\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
