/** Publishing, correcting and withdrawing at the desk, in a browser without scripts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Noon in Vienna (UTC+1) on 1 December 2026, a Tuesday. */
const noon = Date.UTC(2026, 11, 1, 11);

let newsroom: Newsroom;
let strict: Newsroom;
beforeAll(async () => {
  const limits = { FAILURES: 1e9, WRITES: 1e9 };
  newsroom = await openNewsroom({ limits });
  strict = await openNewsroom({ limits, vars: { TWO_PERSON_RULE: 'true' } });
});
afterAll(() => Promise.all([newsroom.dispose(), strict.dispose()]));

async function editorAt(now: number, site = newsroom, name = 'Mira'): Promise<Visitor> {
  const visitor = new Visitor(site);
  visitor.now = now;
  await visitor.signIn('editor', name);
  return visitor;
}

async function made(now: number, site = newsroom, changes = {}): Promise<string> {
  const { json } = await site.edit('POST', '/releases', draft(changes), { now });
  return json.id as string;
}

const form = 'form[action$="/publish"]';
const review = (editor: Visitor, page: Page, fields: Record<string, string | string[]>) =>
  editor.submit(page, fields, { form, button: 'Review' });

const publicStatus = async (id: string, now: number, site = newsroom) =>
  (await site.get(`/releases/${id}.json`, now)).status;

describe('scheduling', () => {
  test('says the instant back in words; it counts once confirmed, and readers get it then', async () => {
    const editor = await editorAt(noon);
    const id = await made(noon);
    const page = await editor.open(`/desk/releases/${id}/publish`);
    const asked = await review(editor, page, { local: '2026-12-03T15:00' });
    expect(asked.text1('.next-out')).toBe(
      'Goes out Thursday, 3 December 2026 at 15:00 (Europe/Vienna), 14:00 UTC, in 2 days, 3 hours.',
    );
    const before = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    expect(before.json.state).toBe('draft');
    const done = await editor.submit(asked, {}, { button: 'Schedule' });
    expect([done.status, done.text1('.done')]).toEqual([200, 'Scheduled.']);
    const at = Date.UTC(2026, 11, 3, 14);
    expect([await publicStatus(id, at - 1), await publicStatus(id, at)]).toEqual([404, 200]);
    const today = await editor.open('/desk');
    expect(today.text1('.next-out strong')).toBe('Astana workshop on the law of evidence');
    expect(today.text1('.next-out')).toMatch(/ at 15:00 \(Europe\/Vienna\) ?in 2 days, 3 hours$/);
    const head = (await editor.open(`/desk/releases/${id}`)).text1('.notice') ?? '';
    expect(head).toContain('2026 at 15:00 (Europe/Vienna), 14:00 UTC.');
    for (const { text } of [today, await editor.open(`/desk/releases/${id}`)]) {
      expect(text.split('in 2 days, 3 hours').length, text).toBe(2);
    }
    const cancelled = await editor.submit(
      await editor.open(`/desk/releases/${id}/publish`),
      {},
      {
        button: 'Cancel the scheduled',
      },
    );
    expect(cancelled.text1('.done')).toBe('The scheduled publication was cancelled.');
    expect(await publicStatus(id, at)).toBe(404);
  });

  test('explains a time that is missing, past or skipped, and offers both of one that repeats', async () => {
    const summer = Date.UTC(2027, 0, 10);
    const editor = await editorAt(summer, newsroom, 'Nils');
    const page = await editor.open(`/desk/releases/${await made(summer)}/publish`);
    const expected = {
      '': 'Give a date and a time.',
      '2027-01-09T15:00': 'This time has passed. To publish at once, choose “Publish now”.',
      '2027-03-28T02:30':
        'Clocks in Europe/Vienna skip this time: it is the hour that summer time leaves out.',
    };
    for (const [local, detail] of Object.entries(expected)) {
      const refused = await review(editor, page, { local });
      expect([local, refused.status, refused.text1('.field .fault')]).toEqual([local, 422, detail]);
      expect(refused.document.querySelector('[name=local]')?.getAttribute('value')).toBe(local);
    }
    const twice = await review(editor, page, { local: '2027-10-31T02:30' });
    expect(twice.texts('.choice').map((text) => / (\d\d:\d\d UTC)/.exec(text)?.[1])).toEqual([
      '00:30 UTC',
      '01:30 UTC',
    ]);
  });

  test('of a text that was changed meanwhile is refused, and nothing is scheduled', async () => {
    const editor = await editorAt(noon, newsroom, 'Olga');
    const id = await made(noon);
    const page = await editor.open(`/desk/releases/${id}/publish`);
    const asked = await review(editor, page, { local: '2026-12-03T15:00' });
    const { json } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    await newsroom.edit('POST', `/releases/${id}/revisions/${json.version}/restore`, null, {
      now: noon,
    });
    const refused = await editor.submit(asked);
    expect(refused.status).toBe(412);
    const after = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    expect(after.json.state).toBe('draft');
  });
});

