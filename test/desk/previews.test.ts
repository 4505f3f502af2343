/** Preview links at the desk: created, shown once, revoked. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

const day = 86_400_000;

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

async function made(): Promise<string> {
  const { json } = await newsroom.edit('POST', '/releases', draft());
  return json.id as string;
}

const create = (visitor: Visitor, page: Page, fields: Record<string, string>) =>
  visitor.submit(page, fields, { button: 'Create link' });

async function read(link: string): Promise<number> {
  const { pathname, search } = new URL(link);
  return (await newsroom.get(pathname + search, Date.now())).status;
}

test('a link is shown once, works for its reader, and ends when it is revoked', async () => {
  const id = await made();
  const page = await editor.open(`/desk/releases/${id}/previews`);
  expect(page.text1('main')).toContain('Nobody has a preview link.');
  const answer = await create(editor, page, { recipient: 'Ines Roth', days: '31' });
  const link = answer.text1('.secret') ?? '';
  expect([answer.status, await read(link)]).toEqual([200, 200]);
  expect(answer.address).toBe(`/desk/releases/${id}/previews`);
  expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
  const list = await editor.open(`/desk/releases/${id}/previews`);
  expect(list.text1('.previews li')).toMatch(/Ines Roth.*until .*views: 1, the last /);
  expect(list.text).not.toContain('key=');
  const revoked = await editor.submit(list, {}, { button: 'Revoke' });
  expect(revoked.text1('.done')).toBe('Revoked. The link no longer works.');
  expect([await read(link), revoked.text1('.previews .state')]).toEqual([404, 'revoked']);
});

test('a form that is posted twice makes one link, the same both times', async () => {
  const id = await made();
  const page = await editor.open(`/desk/releases/${id}/previews`);
  const submit = () => create(editor, page, { recipient: 'Ines Roth' });
  const links = [await submit(), await submit()].map((answer) => answer.text1('.secret'));
  expect(new Set(links).size).toBe(1);
  expect((await newsroom.edit('GET', `/releases/${id}/previews`, null)).json.items.length).toBe(1);
});

test('a link shows the version that was chosen, by default the scheduled one', async () => {
  const id = await made();
  await newsroom.edit('PUT', `/releases/${id}/publication`, {
    at: new Date(Date.now() + day).toISOString(),
  });
  const changed = draft({ editions: { en: { title: 'Second version', markdown: 'x' } } });
  await newsroom.edit('PUT', `/releases/${id}`, changed, { etag: '*' });
  const page = await editor.open(`/desk/releases/${id}/previews`);
  const chosen = await create(editor, page, { recipient: 'A', version: '2' });
  expect(chosen.text1('.panel')).toContain('shows version 2 ');
  const again = await editor.open(`/desk/releases/${id}/previews`);
  const usual = await create(editor, again, { recipient: 'B' });
  expect(usual.text1('.panel')).toContain('shows version 1 ');
  const { items } = (await newsroom.edit('GET', `/releases/${id}/previews`, null)).json;
  const versions = (items as { recipient: string; version: number | null }[]).map(
    ({ recipient, version }) => [recipient, version],
  );
  expect(new Map(versions as [string, number | null][])).toEqual(
    new Map([
      ['A', 2],
      ['B', null],
    ]),
  );
});

test('faults come back at their fields with what was typed; a public version has no preview', async () => {
  const id = await made();
  const page = await editor.open(`/desk/releases/${id}/previews`);
  for (const days of ['0', '32', 'x', '1.5', '']) {
    const refused = await create(editor, page, { recipient: 'Ines Roth', days });
    expect([days, refused.status]).toEqual([days, 422]);
    expect(refused.text1('.field .fault')).toBe('Give a number of days from 1 to 31.');
    const [recipient] = refused.document.querySelectorAll('[name=recipient]');
    expect(recipient?.getAttribute('value')).toBe('Ines Roth');
  }
  const nobody = await create(editor, page, { recipient: ' ' });
  expect([nobody.status, nobody.text1('.field .fault')]).toEqual([
    422,
    'Say for whom the link is.',
  ]);
  const live = await release(newsroom);
  const opened = new Date().toISOString();
  const asked = { recipient: 'Ines Roth', days: '3', opened };
  const refused = await editor.post(`/desk/releases/${live.id}/previews`, asked);
  expect([refused.status, refused.texts('.faults li').length]).toEqual([409, 1]);
});

test('an author gives links to own releases; another’s is not there, and nothing is written', async () => {
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Oda');
  const empty = await author.open('/desk/releases/new');
  const fields = { 'editions.en.title': 'Mine', 'editions.en.markdown': 'x' };
  const own = await author.submit(empty, fields, { form: '.release-form', button: 'Create' });
  const previews = own.address.replace(/\?.*/, '/previews');
  const answer = await create(author, await author.open(previews), { recipient: 'Ines Roth' });
  expect(await read(answer.text1('.secret') ?? '')).toBe(200);
  const id = await made();
  const foreign = await create(editor, await editor.open(`/desk/releases/${id}/previews`), {
    recipient: 'Somebody Else',
  });
  const { items } = (await newsroom.edit('GET', `/releases/${id}/previews`, null)).json;
  const page = await author.open(`/desk/releases/${id}/previews`);
  expect([page.status, page.text.includes('Somebody Else')]).toEqual([404, false]);
  const order = { recipient: 'Me', days: '1', version: '' };
  for (const path of ['', `/${items[0].id}/revoke`]) {
    const { status } = await author.post(`/desk/releases/${id}/previews${path}`, order);
    expect([path, status]).toEqual([path, 404]);
  }
  const after = (await newsroom.edit('GET', `/releases/${id}/previews`, null)).json.items;
  expect(after).toEqual(items);
  expect(await read(foreign.text1('.secret') ?? '')).toBe(200);
});

test('the name of a recipient is shown as text', async () => {
  const id = await made();
  const vector = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const page = await editor.open(`/desk/releases/${id}/previews`);
  const answer = await create(editor, page, { recipient: vector });
  const list = await editor.open(`/desk/releases/${id}/previews`);
  for (const { document, text } of [answer, list]) {
    expect(document.querySelectorAll('script:not([src]), img').length).toBe(0);
    expect(text).toContain('&lt;script&gt;');
  }
});

test('only versions that readers do not see are offered, none of a withdrawn release', async () => {
  const { id } = await release(newsroom);
  const path = `/desk/releases/${id}/previews`;
  const offered = async () => (await editor.open(path)).texts('select[name=version] option');
  expect(await offered()).toEqual([]);
  await newsroom.edit('PUT', `/releases/${id}`, draft({ date: '2026-07-02' }), { etag: '*' });
  expect(await offered()).toEqual(['The scheduled version, else the newest', 'Version 2']);
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, { etag: '*' });
  expect(await offered()).toEqual([]);
});
