/** Files of a release at the desk: uploaded, described, seen before they are public, removed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

/** One transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function made(markdown = 'Text.'): Promise<string> {
  const editions = { en: { title: 'Office opens', markdown }, ar: { title: 'افتتاح', markdown } };
  const { json } = await newsroom.edit('POST', '/releases', draft({ editions }));
  return json.id as string;
}

const read = async (id: string) => (await newsroom.edit('GET', `/releases/${id}`, null)).json;

const filesOf = (visitor: Visitor, id: string) => visitor.open(`/desk/releases/${id}/files`);

function upload(visitor: Visitor, page: Page, file: File | null, fields = {}): Promise<Page> {
  return visitor.submit(page, fields, { button: 'Upload', file });
}

/** A release with a picture. */
async function withPicture(markdown = 'Text.', name = 'astana.png'): Promise<string> {
  const id = await made(markdown);
  const done = await upload(editor, await filesOf(editor, id), new File([png], name));
  if (done.text1('.done') === null) throw new Error(done.text);
  return id;
}

describe('an upload', () => {
  test('stores the bytes as they were sent, with title and language', async () => {
    const id = await made();
    const page = await filesOf(editor, id);
    expect(page.text1('main')).toContain('No files yet.');
    const file = new File([png], 'Астана 1.png', { type: 'text/html' });
    const done = await upload(editor, page, file, { title: 'The office', lang: 'ar' });
    expect([done.status, done.text1('.done')]).toEqual([
      200,
      'Uploaded. Readers see it once this version is published.',
    ]);
    expect(done.texts('.files small')).toContain('Picture (PNG), 0.1 kB, العربية');
    const names = [...page.document.querySelectorAll('[action$="/files"] .field [name]')];
    expect(names.map((one) => one.getAttribute('name'))).toEqual(['file', 'title', 'lang']);
    const [stored] = (await read(id)).attachments;
    expect(stored).toMatchObject({
      filename: 'Астана 1.png',
      title: 'The office',
      lang: 'ar',
      mediaType: 'image/png',
      size: png.length,
    });
    const view = await newsroom.fetch(
      `/desk/releases/${id}/files/${encodeURIComponent(file.name)}`,
      {
        headers: { Cookie: cookieOf(editor) },
      },
    );
    expect(Buffer.from(await view.arrayBuffer()).equals(png)).toBe(true);
  });

  test('that is refused says why at the field, and keeps what was typed', async () => {
    const id = await made();
    const refused: [file: File | null, status: number, fault: RegExp][] = [
      [null, 422, /^Choose a file\.$/],
      [new File([png], 'page.html'), 415, /extension are not accepted\. Send a PDF/],
      [new File([png], 'photo.jpg'), 415, /not that of its type: Picture\. Send a PDF/],
      [new File([''], 'empty.png'), 400, /empty/],
      [new File([png], 'a|b.png'), 422, /^Rename the file/],
      [new File([png], '..'), 422, /^Rename the file/],
    ];
    const page = await filesOf(editor, id);
    for (const [file, status, fault] of refused) {
      const answer = await upload(editor, page, file, { title: 'My title' });
      expect([file?.name, answer.status]).toEqual([file?.name, status]);
      expect(answer.text1('.field .fault')).toMatch(fault);
      const title = answer.document.querySelector('[name=title]');
      expect(title?.getAttribute('value')).toBe('My title');
    }
    expect((await read(id)).version).toBe(1);
  });

  test('of more than 20 MB is refused with the way to send it', async () => {
    const id = await made();
    const large = new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'film.mp4');
    const answer = await upload(editor, await filesOf(editor, id), large);
    expect(answer.status).toBe(413);
    expect(answer.text1('.field .fault')).toContain('PUT /api/v1/editor/releases/');
    // The form is read to its end: a browser that cannot send all of it would show no answer.
    const larger = new File([new Uint8Array(60 * 1024 * 1024)], 'film.mp4');
    expect((await upload(editor, await filesOf(editor, id), larger)).status).toBe(413);
    const stranger = new Visitor(newsroom);
    const signedOut = await upload(stranger, await filesOf(editor, id), larger);
    expect([signedOut.status, signedOut.text1('h1')]).toEqual([401, 'Sign in again']);
    expect((await read(id)).version).toBe(1);
  });

  test('replaces a file of its name only if asked, and only what was seen', async () => {
    const id = await withPicture();
    const page = await filesOf(editor, id);
    const other = new File([Buffer.concat([png, Buffer.from([0])])], 'astana.png');
    const refused = await upload(editor, page, other);
    expect([refused.status, refused.text1('.field .fault')]).toEqual([
      428,
      'There is a file astana.png already. Rename yours, or choose to replace that one.',
    ]);
    const done = await upload(editor, page, other, { replace: 'yes' });
    expect(done.status).toBe(200);
    expect((await read(id)).attachments).toMatchObject([{ size: png.length + 1 }]);
    const stale = await upload(editor, page, new File([png], 'astana.png'), { replace: 'yes' });
    expect(stale.status).toBe(412);
    expect((await read(id)).attachments).toMatchObject([{ size: png.length + 1 }]);
  });

  test('that is no form with a file, or breaks off, changes nothing', async () => {
    const id = await made();
    for (const [type, refusal] of [
      ['multipart/form-data', 400],
      ['multipart/form-data; boundary=x', 400],
      ['text/plain', 415],
    ] as const) {
      const { status } = await editor.request(`/desk/releases/${id}/files`, {
        method: 'POST',
        body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc',
        headers: { 'Content-Type': type, 'Sec-Fetch-Site': 'same-origin' },
      });
      expect([type, status]).toEqual([type, refusal]);
    }
    expect((await read(id)).version).toBe(1);
  });
});

