/** Writing a release at the desk, in a browser without scripts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

const idOf = (address: string) => /releases\/([0-9a-z]{10,})/.exec(address)?.[1] ?? '';

/** A release by the API. */
async function made(changes = {}) {
  const { json } = await newsroom.edit('POST', '/releases', draft(changes), { as: 'editor' });
  return json.id as string;
}

test('a draft in two languages is written, and read back as it was typed', async () => {
  const empty = await editor.open('/desk/releases/new');
  const two = await editor.submit(
    empty,
    { 'editions.en.title': 'Office opens', add: 'ar' },
    {
      form: '.release-form',
      button: 'Add',
    },
  );
  expect(two.text1('#edition-ar legend')).toBe('العربية');
  const arabic = two.document.querySelector('[name="editions.ar.markdown"]');
  expect([arabic?.getAttribute('lang'), arabic?.getAttribute('dir')]).toEqual(['ar', 'rtl']);
  const markdown = '\n  leading blanks\n\n> “Quote” & <b>\n\n| a |\n| - |\n';
  const saved = await editor.submit(
    two,
    {
      'editions.en.markdown': markdown,
      'editions.en.place': 'VIENNA',
      'editions.ar.title': 'افتتاح',
      sources: ['secretariat'],
      fieldsOfWork: ['policing', 'rule-of-law'],
      'contacts.name': 'Aigerim Duisenova',
      'contacts.email': 'press@ord.example',
      legacyUrls: '/old/1\r\n/old/2',
    },
    { form: '.release-form', button: 'Create draft' },
  );
  expect([saved.status, saved.text1('h1')]).toEqual([200, 'Office opens']);
  const { json } = await newsroom.edit('GET', `/releases/${idOf(saved.address)}`, null);
  expect(json).toMatchObject({
    state: 'draft',
    version: 1,
    kind: 'press-release',
    sources: ['secretariat'],
    fieldsOfWork: ['policing', 'rule-of-law'],
    contacts: [{ name: 'Aigerim Duisenova', email: 'press@ord.example' }],
    legacyUrls: ['/old/1', '/old/2'],
    editions: { en: { title: 'Office opens', place: 'VIENNA', markdown }, ar: { title: 'افتتاح' } },
  });
  const again = await editor.submit(saved, {}, { form: '.release-form', button: 'Save' });
  const after = await newsroom.edit('GET', `/releases/${idOf(again.address)}`, null);
  const { version: _, updatedAt: __, ...content } = after.json;
  expect(content).toEqual((({ version: _, updatedAt: __, ...rest }) => rest)(json));
});

test('a form that is posted twice makes one draft', async () => {
  const page = await editor.open('/desk/releases/new');
  const change = { 'editions.en.title': 'Once' };
  const submit = () => editor.submit(page, change, { form: '.release-form', button: 'Create' });
  const pages = [await submit(), await submit()];
  expect(new Set(pages.map(({ address }) => idOf(address))).size).toBe(1);
});

test('faults come back with all that was typed, in a list and at their fields', async () => {
  const page = await editor.open('/desk/releases/new');
  const typed = {
    'editions.en.title': '',
    'editions.en.markdown': 'A long text that must not be lost.',
    'contacts.name': 'Somebody',
    'contacts.email': 'no address',
    legacyUrls: 'without-slash',
  };
  const refused = await editor.submit(page, typed, { form: '.release-form', button: 'Create' });
  expect(refused.status).toBe(422);
  expect(refused.text1('[name="editions.en.markdown"]')).toBe('A long text that must not be lost.');
  const links = [...refused.document.querySelectorAll('.faults a')].map((one) =>
    one.getAttribute('href'),
  );
  expect(links).toEqual(
    expect.arrayContaining(['#field-editions-en-title', '#field-contacts-0-email']),
  );
  for (const link of links)
    expect(refused.document.querySelector(`${link}`), `${link}`).not.toBe(null);
});

test('an author sees own releases alone; another’s is not there', async () => {
  const id = await made({ editions: { en: { title: 'Secret plan', markdown: 'x' } } });
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Oda');
  const page = await author.open(`/desk/releases/${id}`);
  expect([page.status, page.text1('h1')]).toEqual([404, 'There is nothing here']);
  for (const path of ['/desk', '/desk/releases', '/desk/releases?q=plan']) {
    expect((await author.open(path)).text).not.toContain('Secret plan');
  }
});

test('text of every field is shown as text, never as markup', async () => {
  const vector = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const id = await made({
    contacts: [{ name: vector, role: vector }],
    editions: { en: { title: vector, summary: vector, place: vector, markdown: vector } },
  });
  for (const path of ['/desk', '/desk/releases', `/desk/releases/${id}`]) {
    const page = await editor.open(path);
    expect([path, page.document.querySelectorAll('script:not([src]), img').length]).toEqual([
      path,
      0,
    ]);
    expect(page.text).toContain('&lt;script&gt;');
  }
});

test('a draft is discarded, a public release is not', async () => {
  const id = await made();
  const page = await editor.open(`/desk/releases/${id}`);
  const list = await editor.submit(page, {}, { button: 'Discard' });
  expect([list.status, list.text1('h1')]).toEqual([200, 'Releases']);
  expect((await editor.open(`/desk/releases/${id}`)).status).toBe(404);
  const live = await made();
  await newsroom.edit('PUT', `/releases/${live}/publication`, {});
  const { text } = await editor.open(`/desk/releases/${live}`);
  expect(text).not.toContain('/discard');
});
