/** API tokens at the desk: made for a person, shown once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

const made = async (name: string, role = 'editor') =>
  (await newsroom.edit('POST', '/editors', { name, role })).json.id as string;

const me = async (token: string) => {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await newsroom.fetch('/api/v1/editor/me', { headers });
  return answer.status === 200 ? ((await answer.json()) as { scopes: string[] }).scopes : null;
};

const tokensOf = async (id: string) =>
  (await newsroom.edit('GET', `/editors/${id}/tokens`, null)).json.items as {
    label: string;
    expiresAt: string;
  }[];

test('a token is made, shown once, works, and is listed', async () => {
  const id = await made('Nora');
  const page = await admin.open(`/desk/people/${id}`);
  const path = `/desk/people/${id}/tokens/new`;
  expect(page.text).toContain(path);
  const scopes = ['releases:read', 'releases:write'];
  const answer = await admin.submit(await admin.open(path), {
    label: 'Ticker',
    scopes,
    days: '30',
  });
  expect([answer.status, answer.text1('h1')]).toEqual([200, 'API token of Nora']);
  const secret = answer.text1('.secret') ?? '';
  expect(await me(secret)).toEqual(scopes);
  const after = await admin.open(`/desk/people/${id}`);
  expect(after.text1('.tokens li')).toContain('Ticker');
  expect(after.text).not.toContain(secret);
  const [token] = await tokensOf(id);
  const days = (Date.parse(token?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect([Math.round(days), (await tokensOf(id)).length]).toEqual([30, 1]);
});

test('a form that is posted twice makes one token', async () => {
  const id = await made('Twice');
  const page = await admin.open(`/desk/people/${id}/tokens/new`);
  const submit = async () => (await admin.submit(page, { label: 'T' })).text1('.secret');
  expect(await submit()).toBe(await submit());
  expect((await tokensOf(id)).length).toBe(1);
});

test.each([
  [{ label: '' }],
  [{ days: '0' }],
  [{ days: '401' }],
  [{ days: 'soon' }],
  [{ scopes: 'root' }],
])('%j is refused, and what was typed comes back', async (fields) => {
  const id = await made('Wrong');
  const page = await admin.open(`/desk/people/${id}/tokens/new`);
  const typed = { label: 'Typed', scopes: 'audit:read', ...fields };
  const refused = await admin.submit(page, typed);
  expect([refused.status, refused.texts('.faults li').length]).toEqual([422, 1]);
  const values = [...refused.document.querySelectorAll('form.panel input')].map((one) =>
    one.getAttribute('value'),
  );
  expect(values).toContain(typed.label);
  expect(await tokensOf(id)).toEqual([]);
});

test('only an administrator with a recent sign-in makes tokens', async () => {
  const id = await made('Target');
  const path = `/desk/people/${id}/tokens/new`;
  for (const role of ['author', 'editor'] as const) {
    const visitor = new Visitor(newsroom);
    await visitor.signIn(role, `Curious ${role}`);
    expect((await visitor.open(path)).status).toBe(403);
    expect((await visitor.post(path, { label: 'Mine', days: '1' })).status).toBe(403);
  }
  const late = new Visitor(newsroom);
  late.now = Date.now() - 2 * 3_600_000;
  await late.signIn('admin', 'Late');
  late.now = null;
  expect((await late.post(path, { label: 'Late', days: '1' })).status).toBe(401);
  expect(await tokensOf(id)).toEqual([]);
  expect((await admin.open('/desk/people/000000000000/tokens/new')).status).toBe(404);
});
