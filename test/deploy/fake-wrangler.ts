/**
 * A program in wrangler's place: it notes what it is given and answers from an account that is a
 * file, so that what one run makes is there for the next. An order whose beginning is in `failing`
 * ends with that complaint.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Account {
  databases: string[];
  buckets: string[];
  /** Versions that went live. */
  live: number;
  migrated: number;
  admins: number;
  /** The newest entry of the audit, if there is one. */
  newest?: { id: number; hash: string };
  /** The beginning of an order → what wrangler complains of. */
  failing: Record<string, string>;
  orders: string[][];
}

const program = `
import { readFileSync, writeFileSync } from 'node:fs';
const file = new URL('account.json', import.meta.url);
const account = JSON.parse(readFileSync(file, 'utf8'));
const args = process.argv.slice(2);
account.orders.push(args);
const order = args.join(' ');
const answer = () => {
  for (const [begins, complaint] of Object.entries(account.failing)) {
    if (order.startsWith(begins)) throw new Error(complaint);
  }
  if (order.startsWith('d1 list')) {
    return 'A notice before the list.\\n' + JSON.stringify(account.databases.map((name) => ({ name, uuid: 'id-' + name })), null, 2);
  }
  if (order.startsWith('d1 create')) {
    if (account.databases.includes(args[2])) throw new Error('A database with that name already exists [code: 7502]');
    account.databases.push(args[2]);
  }
  if (order.startsWith('r2 bucket info') && !account.buckets.includes(args[3])) throw new Error('The specified bucket does not exist. [code: 10006]');
  if (order.startsWith('r2 bucket create')) account.buckets.push(args[3]);
  if (order.startsWith('d1 time-travel info')) return JSON.stringify({ bookmark: 'mark-' + account.migrated });
  if (order.startsWith('d1 migrations apply')) account.migrated++;
  if (order.startsWith('deploy') && !args.includes('--dry-run')) account.live++;
  if (order.startsWith('d1 execute')) return JSON.stringify([{ results: [{ n: account.admins, ...account.newest }] }]);
  return '';
};
try {
  console.log(answer());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  writeFileSync(file, JSON.stringify(account));
}
`;

export interface FakeWrangler {
  /** The program's file. */
  path: string;
  read: () => Promise<Account>;
  /** Changes the account, and forgets the orders so far. */
  change: (changes: Partial<Account>) => Promise<void>;
  dispose: () => Promise<void>;
}

export async function fakeWrangler(): Promise<FakeWrangler> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-wrangler-'));
  const [path, file] = [join(folder, 'wrangler.mjs'), join(folder, 'account.json')];
  const read = async () => JSON.parse(await readFile(file, 'utf8')) as Account;
  const empty: Account = {
    databases: [],
    buckets: [],
    live: 0,
    migrated: 0,
    admins: 0,
    failing: {},
    orders: [],
  };
  await writeFile(path, program);
  await writeFile(file, JSON.stringify(empty));
  return {
    path,
    read,
    change: async (changes) =>
      writeFile(file, JSON.stringify({ ...(await read()), orders: [], ...changes })),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
