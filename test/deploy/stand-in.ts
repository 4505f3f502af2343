/**
 * A stand-in for wrangler. The account is a file, and databases are SQLite files beside it. It behaves
 * as the platform does: migrations pass through the query API's statement splitter, and a missing
 * bucket fails with the platform's error code. Every command is recorded. A command that starts with a
 * key of `failing` fails with that key's message.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CommandResult } from '../../dev/deploy/wrangler.ts';
import { splitAsServer } from '../server-splitter.ts';
import type { Account } from './fake-wrangler.ts';

/** Executes one wrangler command in the account of a folder. */
export function carryOut(folder: string, args: readonly string[]): CommandResult {
  const file = join(folder, 'account.json');
  const account = JSON.parse(readFileSync(file, 'utf8')) as Account;
  const order = args.join(' ');
  account.orders.push([...args]);
  try {
    for (const [begins, complaint] of Object.entries(account.failing))
      if (order.startsWith(begins)) throw new Error(complaint);
    const found = Object.entries(answers).find(([begins]) => order.startsWith(begins));
    const stdout = found?.[1]({ account, folder, args }) ?? '';
    return { ok: true, stdout, output: stdout };
  } catch (error) {
    return { ok: false, stdout: '', output: (error as Error).message };
  } finally {
    writeFileSync(file, JSON.stringify(account));
  }
}

interface Order {
  account: Account;
  folder: string;
  args: readonly string[];
}

const databaseFile = (folder: string, name: string) => join(folder, `${name}.sqlite`);

/** Output of each command, by the words that it starts with. */
const answers: Record<string, (order: Order) => string> = {
  'd1 list': ({ account }) => {
    const list = account.databases.map((name) => ({ name, uuid: `id-${name}` }));
    return `A notice before the list.\n${JSON.stringify(list, null, 2)}`;
  },
  'd1 create': ({ account, args }) => {
    const name = args[2] as string;
    if (account.databases.includes(name))
      throw new Error('A database with that name already exists [code: 7502]');
    account.databases.push(name);
    return '';
  },
  'r2 bucket info': ({ account, args }) => {
    if (!account.buckets.includes(args[3] as string))
      throw new Error('The specified bucket does not exist. [code: 10006]');
    return '';
  },
  'r2 bucket create': ({ account, args }) => {
    account.buckets.push(args[3] as string);
    return '';
  },
  'd1 time-travel info': ({ account }) => JSON.stringify({ bookmark: `mark-${account.migrated}` }),
  'd1 migrations apply': ({ account, folder, args }) => {
    const db = new DatabaseSync(databaseFile(folder, args[3] as string));
    try {
      applyMigrations(db, account.migrations);
    } finally {
      db.close();
    }
    account.migrated++;
    return '';
  },
  'd1 execute': (order) => JSON.stringify(execute(order)),
  deploy: ({ account, args }) => {
    if (!args.includes('--dry-run')) account.live++;
    return '';
  },
};

/** Each file at once, in a transaction, as wrangler sends it: with the entry that remembers it. */
function applyMigrations(db: DatabaseSync, migrations: string): void {
  db.exec('create table if not exists d1_migrations (id integer primary key, name text unique)');
  for (const name of readdirSync(migrations).sort()) {
    if (db.prepare('select 1 from d1_migrations where name = ?').get(name)) continue;
    const sql = `${readFileSync(join(migrations, name), 'utf8')}
insert into d1_migrations (name) values ('${name}');`;
    db.exec('begin');
    try {
      for (const statement of splitAsServer(sql, { quotes: true })) db.exec(statement);
      db.exec('commit');
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}: SQLITE_ERROR [code: 7500]`);
    }
  }
}

function execute({ account, folder, args }: Order): { results: unknown[] }[] {
  const file = databaseFile(folder, args[2] as string);
  if (!existsSync(file)) return [{ results: account.newest ? [account.newest] : [] }];
  const db = new DatabaseSync(file);
  const sql = args[args.indexOf('--command') + 1] as string;
  try {
    const statements = splitAsServer(sql, { quotes: true });
    return statements.map((one) => ({ results: db.prepare(one).all() }));
  } finally {
    db.close();
  }
}
