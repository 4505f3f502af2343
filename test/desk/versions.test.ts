/** The versions of a release at the desk: listed, compared word by word, restored. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wordDiff } from '../../src/desk/word-diff.ts';
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

const text = (markdown: string, title = 'Office opens') => ({ en: { title, markdown } });

/** A release with a version for each of these contents. */
async function made(...contents: Record<string, unknown>[]): Promise<string> {
  const [first, ...others] = contents.map((content) => draft(content));
  const { json } = await newsroom.edit('POST', '/releases', first);
  for (const content of others) {
    const etag = '*';
    const { status, text } = await newsroom.edit('PUT', `/releases/${json.id}`, content, { etag });
    if (status !== 200) throw new Error(text);
  }
  return json.id as string;
}

describe('the comparison of two texts', () => {
  test.each([
    ['The office opens.', 'The new office opens.', 'The [+new +]office opens.'],
    ['Бюро открылось вчера.', 'Бюро закрылось вчера.', 'Бюро[-открылось-][+закрылось+] вчера.'],
    ['افتتاح المكتب', 'إغلاق المكتب', '[-افتتاح-][+إغلاق+] المكتب'],
  ])('%s – %s goes by words of any script', (before, after, expected) => {
    const passages = wordDiff(before, after) ?? [];
    const marked = passages.map(({ text, change }) =>
      change === null ? text : change === 'added' ? `[+${text}+]` : `[-${text}-]`,
    );
    const squeezed = (one: string) => one.replaceAll(' ', '');
    expect(squeezed(marked.join(''))).toBe(squeezed(expected));
  });

  test('keeps every character of both texts', () => {
    const [before, after] = ['a  b\r\n\n“c”, d😀', 'a b\n“c” d😀!\n'];
    const of = (side: 'added' | 'removed') =>
      wordDiff(before, after)
        ?.filter(({ change }) => change === null || change === side)
        .map(({ text }) => text)
        .join('');
    expect([of('removed'), of('added')]).toEqual([before, after]);
  });

  test('is given up for texts that have next to nothing in common', () => {
    const words = (seed: string) => Array.from({ length: 5000 }, (_, at) => seed + at).join(' ');
    expect(wordDiff(words('a'), words('b'))).toBe(null);
  });
});

test('versions are listed with who made them, which one readers see and which is scheduled', async () => {
  const id = await made({ editions: text('One.') });
  await newsroom.edit('PUT', `/releases/${id}/publication`, {});
  const page = await editor.open(`/desk/releases/${id}`);
  await editor.submit(
    page,
    { 'editions.en.markdown': 'Two.' },
    { form: '.release-form', button: 'Save' },
  );
  const at = new Date(Date.now() + 86_400_000).toISOString();
  const order = { at, minor: true };
  const etag = '*';
  const put = await newsroom.edit('PUT', `/releases/${id}/publication`, order, { etag });
  expect(put.status, put.text).toBe(200);
  const list = await editor.open(`/desk/releases/${id}/versions`);
  expect(list.texts('.items > li')).toEqual([
    expect.stringMatching(/^Version 2 ?Scheduled ?.*by Mira/),
    expect.stringMatching(/^Version 1 ?Public ?.*by The admin/),
  ]);
  expect(list.text1('.tabs [aria-current]')).toBe('Versions');
});

test('a version shows what changed, place by place, with the words that came and went', async () => {
  const id = await made(
    { editions: text('Forty judges met.') },
    {
      editions: {
        ...text('Fifty judges met.'),
        fr: { title: 'Ouverture', markdown: 'Cinquante.' },
      },
      fieldsOfWork: ['policing'],
    },
  );
  const page = await editor.open(`/desk/releases/${id}/versions/2`);
  expect(page.texts('.changed h3').sort()).toEqual([
    'Address (optional) (Français)',
    'Text (English)',
    'Text (Français)',
    'Title (Français)',
    'Topics',
  ]);
  const [english] = [...page.document.querySelectorAll('.changed')].filter((one) =>
    one.textContent?.includes('judges'),
  );
  const words = (tag: string) => english?.querySelector(tag)?.textContent;
  expect([words('del'), words('ins')]).toEqual(['Forty', 'Fifty']);
  expect(page.text1('[lang=fr] ins')).not.toBe(null);
  expect(page.texts('.changed').find((one) => one.startsWith('Topics'))).toMatch(/Rule of law/);
  const same = await editor.open(`/desk/releases/${id}/versions/1`);
  expect([same.status, same.text1('main section h2')]).toEqual([200, 'This is the first version.']);
  const back = await editor.open(`/desk/releases/${id}/versions/1?from=2`);
  expect(back.text1('.changed ins')).not.toBe(null);
});

