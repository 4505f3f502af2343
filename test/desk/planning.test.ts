/** Planning at the desk: the calendar, early access over all releases, and the activity of a release. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Noon in Vienna (UTC+1) on 1 December 2026, a Tuesday. */
const noon = Date.UTC(2026, 11, 1, 11);

let newsroom: Newsroom;
let editor: Visitor;
let author: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = await person('editor', 'Mira');
  author = await person('author', 'Oda');
});
afterAll(() => newsroom.dispose());

async function person(role: 'author' | 'editor', name: string) {
  const visitor = new Visitor(newsroom);
  visitor.now = noon;
  await visitor.signIn(role, name);
  return visitor;
}

const titled = (title: string) => ({ editions: { en: { title, markdown: 'Text.' } } });

/** A draft that the author wrote. */
async function written(title: string): Promise<string> {
  const fields = { 'editions.en.title': title, 'editions.en.markdown': 'Text.' };
  const form = { form: '.release-form', button: 'Create' };
  const page = await author.submit(await author.open('/desk/releases/new'), fields, form);
  return /releases\/([0-9a-z]{10,})/.exec(page.address)?.[1] ?? '';
}

async function schedule(id: string, at: number, now = noon) {
  const order = { at: new Date(at).toISOString(), minor: true };
  const put = await newsroom.edit('PUT', `/releases/${id}/publication`, order, { etag: '*', now });
  if (put.status !== 200) throw new Error(put.text);
}

/** The entries of the calendar on a day. */
function onDay(page: Page, date: string): string[] {
  const days = [...page.document.querySelectorAll('.calendar > li')];
  const found = days.find((one) => one.querySelector('time')?.getAttribute('datetime') === date);
  return [...(found?.querySelectorAll('a') ?? [])].map((link) =>
    (link.textContent ?? '').replace(/\s+/g, ' ').trim(),
  );
}

describe('the calendar', () => {
  test('has what came out and what goes out, on the days and at the hours of the office', async () => {
    await release(newsroom, { ...titled('Came out'), now: noon - 2 * hour });
    const late = Date.UTC(2026, 11, 9, 23, 30);
    const { id } = await release(newsroom, { ...titled('After midnight'), at: late, now: noon });
    const page = await editor.open('/desk/calendar');
    expect([page.status, page.text1('h2')]).toEqual([200, 'December 2026']);
    expect(onDay(page, '2026-12-01')).toEqual(['10:00 Came out']);
    expect(onDay(page, '2026-12-09')).toEqual([]);
    expect(onDay(page, '2026-12-10')).toEqual(['00:30 goes out After midnight']);
    expect(page.text1('[aria-current=date] .date')).toBe('1 December 2026');
    expect(page.texts('.weekdays span')[0]).toBe('Mon');
    expect(page.document.querySelectorAll('.calendar.from-2 > li').length).toBe(31);
    const links = [...page.document.querySelectorAll('.calendar a')];
    const link = links.find(({ textContent }) => textContent?.includes('After midnight'));
    expect(link?.getAttribute('href')).toBe(`/desk/releases/${id}`);
  });

  test('has a release once, at its first publication, and what is scheduled of it', async () => {
    const { id } = await release(newsroom, { ...titled('Corrected'), now: noon - 50 * day });
    const changed = draft(titled('Corrected later'));
    await newsroom.edit('PUT', `/releases/${id}`, changed, { etag: '*', now: noon });
    await schedule(id, noon + 4 * day);
    const page = await editor.open('/desk/calendar');
    expect(onDay(page, '2026-12-05')).toEqual(['12:00 goes out (new version) Corrected later']);
    expect(onDay(await editor.open('/desk/calendar?month=2026-10'), '2026-10-12')).toEqual([
      '13:00 Corrected',
    ]);
  });

  test('leads to the months beside it, also at the end of a year and of the range', async () => {
    const page = await editor.open('/desk/calendar?month=2026-12');
    const links = [...page.document.querySelectorAll('main nav a')].map((one) =>
      one.getAttribute('href'),
    );
    expect(links).toEqual([
      '/desk/calendar?month=2026-11',
      '/desk/calendar',
      '/desk/calendar?month=2027-01',
      '/desk/early-access',
    ]);
    expect((await editor.open(links[2] ?? '')).text1('h2')).toBe('January 2027');
    expect((await editor.open('/desk/calendar?month=2027-01')).text1('.notice')).toMatch(/Nothing/);
    for (const month of ['1800-01', '9998-12', '2024-02']) {
      const { status } = await editor.open(`/desk/calendar?month=${month}`);
      expect([month, status]).toEqual([month, 200]);
    }
    for (const month of ['2026-13', '0000-00', 'x', '1799-12', "'", '2026-1']) {
      const bad = await editor.open(`/desk/calendar?month=${encodeURIComponent(month)}`);
      expect([month, bad.text1('h2')]).toEqual([month, 'December 2026']);
    }
  });

  test('shows some releases of a full day, and leads to the list of all of them', async () => {
    const at = Date.UTC(2026, 11, 20, 9);
    const count = 9;
    for (let number = 1; number <= count; number++) {
      await release(newsroom, { ...titled(`Full ${number}`), at: at + number * minute, now: noon });
    }
    const page = await editor.open('/desk/calendar');
    const found = onDay(page, '2026-12-20');
    expect([found.length, found[0], found.at(-1)]).toEqual([
      7,
      '10:01 goes out Full 1',
      'and 3 more',
    ]);
    const links = [...page.document.querySelectorAll('.calendar a')];
    const more = links.find(({ textContent }) => textContent === 'and 3 more');
    const list = await editor.open(more?.getAttribute('href') ?? '');
    expect(list.texts('.items a').length).toBe(count);
    const dates = list.document.querySelector('[name=publishFrom]');
    expect(dates?.getAttribute('value')).toBe('2026-12-20');
  });

  test('begins weeks as the language does, and reads right to left in Arabic', async () => {
    const page = await editor.request('/desk/calendar', { headers: { 'Accept-Language': 'ar' } });
    expect(page.document.querySelector('html')?.getAttribute('dir')).toBe('rtl');
    expect(page.texts('.weekdays span').length).toBe(7);
  });

  test('shows an author own releases alone, and audits who saw what is to come', async () => {
    await release(newsroom, { ...titled('Not mine, out'), now: noon - 3 * hour });
    await release(newsroom, { ...titled('Not mine, to come'), at: noon + 13 * day, now: noon });
    const id = await written('Mine to come');
    await schedule(id, noon + 14 * day);
    const page = await author.open('/desk/calendar');
    expect(onDay(page, '2026-12-15')).toEqual(['12:00 goes out Mine to come']);
    expect(page.text).not.toMatch(/Not mine|After midnight|Came out|Corrected|Full/);
    const { json } = await newsroom.edit('GET', '/audit?action=desk.read', null);
    expect(json.items[0]).toMatchObject({ editor: { name: 'Oda' }, detail: { releases: [id] } });
  });
});

