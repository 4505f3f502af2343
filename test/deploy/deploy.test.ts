/** A deployment: its orders, in which order, and where it stops. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DeployContext, deploy } from '../../dev/deploy/deployment.ts';
import type { Fetch } from '../../dev/deploy/host.ts';
import { explained, planOf, toShellCommand } from '../../dev/deploy/plan.ts';
import { remoteDatabase } from '../../dev/deploy/remote-database.ts';
import { readSettings, type Settings, sampleValues } from '../../dev/deploy/settings.ts';
import { tokenForNewEditor, writeGrant } from '../../dev/grants.ts';
import { root } from '../../dev/local.ts';
import { type FakeWrangler, fakeWrangler } from './fake-wrangler.ts';

let folder: string;
let config: string;
let fake: FakeWrangler;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-deploy-'));
  config = await configured('wrangler.toml', (text) => text);
});
beforeEach(async () => {
  fake = await fakeWrangler();
  return () => fake.dispose();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The project's configuration with origins that are somebody's, and with `change`. */
async function configured(name: string, change: (text: string) => string): Promise<string> {
  const text = await readFile(join(root, 'wrangler.toml'), 'utf8');
  const file = join(folder, name);
  await writeFile(file, change(text.replaceAll('newsroom.example', 'newsroom.ord.int')));
  return file;
}

interface Run {
  said: string[];
  refused: string | null;
  orders: string[][];
}

/** A host that nobody has. */
const nobody: Fetch = () =>
  Promise.reject(new TypeError('failed', { cause: { code: 'ENOTFOUND' } }));

async function run(
  settings: Settings,
  faults: string[] = [],
  means: Partial<DeployContext> = {},
): Promise<Run> {
  const said: string[] = [];
  let refused: string | null = null;
  try {
    await deploy(settings, {
      wrangler: fake.wrangler,
      smokeTest: async () => faults,
      log: (line) => said.push(line),
      request: nobody,
      ...means,
    });
  } catch (error) {
    refused = (error as Error).message;
  }
  return { said, refused, orders: (await fake.read()).orders };
}

const verbs = (orders: string[][]) =>
  orders.map((args) =>
    args
      .slice(
        0,
        args.findIndex((arg) => arg.startsWith('--')),
      )
      .join(' '),
  );

const firstTime = [
  'deploy',
  'd1 list',
  'd1 create dateline',
  'r2 bucket info dateline-files',
  'r2 bucket create dateline-files',
  'd1 migrations apply dateline',
  'd1 execute dateline',
  'deploy',
  'd1 execute dateline',
];

