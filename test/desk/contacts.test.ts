/** The book of contacts, and its use in the form of a release. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

const book = '/desk/contacts';
const dana = { name: 'Dana Weiss', role: 'Spokesperson', email: 'dana@ord.example', phone: '' };

const add = async (contact: Record<string, string>) =>
  editor.submit(await editor.open(book), contact, { button: 'New contact' });

const pathOf = async (name: string) =>
  (await editor.open(book)).text.match(new RegExp(`(${book}/\\w+)"><bdi>${name}<`))?.[1] ?? '';

const rows = (page: Page) =>
  [...page.document.querySelectorAll('.contact')].map((row) =>
    [...row.querySelectorAll('input')].map((one) => one.getAttribute('value')),
  );

test('a contact is added, changed and removed', async () => {
  const added = await add(dana);
  expect([added.text1('.done'), added.texts('.items li')]).toEqual([
    'Created.',
    ['Dana WeissSpokespersondana@ord.example'],
  ]);
  const page = await editor.open(await pathOf('Dana Weiss'));
  const saved = await editor.submit(page, { phone: '+43 1 514 36' });
  expect(saved.text1('.items li')).toContain('+43 1 514 36');
  for (const button of ['Save', 'Remove from the book']) {
    const late = await editor.submit(page, { name: 'Other' }, { button });
    expect([button, late.status, late.text1('h1')]).toEqual([button, 412, 'Dana Weiss']);
  }
  const gone = await editor.submit(
    await editor.open(await pathOf('Dana Weiss')),
    {},
    { button: 'Remove from the book' },
  );
  expect(gone.text1('main')).toContain('The book is empty.');
  const { results } = await newsroom.db
    .prepare("select action from audit where action like 'contact.%' order by id")
    .all();
  expect(results.map(({ action }) => action)).toEqual([
    'contact.create',
    'contact.replace',
    'contact.delete',
  ]);
});

test('a wrong contact and one that the book has come back with what was typed', async () => {
  const wrong = await add({ name: '', email: 'no address', phone: 'call me' });
  expect([wrong.status, wrong.texts('.field .fault').length]).toEqual([422, 3]);
  expect(wrong.document.querySelector('input[name=email]')?.getAttribute('value')).toBe(
    'no address',
  );
  await add({ name: 'Twin' });
  const twin = await add({ name: 'Twin' });
  expect([twin.status, twin.text1('.faults')]).toEqual([
    409,
    expect.stringContaining('has this contact already'),
  ]);
});

test('a contact of the book joins the others of the form, and nothing is saved yet', async () => {
  await add(dana);
  const { json } = await newsroom.edit('POST', '/releases', draft());
  const page = await editor.open(`/desk/releases/${json.id}`);
  const id = (await pathOf('Dana Weiss')).split('/').at(-1) ?? '';
  const typed = { 'editions.en.title': 'Typed meanwhile', act: 'book', book: id };
  const shown = await editor.submit(page, typed, { form: '.release-form' });
  expect(rows(shown)).toEqual([
    ['Aigerim Duisenova', 'Press officer', 'press@ord.example', ''],
    Object.values(dana),
    ['', '', '', ''],
  ]);
  const title = shown.document.querySelector('input[name="editions.en.title"]');
  expect(title?.getAttribute('value')).toBe('Typed meanwhile');
  const again = await editor.submit(shown, { act: 'book', book: id }, { form: '.release-form' });
  expect(rows(again).length).toBe(3);
  const stored = () => newsroom.edit('GET', `/releases/${json.id}`, null);
  expect((await stored()).json.version).toBe(1);
  await editor.submit(again, { act: 'save' }, { form: '.release-form' });
  expect((await stored()).json.contacts.map(({ name }: { name: string }) => name)).toEqual([
    'Aigerim Duisenova',
    'Dana Weiss',
  ]);
  const unknown = { act: 'book', book: 'nothing' };
  expect((await editor.submit(page, unknown, { form: '.release-form' })).status).toBe(200);
});

test('a new release takes contacts from the book, and the book remembers those of the form', async () => {
  const page = await editor.open('/desk/releases/new');
  const contact = { 'contacts.name': 'Nils Berg', 'contacts.phone': '+47 22 00 00 00' };
  const act = { ...contact, act: 'remember' };
  const shown = await editor.submit(page, act, { form: '.release-form' });
  expect([shown.status, shown.text1('.done')]).toEqual([
    200,
    'Contacts added to the book: 1. The release is not saved yet.',
  ]);
  expect(rows(shown)[0]?.[0]).toBe('Nils Berg');
  const again = await editor.submit(shown, { act: 'remember' }, { form: '.release-form' });
  expect(again.text1('.done')).toContain('Contacts added to the book: 0.');
  expect((await editor.open(book)).texts('.items li a')).toContain('Nils Berg');
  const wrong = { ...contact, 'contacts.email': 'x', act: 'remember' };
  const refused = await editor.submit(page, wrong, { form: '.release-form' });
  expect([refused.status, refused.text1('.contact .fault')]).toEqual([
    422,
    'must be an e-mail address',
  ]);
});

test('an author uses the book, but cannot change it', async () => {
  await add({ name: 'Guarded' });
  const path = await pathOf('Guarded');
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Curious');
  const page = await author.open('/desk/releases/new');
  expect(page.texts('#book option')).toContain('Guarded');
  expect(page.text).not.toContain('value="remember"');
  const act = { 'contacts.name': 'Mine', act: 'remember' };
  expect((await author.submit(page, act, { form: '.release-form' })).status).toBe(403);
  for (const one of [book, path]) expect((await author.open(one)).status).toBe(403);
  for (const one of [book, path, `${path}/delete`]) {
    expect((await author.post(one, { name: 'Mine', version: '1' })).status).toBe(403);
  }
  const names = (await editor.open(book)).texts('.items li a');
  expect([names.includes('Mine'), names.includes('Guarded')]).toEqual([false, true]);
  expect((await editor.open(`${book}/000000000000`)).status).toBe(404);
});
