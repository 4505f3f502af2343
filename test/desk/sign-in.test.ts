/** Signing in at the desk by a link, sessions, and what a browser may not do for another site. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newLinkSecret } from '../../src/domain/session.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { createLink, Visitor } from './visitor.ts';

const hour = 60 * 60 * 1000;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
});
afterAll(() => newsroom.dispose());

describe('without a session', () => {
  test('a page of the desk leads to the sign-in page, and its address is kept for later', async () => {
    const visitor = new Visitor(newsroom);
    const page = await visitor.request('/desk/releases?state=draft');
    expect(page.status).toBe(303);
    const next = encodeURIComponent('/desk/releases?state=draft');
    expect(page.headers.get('Location')).toBe(`/desk/sign-in?next=${next}`);
    expect((await visitor.open('/desk')).text1('h1')).toBe('Sign in');
  });

  test('a form is refused, and what was typed can be sent again', async () => {
    const page = await new Visitor(newsroom).post('/desk/releases/new', {
      'editions.en.title': 'A',
    });
    expect(page.status).toBe(401);
    expect(page.text1('main textarea[name="editions.en.title"]')).toBe('A');
  });
});

describe('a sign-in link', () => {
  test('signs in once, and only when its button is pressed', async () => {
    const visitor = new Visitor(newsroom);
    const path = await createLink(newsroom, 'editor', 'Ana');
    await visitor.open(path);
    const page = await visitor.open(path);
    expect([page.status, page.text1('h1')]).toEqual([200, 'Sign in as Ana']);
    const today = await visitor.submit(page);
    expect([today.status, today.text1('h1')]).toEqual([200, 'Today']);
    const second = await new Visitor(newsroom).post(path, {});
    expect([second.status, second.text1('h1')]).toEqual([404, 'This sign-in link does not work']);
  });

  test('that does not work is in the audit with the reason; one that never was is not', async () => {
    const now = Date.now();
    const refusedAt = async (path: string, visitor = new Visitor(newsroom)) => {
      expect((await visitor.post(path, {})).status).toBe(404);
      const row = await newsroom.db
        .prepare('select id, action, subject, detail from audit order by id desc limit 1')
        .first<{ id: number; action: string; subject: string; detail: string }>();
      return [row?.action, row?.subject.split('/')[0], JSON.parse(row?.detail ?? '{}').reason];
    };
    const used = await createLink(newsroom, 'editor', 'Uma', now);
    await new Visitor(newsroom).post(used, {});
    expect(await refusedAt(used)).toEqual(['signIn.refused', 'link', 'The link was used already.']);
    const late = new Visitor(newsroom);
    late.now = now + 25 * hour;
    const old = await createLink(newsroom, 'editor', 'Olga', now);
    expect((await refusedAt(old, late))[2]).toBe('The link has expired.');
    const revoked = await createLink(newsroom, 'editor', 'Rea', now);
    await newsroom.db
      .prepare(
        `update sign_in_links set revoked_at = 1
        where editor_id = (select id from editors where name = 'Rea')`,
      )
      .run();
    expect((await refusedAt(revoked))[2]).toBe('The link was revoked.');
    const before = await newsroom.db.prepare('select count(*) as n from audit').first('n');
    for (const path of ['/desk/link/dk_0', `/desk/link/${newLinkSecret()}`]) {
      expect((await new Visitor(newsroom).post(path, {})).status).toBe(404);
    }
    expect(await newsroom.db.prepare('select count(*) as n from audit').first('n')).toBe(before);
  });

  test('used at once by two browsers signs in one of them', async () => {
    const path = await createLink(newsroom, 'editor', 'Ben');
    const pages = await Promise.all([1, 2, 3, 4].map(() => new Visitor(newsroom).post(path, {})));
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
    const { results } = await newsroom.db
      .prepare(
        `select 'session' as what from tokens join editors on editors.id = editor_id
          where kind = 'session' and name = 'Ben'
        union all select action from audit join editors on editors.id = editor_id
          where name = 'Ben' and action = 'session.create'`,
      )
      .all<{ what: string }>();
    expect(results.map(({ what }) => what)).toEqual(['session', 'session.create']);
  });

  test('that was changed by a character, or cut, is none, and uses up nothing', async () => {
    const path = await createLink(newsroom, 'editor', 'Cleo');
    const [head = '', secret = ''] = [path.slice(0, -8), path.slice(-8)];
    const swapped = secret[0] === '0' ? `1${secret.slice(1)}` : `0${secret.slice(1)}`;
    const wrong = [head, head + swapped, `${path}0`, path.slice(0, -1), path.toUpperCase()];
    for (const one of wrong) {
      const page = await new Visitor(newsroom).post(one.replace('/DESK/LINK', '/desk/link'), {});
      expect([one.length, page.status]).toEqual([one.length, 404]);
    }
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect((await new Visitor(newsroom).request(path, { method })).status).toBeLessThan(500);
    }
    expect((await new Visitor(newsroom).post(path, {})).text1('h1')).toBe('Today');
  });

  test('that is used while its person is disabled signs nobody in', async () => {
    const path = await createLink(newsroom, 'editor', 'Dora');
    const id = await newsroom.db.prepare(`select id from editors where name = 'Dora'`).first('id');
    const [, page] = await Promise.all([
      newsroom.edit('DELETE', `/editors/${id}`, null, { etag: '*' }),
      new Visitor(newsroom).post(path, {}),
    ]);
    expect([200, 303, 404]).toContain(page.status);
    const sql = `select count(*) as n from tokens
      where editor_id = ? and kind = 'session' and revoked_at is null`;
    expect(await newsroom.db.prepare(sql).bind(id).first('n')).toBe(0);
  });

  test('does not work after a day, nor for a person who was disabled', async () => {
    const now = Date.now();
    const late = new Visitor(newsroom);
    late.now = now + 24 * hour;
    const path = await createLink(newsroom, 'editor', 'Cem', now);
    expect((await late.open(path)).status).toBe(404);
    const other = await createLink(newsroom, 'editor', 'Dana', now);
    await newsroom.db.prepare(`update editors set disabled_at = 1 where name = 'Dana'`).run();
    expect((await new Visitor(newsroom).post(other, {})).status).toBe(404);
  });
});

describe('a session', () => {
  test('is a cookie that no script and no other site gets; the database has its hash', async () => {
    const visitor = new Visitor(newsroom);
    const path = await createLink(newsroom, 'editor', 'Eva');
    const { headers } = await visitor.send(path, {});
    const cookie = headers.get('Set-Cookie') ?? '';
    expect(cookie).toMatch(/^__Host-dateline=ds_\w{49};/);
    for (const part of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) {
      expect(cookie).toContain(part);
    }
    const [secret] = visitor.cookies.values();
    const dump = JSON.stringify(await newsroom.db.prepare('select * from tokens').all());
    expect(dump).not.toContain(secret);
  });

  test('ends after twelve hours without a request, and goes on while it is used', async () => {
    const visitor = new Visitor(newsroom);
    const now = Date.now();
    visitor.now = now;
    await visitor.signIn('editor', 'Fay');
    visitor.now = now + 11 * hour;
    expect((await visitor.request('/desk')).status).toBe(200);
    visitor.now = now + 22 * hour;
    expect((await visitor.request('/desk')).status).toBe(200);
    visitor.now = now + 35 * hour;
    expect((await visitor.request('/desk')).status).toBe(303);
  });

  test('ends with the role’s person, and by signing out', async () => {
    const visitor = new Visitor(newsroom);
    const page = await visitor.signIn('editor', 'Gil');
    const cookies = new Map(visitor.cookies);
    const out = await visitor.submit(page, {}, { form: 'footer form', button: 'Sign out' });
    expect(out.text1('h1')).toBe('Sign in');
    const thief = new Visitor(newsroom);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await thief.request('/desk', { headers: { Cookie: cookie } })).status).toBe(303);
  });

  test('is no token of the API, and a token is no session', async () => {
    const visitor = new Visitor(newsroom);
    await visitor.signIn('admin', 'Hana');
    const [secret = ''] = visitor.cookies.values();
    const asToken = await newsroom.fetch('/api/v1/editor/me', {
      headers: { Authorization: `Bearer ${secret}` },
    });
    expect(asToken.status).toBe(401);
    const cookie = `__Host-dateline=${newsroom.tokens.admin}`;
    const asSession = await new Visitor(newsroom).request('/desk', { headers: { Cookie: cookie } });
    expect(asSession.status).toBe(303);
  });
});

test('a post from another site is refused, whatever it says', async () => {
  const visitor = new Visitor(newsroom);
  await visitor.signIn('editor', 'Ida');
  const before = await newsroom.db.prepare('select count(*) as n from releases').first('n');
  for (const headers of [
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'https://other.newsroom.example' },
    { 'Sec-Fetch-Site': '', Origin: 'null' },
    { 'Sec-Fetch-Site': '', 'Content-Type': 'text/plain' },
  ]) {
    const fields = { 'editions.en.title': 'A', languages: 'en', kind: 'press-release' };
    const { status, text } = await visitor.send('/desk/releases/new', fields, headers);
    expect([headers, status]).toEqual([headers, 403]);
    // A button that sends the other site's fields from here would be one click short of a forgery.
    expect(text).not.toContain('editions.en.title');
  }
  expect(await newsroom.db.prepare('select count(*) as n from releases').first('n')).toBe(before);
});

test('no answer of the desk is cached, framed or run as a script of others', async () => {
  const visitor = new Visitor(newsroom);
  await visitor.signIn('editor', 'Jo');
  for (const path of ['/desk', '/desk/sign-in', '/desk/link/dk_0', '/desk/releases/0123456789ab']) {
    const { headers } = await visitor.request(path);
    expect([path, headers.get('Cache-Control')]).toEqual([path, 'private, no-store']);
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect([path, policy]).toEqual([path, expect.stringContaining("script-src 'self';")]);
    expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
  }
});