describe('a deployment', () => {
  test('creates missing resources, migrates, deploys, and explains how to create the first token', async () => {
    const { orders, said, refused } = await run(readSettings(config, null));
    expect(refused).toBeNull();
    expect(verbs(orders)).toEqual(firstTime);
    expect(orders[7]).toEqual(['deploy', '--domain', 'newsroom.ord.int', '--config', config]);
    const token = 'npm run token -- --name "Your name" --role admin --remote';
    const place = (part: string) => said.findIndex((line) => line.includes(part));
    expect(place(token)).toBeGreaterThan(0);
    expect(place(token)).toBeLessThan(place('check https://newsroom.ord.int'));
    expect(said.at(-1)).toContain('up to 15 minutes');
    expect(said.at(-1)).toContain('Always Use HTTPS');
  });

  test('runs only commands of its plan, in order', async () => {
    const settings = readSettings(config, null);
    const { orders } = await run(settings);
    const planned = planOf(settings).map(({ args }) => args.join(' '));
    const places = orders.map((args) => planned.indexOf(args.join(' ')));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('is printed as a plan: the purpose of each command, then the command', () => {
    for (const command of planOf(readSettings(config, null))) {
      expect(explained(command)).toMatch(/^# [A-Z][^\n]+\.\nnpx wrangler /);
    }
  });

  test('run again creates nothing twice, and records a restore point before it migrates', async () => {
    const settings = readSettings(config, null);
    await run(settings);
    const admin = await tokenForNewEditor({ name: 'An admin', role: 'admin' });
    await writeGrant(remoteDatabase(settings, fake.wrangler), admin);
    await fake.change({});
    const { orders, said, refused } = await run(settings);
    expect(refused).toBeNull();
    expect(verbs(orders)).toEqual([
      'deploy',
      'd1 list',
      'r2 bucket info dateline-files',
      'd1 time-travel info dateline',
      'd1 migrations apply dateline',
      'd1 execute dateline',
      'deploy',
      'd1 execute dateline',
    ]);
    expect(said.join()).toContain('npx wrangler d1 time-travel restore dateline --bookmark mark-1');
    expect(said.join()).not.toContain('npm run token');
    expect(await fake.read()).toMatchObject({
      databases: ['dateline'],
      buckets: ['dateline-files'],
    });
  });

  test.each([
    ['deploy --dry-run', 'build', 1],
    ['d1 list', 'find the database', 2],
    ['d1 create', 'create the database', 3],
    ['r2 bucket info', 'find the bucket', 4],
    ['r2 bucket create', 'create the bucket', 5],
    ['d1 migrations apply', 'migrate', 6],
    ['d1 execute', 'read the schema', 7],
    ['deploy --domain', 'deploy', 8],
  ])('stops when `%s` fails: nothing is deployed', async (begins, name, after) => {
    const settings = readSettings(config, null);
    await fake.change({ failing: { [begins]: 'The network is down.' } });
    const broken = await run(settings);
    expect(broken.refused).toContain('The network is down.');
    expect(broken.refused).toContain(`Failed: ${name}.`);
    expect(broken.orders).toHaveLength(after);
    expect((await fake.read()).live).toBe(0);
  });

  test('that a failed migration stopped continues when run again', async () => {
    const settings = readSettings(config, null);
    await fake.change({ failing: { 'd1 migrations apply': 'no such column' } });
    const { refused } = await run(settings);
    expect(refused).toContain('no such column');
    expect(refused).toContain('The code that is live is untouched');
    await fake.change({ failing: {} });
    expect((await run(settings)).refused).toBeNull();
    expect(await fake.read()).toMatchObject({
      databases: ['dateline'],
      buckets: ['dateline-files'],
      live: 1,
    });
  });

  test('that D1’s statement splitter stopped leaves nothing half done', async () => {
    const migrations = join(folder, 'migrations');
    await mkdir(migrations);
    const trigger = 'create trigger t before delete on a\nbegin\n  select 1;\nend;';
    await writeFile(join(migrations, '0001_a.sql'), `create table a (b);\n${trigger}\n`);
    await fake.change({ migrations });
    const { refused } = await run(readSettings(config, null));
    expect(refused).toContain('incomplete input: SQLITE_ERROR [code: 7500]');
    expect(await fake.read()).toMatchObject({ live: 0 });
  });

  test('does not deploy if a table, an index or a trigger is missing or different', async () => {
    const settings = readSettings(config, null);
    await run(settings);
    fake.execute(
      'dateline',
      `drop table webhooks; drop index releases_by_update; drop trigger audit_is_never_deleted;
       drop index outbox_dead; create index outbox_dead on outbox (task)`,
    );
    const { refused } = await run(settings);
    expect(refused).toContain('differs from migrations/: index outbox_dead');
    for (const name of [
      'table webhooks',
      'index releases_by_update',
      'trigger audit_is_never_deleted',
    ])
      expect(refused).toContain(`missing: ${name}`);
    expect(refused).toContain('The code that is live is untouched');
    expect((await fake.read()).live).toBe(1);
  });

  test('reports what does not respond, and how to roll back', async () => {
    const { refused } = await run(readSettings(config, 'staging'), ['/robots.txt: 500']);
    expect(refused).toContain('/robots.txt: 500');
    expect(refused).toContain('npx wrangler rollback --config');
  });

  test.each<[string, boolean, Fetch]>([
    ['our shop', false, async () => new Response('<h1>Our shop</h1>')],
    ['our shop, when it is meant', true, async () => new Response('<h1>Our shop</h1>')],
    [
      'this product',
      true,
      async () => new Response('urn:dateline:problem:unauthenticated', { status: 401 }),
    ],
  ])('to a host that responds as %s continues: %s', async (name, goesOn, request) => {
    const takeOver = name.endsWith('meant');
    const { refused } = await run(readSettings(config, null), [], { request, takeOver });
    if (goesOn) expect(refused).toBeNull();
    else expect(refused).toMatch(/Another website answers at newsroom\.ord\.int .*--take-over/);
    expect(await fake.read()).toMatchObject({ live: goesOn ? 1 : 0 });
    if (!goesOn) expect((await fake.read()).databases).toEqual([]);
  });

  test('explains how to enable R2, and which pictures cannot be shown', async () => {
    const settings = readSettings(config, null);
    const complaint = 'Please enable R2 through the Cloudflare Dashboard. [code: 10042]';
    await fake.change({ failing: { 'r2 bucket info': complaint } });
    expect((await run(settings)).refused).toContain('open R2 in the dashboard once');
    const pictures = ['organization/logo.png is 3 × 2'];
    expect((await run(settings, [], { pictures })).refused).toContain('logo.png is 3 × 2');
  });

  test('of staging changes nothing in production', async () => {
    const { orders, refused } = await run(readSettings(config, 'staging'));
    expect(refused).toBeNull();
    for (const args of orders) expect(args.slice(-2)).toEqual(['--env', 'staging']);
    expect(await fake.read()).toMatchObject({
      databases: ['dateline-staging'],
      buckets: ['dateline-staging-files'],
    });
    expect(orders.flat()).toContain('staging.newsroom.ord.int');
    expect(orders.flat()).not.toContain('newsroom.ord.int');
  });
});

describe('the settings', () => {
  test('of the examples can be planned, but not deployed', async () => {
    const settings = readSettings(join(root, 'wrangler.toml'), null);
    expect(planOf(settings)).toHaveLength(10);
    expect(sampleValues(settings).join()).toMatch(/newsroom\.example.*SITE_NAME/);
    expect(sampleValues(readSettings(config, 'staging'))).toEqual([]);
    expect(await run(settings)).toMatchObject({
      refused: expect.stringContaining('Set your own SITE_ORIGIN'),
      orders: [],
    });
  });

  test('that are invalid are refused before any command runs', async () => {
    const spoilt = await configured('spoilt.toml', (text) =>
      text.replaceAll('Europe/Vienna', 'Europe/Wien'),
    );
    expect(() => readSettings(spoilt, null)).toThrow('TIME_ZONE');
    expect(() => readSettings(config, 'production')).toThrow('[env.production]');
  });

  test('attach a host for previews and one for the desk, where they have their own', async () => {
    const hosts = 'PREVIEW_ORIGIN = "https://early.ord.int"\nDESK_ORIGIN = "https://desk.ord.int"';
    const split = await configured('split.toml', (text) =>
      text.replace('PURGE_SHARE = "80"', `PURGE_SHARE = "80"\n${hosts}`),
    );
    const settings = readSettings(split, null);
    const { orders } = await run(settings);
    const names = ['newsroom.ord.int', 'early.ord.int', 'desk.ord.int'];
    const deployment = ['deploy', ...names.flatMap((name) => ['--domain', name])];
    expect(orders).toContainEqual([...deployment, '--config', split]);
    const example = { ...settings, origins: ['https://newsroom.ord.int', 'https://desk.example'] };
    expect((await run(example)).refused).toContain('https://desk.example is an example');
  });

  test('use the site’s own routes if there are some, and keep a jurisdiction', async () => {
    const placed = await configured('placed.toml', (text) =>
      text
        .replace('workers_dev = false', 'workers_dev = false\nroutes = ["newsroom.ord.int/*"]')
        .replace('database_name = "dateline"', 'database_name = "dateline"\njurisdiction = "eu"')
        .replace(
          'bucket_name = "dateline-files"',
          'bucket_name = "dateline-files"\njurisdiction = "eu"',
        ),
    );
    const commands = planOf(readSettings(placed, null)).map(toShellCommand);
    expect(commands.join('\n')).not.toContain('--domain');
    expect(commands[2]).toContain('d1 create dateline --jurisdiction eu');
    expect(commands[4]).toContain('r2 bucket create dateline-files --jurisdiction eu');
    expect(commands.join()).not.toContain('--location');
    const near = planOf(readSettings(config, null)).map(toShellCommand);
    expect(near[2]).toContain('d1 create dateline --location weur');
    expect(near[4]).toContain('r2 bucket create dateline-files --location weur');
    const odd = await configured('odd.toml', (text) => text.replaceAll('"weur"', '"mars"'));
    expect(() => readSettings(odd, null)).toThrow('DATA_LOCATION');
  });
});
