/** The findings of the checks at the desk: each link leads to a field that is there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
});
afterAll(() => newsroom.dispose());

/** One transparent GIF of one pixel. */
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

test('every finding leads to its field, from the form and from the page of publication', async () => {
  const editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
  const fr = { title: 'Ouverture', markdown: 'Texte.' };
  const en = { title: 'Office opens', markdown: 'Text.' };
  const { id } = await release(newsroom, { editions: { en, fr } });
  const changed = { ...en, markdown: '![A door](missing.png)' };
  const etag = '*';
  await newsroom.edit('PUT', `/releases/${id}`, draft({ editions: { en: changed, fr } }), { etag });
  const headers = { 'Content-Type': 'image/gif' };
  await newsroom.edit('PUT', `/releases/${id}/attachments/door.gif`, gif, { etag, headers });
  const form = `/desk/releases/${id}`;
  const places = ['#field-editions-en-markdown', '#edition-fr', '#field-date', '#field-note-en'];
  for (const path of [form, `${form}/publish`]) {
    const page = await editor.open(path);
    const links = [...page.document.querySelectorAll('.faults a, .warnings a')];
    const found = links.map((one) => one.getAttribute('href')?.replace(/^.*(?=#)/, ''));
    expect(found, path).toEqual(expect.arrayContaining([...places, `${form}/files`]));
    for (const link of links) {
      const { pathname, hash } = new URL(
        link.getAttribute('href') ?? '',
        `https://x.example${path}`,
      );
      const target = await editor.open(pathname);
      const there = hash === '' ? 'main' : hash;
      expect([path, link.textContent, target.status]).toEqual([path, link.textContent, 200]);
      expect(target.document.querySelector(there), `${path} ${link.textContent}`).not.toBe(null);
    }
  }
});
