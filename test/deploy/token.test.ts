/** `npm run token`: an editor and a token, here and far away. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { unstable_splitSqlQuery } from 'wrangler';
import { runCommand } from '../../dev/commands/run-command.ts';
import { remoteDatabase } from '../../dev/deploy/remote-database.ts';
import { wranglerAt } from '../../dev/deploy/wrangler.ts';
import { day, tokenForNewEditor, writeGrant } from '../../dev/grants.ts';
import { root, startLocal } from '../../dev/local.ts';
import { isToken } from '../../src/domain/editor.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type FakeWrangler, fakeWrangler } from './fake-wrangler.ts';

let newsroom: Newsroom;
let fake: FakeWrangler;
beforeAll(async () => {
  [newsroom, fake] = await Promise.all([openNewsroom(), fakeWrangler()]);
});
afterAll(() => Promise.all([newsroom.dispose(), fake.dispose()]));

const settings = {
  environment: null,
  where: [],
  database: { name: 'dateline', jurisdiction: null, location: null },
  bucket: { name: 'dateline-files', jurisdiction: null, location: null },
  names: [],
  origin: 'https://newsroom.ord.int',
  deskOrigin: 'https://newsroom.ord.int',
  origins: ['https://newsroom.ord.int'],
  domains: [],
};
const names = [
  `Siobhán O'Brien`,
  `x'); delete from editors; --`,
  `"; drop table tokens; /* ' */`,
  `Ünïcode – «имя» 名前 \\' \\0 $(id) %s`,
];

test('with --remote, any name is stored unchanged; its token works, and the audit is valid', async () => {
  for (const name of names) {
    const newest = await newsroom.db
      .prepare('select id, hash from audit order by id desc limit 1')
      .first<{ id: number; hash: string }>();
    if (newest) await fake.change({ newest });
    const grant = await tokenForNewEditor({ name, role: 'admin' }, day);
    const token = await writeGrant(remoteDatabase(settings, wranglerAt(fake.path)), grant);
    const { orders } = await fake.read();
    expect(orders).toHaveLength(2);
    expect(JSON.stringify(orders)).not.toContain(token);
    const sql = orders[1]?.[orders[1].indexOf('--command') + 1] ?? '';
    const statements = unstable_splitSqlQuery(sql);
    expect(statements).toHaveLength(3);
    await newsroom.db.batch(statements.map((statement) => newsroom.db.prepare(statement)));
    const headers = { Authorization: `Bearer ${token}` };
    const people = await newsroom.get('/api/v1/editor/editors', Date.now(), headers);
    expect(people.json.items.map((one: { name: string }) => one.name)).toContain(name);
    const late = await newsroom.get('/api/v1/editor/editors', Date.now() + 2 * day, headers);
    expect(late.status).toBe(401);
  }
  const verdict = await newsroom.edit('GET', '/audit/verify', null);
  expect(verdict.json).toMatchObject({ valid: true, brokenAt: null });
});

test('with --remote, no token is printed if wrangler fails', async () => {
  await fake.change({ failing: { 'd1 execute': 'not logged in' } });
  const database = remoteDatabase(settings, wranglerAt(fake.path));
  const given = writeGrant(database, await tokenForNewEditor({ name: 'A', role: 'author' }));
  await expect(given).rejects.toThrow('not logged in');
});

const command = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'dev/commands/run.ts'), 'token', ...args]);

test('locally, only the token is printed, and the site of that state folder accepts it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'dateline-token-'));
  try {
    const args = ['--name', `O'Brien`, '--role', 'editor', '--days', '1', '--state', state];
    const { stdout, stderr } = await command(...args);
    expect(stderr).toContain(`on the site of this machine in ${state}`);
    const token = stdout.trim();
    expect(isToken(token)).toBe(true);
    const site = await startLocal({ stateDir: state });
    const headers = { Authorization: `Bearer ${token}` };
    expect((await site.fetch('/api/v1/editor/releases', { headers })).status).toBe(200);
    await site.dispose();
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});

test.each([
  ['a name of two lines', ['--name', 'A\nB'], '--name'],
  ['an environment of this machine', ['--name', 'A', '--env', 'staging'], '--env needs --remote.'],
  ['a state folder far away', ['--name', 'A', '--remote', '--state', 'x'], '--state belongs to'],
])('%s is refused with exit code 2', async (_, args, message) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    expect(await runCommand('token', ['--role', 'editor', ...args])).toBe(2);
    expect(error.mock.calls.flat().join('\n')).toContain(message);
  } finally {
    error.mockRestore();
  }
});
