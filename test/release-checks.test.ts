/** Drafts may be incomplete, publications may not; checks report what would fail. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

/** The smallest picture: one pixel. */
const png = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ),
  (char) => char.charCodeAt(0),
);
const text = (markdown: string, title = 'A title') => ({ title, markdown });
const make = async (input: Record<string, unknown>) => {
  const { status, json, text } = await newsroom.edit('POST', '/releases', input, { now: noon });
  expect(status, text).toBe(201);
  return json;
};
const publish = (id: string, order: unknown = {}, now = noon) =>
  newsroom.edit('PUT', `/releases/${id}/publication`, order, { now, etag: '*' });
const checks = async (id: string, now = noon) => {
  const reply = await newsroom.edit('GET', `/releases/${id}/checks`, null, { now });
  expect(reply.status, reply.text).toBe(200);
  const codes = (list: { code: string; pointer: string }[]) =>
    list.map(({ code, pointer }) => `${code} ${pointer}`);
  return { errors: codes(reply.json.errors), warnings: codes(reply.json.warnings) };
};
const upload = (id: string, name: string) =>
  newsroom.edit('PUT', `/releases/${id}/attachments/${name}`, 'The programme.', {
    now: noon,
    etag: '*',
    headers: { 'Content-Type': 'text/plain' },
  });

describe('a draft', () => {
  const least = { kind: 'press-release', editions: { en: { title: 'A title' } } };

  test('needs a kind and a title, and gets today’s date in the organization’s time zone', async () => {
    const midnight = Date.UTC(2026, 5, 30, 22, 30);
    const made = await newsroom.edit('POST', '/releases', least, { now: midnight });
    expect(made.status, made.text).toBe(201);
    expect(made.json).toMatchObject({
      date: '2026-07-01',
      sources: [],
      editions: { en: { title: 'A title', slug: 'a-title', summary: '', place: '', markdown: '' } },
    });
  });

  test('keeps its date if none is sent', async () => {
    const { id } = await make(draft({ date: '2026-05-05' }));
    const put = await newsroom.edit('PUT', `/releases/${id}`, least, { now: noon, etag: '*' });
    expect(put.json.date, put.text).toBe('2026-05-05');
  });

  test('that was read can be sent back unchanged, with its empty fields', async () => {
    const { id, editions } = await make(least);
    const again = { ...least, editions };
    const put = await newsroom.edit('PUT', `/releases/${id}`, again, { now: noon, etag: '*' });
    expect(put.status, put.text).toBe(200);
    expect(put.json.editions).toEqual(editions);
  });

  test.each([
    [{ editions: least.editions }, '/kind'],
    [{ ...least, editions: {} }, '/editions'],
    [{ ...least, editions: { en: { markdown: 'Text.' } } }, '/editions/en/title'],
    [{ ...least, editions: { en: { title: ' ' } } }, '/editions/en/title'],
  ])('%j is refused', async (input, pointer) => {
    const reply = await newsroom.edit('POST', '/releases', input, { now: noon });
    expect(reply.status).toBe(422);
    expect(reply.json.errors[0].pointer).toBe(pointer);
  });

  test('is not published before each of its languages has a body', async () => {
    const { id } = await make({
      ...least,
      editions: { en: text('Text.'), fr: { title: 'Un titre', markdown: ' \n ' } },
    });
    expect((await checks(id)).errors).toEqual(['missing-text /editions/fr/markdown']);
    for (const order of [{}, { at: new Date(noon + hour).toISOString() }]) {
      const reply = await publish(id, order);
      expect(reply.status).toBe(422);
      expect(reply.json.errors).toEqual([
        { pointer: '/editions/fr/markdown', detail: expect.any(String) },
      ]);
    }
  });

  test('is in revisions, differences, records and lists', async () => {
    const { id } = await make(least);
    await newsroom.edit('PUT', `/releases/${id}`, draft(), { now: noon, etag: '*' });
    for (const path of [
      `/releases/${id}/revisions/1`,
      `/releases/${id}/revisions/2/diff?from=1`,
      `/records/${id}`,
      '/releases?q=title',
    ]) {
      const { status, text } = await newsroom.edit('GET', path, null, { now: noon });
      expect(status, text).toBe(200);
    }
    const record = await newsroom.edit('GET', `/records/${id}`, null, { now: noon });
    await newsroom.edit('DELETE', `/releases/${id}`, null, { now: noon, etag: '*' });
    const back = await newsroom.edit('PUT', `/records/${id}`, record.json, { now: noon });
    expect(back.status, back.text).toBeLessThan(300);
    const again = await newsroom.edit('GET', `/records/${id}`, null, { now: noon });
    expect(again.json.revisions[0].editions).toEqual(record.json.revisions[0].editions);
  });
});