const cookieOf = ({ cookies }: Visitor) =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

describe('the details of a file', () => {
  test('are read and changed, each text in its language', async () => {
    const id = await withPicture();
    const page = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
    const arabic = page.document.querySelector('[name="alt.ar"]');
    expect([arabic?.getAttribute('lang'), arabic?.getAttribute('dir')]).toEqual(['ar', 'rtl']);
    const typed = {
      title: 'The new office',
      lang: '',
      'alt.en': 'A door',
      'alt.ar': 'باب',
      'caption.en': 'The door “opens”',
      credit: 'Mira',
      licence: 'CC BY 4.0',
      order: '2',
      lead: 'on',
    };
    const saved = await editor.submit(page, typed, { form: '.file-details' });
    expect([saved.status, saved.text1('.done')]).toEqual([200, 'Saved.']);
    const details = {
      title: 'The new office',
      lang: null,
      alt: { en: 'A door', ar: 'باب' },
      caption: { en: 'The door “opens”' },
      credit: 'Mira',
      licence: 'CC BY 4.0',
      order: 2,
      lead: true,
    };
    expect((await read(id)).attachments).toMatchObject([details]);
    const again = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
    await editor.submit(again, {}, { form: '.file-details' });
    expect((await read(id)).attachments).toMatchObject([details]);
    const emptied = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
    const empty = { 'alt.en': '', 'alt.ar': '', 'caption.en': '', credit: '', order: '' };
    const decoration = { ...empty, decorative: 'on' };
    await editor.submit(emptied, decoration, { form: '.file-details' });
    expect((await read(id)).attachments).toMatchObject([
      { alt: { en: '', ar: '' }, caption: {}, credit: null, order: null, lead: true },
    ]);
  });

  test('with a fault come back as they were typed; nothing is written', async () => {
    const id = await withPicture();
    const page = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
    const typed = { order: 'first', credit: 'Mira' };
    const refused = await editor.submit(page, typed, { form: '.file-details' });
    expect([refused.status, refused.text1('.field .fault')]).toEqual([422, 'must be a number']);
    const values = ['order', 'credit'].map((name) =>
      refused.document.querySelector(`[name=${name}]`)?.getAttribute('value'),
    );
    expect(values).toEqual(['first', 'Mira']);
    expect((await read(id)).attachments).toMatchObject([{ credit: null, order: null }]);
  });

  test('are saved where the text alone changed meanwhile', async () => {
    const id = await withPicture();
    const page = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
    await newsroom.edit('PUT', `/releases/${id}`, draft(), { etag: '*' });
    const saved = await editor.submit(page, { credit: 'Mira' }, { form: '.file-details' });
    expect([saved.status, saved.text1('.done')]).toEqual([200, 'Saved.']);
    expect((await read(id)).attachments).toMatchObject([{ credit: 'Mira' }]);
  });

  test('that somebody else changed meanwhile are shown, and not overwritten', async () => {
    const id = await withPicture();
    const path = `/desk/releases/${id}/files/astana.png/details`;
    await editor.submit(
      await editor.open(path),
      { 'alt.en': 'A house', lang: 'ar', order: '1' },
      { form: '.file-details' },
    );
    const page = await editor.open(path);
    const theirs = {
      'alt.en': 'A door',
      'alt.ar': 'باب',
      'caption.en': 'Opened',
      title: 'Theirs',
      lang: 'fr',
      order: '',
      lead: 'on',
    };
    expect((await editor.submit(page, theirs, { form: '.file-details' })).status).toBe(200);
    const mine = { credit: 'Mira', title: 'Mine', 'caption.ar': 'افتتح' };
    const late = await editor.submit(page, mine, { form: '.file-details' });
    expect(late.status).toBe(412);
    expect(late.texts('.faults li').slice(1)).toEqual([
      'Title stored now: Theirs',
      'Language of the file stored now: Français',
      'Text for readers who cannot see the picture (English) stored now: A door',
      'Text for readers who cannot see the picture (العربية) stored now: باب',
      'Caption (English) stored now: Opened',
      'Place among the files (1 is first) stored now: (empty)',
      'Lead picture stored now: ticked',
    ]);
    const value = (name: string) =>
      late.document.querySelector(`.file-details [name="${name}"]`)?.getAttribute('value');
    const names = ['title', 'credit', 'alt.en', 'alt.ar', 'caption.en', 'caption.ar', 'order'];
    const merged = ['Mine', 'Mira', 'A door', 'باب', 'Opened', 'افتتح', ''];
    expect(names.map(value)).toEqual(merged);
    const again = await editor.submit(late, {}, { form: '.file-details' });
    expect(again.text1('.done')).toBe('Saved.');
    expect((await read(id)).attachments).toMatchObject([
      {
        title: 'Mine',
        lang: 'fr',
        alt: { en: 'A door', ar: 'باب' },
        caption: { en: 'Opened', ar: 'افتتح' },
        credit: 'Mira',
        order: null,
        lead: true,
      },
    ]);
  });

  test.each([
    ['missing', []],
    ['not JSON', '{'],
    ['of another shape', '{"alt":null}'],
  ])('with a base that is %s need an ETag that is current', async (_, base) => {
    const id = await withPicture();
    const page = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
    await newsroom.edit('PUT', `/releases/${id}`, draft(), { etag: '*' });
    const typed = { credit: 'Mira', base };
    const stale = await editor.submit(page, typed, { form: '.file-details' });
    expect(stale.status).toBe(412);
    const saved = await editor.submit(stale, { base }, { form: '.file-details' });
    expect([saved.status, (await read(id)).attachments[0].credit]).toEqual([200, 'Mira']);
  });
});

