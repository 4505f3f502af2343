/** Correcting at the desk: what readers see now beside what they will see, each language with its note. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Passage } from '../../templates/desk/compared-text.tsx';
import { foldUnchanged } from '../../templates/desk/unchanged-text.ts';
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

const texts = (en: string, fr: string) => ({
  en: { title: 'Judges', markdown: en },
  fr: { title: 'Juges', markdown: fr },
});
const form = 'form[action$="/publish"]';

async function changed(before: object, after: object): Promise<string> {
  const { id } = await release(newsroom, before as Record<string, unknown>);
  await newsroom.edit('PUT', `/releases/${id}`, draft(after as Record<string, unknown>), {
    etag: '*',
  });
  return id;
}

test('each language has what changes, word by word, and its note; then the facts', async () => {
  const id = await changed(
    { editions: texts('Forty judges met.', 'Quarante juges.') },
    { editions: texts('Fifty judges met.', 'Quarante juges.'), fieldsOfWork: ['policing'] },
  );
  const path = `/desk/releases/${id}/publish`;
  const page = await editor.open(path);
  expect(page.texts(`${form} h2`)).toEqual(['Changes since version 1']);
  expect(page.texts(`${form} section h3`)).toEqual(['English', 'Français', 'Facts']);
  const [english, french, facts] = [...page.document.querySelectorAll(`${form} section`)];
  const words = (tag: string) => english?.querySelector(tag)?.textContent;
  expect([words('h4'), words('del'), words('ins')]).toEqual(['Text (English)', 'Forty', 'Fifty']);
  expect(english?.querySelector('[name="note.en"]')).not.toBe(null);
  expect(french?.textContent).toContain('Nothing changed in this language.');
  expect(french?.querySelector('[name="note.fr"]')).not.toBe(null);
  expect(facts?.querySelector('del')?.textContent).toContain('Rule of law');
  const note = { 'note.en': 'The number was wrong.' };
  const asked = await editor.submit(page, note, { form, button: 'Publish now' });
  const done = await editor.submit(asked, {}, { button: 'Yes, publish now' });
  expect(done.text1('.done')).toBe('Published. Readers see it now.');
  const after = await editor.open(path);
  expect(after.text1('main')).toContain('Readers see the newest version already.');
  expect(after.texts(`${form} h2`)).toEqual([]);
});

test('of a long text only the changed paragraphs and their neighbours are open', async () => {
  const long = (figure: string) =>
    [1, 2, 3, 4, 5, 6, 7, 8]
      .map((number) => `Paragraph ${number}: ${number === 5 ? figure : 'as it was'}.`)
      .join('\n\n');
  const id = await changed(
    { editions: texts(long('forty'), 'Un.') },
    { editions: texts(long('fifty'), 'Un.') },
  );
  const page = await editor.open(`/desk/releases/${id}/publish`);
  const folded = page.texts(`${form} details`);
  expect(folded.map((one) => one.split('Paragraph ')[0])).toEqual([
    'Unchanged paragraphs: 3',
    'Unchanged paragraphs: 2',
  ]);
  expect(folded.join(' ').match(/Paragraph (\d)/g)).toEqual(
    [1, 2, 3, 7, 8].map((n) => `Paragraph ${n}`),
  );
  const open = page.texts(`${form} .changed > .difference`);
  expect(open).toEqual([
    'Paragraph 4: as it was. Paragraph 5: fortyfifty. Paragraph 6: as it was.',
  ]);
});

test.each([
  [['A.\n\nB.\n\nC.'], []],
  [['A.\n\n', '+B.\n\n', 'C.\n\nD.\n\nE.'], [2]],
  [['A.\n \nB.\n\n\nC.', '+\n\nD.'], [1]],
  [['+A.', '\n\nB.\n\nX.\n\nC.\n\nD.', '-E'], [1]],
  [['One line', '+ more'], []],
])('the paragraphs of %j are folded as %j', (texts, folded) => {
  const passages = texts.map((text): Passage => {
    const sign = text.charAt(0);
    const change = sign === '+' ? 'added' : sign === '-' ? 'removed' : null;
    return { text: change ? text.slice(1) : text, change };
  });
  const parts = foldUnchanged(passages);
  expect(parts.map((one) => one.folded).filter(Boolean)).toEqual(folded);
  const all = parts.flatMap((part) => part.passages.map(({ text }) => text)).join('');
  expect(all).toBe(passages.map(({ text }) => text).join(''));
});

test('a language that is added or taken away is compared as well', async () => {
  const { en, fr } = texts('Forty.', 'Quarante.');
  const id = await changed({ editions: { en, fr } }, { editions: { en, de: en } });
  const page = await editor.open(`/desk/releases/${id}/publish`);
  expect(page.texts(`${form} section h3`)).toEqual(['English', 'Deutsch', 'Français']);
  const [, german, french] = [...page.document.querySelectorAll(`${form} section`)];
  expect(german?.querySelector('ins')).not.toBe(null);
  expect([french?.querySelector('ins'), french?.querySelector('textarea')]).toEqual([null, null]);
});

test('what changed since it was scheduled is shown, without a note', async () => {
  const at = Date.now() + 86_400_000;
  const id = await changed(
    { ...{ at }, editions: texts('One.', 'Un.') },
    {
      editions: texts('Two.', 'Un.'),
    },
  );
  const page = await editor.open(`/desk/releases/${id}/publish`);
  expect(page.texts(`${form} h2`)).toEqual(['Changes since version 1']);
  expect(page.document.querySelector('[name="note.en"]')).toBe(null);
});

test('the preview shows the newest version as readers will see it', async () => {
  const id = await changed(
    { editions: texts('Forty judges met.', 'Quarante.') },
    { editions: texts('Fifty judges met.', 'Quarante.') },
  );
  const page = await editor.open(`/desk/releases/${id}/publish`);
  const link = await editor.submit(page, {}, { button: 'Preview as readers' });
  const target = link.document.querySelector('main a.button')?.getAttribute('href') ?? '';
  const { pathname, search } = new URL(target);
  const shown = await newsroom.get(pathname + search, Date.now());
  expect([shown.status, shown.text.includes('Fifty judges met.')]).toEqual([200, true]);
  const again = await editor.submit(page, {}, { button: 'Preview as readers' });
  expect(again.document.querySelector('main a.button')?.getAttribute('href')).toBe(target);
});

test('markup in a changed text is shown as text', async () => {
  const vector = '<script>alert(1)</script>';
  const id = await changed({ editions: texts('One.', 'Un.') }, { editions: texts(vector, vector) });
  const page = await editor.open(`/desk/releases/${id}/publish`);
  expect(page.document.querySelectorAll('main script').length).toBe(0);
  expect(page.texts(`${form} ins`).join(' ')).toContain('alert');
});