test.each([
  ['a picture that nobody uploaded', '![A map](map.png)', 'missing-file'],
  ['a picture in a folder', '![A map](images/map.png)', 'missing-file'],
  ['a picture by reference', '![A map][m]\n\n[m]: map.png', 'missing-file'],
  ['a file that nobody uploaded', '[The plan](plan%201.pdf)', 'missing-file'],
  ['a path', '[More](/archive/2026)', 'relative-link'],
  ['a path beside', '[More](../more)', 'relative-link'],
  ['a host without its scheme', '[More](//elsewhere.example/x)', 'relative-link'],
  ['a query', '[More](?page=2)', 'relative-link'],
  ['a link by reference', '[More][m]\n\n[m]: more/', 'relative-link'],
  ['one in a footnote', 'So.[^1]\n\n[^1]: See [more](more/).', 'relative-link'],
])('a text with %s is not published', async (_what, markdown, code) => {
  const { id } = await make(draft({ editions: { en: text(markdown) } }));
  expect((await checks(id)).errors).toEqual([`${code} /editions/en/markdown`]);
  const reply = await publish(id);
  expect(reply.status).toBe(422);
  expect(reply.json.errors).toEqual([
    { pointer: '/editions/en/markdown', detail: expect.stringContaining('line ') },
  ]);
});

test.each([
  ['a picture without alternative text', '![](programme.txt)', ['missing-alt']],
  ['raw HTML', 'So <b>bold</b>.', ['raw-html', 'raw-html']],
  ['a block of HTML', '<div>\nSo.\n</div>', ['raw-html']],
  ['a picture from elsewhere', '![A](https://elsewhere.example/a.png)', ['foreign-picture']],
  ['a script', '[x](javascript:alert%281%29)', ['unfollowed-link']],
  ['a place in the page', '[x](#there)', ['unfollowed-link']],
  ['a link to nowhere', '[x]()', ['empty-link']],
  ['nothing of the kind', '[x](programme.txt) <https://elsewhere.example> a@b.example', []],
])('a text with %s is published, with a warning', async (_what, markdown, codes) => {
  const { id } = await make(draft({ editions: { en: text(markdown) } }));
  await upload(id, 'programme.txt');
  const pointers = codes.map((code) => `${code} /editions/en/markdown`);
  expect(await checks(id)).toEqual({ errors: [], warnings: pointers });
  expect((await publish(id)).status).toBe(200);
});

test('a picture without alternative text in a language is a warning', async () => {
  const editions = { en: text('Text.'), fr: text('Texte.', 'Un titre') };
  const { id } = await make(draft({ editions }));
  const options = { now: noon, etag: '*', headers: { 'Content-Type': 'image/png' } };
  const path = `/releases/${id}/attachments/map.png`;
  const put = await newsroom.edit('PUT', path, png, options);
  expect(put.status, put.text).toBe(201);
  const warnings = ['missing-alt /attachments/0/alt/en', 'missing-alt /attachments/0/alt/fr'];
  expect((await checks(id)).warnings).toEqual(warnings);
  const said = await newsroom.edit(
    'PATCH',
    path,
    { alt: { en: 'A map' } },
    { now: noon, etag: '*' },
  );
  expect(said.status, said.text).toBe(200);
  expect((await checks(id)).warnings).toEqual(warnings.slice(1));
});

test('a date that differs from the day of publication, in the organization’s time zone, is a warning', async () => {
  const { id } = await make(draft({ date: '2026-07-01' }));
  expect((await checks(id)).warnings).toEqual([]);
  expect((await checks(id, Date.UTC(2026, 6, 1, 22))).warnings).toEqual(['date-differs /date']);
  await publish(id, { at: '2026-07-01T22:00:00Z' });
  expect((await checks(id)).warnings).toEqual(['date-differs /date']);
});

