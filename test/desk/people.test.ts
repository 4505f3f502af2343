/** People at the desk: invitations, links shown once, roles, disabling, sessions and API tokens. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { createLink, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

async function made(name: string, role = 'author'): Promise<string> {
  return (await newsroom.edit('POST', '/editors', { name, role })).json.id as string;
}

const person = async (id: string) => (await newsroom.edit('GET', `/editors/${id}`, null)).json;

/** Everything that an act on people could change. */
async function everything(): Promise<string> {
  const tables = ['editors', 'tokens', 'sign_in_links', 'audit'];
  const all = tables.map((table) =>
    newsroom.db.prepare(
      table === 'tokens'
        ? 'select id, revoked_at from tokens order by id'
        : `select * from ${table} order by id`,
    ),
  );
  return JSON.stringify((await newsroom.db.batch(all)).map(({ results }) => results));
}

const lastAction = () =>
  newsroom.db.prepare('select action from audit order by id desc limit 1').first('action');

/** Each post of these pages, for a person and a token of theirs. */
const posts = (id: string, token: string): [path: string, fields: Record<string, string>][] => [
  ['/desk/people', { name: 'New', role: 'admin' }],
  [`/desk/people/${id}`, { name: 'Other', role: 'admin', etag: '"1"' }],
  [`/desk/people/${id}`, { disabled: 'true', etag: '"1"' }],
  [`/desk/people/${id}/link`, {}],
  [`/desk/people/${id}/sign-out`, {}],
  [`/desk/people/${id}/tokens/${token}/revoke`, {}],
];

async function withToken(name: string): Promise<{ id: string; token: string }> {
  const id = await made(name);
  const { json } = await newsroom.edit('POST', `/editors/${id}/tokens`, { label: 'Feed reader' });
  return { id, token: json.id };
}

