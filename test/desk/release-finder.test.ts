/** From a public address to its release at the desk, and on to its withdrawal. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathOfAddress } from '../../src/domain/redirect.ts';
import { draft, type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

const find = (visitor: Visitor, url: string) =>
  visitor.open(`/desk/find?url=${encodeURIComponent(url)}`);
const search = (visitor: Visitor, q: string) =>
  visitor.open(`/desk/releases?q=${encodeURIComponent(q)}`);

test.each([
  ['https://newsroom.example/fr/releases/abc?x=1#top', '/fr/releases/abc?x=1'],
  ['newsroom.example/releases/abc', '/releases/abc'],
  ['/press/2009/42', '/press/2009/42'],
  ['Office opens', null],
  ['and/or', null],
  ['U.S./EU', null],
  ['https://', null],
  ['', null],
])('“%s” is the path %s', (text, path) => {
  expect(pathOfAddress(text)).toBe(path);
});

test('a public address leads to its release, in any language and form', async () => {
  const { id, slug } = await release(newsroom, { legacyUrls: ['/press/2009/42'] });
  const addresses = [
    `${origin}/releases/${id}/${slug}`,
    `${origin}/fr/releases/${id}`,
    `newsroom.example/releases/${id}/${slug}?utm_source=mail`,
    `/releases/${id}.json`,
    `https://www.old.example/press/2009/42/?utm_source=mail`,
    `${origin}/desk/releases/${id}/publish`,
    id,
  ];
  for (const address of addresses) {
    for (const page of [await find(editor, address), await search(editor, ` ${address} `)]) {
      expect([address, page.status, page.address]).toEqual([address, 200, `/desk/releases/${id}`]);
    }
  }
});

test('a redirect that an administrator set leads to its release as well', async () => {
  const { id, slug } = await release(newsroom);
  const way = { path: '/short', target: `/releases/${id}/${slug}` };
  expect((await newsroom.edit('POST', '/redirects', way)).status).toBe(201);
  expect((await find(editor, `${origin}/short`)).address).toBe(`/desk/releases/${id}`);
});

test('from the public address a release is withdrawn in two steps', async () => {
  const { id, slug } = await release(newsroom);
  const today = await editor.open('/desk');
  expect(today.document.querySelector('search form')?.getAttribute('action')).toBe(
    '/desk/releases',
  );
  const page = await search(editor, `${origin}/releases/${id}/${slug}`);
  const links = [...page.document.querySelectorAll('.tabs a')];
  const withdraw = links.find(({ textContent }) => textContent === 'Withdraw');
  const address = encodeURIComponent(`${origin}/releases/${id}/${slug}`);
  const form = await editor.open(`/desk/find?act=withdraw&url=${address}`);
  expect(form.address).toMatch(new RegExp(`^${withdraw?.getAttribute('href')}\\b`));
  const asked = await editor.submit(
    form,
    { 'note.en': 'Wrong figures.' },
    { button: 'Withdraw now' },
  );
  expect(asked.text1('.next-out')).toMatch(/with a banner and the reason\. ?Wrong figures\.$/);
  const done = await editor.submit(asked, {}, { button: 'Yes, withdraw now' });
  expect(done.text1('.done')).toBe('Withdrawn.');
});

test('an address without a release is said to have none, and words are searched', async () => {
  const unknown = await find(editor, 'https://newsroom.example/nothing');
  expect(unknown.text1('main section')).toBe(
    'No release has this address: https://newsroom.example/nothing',
  );
  await newsroom.edit('POST', '/releases', draft({ editions: { en: { title: 'A management' } } }));
  const found = await search(editor, 'management');
  expect(found.texts('.items a')).toEqual(['A management']);
  expect((await find(editor, `${'/'.repeat(3000)}`)).status).toBeLessThan(500);
});

test('an author is led to own releases alone, by whatever address', async () => {
  const { id, slug } = await release(newsroom, { legacyUrls: ['/press/2010/1'] });
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Oda');
  for (const address of [`${origin}/releases/${id}/${slug}`, '/press/2010/1', id]) {
    const page = await find(author, address);
    expect([page.status, page.address.startsWith('/desk/releases?q=')]).toEqual([200, true]);
    expect(page.texts('.items a')).toEqual([]);
  }
});
