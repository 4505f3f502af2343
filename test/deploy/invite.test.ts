/** `npm run invite`: a person and a sign-in link, here and far away, and a link for who lost theirs. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { unstable_splitSqlQuery } from 'wrangler';
import { runCommand } from '../../dev/commands/run-command.ts';
import type { Wrangler } from '../../dev/deploy/wrangler.ts';
import {
  type ConsoleDatabase,
  findEditor,
  findEditorOfToken,
  linkForEditor,
  linkForNewEditor,
  localDatabase,
  writeGrant,
} from '../../dev/grants.ts';
import { root, startLocal } from '../../dev/local.ts';
import { Visitor } from '../desk/visitor.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { fakeWrangler } from './fake-wrangler.ts';

const day = 24 * 60 * 60 * 1000;

/** Stands in for wrangler where a command would start it. */
const remote = vi.hoisted(() => ({ wrangler: null as Wrangler | null }));
vi.mock('../../dev/deploy/wrangler.ts', () => ({ wranglerAt: () => remote.wrangler }));

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

test('any name is stored unchanged, the link signs in once, and the audit is valid', async () => {
  const name = `O'Brien"); drop table editors; -- «имя»`;
  const grant = await linkForNewEditor({ name, role: 'editor' });
  expect(JSON.stringify(grant.rows)).not.toContain(grant.secret);
  const secret = await writeGrant(localDatabase(newsroom.db), grant);
  const path = `/desk/link/${secret}`;
  const late = new Visitor(newsroom);
  late.now = Date.now() + day;
  expect((await late.open(path)).status).toBe(404);
  const visitor = new Visitor(newsroom);
  const page = await visitor.submit(await visitor.open(path));
  expect([page.text1('h1'), page.text1('.desk-foot')?.includes(name)]).toEqual(['Today', true]);
  expect((await new Visitor(newsroom).post(path, {})).status).toBe(404);
  const { results } = await newsroom.db
    .prepare(`select action, editor_id, json_extract(detail, '$.by') as by from audit
      where action in ('editor.create', 'signInLink.create')
      order by id desc limit 2`)
    .all();
  expect(results).toEqual([
    { action: 'signInLink.create', editor_id: null, by: 'console' },
    { action: 'editor.create', editor_id: null, by: 'console' },
  ]);
  expect((await newsroom.edit('GET', '/audit/verify', null)).json).toMatchObject({ valid: true });
});

test('an editor who exists gets a link; nobody who is unknown or disabled is found', async () => {
  const database = localDatabase(newsroom.db);
  const admin = await findEditorOfToken(database, newsroom.tokens.admin);
  expect(admin?.role).toBe('admin');
  const { json } = await newsroom.edit('POST', '/editors', { name: 'Lia', role: 'author' });
  const lia = await findEditor(database, json.id);
  expect(lia).toEqual({ id: json.id, name: 'Lia', role: 'author' });
  const secret = await writeGrant(database, await linkForEditor(json.id));
  const visitor = new Visitor(newsroom);
  const page = await visitor.open(`/desk/link/${secret}`);
  expect(page.text1('h1')).toBe('Sign in as Lia');
  await newsroom.edit('DELETE', `/editors/${json.id}`, null, { etag: '"1"' });
  expect(await findEditor(database, json.id)).toBeNull();
  expect(await findEditor(database, `' or 1 = 1 --`)).toBeNull();
});

test('a write that another entry overtakes is repeated with the same link', async () => {
  const local = localDatabase(newsroom.db);
  let overtaken = 0;
  const database: ConsoleDatabase = {
    ...local,
    write: async (statements) => {
      if (overtaken++ === 0) await newsroom.edit('POST', '/editors', { name: 'A', role: 'author' });
      await local.write(statements);
    },
  };
  const grant = await linkForNewEditor({ name: 'Mo', role: 'author' });
  expect(await writeGrant(database, grant)).toBe(grant.secret);
  expect(overtaken).toBe(2);
  expect((await newsroom.edit('GET', '/audit/verify', null)).json).toMatchObject({ valid: true });
});