test('publishing now takes two steps, and a correction needs its note', async () => {
  const editor = await editorAt(noon, newsroom, 'Pia');
  const id = await made(noon);
  const page = await editor.open(`/desk/releases/${id}/publish`);
  const asked = await editor.submit(page, {}, { form, button: 'Publish now' });
  expect(await publicStatus(id, noon)).toBe(404);
  const done = await editor.submit(asked, {}, { button: 'Yes, publish now' });
  expect(done.text1('.done')).toBe('Published. Readers see it now.');
  expect(await publicStatus(id, noon)).toBe(200);

  const edited = await editor.submit(
    await editor.open(`/desk/releases/${id}`),
    { 'editions.en.title': 'Fifty judges met' },
    { form: '.release-form', button: 'Save' },
  );
  expect(edited.status).toBe(200);
  const again = await editor.open(`/desk/releases/${id}/publish`);
  const silent = await editor.submit(
    await editor.submit(again, {}, { form, button: 'Publish now' }),
    {},
    { button: 'Yes, publish now' },
  );
  expect([silent.status, silent.text1('.faults')]).toEqual([
    422,
    expect.stringContaining('changed'),
  ]);
  expect(silent.document.querySelector('textarea[name="note.en"]')).not.toBe(null);
  const noted = await editor.submit(
    await editor.submit(
      silent,
      { 'note.en': 'Fifty,\r\nnot forty.' },
      { form, button: 'Publish now' },
    ),
    {},
    { button: 'Yes, publish now' },
  );
  expect(noted.text1('.done')).toBe('Published. Readers see it now.');
  const { json } = await newsroom.get(`/releases/${id}.json`, noon + minute);
  expect(json.corrections).toMatchObject([{ note: { en: 'Fifty, not forty.' } }]);
});

test('withdrawing needs a reason for its notice and a second step; reinstating takes it back', async () => {
  const editor = await editorAt(noon, newsroom, 'Quinn');
  const id = await made(noon);
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
  const page = await editor.open(`/desk/releases/${id}/withdraw`);
  const refused = await editor.submit(page, {}, { button: 'Withdraw now' });
  expect([refused.status, refused.text1('.faults')]).toEqual([
    422,
    expect.stringContaining('Reason for readers is missing'),
  ]);
  expect(refused.text1('.release-title')).toBe('Astana workshop on the law of evidence');
  const asked = await editor.submit(refused, { mode: 'vanish' }, { button: 'Withdraw now' });
  expect(asked.text1('.next-out strong')).toBe(
    'From now on readers will see at its address: nothing, as if the release had never existed.',
  );
  expect(await publicStatus(id, noon + minute)).toBe(200);
  const gone = await editor.submit(asked, {}, { button: 'Yes, withdraw now' });
  expect(gone.text1('.done')).toBe('Withdrawn.');
  expect(gone.texts('.tabs a')).not.toContain('Withdraw');
  expect(gone.text1('.notice')).toMatch(/^Withdrawn\. At its address/);
  expect(await publicStatus(id, noon + minute)).toBe(404);
  const reinstating = await editor.open(`/desk/releases/${id}/withdraw`);
  expect([reinstating.text1('h1'), reinstating.text1('.tabs [aria-current]')]).toEqual([
    'Reinstate',
    'Reinstate',
  ]);
  expect(reinstating.text1('form[action$="/reinstate"] p')).toBe(
    'Withdrawn on Tuesday, 1 December 2026 at 12:00 (Europe/Vienna). ' +
      'Since then readers see at its address: nothing, as if the release had never existed.',
  );
  const chosen = reinstating.document.querySelector('[name=mode][checked]');
  expect(chosen?.getAttribute('value')).toBe('vanish');
  const back = await editor.submit(reinstating, {}, { button: 'Reinstate' });
  expect(back.text1('.done')).toBe('Reinstated. Readers see it again.');
  expect(await publicStatus(id, noon + 2 * minute)).toBe(200);
});