describe('early access', () => {
  test('lists who may read what over all releases, and ends it', async () => {
    const { id } = await release(newsroom, {
      ...titled('Under embargo'),
      at: noon + 3 * day,
      now: noon,
    });
    const previews = `/desk/releases/${id}/previews`;
    const fields = { recipient: 'Ines Roth', days: '2' };
    const made = await editor.submit(await editor.open(previews), fields, { button: 'Create' });
    const { pathname, search } = new URL(made.text1('.secret') ?? '');
    await newsroom.get(pathname + search, noon);
    const own = await written('Mine');
    const mine = await author.open(`/desk/releases/${own}/previews`);
    await author.submit(mine, { recipient: 'Jo', days: '1' }, { button: 'Create' });
    const page = await editor.open('/desk/early-access');
    expect(page.texts('.previews > li').map((line) => line.replace(/ ?Revoke$/, ''))).toEqual([
      expect.stringMatching(/^Jo ?Mine ?.*not viewed yet ?given by Oda/),
      expect.stringMatching(
        /^Ines Roth ?Under embargo.*goes out .*4 December 2026.*until .*3 December 2026.*views: 1.*given by Mira/,
      ),
    ]);
    const theirs = await author.open('/desk/early-access');
    expect([theirs.texts('.previews > li').length, theirs.text.includes('Ines')]).toEqual([
      1,
      false,
    ]);
    const form = { form: `form[action^="${previews}/"]` };
    const revoked = await editor.submit(page, {}, form);
    expect([revoked.address, revoked.text1('.done')]).toEqual([
      '/desk/early-access?done=revoked',
      'Revoked. The link no longer works.',
    ]);
    expect(revoked.texts('.previews > li').length).toBe(1);
    expect((await newsroom.get(pathname + search, noon)).status).toBe(404);
    editor.now = noon + 2 * day;
    await editor.signIn('editor', 'Mira again');
    expect((await editor.open('/desk/early-access')).text1('main')).toContain('Nobody has');
    editor.now = noon;
    await editor.signIn('editor', 'Mira once more');
    expect((await editor.open('/desk/early-access?cursor=x')).status).toBe(200);
  });
});

describe('the activity of a release', () => {
  test('says who did what and when, to its author as well, and nobody’s address', async () => {
    const id = await written('Watched');
    const { edit } = newsroom;
    const headers = { 'Content-Type': 'text/plain', 'CF-Connecting-IP': '203.0.113.9' };
    await edit('PUT', `/releases/${id}/attachments/note.txt`, 'A note.', { now: noon, headers });
    await schedule(id, noon + day);
    await author.open(`/desk/releases/${id}`);
    const page = await author.open(`/desk/releases/${id}/activity`);
    expect(page.texts('.items > li')).toEqual([
      expect.stringMatching(
        /^Release: scheduled ?Version 2 · Wednesday, 2 December 2026 .* ?The admin, this minute$/,
      ),
      expect.stringMatching(/^File: uploaded ?Version 2 · note.txt ?The admin/),
      expect.stringMatching(/^Release: created ?Oda, this minute$/),
    ]);
    expect(page.text).not.toContain('203.0.113.9');
  });

  test('goes on to earlier pages; of another’s release an author gets nothing', async () => {
    const { json } = await newsroom.edit('POST', '/releases', draft(), { now: noon });
    for (let count = 0; count < 55; count++) {
      const order = { etag: '*', now: noon };
      await newsroom.edit('PUT', `/releases/${json.id}`, draft(titled(`Title ${count}`)), order);
    }
    const path = `/desk/releases/${json.id}/activity`;
    const page = await editor.open(path);
    expect(page.texts('.items > li').length).toBe(50);
    const links = [...page.document.querySelectorAll('main p a')];
    const older = links.find(({ textContent }) => textContent === 'Earlier');
    const rest = await editor.open(older?.getAttribute('href') ?? '');
    expect(rest.texts('.items > li').at(-1)).toMatch(/^Release: created/);
    expect(rest.texts('.items > li').length).toBe(6);
    const refused = await author.open(path);
    expect([refused.status, refused.text.includes('Title 5')]).toEqual([404, false]);
    expect((await editor.open(`${path}?before=x`)).texts('.items > li').length).toBe(50);
  });
});