test('a file is removed at once, or after a question if the text names it', async () => {
  const id = await withPicture('![Door](astana.png)');
  const plain = await upload(editor, await filesOf(editor, id), new File(['A note.'], 'note.txt'));
  expect(plain.status).toBe(200);
  const note = await editor.open(`/desk/releases/${id}/files/note.txt/details`);
  const gone = await editor.submit(note, {}, { button: 'Remove' });
  expect(gone.text1('.done')).toContain('Removed.');
  const page = await editor.open(`/desk/releases/${id}/files/astana.png/details`);
  const asked = await editor.submit(page, {}, { button: 'Remove' });
  expect(asked.text1('[role=alert]')).toContain('The text names astana.png.');
  expect((await read(id)).attachments).toMatchObject([{ filename: 'astana.png' }]);
  const removed = await editor.submit(asked, {}, { button: 'Remove it anyway' });
  expect(removed.text1('.done')).toContain('Removed.');
  expect((await read(id)).attachments).toEqual([]);
  const release = await editor.open(`/desk/releases/${id}`);
  expect(release.text1('aside .faults')).toContain('astana.png');
  expect((await editor.open(page.address)).status).toBe(404);
});

describe('a file that is not public', () => {
  test('is read by who may see the release, runs nothing and is kept by nobody', async () => {
    const id = await withPicture();
    const { status, headers } = await editor.request(`/desk/releases/${id}/files/astana.png`);
    expect([status, headers.get('Content-Type')]).toEqual([200, 'image/png']);
    expect(headers.get('Content-Security-Policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Cache-Control')).toBe('private, no-store');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    const text = await upload(editor, await filesOf(editor, id), new File(['<b>'], 'note.txt'));
    expect(text.status).toBe(200);
    const note = await editor.request(`/desk/releases/${id}/files/note.txt`);
    expect(note.headers.get('Content-Disposition')).toMatch(/^attachment/);
  });

  test('is not there without a session, nor for an author of other releases', async () => {
    const id = await withPicture('Text.', 'secret.png');
    const [{ url }] = (await read(id)).attachments;
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await newsroom.edit('PUT', `/releases/${id}/publication`, { at }, { etag: '*' });
    const path = `/desk/releases/${id}/files/secret.png`;
    const stranger = await new Visitor(newsroom).request(path);
    expect([stranger.status, stranger.text]).toEqual([303, '']);
    expect((await newsroom.get(new URL(url).pathname, Date.now())).status).toBe(404);
    const author = new Visitor(newsroom);
    await author.signIn('author', 'Oda');
    const before = await read(id);
    for (const one of [path, `${path}/details`, `/desk/releases/${id}/files`]) {
      const page = await author.open(one);
      expect([one, page.status, page.text.includes('secret.png')]).toEqual([one, 404, false]);
    }
    const own = await filesOf(author, await ownRelease(author));
    const form = own.text.replaceAll(
      /\/desk\/releases\/[0-9a-z]+\/files"/g,
      `/desk/releases/${id}/files"`,
    );
    const forged = new Page(new Response(), form, own.address);
    expect((await upload(author, forged, new File([png], 'mine.png'))).status).toBe(404);
    for (const act of ['details', 'remove']) {
      const fields = { etag: '*', title: 'Mine', confirmed: 'yes' };
      expect([act, (await author.post(`${path}/${act}`, fields)).status]).toEqual([act, 404]);
    }
    expect(await read(id)).toEqual(before);
  });

  test('has no thumbnail; a picture that readers see has one', async () => {
    const id = await withPicture();
    const thumbnails = async () =>
      [...(await filesOf(editor, id)).document.querySelectorAll('img')].map((one) =>
        one.getAttribute('src'),
      );
    expect(await thumbnails()).toEqual([]);
    await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { etag: '*' });
    const [{ url }] = (await read(id)).attachments;
    expect(await thumbnails()).toEqual([new URL(url).pathname]);
    await upload(editor, await filesOf(editor, id), new File([png], 'new.png'));
    expect(await thumbnails()).toEqual([new URL(url).pathname]);
    const order = { mode: 'notice', note: { en: 'Wrong.', ar: 'خطأ' } };
    const put = await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { etag: '*' });
    expect(put.status, put.text).toBe(200);
    expect(await thumbnails()).toEqual([]);
  });
});

