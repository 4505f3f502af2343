/** An account of its own for each test, with test/deploy/stand-in.ts in wrangler's place. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Wrangler } from '../../dev/deploy/wrangler.ts';
import { root } from '../../dev/local.ts';
import { carryOut } from './stand-in.ts';

export interface Account {
  databases: string[];
  buckets: string[];
  /** Versions that went live. */
  live: number;
  /** How often migrations were applied. */
  migrated: number;
  /** The folder whose files are applied. */
  migrations: string;
  /** The newest entry of the audit, where there is no database to ask. */
  newest?: { id: number; hash: string };
  /** The beginning of an order → the complaint that it ends with. */
  failing: Record<string, string>;
  orders: string[][];
}

export interface FakeWrangler {
  /** The program's file. */
  path: string;
  /** The same without a process of its own, which costs a hundred times as much. */
  wrangler: Wrangler;
  read: () => Promise<Account>;
  /** Changes the account, and forgets the orders so far. */
  change: (changes: Partial<Account>) => Promise<void>;
  /** Runs SQL in one of its databases. */
  execute: (database: string, sql: string) => void;
  dispose: () => Promise<void>;
}

const program = (folder: string) => `
import { carryOut } from ${JSON.stringify(join(root, 'test/deploy/stand-in.ts'))};
const { ok, output } = carryOut(${JSON.stringify(folder)}, process.argv.slice(2));
(ok ? console.log : console.error)(output);
process.exitCode = ok ? 0 : 1;
`;

export async function fakeWrangler(): Promise<FakeWrangler> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-wrangler-'));
  const [path, file] = [join(folder, 'wrangler.mjs'), join(folder, 'account.json')];
  const read = async () => JSON.parse(await readFile(file, 'utf8')) as Account;
  const empty: Account = {
    databases: [],
    buckets: [],
    live: 0,
    migrated: 0,
    migrations: join(root, 'migrations'),
    failing: {},
    orders: [],
  };
  await writeFile(path, program(folder));
  await writeFile(file, JSON.stringify(empty));
  return {
    path,
    wrangler: async (args) => carryOut(folder, args),
    read,
    change: async (changes) =>
      writeFile(file, JSON.stringify({ ...(await read()), orders: [], ...changes })),
    execute: (database, sql) => new DatabaseSync(join(folder, `${database}.sqlite`)).exec(sql),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
