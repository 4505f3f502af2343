/** Comments whose forms are posted again with another text, as after Back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom();
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Pina');
});
afterAll(() => newsroom.dispose());

const whole = { form: '#whole', button: 'Comment' };
const answer = { form: '.thread form', button: 'Answer' };

async function made(): Promise<string> {
  const { json } = await newsroom.edit('POST', '/releases', draft());
  return json.id as string;
}
const review = (id: string) => editor.open(`/desk/releases/${id}/review`);
const send = (page: Page, comment: string, form = whole) => editor.submit(page, { comment }, form);

test('a changed comment comes back with its text, and is saved when it is sent from there', async () => {
  const id = await made();
  const page = await review(id);
  await send(page, 'Good.');
  const changed = await send(page, 'Good, but long.');
  expect([changed.status, changed.text1('.faults li')]).toEqual([
    409,
    expect.stringMatching(
      /Another text was saved from this form\. Send this one again to add it\.$/,
    ),
  ]);
  expect(changed.text1('#whole [name=comment]')).toBe('Good, but long.');
  const saved = await send(changed, 'Good, but long.');
  expect(saved.text1('.done')).toBe('The comment was saved.');
  expect(saved.texts('.thread p')).toEqual(['Good.', 'Good, but long.']);
});

test('a comment on another release is not that of the same form', async () => {
  const page = await review(await made());
  await send(page, 'Good.');
  const key = page.document.querySelector('#whole [name=key]')?.getAttribute('value') ?? '';
  const other = await review(await made());
  expect((await editor.submit(other, { comment: 'Good.', key }, whole)).status).toBe(409);
});

test('an answer is written once, also after a new version, and a changed one comes back', async () => {
  const id = await made();
  await send(await review(id), 'Good?');
  const thread = await review(id);
  await send(thread, 'Yes.', answer);
  await newsroom.edit('PUT', `/releases/${id}`, draft({ date: '2026-07-02' }), { etag: '*' });
  const again = await send(thread, 'Yes.', answer);
  expect([again.status, again.texts('.thread p')]).toEqual([200, ['Good?', 'Yes.']]);
  const changed = await send(thread, 'No.', answer);
  expect([changed.status, changed.text1('.thread [name=comment]')]).toEqual([409, 'No.']);
  const saved = await send(changed, 'No.', answer);
  expect(saved.texts('.thread p')).toEqual(['Good?', 'Yes.', 'No.']);
});
