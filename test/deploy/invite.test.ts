/** `npm run invite`: a person and a sign-in link, here and far away, and a link for who lost theirs. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../../dev/commands/run-command.ts';
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

const day = 24 * 60 * 60 * 1000;

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