test('with --remote, the printed link signs in, and the e-mail address is stored', async () => {
  const fake = await fakeWrangler();
  const [log, error] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
  for (const spy of [log, error]) spy.mockImplementation(() => {});
  try {
    remote.wrangler = fake.wrangler;
    await fake.change({ newest: await newestEntry() });
    const name = `Siobhán "O'Brien"; --`;
    const person = ['--name', name, '--role', 'editor', '--email', 'Siobhan@ORD.int'];
    expect(await runCommand('invite', [...person, '--remote'])).toBe(0);
    expect(error.mock.calls.flat()).toEqual([
      `Sign-in link of editor "${name}", for one use within 24 hours, on https://newsroom.example (database dateline):`,
    ]);
    const link = new URL(String(log.mock.calls.flat()));
    expect(link.origin).toBe('https://newsroom.example');
    const { orders } = await fake.read();
    expect(orders.map((order) => order.slice(0, 4))).toEqual([
      ['d1', 'execute', 'dateline', '--remote'],
      ['d1', 'execute', 'dateline', '--remote'],
    ]);
    expect(JSON.stringify(orders)).not.toContain(link.pathname.slice(-49));
    const sql = orders[1]?.[orders[1].indexOf('--command') + 1] ?? '';
    const statements = unstable_splitSqlQuery(sql);
    await newsroom.db.batch(statements.map((statement) => newsroom.db.prepare(statement)));
    const visitor = new Visitor(newsroom);
    const page = await visitor.submit(await visitor.open(link.pathname));
    expect([page.text1('h1'), page.text1('.desk-foot')?.includes(name)]).toEqual(['Today', true]);
    const email = await newsroom.db
      .prepare('select email from editors where name = ?')
      .bind(name)
      .first('email');
    expect(email).toBe('siobhan@ord.int');
    expect((await newsroom.edit('GET', '/audit/verify', null)).json).toMatchObject({ valid: true });

    await fake.change({ failing: { 'd1 execute': 'You are not logged in.' } });
    log.mockClear();
    expect(await runCommand('invite', ['--name', 'A', '--role', 'editor', '--remote'])).toBe(1);
    expect(log.mock.calls).toEqual([]);
    expect(error.mock.calls.flat().join()).toContain('You are not logged in.');
  } finally {
    log.mockRestore();
    error.mockRestore();
    await fake.dispose();
  }
});

const newestEntry = async () =>
  (await newsroom.db
    .prepare('select id, hash from audit order by id desc limit 1')
    .first<{ id: number; hash: string }>()) ?? { id: 0, hash: '' };

test('an e-mail address of another editor is refused, and nothing is written', async () => {
  const database = localDatabase(newsroom.db);
  const email = 'same@ord.int';
  await writeGrant(database, await linkForNewEditor({ name: 'One', role: 'author', email }));
  const before = await newestEntry();
  const second = await linkForNewEditor({ name: 'Two', role: 'author', email });
  await expect(writeGrant(database, second)).rejects.toThrow('Another editor has this e-mail');
  expect(await newestEntry()).toEqual(before);
});

const command = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'dev/commands/run.ts'), 'invite', ...args]);

test('locally, only the link is printed, and the site of that state folder accepts it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'dateline-invite-'));
  try {
    const options = ['--port', '8080', '--state', state];
    const invited = await command('--name', `O'Brien`, '--role', 'editor', ...options);
    expect(invited.stderr).toBe(
      `Sign-in link of editor "O'Brien", for one use within 24 hours, on the site of this machine in ${state}:\n`,
    );
    expect(invited.stdout).toMatch(/^http:\/\/localhost:8080\/desk\/link\/dk_\w{49}\n$/);
    const unknown = command('--editor', 'nobody', ...options).catch((error) => error);
    const { code, stderr, stdout } = await unknown;
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      'There is no editor "nobody", or the editor is disabled.\n',
    ]);
    const site = await startLocal({ stateDir: state });
    const answer = await site.fetch(new URL(invited.stdout.trim()).pathname, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(),
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/desk']);
    await site.dispose();
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});

test.each([
  ['nobody', [], 'Give --name and --role of a new person, or --editor ID.'],
  ['a name without a role', ['--name', 'A'], 'Give --name and --role'],
  ['two persons', ['--editor', 'x', '--name', 'A', '--role', 'editor'], '--editor names a person'],
  [
    'no e-mail address',
    ['--name', 'A', '--role', 'editor', '--email', 'x'],
    '--email must be an e-mail address.',
  ],
  [
    'an address of a person who exists',
    ['--editor', 'x', '--email', 'a@ord.int'],
    '--editor names',
  ],
  ['a name of two lines', ['--name', 'A\nB', '--role', 'editor'], '--name'],
  ['an environment of this machine', ['--editor', 'x', '--env', 'staging'], '--env needs'],
  ['a state folder far away', ['--editor', 'x', '--remote', '--state', 'x'], '--state belongs'],
  ['a port far away', ['--editor', 'x', '--remote', '--port', '1'], '--port belongs'],
])('%s is refused with exit code 2', async (_, args, message) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    expect(await runCommand('invite', args)).toBe(2);
    expect(error.mock.calls.flat().join('\n')).toContain(message);
  } finally {
    error.mockRestore();
  }
});
