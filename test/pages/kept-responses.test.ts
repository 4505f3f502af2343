/**
 * Responses that an isolate keeps: after whatever an editor does, and at whatever instant, an answer is the one
 * of an isolate that keeps nothing.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Visitor } from '../desk/visitor.ts';
import {
  draft,
  endPublicState,
  inOtherIsolate,
  type Newsroom,
  openNewsroom,
  type Reply,
  release,
} from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const day = 24 * 60 * minute;
const week = 7 * day;

let newsroom: Newsroom;
/** The newsroom whose editors write in another isolate than that of the readers. */
let elsewhere: Newsroom;
/** Another release, whose page has a link to the newest one. */
let other: { id: string; slug: string };
let one: { id: string; slug: string };
let now = noon;
beforeAll(async () => {
  newsroom = await openNewsroom();
  elsewhere = inOtherIsolate(newsroom);
  other = await release(newsroom, { now: noon - minute });
  one = await release(newsroom, { now: noon });
});
afterAll(() => newsroom?.dispose());

const ofRelease = ({ id, slug }: { id: string; slug: string }) => [
  `/releases/${id}/${slug}`,
  `/api/v1/releases/${id}`,
];
const lists = [
  '/',
  '/fields-of-work/policing',
  '/countries/participating-states',
  '/fr/fields-of-work/policing',
  '/api/v1/releases',
  '/api/v1/releases?countries=kazakhstan&since=2026-06-01',
];
const files = ['/feed.xml', '/countries/participating-states/feed.json', '/sitemaps/1.xml'];
const searches = ['/search?q=workshop', '/search?q=astana&fields-of-work=policing'];
const paths = () => [...ofRelease(one), ...ofRelease(other), ...lists, ...files, ...searches];

async function answers(at = now): Promise<Reply[]> {
  const all: Reply[] = [];
  for (const path of paths()) all.push(await newsroom.get(path, at));
  return all;
}

/** Whether an answer came from memory: one query, which reads the state alone. */
const isKept = ({ headers }: Reply) =>
  headers.get('X-Test-Queries') === '1' && Number(headers.get('X-Test-Rows')) < 10;
/**
 * The round trips of the answers, without those of errors, which look for a redirect as well, and of
 * files and searches, of which the first after a change also brings files and the index up to date.
 */
const tripsOf = (replies: Reply[]) =>
  replies
    .slice(0, -(files.length + searches.length))
    .filter(({ status }) => status === 200)
    .map(({ headers }) => Number(headers.get('X-Test-Trips')));

/** Headers of one request alone: what it cost, and when. A file has a date once its second has passed. */
const ofRequest = /^(?:date|last-modified|x-test-.*)$/;
const contentOf = ({ status, text, headers }: Reply) =>
  [status, text, ...[...headers].filter(([name]) => !ofRequest.test(name)).flat()].join('\n');

const tokenNow = () => newsroom.db.prepare('select token from public_state').first('token');

/** Asks for everything twice: as the isolate keeps it, and after it had to forget all. */
async function expectTrue(at = now): Promise<string[]> {
  const shown = (await answers(at)).map(contentOf);
  await endPublicState(newsroom);
  expect(shown).toEqual((await answers(at)).map(contentOf));
  return shown;
}

const edit = async (method: string, path: string, body: unknown = {}) => {
  now += minute;
  const { status, text } = await newsroom.edit(method, path, body, { now, etag: '*' });
  expect(status, text).toBeLessThan(300);
};

test('pages, lists and data are read once, and then answered by one query of a few rows', async () => {
  // The first search brings the index up to date; files have a date once a second has passed.
  await answers();
  now += minute;
  await endPublicState(newsroom);
  const made = await answers();
  const kept = await answers();
  expect(made.map(isKept)).toEqual(paths().map(() => false));
  expect(kept.map(isKept)).toEqual(paths().map(() => true));
  expect(kept.map(contentOf)).toEqual(made.map(contentOf));
  const datesOf = (replies: Reply[]) => replies.map(({ headers }) => headers.get('Last-Modified'));
  expect(datesOf(kept)).toEqual(datesOf(made));
});

test('a kept response is conditional, and 304 for who has it', async () => {
  const [page = ''] = paths();
  const { headers } = await newsroom.get(page, now);
  const again = await newsroom.get(page, now, { 'If-None-Match': headers.get('ETag') ?? '' });
  expect([again.status, again.text, isKept(again)]).toEqual([304, '', true]);
});

test('what its first reader had already is kept whole for others', async () => {
  const [page = ''] = paths();
  const etag = (await newsroom.get(page, now)).headers.get('ETag') ?? '';
  await endPublicState(newsroom);
  const first = await newsroom.get(page, now, { 'If-None-Match': etag });
  const second = await newsroom.get(page, now);
  await endPublicState(newsroom);
  expect([first.status, isKept(second)]).toEqual([304, true]);
  expect(contentOf(second)).toBe(contentOf(await newsroom.get(page, now)));
});