test('a legal demand is shown, confirmed and kept when its withdrawal is changed', async () => {
  const editor = await editorAt(noon, newsroom, 'Petra');
  const id = await made(noon);
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
  const demandedBy = 'Court of "Vienna" & <Graz>';
  const order = { mode: 'gone', note: { en: 'A mistaek.' }, demandedBy };
  const path = `/releases/${id}/withdrawal`;
  await newsroom.edit('PUT', path, order, { now: noon, etag: '*' });
  const withdrawal = { form: 'form[action$="/withdraw"]', button: 'Withdraw now' };
  const confirmation = { button: 'Yes, withdraw now' };
  const page = await editor.open(`/desk/releases/${id}/withdraw`);
  const asked = await editor.submit(page, { 'note.en': 'A mistake.' }, withdrawal);
  expect(asked.text1('.next-out')).toContain(`Legal demand by: ${demandedBy}`);
  await editor.submit(asked, {}, confirmation);
  const barred = await newsroom.get(`/api/v1/releases/${id}`, noon + minute);
  expect([barred.status, barred.headers.has('Link')]).toEqual([451, true]);
  expect(barred.json.detail).toBe(
    `Withdrawn following a legal demand by ${demandedBy}. A mistake.`,
  );

  const again = await editor.open(`/desk/releases/${id}/withdraw`);
  const refused = await editor.submit(again, { mode: 'notice' }, withdrawal);
  expect([refused.status, refused.text1('.faults li')]).toEqual([
    422,
    'Legal demand by belongs to the mode gone only',
  ]);
  const lifted = await editor.submit(refused, { mode: 'gone', demandedBy: ' ' }, withdrawal);
  expect(lifted.text1('.next-out')).not.toContain('Legal demand by');
  await editor.submit(lifted, {}, confirmation);
  expect(await publicStatus(id, noon + minute)).toBe(410);
});

describe('the way back from the question keeps the form', () => {
  const value = (page: Page, name: string) => {
    const field = page.document.querySelector(`[name="${name}"]`);
    return field?.getAttribute('value') ?? field?.textContent;
  };

  test('of a correction: notes, time and the tick', async () => {
    const editor = await editorAt(noon, newsroom, 'Vera');
    const id = await made(noon);
    await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
    await newsroom.edit('PUT', `/releases/${id}`, draft({ meetings: [] }), {
      now: noon,
      etag: '*',
    });
    const page = await editor.open(`/desk/releases/${id}/publish`);
    const typed = { local: '2026-12-03T03:00', 'note.en': '“Fifty” & not forty.', minor: 'true' };
    const asked = await review(editor, page, typed);
    expect(asked.texts('.acts button')).toEqual(['Schedule', 'Back to the form']);
    const back = await editor.submit(asked, {}, { button: 'Back to the form' });
    expect([back.status, back.text1('.faults'), back.text1('h1')]).toEqual([
      200,
      null,
      'Publish or schedule',
    ]);
    expect(['local', 'note.en'].map((name) => value(back, name))).toEqual([
      typed.local,
      '“Fifty” &amp; not forty.',
    ]);
    expect(back.document.querySelector('[name=minor]')?.hasAttribute('checked')).toBe(true);
    const right = await review(editor, back, { local: '2026-12-03T15:00', minor: [] });
    expect(right.text1('.next-out')).toContain('15:00');
    const done = await editor.submit(right, {}, { button: 'Schedule' });
    expect(done.text1('.done')).toBe('Scheduled.');
  });

  test('of a withdrawal: the way, the reasons and the target', async () => {
    const editor = await editorAt(noon, newsroom, 'Wanda');
    const id = await made(noon);
    await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
    const page = await editor.open(`/desk/releases/${id}/withdraw`);
    const typed = { mode: 'redirect', redirectTo: '/archive', 'note.en': 'Sent too early.' };
    const asked = await editor.submit(page, typed, { button: 'Withdraw now' });
    const back = await editor.submit(asked, {}, { button: 'Back to the form' });
    expect([back.status, back.text1('h1')]).toEqual([200, 'Withdraw']);
    expect(['redirectTo', 'note.en'].map((name) => value(back, name))).toEqual([
      '/archive',
      'Sent too early.',
    ]);
    const chosen = back.document.querySelector('[name=mode][checked]');
    expect(chosen?.getAttribute('value')).toBe('redirect');
    expect(await publicStatus(id, noon + minute)).toBe(200);
    const again = await editor.submit(back, {}, { button: 'Withdraw now' });
    const done = await editor.submit(again, {}, { button: 'Yes, withdraw now' });
    expect(done.text1('.done')).toBe('Withdrawn.');
  });
});

