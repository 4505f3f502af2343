/** Redirects at the desk: found, made, changed, deleted; conflicts with their holders. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

const list = '/desk/redirects';

const add = async (path: string, target: string) =>
  admin.submit(await admin.open(list), { path, target }, { button: 'New redirect' });

const leads = async (path: string) => {
  const { status, headers } = await newsroom.get(path, Date.now());
  return [status, headers.get('Location')];
};

const linkOf = (text: string, path: string) =>
  text.match(new RegExp(`(/desk/redirects/\\w+)"[^>]*><bdi>${path}<`))?.[1] ?? '';

test('a redirect is made, found, changed and deleted', async () => {
  const made = await add('/old/report', '/search');
  expect([made.status, made.text1('.done')]).toEqual([200, 'Created.']);
  expect(await leads('/old/report')).toEqual([301, '/search']);
  await add('/other/thing', 'https://example.org/elsewhere');
  const searched = await admin.open(`${list}?q=REPORT`);
  expect(searched.texts('.items li')).toEqual(['/old/report→ /search']);
  expect((await admin.open(`${list}?q=elsewhere`)).texts('.items li').length).toBe(1);
  expect((await admin.open(`${list}?q=%25`)).text1('main')).toContain('No redirects.');
  const page = await admin.open(linkOf(searched.text, '/old/report'));
  const saved = await admin.submit(page, { target: '/archive' });
  expect(saved.text1('.done')).toBe('Saved.');
  expect(await leads('/old/report')).toEqual([301, '/archive']);
  const late = await admin.submit(page, { target: '/feed.xml' });
  expect([late.status, late.text1('.faults')]).toEqual([412, expect.stringContaining('meanwhile')]);
  const deleted = await admin.submit(late, {}, { button: 'Delete' });
  expect(deleted.text1('.done')).toBe('Deleted.');
  expect((await leads('/old/report'))[0]).toBe(404);
});

test('a wrong redirect comes back with what was typed, each fault at its field', async () => {
  const refused = await add('no path', 'ftp://example.org');
  expect([refused.status, refused.texts('.field .fault').length]).toEqual([422, 2]);
  const typed = [...refused.document.querySelectorAll('form.panel input')].map((one) =>
    one.getAttribute('value'),
  );
  expect(typed).toEqual(expect.arrayContaining(['no path', 'ftp://example.org']));
});

test('a conflict names the holder of the address', async () => {
  await add('/held', '/search/held');
  const { id } = await release(newsroom, { legacyUrls: ['/press/7'] });
  for (const [path, target, fault] of [
    ['/held', '/archive', 'From (path) redirects to /search/held already'],
    ['/new', '/held', 'To redirects to /search/held already'],
    ['/search/held', '/archive', 'From (path) is where /held redirects to'],
    ['/press/7', '/archive', `From (path) is an old address of the release ${id}`],
  ] as const) {
    const page = await add(path, target);
    expect([path, page.texts('.faults li')]).toEqual([path, [expect.stringContaining(fault)]]);
  }
});

test('an author and an editor may not see or change redirects', async () => {
  await add('/guarded', '/search');
  const path = linkOf((await admin.open(`${list}?q=guarded`)).text, '/guarded');
  for (const role of ['author', 'editor'] as const) {
    const visitor = new Visitor(newsroom);
    await visitor.signIn(role, `Curious ${role}`);
    expect((await visitor.open('/desk/admin')).text).not.toContain(list);
    for (const one of [list, path]) {
      const page = await visitor.open(one);
      expect([one, page.status, page.text.includes('/guarded')]).toEqual([one, 403, false]);
    }
    for (const one of [list, path, `${path}/delete`]) {
      const fields = { path: '/guarded', target: '/archive', etag: '*' };
      expect([one, (await visitor.post(one, fields)).status]).toEqual([one, 403]);
    }
  }
  expect(await leads('/guarded')).toEqual([301, '/search']);
});

test('a redirect that does not exist and a wrong cursor are no errors of the site', async () => {
  expect((await admin.open(`${list}/000000000000`)).status).toBe(404);
  expect((await admin.open(`${list}?cursor=${'x'.repeat(3000)}`)).status).toBe(400);
  expect((await admin.open(`${list}?q=${'x'.repeat(300)}`)).status).toBe(400);
});