test('a language that a change does not update, and one that needs a note, are reported', async () => {
  const editions = { en: text('Text.'), fr: text('Texte.', 'Un titre') };
  const { id } = await release(newsroom, { now: noon, editions });
  expect(await checks(id)).toEqual({ errors: [], warnings: [] });
  const changed = draft({ editions: { ...editions, en: text('Another text.') } });
  await newsroom.edit('PUT', `/releases/${id}`, changed, { now: noon, etag: '*' });
  const left = 'unchanged-language /editions/fr';
  expect((await checks(id)).warnings).toEqual([left, 'missing-note /note/en']);
  await publish(id, { at: new Date(noon + hour).toISOString(), note: { en: 'Wrong.' } });
  expect((await checks(id)).warnings).toEqual([left]);
  expect((await checks(id, noon + hour)).warnings).toEqual([]);
});

test('checks can be read by editors who may see the release', async () => {
  const { id } = await make(draft());
  const path = `/releases/${id}/checks`;
  expect((await newsroom.edit('GET', path, null, { as: 'author' })).status).toBe(404);
  expect((await newsroom.edit('GET', path, null, { as: 'editor' })).status).toBe(200);
});

describe('a body is rendered', () => {
  const render = (body: unknown, as: 'author' | 'editor' = 'editor') =>
    newsroom.edit('POST', '/render', body, { now: noon, as });

  test('as for readers, with the files of its release', async () => {
    const markdown = 'Forty **judges** met: [the plan](plan.txt).';
    const { id } = await make(draft({ editions: { en: text(markdown) } }));
    const file = new URL((await upload(id, 'plan.txt')).json.url).pathname;
    const reply = await render({ markdown, lang: 'en', releaseId: id });
    expect(reply.json, reply.text).toEqual({
      html: `<p>Forty <strong>judges</strong> met: <a href="${file}">the plan</a>.</p>`,
      text: 'Forty judges met: the plan.',
      faults: [],
    });
    await publish(id);
    const shown = (await newsroom.get(`/api/v1/releases/${id}`, noon)).json.editions.en;
    expect(shown).toMatchObject({ html: reply.json.html, text: reply.json.text });
  });

  test('without a release, with its faults', async () => {
    const { json } = await render({ markdown: '[The plan](plan.txt) <b>', lang: 'fr' });
    expect(json.faults).toEqual([
      { code: 'missing-file', pointer: '/markdown', detail: expect.stringContaining('plan.txt') },
      { code: 'raw-html', pointer: '/markdown', detail: expect.any(String) },
    ]);
    expect((await render({ markdown: '', lang: 'en' })).json).toEqual({
      html: '',
      text: '',
      faults: [],
    });
  });

  test('only for editors who may see the release', async () => {
    const { id } = await make(draft());
    expect((await render({ markdown: 'x', lang: 'en', releaseId: id }, 'author')).status).toBe(404);
    const none = { markdown: 'x', lang: 'en', releaseId: '0123456789ab' };
    expect((await render(none)).status).toBe(404);
  });

  test.each([
    [{ lang: 'en' }, '/markdown'],
    [{ markdown: 'x' }, '/lang'],
    [{ markdown: 'x', lang: 'xx' }, '/lang'],
    [{ markdown: '> '.repeat(200), lang: 'en' }, '/markdown'],
    [{ markdown: 'x', lang: 'en', releaseId: '!' }, '/releaseId'],
  ])('not of %j', async (body, pointer) => {
    const reply = await render(body);
    expect(reply.status).toBe(422);
    expect(reply.json.errors[0].pointer).toBe(pointer);
  });
});