test('a file that was added or changed is named with its details', async () => {
  const id = await made({ editions: text('One.') });
  const headers = { 'Content-Type': 'text/plain' };
  const path = `/releases/${id}/attachments/note~1.txt`;
  await newsroom.edit('PUT', path, 'A note.', { headers });
  await newsroom.edit('PATCH', path, { credit: 'Office' }, { etag: '*' });
  const added = await editor.open(`/desk/releases/${id}/versions/2`);
  expect(added.texts('.changed h3')).toContain('Pictures and files (note~1.txt): Title');
  const patched = await editor.open(`/desk/releases/${id}/versions/3`);
  expect(patched.texts('.changed')).toEqual(['Pictures and files (note~1.txt): CreditOffice']);
});

test('an older version is restored as the newest, once, and only over what was seen', async () => {
  const id = await made({ editions: text('One.') }, { editions: text('Two.') });
  const page = await editor.open(`/desk/releases/${id}/versions/1`);
  const restored = await editor.submit(page, {}, { button: 'Restore version 1' });
  expect(restored.text1('.done')).toBe('Restored as the newest version.');
  await editor.submit(page, {}, { button: 'Restore version 1' });
  const after = await newsroom.edit('GET', `/releases/${id}`, null);
  expect([after.json.version, after.json.editions.en.markdown]).toEqual([3, 'One.']);
  const stale = await editor.open(`/desk/releases/${id}/versions/2`);
  await newsroom.edit('PUT', `/releases/${id}`, draft({ editions: text('Four.') }), { etag: '*' });
  const refused = await editor.submit(stale, {}, { button: 'Restore version 2' });
  expect([refused.status, refused.texts('.faults li').length]).toEqual([412, 1]);
  const now = await newsroom.edit('GET', `/releases/${id}`, null);
  expect(now.json.editions.en.markdown).toBe('Four.');
  const newest = await editor.open(`/desk/releases/${id}/versions/4`);
  expect(newest.text).not.toContain('/restore"');
});

test('an author gets no version of another’s release, and restores none', async () => {
  const id = await made({ editions: text('Secret one.') }, { editions: text('Secret two.') });
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Oda');
  for (const path of ['versions', 'versions/1', 'versions/2?from=1']) {
    const page = await author.open(`/desk/releases/${id}/${path}`);
    expect([path, page.status, page.text.includes('Secret')]).toEqual([path, 404, false]);
  }
  const fields = { etag: '*', key: 'k' };
  expect((await author.post(`/desk/releases/${id}/versions/1/restore`, fields)).status).toBe(404);
  expect((await newsroom.edit('GET', `/releases/${id}`, null)).json.version).toBe(2);
});

test('markup in a text is shown as text, and a version that does not exist is not there', async () => {
  const vector = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  const id = await made({ editions: text('One.') }, { editions: text(vector, vector) });
  const page = await editor.open(`/desk/releases/${id}/versions/2`);
  expect(page.document.querySelectorAll('script:not([src]), img').length).toBe(0);
  expect(page.text1('main')).toContain('onerror');
  for (const path of ['versions/3', 'versions/2?from=9', 'versions/2?from=x', 'versions/0']) {
    const { status } = await editor.open(`/desk/releases/${id}/${path}`);
    expect([path, status]).toEqual([path, 404]);
  }
});