test('an invited person signs in by a link that is shown once', async () => {
  const list = await admin.open('/desk/people');
  const answer = await admin.submit(list, { name: 'Nora Lind', role: 'editor' });
  const link = answer.text1('.secret') ?? '';
  expect([answer.status, answer.text1('h1')]).toEqual([200, 'Sign-in link for Nora Lind']);
  expect(link).toMatch(/^https:\/\/[^/]+\/desk\/link\/dk_\w{49}$/);
  expect([answer.address, answer.headers.get('Set-Cookie')]).toEqual(['/desk/people', null]);
  expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
  expect(await lastAction()).toBe('signInLink.create');
  const later = await admin.open('/desk/people');
  expect(later.texts('.people li')).toContainEqual(expect.stringMatching(/^Nora Lind ?Editor$/));
  const own = later.text.match(/\/desk\/people\/(\w+)"><bdi>Nora Lind/)?.[1];
  const secret = link.slice(link.indexOf('dk_'));
  for (const { text } of [later, await admin.open(`/desk/people/${own}`)]) {
    expect(text).not.toContain(secret);
  }
  expect(await everything()).not.toContain(secret);
  const nora = new Visitor(newsroom);
  const today = await nora.submit(await nora.open(new URL(link).pathname));
  expect(today.text1('.desk-foot')).toContain('Nora Lind');
  expect((await nora.open('/desk/people')).status).toBe(404);
});

test('an invitation that is posted twice makes one person', async () => {
  const list = await admin.open('/desk/people');
  const submit = () => admin.submit(list, { name: 'Twice' });
  const links = [await submit(), await submit()].map((page) => page.text1('.secret') ?? '');
  const people = (await newsroom.edit('GET', '/editors', null)).json.items as { name: string }[];
  expect(people.filter(({ name }) => name === 'Twice').length).toBe(1);
  for (const link of links) {
    const { pathname } = new URL(link);
    expect((await new Visitor(newsroom).open(pathname)).text1('h1')).toBe('Sign in as Twice');
  }
});

test('a wrong invitation comes back with what was typed, and can be corrected', async () => {
  const list = await admin.open('/desk/people');
  for (const fields of [
    { name: ' ', role: 'editor' },
    { name: 'x'.repeat(201), role: 'editor' },
    { name: 'A', role: 'owner' },
  ]) {
    const refused = await admin.submit(list, fields);
    expect([refused.status, refused.texts('.faults li').length]).toEqual([422, 1]);
    expect(refused.texts('.field .fault').length).toBe(1);
  }
  const refused = await admin.submit(list, { name: '', role: 'editor' });
  const role = refused.document.querySelector('option[selected]');
  expect(role?.getAttribute('value')).toBe('editor');
  const answer = await admin.submit(refused, { name: 'Corrected' });
  expect(answer.text1('h1')).toBe('Sign-in link for Corrected');
});

test('an author and an editor find nothing, and their posts write nothing', async () => {
  const { id, token } = await withToken('Target');
  for (const role of ['author', 'editor'] as const) {
    const visitor = new Visitor(newsroom);
    const today = await visitor.signIn(role, `Curious ${role}`);
    expect(today.text).not.toContain('/desk/people');
    const before = await everything();
    for (const path of ['/desk/people', `/desk/people/${id}`]) {
      const page = await visitor.open(path);
      expect([path, page.status, page.text.includes('Target')]).toEqual([path, 404, false]);
    }
    for (const [path, fields] of posts(id, token)) {
      expect([path, (await visitor.post(path, fields)).status]).toEqual([path, 404]);
    }
    expect(await everything()).toBe(before);
  }
});

test('posts from another site, without a session or after an hour write nothing', async () => {
  const { id, token } = await withToken('Unharmed');
  const late = new Visitor(newsroom);
  late.now = Date.now();
  await late.signIn('admin', 'Late');
  late.now += 61 * 60_000;
  expect((await late.open(`/desk/people/${id}`)).status).toBe(200);
  const before = await everything();
  for (const [path, fields] of posts(id, token)) {
    const cross = await admin.send(path, fields, { 'Sec-Fetch-Site': 'cross-site' });
    const nobody = await new Visitor(newsroom).post(path, fields);
    const old = await late.post(path, fields);
    expect([path, cross.status, nobody.status, old.status]).toEqual([path, 403, 401, 401]);
  }
  expect(await everything()).toBe(before);
});

test('name and role are changed; a change made meanwhile is not overwritten', async () => {
  const id = await made('Otto');
  const page = await admin.open(`/desk/people/${id}`);
  const saved = await admin.submit(page, { name: 'Otto Berg', role: 'editor' }, { button: 'Save' });
  expect([saved.status, saved.text1('.done')]).toEqual([200, 'The person was changed.']);
  expect(await person(id)).toMatchObject({ name: 'Otto Berg', role: 'editor', disabled: false });
  const stale = await admin.submit(page, { role: 'admin' }, { button: 'Save' });
  expect(stale.status).toBe(412);
  expect(stale.text1('.faults li')).toContain('Somebody else changed this person meanwhile');
  const wrong = await admin.submit(saved, { name: '' }, { button: 'Save' });
  expect([wrong.status, wrong.texts('.field .fault').length]).toEqual([422, 1]);
  expect(await person(id)).toMatchObject({ name: 'Otto Berg', role: 'editor' });
});

test('a disabled person is signed out, gets no link, and comes back when enabled', async () => {
  const pia = new Visitor(newsroom);
  await pia.signIn('author', 'Pia');
  const list = await admin.open('/desk/people');
  const id = list.text.match(/\/desk\/people\/(\w+)"><bdi>Pia</)?.[1] ?? '';
  const page = await admin.open(`/desk/people/${id}`);
  const disabled = await admin.submit(page, {}, { button: 'Disable' });
  expect([disabled.status, disabled.text1('main .state.withdrawn')]).toEqual([200, 'disabled']);
  expect((await pia.request('/desk')).status).toBe(303);
  const link = await admin.post(`/desk/people/${id}/link`, {});
  expect([link.status, link.text1('.secret')]).toEqual([409, null]);
  expect(link.text1('.faults')).toContain('This person is disabled');
  await admin.submit(disabled, {}, { button: 'Enable' });
  expect(await person(id)).toMatchObject({ disabled: false, role: 'author', name: 'Pia' });
});

test('a new link signs in a person who lost theirs; the page says for whom it is', async () => {
  const id = await made('Rosa', 'editor');
  const page = await admin.open(`/desk/people/${id}`);
  const answer = await admin.submit(page, {}, { button: 'New sign-in link' });
  expect(answer.text1('h1')).toBe('Sign-in link for Rosa');
  expect(await lastAction()).toBe('signInLink.create');
  const rosa = new Visitor(newsroom);
  const { pathname } = new URL(answer.text1('.secret') ?? '');
  expect((await rosa.submit(await rosa.open(pathname))).text1('h1')).toBe('Today');
  const there = await admin.open(`/desk/people/${id}`);
  expect(there.texts('.sessions li').length).toBe(1);
  const out = await admin.submit(there, {}, { button: 'Sign out everywhere' });
  expect([out.texts('.sessions li'), (await rosa.request('/desk')).status]).toEqual([[], 303]);
  expect(await lastAction()).toBe('session.revokeAll');
});

test('API tokens of a person are listed without secrets, and revoked', async () => {
  const id = await made('Sven', 'editor');
  const { json } = await newsroom.edit('POST', `/editors/${id}/tokens`, { label: 'Ticker' });
  const page = await admin.open(`/desk/people/${id}`);
  expect(page.text1('.tokens li')).toMatch(/^Ticker ?until .*not used yet ?Revoke$/);
  expect(page.text).not.toContain(json.token);
  const revoked = await admin.submit(page, {}, { button: 'Revoke' });
  expect(revoked.text1('.tokens .state')).toBe('revoked');
  const answer = await newsroom.fetch('/api/v1/editor/me', {
    headers: { Authorization: `Bearer ${json.token}` },
  });
  expect(answer.status).toBe(401);
});

test('a person, a token and a page that do not exist are not found', async () => {
  const id = await made('Tove');
  for (const path of ['000000000000', 'x', `${id}/x`]) {
    expect([path, (await admin.open(`/desk/people/${path}`)).status]).toEqual([path, 404]);
  }
  for (const [path, fields] of posts('000000000000', '000000000000').slice(1)) {
    expect([path, (await admin.post(path, fields)).status]).toEqual([path, 404]);
  }
  const { status } = await admin.post(`/desk/people/${id}/tokens/000000000000/revoke`, {});
  expect(status).toBe(404);
});

test('a name is shown as text', async () => {
  const vector = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const answer = await admin.submit(await admin.open('/desk/people'), { name: vector });
  const id = answer.text.match(/\/desk\/people\/([0-9a-z]{12})"/)?.[1];
  const pages = [answer, await admin.open('/desk/people'), await admin.open(`/desk/people/${id}`)];
  for (const { document, text } of pages) {
    expect(document.querySelectorAll('script, main img').length).toBe(0);
    expect(text).toContain('&lt;script&gt;');
  }
});

test('the last administrator can be neither disabled nor made an editor', async () => {
  const own = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  try {
    const last = new Visitor(own);
    const path = await createLink(own, 'admin', 'Last');
    await last.submit(await last.open(path));
    await own.db
      .prepare(`update editors set disabled_at = 1 where role = 'admin' and name <> 'Last'`)
      .run();
    const id = await own.db.prepare(`select id from editors where name = 'Last'`).first('id');
    for (const [changes, button] of [
      [{}, 'Disable'],
      [{ role: 'editor' }, 'Save'],
    ] as const) {
      const page = await last.open(`/desk/people/${id}`);
      const refused = await last.submit(page, changes, { button });
      expect([button, refused.status]).toEqual([button, 409]);
      expect(refused.text1('.faults li')).toContain('the only admin');
    }
    expect((await last.request('/desk/people')).status).toBe(200);
  } finally {
    await own.dispose();
  }
});