test('the Markdown of a release is not answered with its page, nor the page with the Markdown', async () => {
  const [page = ''] = paths();
  for (const type of ['text/markdown', 'text/markdown', 'TEXT/Markdown']) {
    const text = await newsroom.get(page, now, { Accept: type });
    expect(text.headers.get('Content-Type')).toMatch(/^text\/markdown/);
    expect((await newsroom.get(page, now)).text).toMatch(/^<!doctype html>/);
  }
});

/** Pins a release to the front page at the desk, or removes the pin. */
async function pin(fields: { release: string; local: string } | null) {
  now += minute;
  const editor = new Visitor(newsroom);
  editor.now = now;
  await editor.signIn('editor', `Mira ${now}`);
  const page = await editor.open('/desk/front-page');
  const button = fields ? 'Let it lead' : 'Let the newest lead';
  const done = await editor.submit(page, fields ?? {}, { button });
  expect(done.status).toBe(200);
}

const publish = (order: object) => edit('PUT', `/releases/${one.id}/publication`, order);
const revise = (date: string) => edit('PUT', `/releases/${one.id}`, draft({ date }));
const withdrawal = () => `/releases/${one.id}/withdrawal`;

const acts: [string, () => Promise<unknown>][] = [
  ['a minor change', async () => [await revise('2026-06-30'), await publish({ minor: true })]],
  [
    'a correction',
    async () => [await revise('2026-06-29'), await publish({ note: { en: 'Wrong date.' } })],
  ],
  ['a correction taken back', () => edit('DELETE', `/releases/${one.id}/corrections/1`, null)],
  ['a withdrawal', () => edit('PUT', withdrawal(), { mode: 'gone' })],
  ['a reinstatement', () => edit('DELETE', withdrawal(), null)],
  [
    'a withdrawal with a notice',
    () => edit('PUT', withdrawal(), { mode: 'notice', note: { en: 'Wrong.' } }),
  ],
  ['its end', () => edit('DELETE', withdrawal(), null)],
  ['a backdated release', () => release(newsroom, { now: ++now, at: noon - 60 * week })],
  [
    'another name of a term',
    () =>
      edit('PUT', '/taxonomies/fields-of-work/terms/policing', {
        slug: 'policing',
        names: { en: 'Police work', fr: 'Travail de la police' },
      }),
  ],
  [
    'a release at the front',
    () =>
      pin({ release: other.id, local: new Date(now + 130 * minute).toISOString().slice(0, 16) }),
  ],
  ['the newest release at the front again', () => pin(null)],
  [
    'a release that vanishes',
    () => edit('PUT', `/releases/${other.id}/withdrawal`, { mode: 'vanish' }),
  ],
];

test.each(acts)('%s has its effect with the next request, in one round trip', async (_, act) => {
  await answers();
  const before = await expectTrue();
  await answers();
  const token = await tokenNow();
  await act();
  // The isolate of the act asks for the token afterwards; the others learn it from the next request.
  expect(await tokenNow()).not.toBe(token);
  const replies = await answers();
  expect(replies.map(contentOf)).not.toEqual(before);
  expect(Math.max(...tripsOf(replies))).toBe(1);
  expect(replies.map(contentOf)).toEqual(await expectTrue());
});

test('what is hidden does not end the public state', async () => {
  const before = await expectTrue();
  await answers();
  const kept = (await answers()).map(isKept);
  const token = await tokenNow();
  const { id } = await release(newsroom, { now, at: now + week });
  await edit('PUT', `/releases/${id}`, draft({ date: '2026-06-12' }));
  await edit('DELETE', `/releases/${id}/publication`, null);
  await revise('2026-06-28');
  expect(await tokenNow()).toBe(token);
  // Nor does this isolate forget it, which could be told from the time of the next answer.
  expect((await answers()).map(isKept)).toEqual(kept);
  expect(kept.filter(Boolean).length).toBeGreaterThan(paths().length / 2);
  expect(await expectTrue()).toEqual(before);
});

test('an instant has its effect with the first request after it, and none before', async () => {
  const at = now + 10 * minute;
  await release(newsroom, { now, at });
  const before = await expectTrue(at - 1);
  await answers(at - 1);
  const replies = await answers(at);
  expect(replies.map(contentOf)).not.toEqual(before);
  expect(Math.max(...tripsOf(replies))).toBe(1);
  expect(await expectTrue(at)).toEqual(replies.map(contentOf));
  // A request that came before the instant is still answered as of its moment.
  expect(await expectTrue(at - 1)).toEqual(before);
  now = at;
});

