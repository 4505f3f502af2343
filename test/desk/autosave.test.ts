/** Autosave at the desk: a script posts the form, and gets JSON. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let mira: Visitor;
let noor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  [mira, noor] = [new Visitor(newsroom), new Visitor(newsroom)];
  await mira.signIn('editor', 'Mira');
  await noor.signIn('author', 'Noor');
});
afterAll(() => newsroom.dispose());

type Fields = Record<string, string | string[]>;

/** A draft that Mira made at the desk, and its page. */
async function made(): Promise<{ id: string; page: Page }> {
  const empty = await mira.open('/desk/releases/new');
  const fields = { kind: 'press-release', 'editions.en.title': 'One' };
  const page = await mira.submit(empty, fields, { form: '.release-form', button: 'Create' });
  return { id: /releases\/(\w+)/.exec(page.address)?.[1] ?? '', page };
}

/** The fields that a script posts: those of a page, with changes. */
function fieldsOf(page: Page, changes: Fields): Fields {
  const hidden = ['etag', 'base', 'key'].map((name) => [
    name,
    page.document.querySelector(`.release-form [name=${name}]`)?.getAttribute('value') ?? '',
  ]);
  const edition = { languages: 'en', 'editions.en.title': 'One', kind: 'press-release' };
  return { ...Object.fromEntries(hidden), ...edition, ...changes };
}
const autosave = (id: string, fields: Fields, visitor = mira) =>
  visitor.send(`/desk/releases/${id}/autosave`, fields);
const stored = async (id: string) => (await newsroom.edit('GET', `/releases/${id}`, null)).json;

test('each save takes the ETag of the last one, and makes no new version', async () => {
  const { id, page } = await made();
  let fields = fieldsOf(page, {});
  for (const title of ['Two', 'Three', 'Four']) {
    const saved = await autosave(id, { ...fields, 'editions.en.title': title });
    expect([saved.status, saved.json.version], saved.text).toEqual([200, 1]);
    expect(JSON.parse(saved.json.base).editions[0].title).toBe(title);
    expect(saved.headers.get('Cache-Control')).toContain('no-store');
    fields = { ...fields, etag: saved.json.etag, base: saved.json.base };
  }
  expect(await stored(id)).toMatchObject({ version: 1, editions: { en: { title: 'Four' } } });
});

test('a draft may be incomplete; a fault is named in the person’s language', async () => {
  const { id, page } = await made();
  const bare = await autosave(id, fieldsOf(page, { 'editions.en.markdown': '' }));
  expect(bare.status).toBe(200);
  const faulty = await autosave(
    id,
    fieldsOf(page, { 'contacts.name': 'A', 'contacts.email': 'x', etag: bare.json.etag }),
  );
  expect(faulty.status).toBe(422);
  expect(faulty.json.faults).toContainEqual({
    name: 'Press contacts 1: E-mail',
    detail: 'must be an e-mail address',
  });
  mira.headers = { 'Accept-Language': 'fr' };
  const french = await autosave(
    id,
    fieldsOf(page, { 'contacts.name': 'A', 'contacts.email': 'x', etag: bare.json.etag }),
  );
  mira.headers = {};
  expect(french.json.faults).toContainEqual({
    name: expect.stringMatching(/^Contacts presse 1.*Courriel$/),
    detail: 'doit être une adresse électronique',
  });
});

test('what somebody else saved is not overwritten: 412, and the button leads to both texts', async () => {
  const { id, page } = await made();
  const theirs = draft({ editions: { en: { title: 'Theirs', markdown: '' } } });
  await newsroom.edit('PUT', `/releases/${id}`, theirs, { etag: '*' });
  const fields = fieldsOf(page, { 'editions.en.title': 'Mine' });
  expect((await autosave(id, fields)).status).toBe(412);
  expect((await stored(id)).editions.en.title).toBe('Theirs');
  const conflict = await mira.post(`/desk/releases/${id}`, fields);
  expect([conflict.status, conflict.text1('.pair')]).toEqual([
    412,
    expect.stringMatching(/Theirs/),
  ]);
  const saver = conflict.document.querySelector('release-saver');
  expect([saver?.hasAttribute('unsaved'), saver?.getAttribute('data-save')]).toEqual([true, null]);
});

test('a save whose answer was lost is repeated as it was: it is known, and no conflict', async () => {
  const { id, page } = await made();
  const fields = fieldsOf(page, {
    languages: ['en', 'fr', 'ar'],
    'editions.en.title': 'Two  ',
    'editions.en.slug': '',
    'editions.en.markdown': 'One line.\r\nAnother.',
    'editions.fr.title': 'Deux',
    'contacts.name': ['Dana', ''],
    'contacts.role': ['', ''],
    'contacts.email': ['dana@ord.example', ''],
    'contacts.phone': ['', ''],
  });
  const lost = await autosave(id, fields);
  expect(lost.status, lost.text).toBe(200);
  const repeated = await autosave(id, fields);
  expect([repeated.status, repeated.json], repeated.text).toEqual([200, lost.json]);
  const rest = { etag: repeated.json.etag, base: repeated.json.base, 'editions.fr.title': 'Trois' };
  expect((await autosave(id, { ...fields, ...rest })).status).toBe(200);
  expect((await autosave(id, fields)).status).toBe(412);
  expect((await stored(id)).editions.fr.title).toBe('Trois');
});

test('a removal of a language waits for the button, and a public release stays as it is', async () => {
  const { id, page } = await made();
  const two = fieldsOf(page, {
    languages: ['en', 'fr'],
    'editions.en.markdown': 'Text.',
    'editions.fr.title': 'Un',
    'editions.fr.markdown': 'Texte.',
  });
  const saved = await autosave(id, two);
  const published = await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { etag: '*' });
  expect(published.status, published.text).toBe(200);
  const next = { ...two, etag: saved.json.etag, base: saved.json.base, remove: 'fr' };
  const again = await autosave(id, { ...next, 'editions.en.title': 'Two' });
  expect([again.status, again.json.version], again.text).toEqual([200, 2]);
  expect(await stored(id)).toMatchObject({ publicVersion: 1, editions: { fr: { title: 'Un' } } });
});

test('without a session, the right or an ETag nothing is written', async () => {
  const { id, page } = await made();
  const fields = fieldsOf(page, { 'editions.en.title': 'Two' });
  expect((await autosave(id, fields, new Visitor(newsroom))).status).toBe(401);
  expect((await autosave(id, fields, noor)).status).toBe(404);
  expect((await autosave(id, { ...fields, etag: '', base: '' })).status).toBe(412);
  const across = await mira.send(`/desk/releases/${id}/autosave`, fields, {
    'Sec-Fetch-Site': 'cross-site',
    Origin: 'https://other.example',
  });
  expect(across.status).toBe(403);
  expect(await stored(id)).toMatchObject({ version: 1, editions: { en: { title: 'One' } } });
});