async function ownRelease(author: Visitor): Promise<string> {
  const fields = { 'editions.en.title': 'Mine', 'editions.en.markdown': 'x' };
  const empty = await author.open('/desk/releases/new');
  const page = await author.submit(empty, fields, { form: '.release-form', button: 'Create' });
  return /releases\/([0-9a-z]{10,})/.exec(page.address)?.[1] ?? '';
}

test('an author uploads to own releases', async () => {
  const author = new Visitor(newsroom);
  await author.signIn('author', 'Pia');
  const page = await filesOf(author, await ownRelease(author));
  const done = await upload(author, page, new File([png], 'mine.png'));
  expect([done.status, done.text1('.files li a')]).toEqual([200, 'mine.png']);
});

test('names and titles of files are shown as text', async () => {
  const id = await made();
  const name = `a' onclick=alert(1) & {b}.png`;
  const vector = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;
  await upload(editor, await filesOf(editor, id), new File([png], name), { title: vector });
  const details = `/desk/releases/${id}/files/${encodeURIComponent(name)}/details`;
  const page = await editor.open(details);
  await editor.submit(page, { 'caption.en': vector, credit: vector }, { form: '.file-details' });
  for (const path of [`/desk/releases/${id}/files`, details, `/desk/releases/${id}/versions/3`]) {
    const shown = await editor.open(path);
    expect([path, shown.status]).toEqual([path, 200]);
    expect([path, shown.document.querySelectorAll('script:not([src]), img').length]).toEqual([
      path,
      0,
    ]);
    expect([path, shown.document.querySelectorAll('[onclick]').length]).toEqual([path, 0]);
  }
});