test('a request from before an act that reads after it keeps nothing for those after the act', async () => {
  const { id } = await release(newsroom, { now: ++now });
  const asPut = (method: string, path: string, body: unknown) =>
    edit(method, `/releases/${id}${path}`, body);
  const acts: [string, () => Promise<unknown>][] = [
    ['a withdrawal', () => asPut('PUT', '/withdrawal', { mode: 'vanish' })],
    ['a reinstatement', () => asPut('DELETE', '/withdrawal', null)],
    [
      'a correction',
      async () => {
        await asPut('PUT', '', draft({ date: '2026-06-11' }));
        await asPut('PUT', '/publication', { note: { en: 'Wrong date.' } });
      },
    ],
    ['a correction taken back', () => asPut('DELETE', '/corrections/1', null)],
  ];
  await pin({ release: id, local: new Date(now + 130 * minute).toISOString().slice(0, 16) });
  for (const [name, act] of acts) {
    await answers(++now);
    await act();
    await answers(now - 1);
    const shown = (await answers(now + 1)).map(contentOf);
    await endPublicState(newsroom);
    expect(shown, name).toEqual((await answers(now + 1)).map(contentOf));
  }
  await pin(null);
});

test('what is scheduled for an instant that an isolate took to be past has its effect', async () => {
  const at = now + 10 * minute;
  await release(newsroom, { now, at });
  const ahead = (await answers(at)).map(contentOf);
  const second = await release(elsewhere, { now: at - 3000, at });
  const shown = await expectTrue(at);
  expect(shown).not.toEqual(ahead);
  expect(shown[paths().indexOf('/')]).toContain(second.id);
  now = at + minute;
});

test('a pin of a hidden release ends the public state only if a clock ahead may show it', async () => {
  const at = now + 60 * minute;
  const { id } = await release(newsroom, { now, at });
  const local = new Date(at + 130 * minute).toISOString().slice(0, 16);
  const ends: boolean[] = [];
  for (const before of [30 * minute, 5000]) {
    now = at - before - minute;
    const token = await tokenNow();
    await pin({ release: id, local });
    ends.push((await tokenNow()) !== token);
  }
  expect(ends).toEqual([false, true]);
  now = at + minute;
  await pin(null);
});

test('where an embargo was cancelled, its instant makes one answer anew', async () => {
  const at = now + 10 * minute;
  const { id } = await release(newsroom, { now, at });
  await answers();
  await answers();
  await elsewhere.edit('DELETE', `/releases/${id}/publication`, null, { now, etag: '*' });
  const [first, ...others] = (await answers(at)).map(isKept);
  expect(first).toBe(false);
  expect(others.filter(Boolean).length).toBeGreaterThan(others.length / 2);
  now = at;
});

test('the hour of publication leaves a kept page after a week', async () => {
  const [page = ''] = paths();
  await newsroom.get(page, noon + week - 1);
  expect((await newsroom.get(page, noon + week - 1)).text).toContain('14:00 CEST');
  expect((await newsroom.get(page, noon + week)).text).not.toContain('14:00 CEST');
});

test('a search is ranked anew each day', async () => {
  const midnight = Math.floor(now / day + 1) * day;
  for (const at of [midnight - 1, midnight]) await newsroom.get('/search?q=workshop', at);
  expect(isKept(await newsroom.get('/search?q=workshop', midnight + day - 1))).toBe(true);
  expect(isKept(await newsroom.get('/search?q=workshop', midnight + day))).toBe(false);
});

test('a search is not kept before the index has everything', async () => {
  const { db } = newsroom;
  await db.batch([
    db.prepare('delete from search_newest'),
    db.prepare('update publications set searchable = 0'),
  ]);
  await endPublicState(newsroom);
  const found = async () => (await newsroom.get('/search?q=workshop', now)).text;
  const first = await newsroom.get('/search?q=workshop', now);
  const second = await newsroom.get('/search?q=workshop', now);
  const third = await newsroom.get('/search?q=workshop', now);
  expect([first, second, third].map(isKept)).toEqual([false, false, true]);
  expect(await found()).toBe(second.text);
});

test('a change by another isolate has its effect with the next request, which reads twice', async () => {
  await answers();
  const sql = `update publications set heads = replace(heads, 'Astana', 'Almaty')`;
  await newsroom.db.batch([
    newsroom.db.prepare(sql),
    newsroom.db.prepare("update public_state set token = 'another'"),
  ]);
  const replies = await answers();
  const [first, ...others] = tripsOf(replies);
  expect([first, Math.max(...others)]).toEqual([2, 1]);
  expect(replies.map(contentOf)).toEqual(await expectTrue());
});

test('an act that code of before the public state writes ends it, too', async () => {
  const acts = ['release.schedule', 'release.revise', 'release.publish', 'release.withdraw'];
  const ends: boolean[] = [];
  for (const [place, action] of acts.entries()) {
    const token = await tokenNow();
    const sql = `insert into audit (at, action, subject, detail, previous, hash)
      values (?, ?, 'release/1', '{}', (select hash from audit order by id desc limit 1), ?)`;
    await newsroom.db.prepare(sql).bind(now, action, `hash ${place}`).run();
    ends.push((await tokenNow()) !== token);
  }
  expect(ends).toEqual([false, false, true, true]);
});
