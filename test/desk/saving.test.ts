/** Saving what somebody else changed meanwhile, in a browser without scripts. */
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
  await noor.signIn('editor', 'Noor');
});
afterAll(() => newsroom.dispose());

const text = 'One.\n\nTwo.\n\nThree.';
const english = { title: 'A title', place: 'VIENNA', markdown: text };

async function made(changes = {}): Promise<string> {
  const order = draft({ editions: { en: english }, ...changes });
  return (await newsroom.edit('POST', '/releases', order, { as: 'editor' })).json.id;
}
const open = (visitor: Visitor, id: string) => visitor.open(`/desk/releases/${id}`);
const save = (visitor: Visitor, page: Page, fields: Record<string, string | string[]>) =>
  visitor.submit(page, fields, { form: '.release-form', button: 'Save' });
const stored = async (id: string) => (await newsroom.edit('GET', `/releases/${id}`, null)).json;
const value = (page: Page, name: string) => {
  const control = page.document.querySelector(`[name="${name}"]`);
  const own =
    control?.tagName === 'TEXTAREA' ? control.textContent : control?.getAttribute('value');
  return (own ?? '').replace(/^\n/, '');
};

test('changes of different fields and lines are brought together, and said', async () => {
  const id = await made();
  const mine = await open(mira, id);
  await save(noor, await open(noor, id), {
    'editions.en.title': 'Their title',
    'editions.en.markdown': 'One, theirs.\n\nTwo.\n\nThree.',
    fieldsOfWork: ['policing'],
  });
  const conflict = await save(mira, mine, {
    'editions.en.place': 'ASTANA',
    'editions.en.markdown': 'One.\n\nTwo.\n\nThree, mine.',
  });
  expect([conflict.status, (await stored(id)).editions.en.place]).toEqual([412, 'VIENNA']);
  expect(conflict.texts('.meanwhile h4')).toEqual(['Title (English)', 'Text (English)', 'Topics']);
  expect(conflict.texts('.meanwhile ins')).toContain('Their');
  expect(conflict.texts('.meanwhile del')).toContain('Rule of law');
  expect(value(conflict, 'editions.en.title')).toBe('Their title');
  const saved = await save(mira, conflict, {});
  expect([saved.status, saved.address]).toEqual([200, expect.stringMatching(/&done=saved$/)]);
  expect(await stored(id)).toMatchObject({
    version: 3,
    fieldsOfWork: ['policing'],
    editions: {
      en: {
        title: 'Their title',
        place: 'ASTANA',
        markdown: 'One, theirs.\n\nTwo.\n\nThree, mine.',
      },
    },
  });
});

test('where both changed the same words, both texts are shown and the typed one stays', async () => {
  const id = await made();
  const mine = await open(mira, id);
  await save(noor, await open(noor, id), { 'editions.en.title': 'Their title' });
  const conflict = await save(mira, mine, { 'editions.en.title': 'My title' });
  expect(conflict.status).toBe(412);
  expect(conflict.texts('.pair > div')).toEqual([
    'Saved meanwhileATheir title',
    'Your textAMy title',
  ]);
  expect(value(conflict, 'editions.en.title')).toBe('My title');
  await save(noor, await open(noor, id), { 'editions.en.place': 'GENEVA' });
  const again = await save(mira, conflict, {});
  expect([again.status, again.texts('.meanwhile h4')]).toEqual([412, ['Place (English)']]);
  await save(mira, again, {});
  expect((await stored(id)).editions.en).toMatchObject({ title: 'My title', place: 'GENEVA' });
});

test('a language that somebody removed while it was written stays in the form', async () => {
  const id = await made({ editions: { en: english, fr: { title: 'Un titre' } } });
  const mine = await open(mira, id);
  await save(noor, await open(noor, id), { remove: 'fr' });
  const conflict = await save(mira, mine, { 'editions.fr.title': 'Mon titre' });
  expect(conflict.texts('.conflict h4')).toEqual(['Français']);
  await save(mira, conflict, {});
  expect((await stored(id)).editions.fr.title).toBe('Mon titre');
});

test('a form that is saved twice is saved once', async () => {
  const id = await made();
  const page = await open(mira, id);
  const both = [await save(mira, page, { 'editions.en.title': 'Once' })];
  both.push(await save(mira, page, { 'editions.en.title': 'Once' }));
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect((await stored(id)).version).toBe(2);
});

test('a change of the files or of the state is no conflict of the texts', async () => {
  const id = await made();
  const page = await open(mira, id);
  const headers = { 'Content-Type': 'text/plain' };
  const path = `/releases/${id}/attachments/note.txt`;
  await newsroom.edit('PUT', path, 'A note.', { etag: '*', headers });
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { etag: '*' });
  const saved = await save(mira, page, { 'editions.en.title': 'Mine' });
  expect(saved.status).toBe(200);
  expect(await stored(id)).toMatchObject({
    state: 'public',
    attachments: [{ filename: 'note.txt' }],
    editions: { en: { title: 'Mine' } },
  });
});

test.each(['', '{', '{"kind":1}', '[]', 'null'])(
  'without a base (%j) both texts are shown, and neither is lost',
  async (base) => {
    const id = await made();
    const page = await open(mira, id);
    await save(noor, await open(noor, id), { 'editions.en.title': 'Their title' });
    const conflict = await save(mira, page, { base, 'editions.en.title': 'My title' });
    expect(conflict.status).toBe(412);
    expect(conflict.text1('.pair')).toContain('Their title');
    expect(value(conflict, 'editions.en.title')).toBe('My title');
  },
);