test('with the two-person rule nobody publishes alone; a second person approves', async () => {
  const [one, other] = [await editorAt(noon, strict, 'Rosa'), await editorAt(noon, strict, 'Sami')];
  const created = await one.submit(
    await one.open('/desk/releases/new'),
    { 'editions.en.title': 'Approved text', 'editions.en.markdown': 'Text.' },
    { form: '.release-form', button: 'Create' },
  );
  const id = /releases\/(\w+)/.exec(created.address)?.[1] ?? '';
  const path = `/desk/releases/${id}/publish`;
  const publishNow = async (editor: Visitor) =>
    editor.submit(
      await editor.submit(await editor.open(path), {}, { form, button: 'Publish now' }),
      {},
      { button: 'Yes, publish now' },
    );
  const approve = async (editor: Visitor) =>
    editor.submit(await editor.open(path), {}, { button: 'Approve version 1' });
  expect((await publishNow(one)).status).toBe(409);
  const approved = await approve(one);
  expect([approved.status, approved.text1('.done')]).toEqual([200, 'Approved.']);
  expect((await publishNow(one)).status).toBe(409);
  expect(await publicStatus(id, noon, strict)).toBe(404);
  expect((await publishNow(other)).text1('.done')).toBe('Published. Readers see it now.');
  expect(await publicStatus(id, noon, strict)).toBe(200);
});

test('a sign-in older than an hour is asked again, and what was typed is sent after it', async () => {
  const editor = await editorAt(noon, newsroom, 'Tara');
  const id = await made(noon);
  editor.now = noon + 2 * hour;
  const page = await editor.open(`/desk/releases/${id}/publish`);
  const asked = await editor.submit(page, {}, { form, button: 'Publish now' });
  const stale = await editor.submit(asked, {}, { button: 'Yes, publish now' });
  expect([stale.status, stale.text1('h1')]).toEqual([401, 'Sign in again']);
  expect(await publicStatus(id, noon + 2 * hour)).toBe(404);
  await editor.signIn('editor', 'Tara again');
  const done = await editor.submit(stale, {}, { button: 'Send what I typed again' });
  expect(done.text1('.done')).toBe('Published. Readers see it now.');
});

test('an author gets no page for publishing that does anything', async () => {
  const author = new Visitor(newsroom);
  author.now = noon;
  await author.signIn('author', 'Uma');
  const created = await author.submit(
    await author.open('/desk/releases/new'),
    { 'editions.en.title': 'Mine', 'editions.en.markdown': 'Text.' },
    { form: '.release-form', button: 'Create' },
  );
  const id = /releases\/(\w+)/.exec(created.address)?.[1] ?? '';
  expect(created.text).not.toContain(`/desk/releases/${id}/publish`);
  for (const act of ['publish', 'withdraw', 'approve', 'cancel', 'reinstate']) {
    const fields = { act: 'confirm', etag: '"1"', version: '1', mode: 'vanish' };
    const { status } = await author.send(`/desk/releases/${id}/${act}`, fields);
    expect([act, status]).toEqual([act, 403]);
  }
  const asked = await author.send(`/desk/releases/${id}/withdraw`, { mode: 'vanish', etag: '*' });
  expect(asked.status).toBe(403);
  expect(await publicStatus(id, noon)).toBe(404);
});