test('a caller reads the own identity, even with a token of one scope', async () => {
  const me = await newsroom.edit('GET', '/me', null, { as: 'author' });
  expect(me.json).toEqual({
    editor: { id: expect.any(String), name: 'The author' },
    role: 'author',
    scopes: [],
    timeZone: 'Europe/Vienna',
  });
  const narrow = await newsroom.edit('POST', `/editors/${me.json.editor.id}/tokens`, {
    scopes: ['people:write'],
  });
  const headers = { Authorization: `Bearer ${narrow.json.token}` };
  const reply = await newsroom.edit('GET', '/me', null, { headers });
  expect([reply.status, reply.json.scopes]).toEqual([200, ['people:write']]);
  const nobody = await newsroom.edit('GET', '/me', null, { headers: { Authorization: '' } });
  expect(nobody.status).toBe(401);
});

describe('a mistaken note', () => {
  test('is removed everywhere, and the change that it described stays', async () => {
    const { id } = await release(newsroom, { now: noon });
    for (const [nth, note] of ['First.', 'Second.'].entries()) {
      const editions = { en: text(`Text ${nth}.`) };
      const options = { now: noon + nth + 1, etag: '*' };
      await newsroom.edit('PUT', `/releases/${id}`, draft({ editions }), options);
      expect((await publish(id, { note: { en: note } }, noon + nth + 1)).status).toBe(200);
    }
    await newsroom.tickAt(noon + 60_000);
    const before = (await newsroom.get(`/api/v1/releases/${id}`, noon + 60_000)).json;
    const path = `/releases/${id}/corrections/1`;
    const options = { now: noon + hour, etag: '*' };
    expect((await newsroom.edit('DELETE', path, null, { now: noon + hour })).status).toBe(428);
    const author = await newsroom.edit('DELETE', path, null, { ...options, as: 'author' });
    expect(author.status).toBe(403);
    const reply = await newsroom.edit('DELETE', path, null, options);
    expect(reply.status, reply.text).toBe(200);
    const after = (await newsroom.get(`/api/v1/releases/${id}`, noon + hour)).json;
    expect(after).toEqual({ ...before, corrections: [before.corrections[1]] });
    const history = await newsroom.get(`/releases/${id}/history`, noon + hour);
    expect(history.text).toContain('Second.');
    expect(history.text).not.toContain('First.');
    const { items } = (await newsroom.get('/api/v1/changes?limit=100', noon + hour)).json;
    const last = items.findLast((one: { id: string }) => one.id === id);
    expect(last).toMatchObject({ action: 'updated', release: { corrections: [{}] } });
    const audit = (await newsroom.edit('GET', '/audit', null)).json.items[0];
    expect(audit).toMatchObject({
      action: 'release.remove-correction',
      detail: { number: 1, note: { en: 'First.' } },
    });
    for (const number of ['2', '0', 'x', '1.5']) {
      const none = `/releases/${id}/corrections/${number}`;
      expect((await newsroom.edit('DELETE', none, null, options)).status).toBe(404);
    }
  });

  test('does not return with a scheduled version, nor with a reinstatement', async () => {
    const { id } = await release(newsroom, { now: noon });
    const path = `/releases/${id}`;
    const revise = async (markdown: string, now: number) => {
      const editions = { en: text(markdown) };
      await newsroom.edit('PUT', path, draft({ editions }), { now, etag: '*' });
    };
    await revise('Two.', noon + 1);
    await publish(id, { note: { en: 'Mistaken.' } }, noon + 1);
    await revise('Three.', noon + 2);
    const at = new Date(noon + hour).toISOString();
    await publish(id, { at, note: { en: 'Right.' } }, noon + 2);
    await newsroom.edit('DELETE', `${path}/corrections/1`, null, { now: noon + 3, etag: '*' });
    const notes = async (now: number) =>
      (await newsroom.get(`/api/v1${path}`, now)).json.corrections.map(
        ({ note }: { note: { en: string } }) => note.en,
      );
    expect(await notes(noon + 3)).toEqual([]);
    expect(await notes(noon + hour)).toEqual(['Right.']);
    const later = { now: noon + hour + 1, etag: '*' };
    await newsroom.edit('PUT', `${path}/withdrawal`, { mode: 'gone' }, later);
    const gone = await newsroom.edit('DELETE', `${path}/corrections/1`, null, later);
    expect(gone.status, gone.text).toBe(200);
    await newsroom.edit('DELETE', `${path}/withdrawal`, null, later);
    expect(await notes(noon + hour + 2)).toEqual([]);
  });
});
