/** A person's own sessions at the desk: seen, ended one by one, ended all at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserName } from '../../src/desk/browser-name.ts';
import { hashSecret, newSessionSecret } from '../../src/domain/session.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
});
afterAll(() => newsroom.dispose());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Another session of a person, as a second browser has it. @returns its id */
async function secondSession(name: string): Promise<string> {
  const [id, now] = [`0ther${name.toLowerCase()}`.padEnd(12, '0').slice(0, 12), Date.now()];
  await newsroom.db
    .prepare(
      `insert into tokens
        (id, editor_id, label, hash, kind, browser, created_at, last_used_at, signed_in_at, expires_at)
      select ?, id, 'session', ?, 'session', ?, ?, ?, ?, ? from editors where name = ?`,
    )
    .bind(id, await hashSecret(newSessionSecret()), firefox, now, now, now, now + 9e6, name)
    .run();
  return id;
}

const lastActs = async (n: number) => {
  const { results } = await newsroom.db
    .prepare('select action, subject from audit order by id desc limit ?')
    .bind(n)
    .all<{ action: string; subject: string }>();
  return results;
};

test('lists browser, beginning and last use, and says which session is this one', async () => {
  const author = new Visitor(newsroom);
  author.headers = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36' };
  await author.signIn('author', 'Ada');
  await secondSession('Ada');
  await new Visitor(newsroom).signIn('author', 'Zoe');
  await secondSession('Zoe');
  const page = await author.open('/desk/account');
  expect(page.text1('.desk-head [aria-current]')).toBe('Your account');
  const rows = page.texts('.sessions li').toSorted();
  expect(rows).toEqual([
    expect.stringMatching(/^Chrome, Windows ?this session ?signed in .* ?last used /),
    expect.stringMatching(/^Firefox, Linux ?signed in .* ?last used /),
  ]);
  expect(page.text1('.facts')).toBe('RoleAuthor');
});

test('one session is ended, the other goes on; its end is in the audit', async () => {
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Bea');
  const id = await secondSession('Bea');
  const page = await author.post(`/desk/account/sessions/${id}/end`, {});
  expect([page.status, page.text1('.done')]).toEqual([200, 'The session was ended.']);
  expect(page.texts('.sessions li').length).toBe(1);
  expect(await lastActs(1)).toEqual([{ action: 'session.revoke', subject: `token/${id}` }]);
  const again = await author.post(`/desk/account/sessions/${id}/end`, {});
  expect(again.status).toBe(404);
});

test('ending this session leads to the sign-in page', async () => {
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Cleo');
  const out = await author.submit(await author.open('/desk/account'), {}, { button: 'End' });
  expect([out.text1('h1'), author.cookies.size]).toEqual(['Sign in', 0]);
});

test('signing out everywhere ends all sessions of this person, and no other’s', async () => {
  const [author, other] = [new Visitor(newsroom), new Visitor(newsroom)];
  await author.signIn('author', 'Dora');
  await other.signIn('author', 'Emil');
  const cookie = [...author.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  await secondSession('Dora');
  const page = await author.open('/desk/account');
  const out = await author.submit(page, {}, { button: 'Sign out everywhere' });
  expect(out.text1('h1')).toBe('Sign in');
  const thief = await new Visitor(newsroom).request('/desk', { headers: { Cookie: cookie } });
  expect([thief.status, (await other.request('/desk')).status]).toEqual([303, 200]);
  const left = await newsroom.db
    .prepare(
      `select count(*) as n
      from tokens join editors on editors.id = tokens.editor_id
      where editors.name = 'Dora' and tokens.revoked_at is null`,
    )
    .first('n');
  expect(left).toBe(0);
  expect((await lastActs(1))[0]?.action).toBe('session.revokeAll');
});

test('another person’s session, an API token and nothing are not there; nothing is written', async () => {
  const [author, other] = [new Visitor(newsroom), new Visitor(newsroom)];
  await author.signIn('admin', 'Fritz');
  await other.signIn('author', 'Gita');
  const foreign = await newsroom.db
    .prepare(
      `select tokens.id from tokens join editors on editors.id = tokens.editor_id
      where editors.name = 'Gita'`,
    )
    .first<string>('id');
  const token = await newsroom.db
    .prepare(`select id from tokens where kind = 'token'`)
    .first<string>('id');
  const before = await newsroom.db.prepare('select count(*) as n from audit').first('n');
  for (const id of [foreign, token, '000000000000', 'x']) {
    const { status } = await author.post(`/desk/account/sessions/${id}/end`, {});
    expect([id, status]).toEqual([id, 404]);
  }
  for (const path of ['/desk/account/sign-out', `/desk/account/sessions/${foreign}/end`]) {
    const { status } = await other.send(path, {}, { 'Sec-Fetch-Site': 'cross-site' });
    expect([path, status]).toEqual([path, 403]);
  }
  expect(await newsroom.db.prepare('select count(*) as n from audit').first('n')).toBe(before);
  expect((await other.request('/desk')).status).toBe(200);
});

test.each([
  [firefox, 'Firefox, Linux'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge, Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1', 'Safari, macOS'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) CriOS/140 Safari', 'Chrome, iPhone'],
  ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36', 'Chrome, Android'],
  ['curl/8.0', 'curl/8.0'],
  ['', ''],
])('the browser %j is called %j', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
