/** Duplicating a release at the desk. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
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
const stored = async (id: string) => (await newsroom.edit('GET', `/releases/${id}`, null)).json;

test('a copy has text, facts and contacts; no file, address, date or publication', async () => {
  const fr = { title: 'Ouverture', markdown: 'Texte.' };
  const en = { title: 'Office opens', slug: 'office', summary: 'S', place: 'OSLO', markdown: 'T' };
  const { id } = await release(newsroom, { editions: { en, fr }, legacyUrls: ['/old/7'] });
  const headers = { 'Content-Type': 'text/plain' };
  const note = `/releases/${id}/attachments/note.txt`;
  await newsroom.edit('PUT', note, 'A note.', { etag: '*', headers });
  const before = await stored(id);
  const page = await editor.open(`/desk/releases/${id}`);
  const copy = await editor.submit(page, {}, { button: 'Duplicate' });
  expect(copy.text1('.done')).toBe('This is the copy. Nothing of the original was changed.');
  const { date, ...made } = await stored(idOf(copy.address));
  const { kind, sources, fieldsOfWork, countries, contacts } = before;
  expect(made).toMatchObject({
    state: 'draft',
    version: 1,
    ...{ kind, sources, fieldsOfWork, countries, contacts },
    legacyUrls: [],
    attachments: [],
    editions: { en: { ...en, slug: 'office-opens' }, fr: { ...fr, slug: 'ouverture' } },
  });
  expect(date).not.toBe(before.date);
  expect(await stored(id)).toEqual(before);
});

test('a double click makes one copy, of the version that was shown', async () => {
  const { json } = await newsroom.edit('POST', '/releases', draft());
  const page = await editor.open(`/desk/releases/${json.id}`);
  const first = await editor.submit(page, {}, { button: 'Duplicate' });
  const later = draft({ editions: { en: { title: 'Later', markdown: 'x' } } });
  await newsroom.edit('PUT', `/releases/${json.id}`, later, { etag: '*' });
  const second = await editor.submit(page, {}, { button: 'Duplicate' });
  expect(idOf(second.address)).toBe(idOf(first.address));
  expect(second.text1('h1')).toBe('Astana workshop on the law of evidence');
});

test('an author copies own releases, and gets nothing of another’s', async () => {
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Oda');
  const { json } = await newsroom.edit('POST', '/releases', draft());
  const fields = { key: 'k', version: '1' };
  const refused = await author.post(`/desk/releases/${json.id}/duplicate`, fields);
  expect([refused.status, refused.text.includes('Astana')]).toEqual([404, false]);
  const empty = await author.open('/desk/releases/new');
  const typed = { 'editions.en.title': 'Mine', 'editions.en.markdown': 'x' };
  const own = await author.submit(empty, typed, { form: '.release-form', button: 'Create' });
  const copy = await author.submit(own, {}, { button: 'Duplicate' });
  expect([copy.text1('h1'), idOf(copy.address) === idOf(own.address)]).toEqual(['Mine', false]);
  for (const version of ['', '0', '9', 'x', '1e9']) {
    const path = `/desk/releases/${idOf(own.address)}/duplicate`;
    expect([version, (await author.post(path, { version })).status]).toEqual([version, 404]);
  }
});
