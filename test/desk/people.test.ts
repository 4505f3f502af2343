/** People at the desk: invitations, links shown once, roles, disabling, sessions and API tokens. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashSecret } from '../../src/domain/session.ts';
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
  [`/desk/people/${id}/links/${token}/revoke`, {}],
  [`/desk/people/${id}/passkeys/${token}/remove`, {}],
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
  expect(await lastAction()).toBe('editor.create');
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

const count = (table: string) =>
  newsroom.db.prepare(`select count(*) as n from ${table}`).first<number>('n');

test('an invitation that is posted twice makes one person and one link', async () => {
  const list = await admin.open('/desk/people');
  const before = [await count('editors'), await count('sign_in_links'), await count('audit')];
  const submit = () => admin.submit(list, { name: 'Twice' });
  const both = await Promise.all([submit(), submit()]);
  const links = [...both, await submit()].map((page) => page.text1('.secret') ?? '');
  expect(new Set(links).size).toBe(1);
  const after = [await count('editors'), await count('sign_in_links'), await count('audit')];
  expect(after).toEqual(before.map((n) => (n ?? 0) + 1));
  const { pathname } = new URL(links[0] ?? '');
  expect((await new Visitor(newsroom).open(pathname)).text1('h1')).toBe('Sign in as Twice');
});

test('a form of a new link that is posted twice makes one; the next form makes another', async () => {
  const id = await made('Once');
  const path = `/desk/people/${id}`;
  const page = await admin.open(path);
  const submit = () => admin.submit(page, {}, { button: 'New sign-in link' });
  const links = [await submit(), await submit()].map((one) => one.text1('.secret'));
  expect(links[0]).toMatch(/dk_/);
  expect(links[1]).toBe(links[0]);
  const there = await admin.open(path);
  expect(there.texts('.links li').length).toBe(1);
  const another = await admin.submit(there, {}, { button: 'New sign-in link' });
  expect(another.text1('.secret')).not.toBe(links[0]);
});

test('unused links are listed without their secrets, and revoked; used and old ones are not', async () => {
  const id = await made('Ute');
  const path = `/desk/people/${id}`;
  const fresh = async () => {
    const page = await admin.submit(await admin.open(path), {}, { button: 'New sign-in link' });
    return new URL(page.text1('.secret') ?? '').pathname;
  };
  const [used, kept, revoked] = [await fresh(), await fresh(), await fresh()];
  await new Visitor(newsroom).submit(await new Visitor(newsroom).open(used));
  const page = await admin.open(path);
  expect(page.texts('.links li').length).toBe(2);
  expect(page.text1('.links li')).toMatch(/^created .*until .*Revoke$/);
  for (const link of [used, kept, revoked]) expect(page.text).not.toContain(link.slice(-30));
  const hash = await hashSecret(revoked.slice(revoked.indexOf('dk_')));
  const linkId = await newsroom.db
    .prepare('select id from sign_in_links where hash = ?')
    .bind(hash)
    .first<string>('id');
  const after = await admin.post(`${path}/links/${linkId}/revoke`, {});
  expect(after.text1('.done')).toBe('Revoked. The sign-in link no longer works.');
  expect(await lastAction()).toBe('signInLink.revoke');
  expect((await new Visitor(newsroom).post(revoked, {})).status).toBe(404);
  expect((await new Visitor(newsroom).open(kept)).status).toBe(200);
  const before = await everything();
  expect((await admin.post(`${path}/links/${linkId}/revoke`, {})).status).toBe(404);
  expect(await everything()).toBe(before);
  const late = new Visitor(newsroom);
  late.now = Date.now() + 25 * 60 * 60_000;
  await late.signIn('admin', 'Tomorrow');
  expect((await late.open(path)).text1('.links')).toBe(null);
});

test('an e-mail address is stored in lower case, shown and changed; two people never share one', async () => {
  const list = await admin.open('/desk/people');
  const invited = { name: 'Vera', email: ' Vera.Lang@ORD.example ' };
  await admin.submit(list, invited);
  const page = await admin.open('/desk/people');
  expect(page.text1('.people')).toContain('vera.lang@ord.example');
  const path = page.text.match(/\/desk\/people\/\w+(?="><bdi>Vera<)/)?.[0] ?? '';
  const form = await admin.open(path);
  const field = (one: typeof form) =>
    one.document.querySelector('input[name=email]')?.getAttribute('value');
  expect(field(form)).toBe('vera.lang@ord.example');
  const before = await everything();
  for (const email of ['VERA.LANG@ord.example', 'no address', `${'x'.repeat(250)}@ord.example`]) {
    const refused = await admin.submit(page, { name: 'Willi', email });
    expect([email, refused.status, refused.texts('.field .fault').length]).toEqual([email, 422, 1]);
    expect(field(refused)).toBe(email);
  }
  expect(await everything()).toBe(before);
  const xeno = `/desk/people/${await made('Xeno')}`;
  const taken = { email: 'vera.lang@ord.example' };
  const refused = await admin.submit(await admin.open(xeno), taken, { button: 'Save' });
  expect([refused.status, field(refused)]).toEqual([422, 'vera.lang@ord.example']);
  const changed = await admin.submit(form, { email: 'v@ord.example' }, { button: 'Save' });
  expect([changed.text1('.done'), field(changed)]).toEqual([
    'The person was changed.',
    'v@ord.example',
  ]);
  await admin.submit(changed, {}, { button: 'Disable' });
  expect(field(await admin.open(path))).toBe('v@ord.example');
  const id = path.slice(path.lastIndexOf('/') + 1);
  await newsroom.edit('PUT', `/editors/${id}`, { name: 'Vera', role: 'author' }, { etag: '*' });
  const emptied = await admin.submit(await admin.open(path), { email: '' }, { button: 'Save' });
  expect(field(emptied)).toBe('');
  expect(await person(id)).not.toHaveProperty('email');
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
  expect(stale.text1('.faults li')).toContain('Somebody else changed this meanwhile');
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
  expect(page.texts('.sessions li').length).toBe(1);
  expect(disabled.texts('.sessions li')).toEqual([]);
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
    expect(document.querySelectorAll('main :is(script, img)').length).toBe(0);
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
