/** The release that an editor pins to the front page: who may, never early, never longer. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EdgeNewsroom, openBehindEdge, statusOf } from '../edge/behind-edge.ts';
import { release } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 6, 1, 12);

let edge: EdgeNewsroom;
let editor: Visitor;
let now = start;
const ids: Record<string, string> = {};

const titled = (title: string) => ({ en: { title, markdown: `${title}, word by word.` } });

async function make(name: string, at: number, editions: object = titled(name)) {
  ids[name] = (await release(edge, { now: Math.min(at, now), at, editions })).id;
}

beforeAll(async () => {
  edge = await openBehindEdge();
  for (let days = 30; days > 5; days--) await make(`Release ${days}`, start - days * 24 * hour);
  await make('En français', start - 4 * 24 * hour, { fr: { title: 'Titre', markdown: 'Texte.' } });
});
afterAll(() => edge.dispose());
beforeEach(async () => {
  now += hour;
  editor = new Visitor(edge);
  editor.now = now;
  await editor.signIn('editor', `Mira ${now}`);
  await edge.tickAt(now);
});

/** The titles of the front page at an instant, in order. */
async function titles(at: number, path = '/'): Promise<string[]> {
  const { text } = await edge.get(path, at);
  return [...text.matchAll(/<h2><a href="\/(?:fr\/)?releases[^>]*>([^<]*)</g)].map(
    ([, title]) => title ?? '',
  );
}

const local = (at: number) => new Date(at + 2 * hour).toISOString().slice(0, 16);

async function pin(name: string, until: number, visitor = editor) {
  const page = await visitor.open('/desk/front-page');
  return visitor.submit(
    page,
    { release: ids[name] ?? name, local: local(until) },
    { button: 'Let it lead' },
  );
}

test('a pinned release leads until its instant, and is not named twice', async () => {
  const usual = await titles(now);
  expect(usual[0]).toBe('Release 6');
  expect(await titles(now)).toEqual(usual);
  const done = await pin('Release 9', now + 10 * minute);
  expect([done.status, done.text1('.done')]).toEqual([
    200,
    'Done. It leads while readers can see it.',
  ]);
  expect(done.text1('.next-out')).toMatch(/^Release 9 ?It leads until Wednesday.*Vienna/);
  await edge.tickAt(now);
  const led = ['Release 9', ...usual.filter((title) => title !== 'Release 9')];
  expect(await titles(now + 1)).toEqual(led);
  const older = usual.at(-1) ?? '';
  const { text } = await edge.get('/', now + 1);
  const next = text.match(/rel="next" href="([^"]+)"/)?.[1] ?? '';
  expect(await titles(now + 1, next)).not.toContain(older);
  const end = now + 10 * minute;
  expect(await titles(end - 1)).toEqual(led);
  expect(await titles(end)).toEqual(usual);
  editor.now = end;
  expect((await editor.open('/desk/front-page')).text1('.next-out')).toBe(
    'The newest release leads.',
  );
});

test('an old release that is not on the first page can lead', async () => {
  const usual = await titles(now);
  await pin('Release 30', now + 5 * minute);
  await edge.tickAt(now);
  expect(await titles(now + 1)).toEqual(['Release 30', ...usual]);
});

test('a scheduled release leads from its instant on, and not a moment before', async () => {
  const at = now + 10 * minute;
  const usual = await titles(now);
  await make('Secret plan', at);
  // The newest one leads in any case: another one is published after it.
  await make('Newer than the plan', at + minute);
  const before = await edge.get('/', now + minute);
  expect(statusOf(await edge.get('/', now + minute))).toBe('HIT');
  const done = await pin('Secret plan', at + hour);
  expect(done.text1('.next-out')).toContain('Readers do not see it yet');
  await edge.tickAt(now);
  const after = await edge.get('/', now + minute);
  expect([after.text, statusOf(after)]).toEqual([before.text, 'HIT']);
  const fresh = await edge.get('/', now + 2 * minute);
  const names = ['cache-control', 'cache-tag', 'cloudflare-cdn-cache-control', 'etag'];
  const headers = (reply: typeof fresh) => names.map((name) => reply.headers.get(name));
  expect([fresh.text, headers(fresh)]).toEqual([before.text, headers(before)]);
  expect(await titles(at - 1)).toEqual(usual);
  await edge.tickAt(at);
  expect((await titles(at))[0]).toBe('Secret plan');
  await edge.tickAt(at + minute);
  expect((await titles(at + minute)).slice(0, 2)).toEqual(['Secret plan', 'Newer than the plan']);
  now = at + minute;
});

test('a release leads only in languages that it has', async () => {
  const [english] = await titles(now);
  await pin('En français', now + 20 * minute);
  await edge.tickAt(now);
  expect((await titles(now + 1))[0]).toBe(english);
  await make('Plus récent', now, { fr: { title: 'Plus récent', markdown: 'Texte.' } });
  expect((await titles(now + 2, '/fr'))[0]).toBe('Titre');
});

test('a release that is withdrawn leads no longer, nor one that an editor takes back', async () => {
  const [newest] = await titles(now);
  await pin('Release 12', now + 30 * minute);
  await edge.tickAt(now);
  const gone = { mode: 'gone', note: { en: 'An error.' } };
  const options = { now: now + minute, etag: '*' };
  const path = `/releases/${ids['Release 12']}/withdrawal`;
  expect((await edge.edit('PUT', path, gone, options)).status).toBe(200);
  expect((await titles(now + minute))[0]).toBe(newest);
  await pin('Release 13', now + 30 * minute);
  editor.now = now + 2 * minute;
  await edge.tickAt(now + 2 * minute);
  expect((await titles(now + 2 * minute))[0]).toBe('Release 13');
  const page = await editor.open('/desk/front-page');
  const done = await editor.submit(page, {}, { button: 'Let the newest lead again' });
  expect(done.text1('.done')).toBe('The newest release leads again.');
  await edge.tickAt(now + 2 * minute);
  expect((await titles(now + 2 * minute))[0]).toBe(newest);
  const { results } = await edge.db
    .prepare(
      "select action, subject from audit where action like 'front.%' order by id desc limit 2",
    )
    .all();
  expect(results).toEqual([
    { action: 'front.unpin', subject: 'front' },
    { action: 'front.pin', subject: `release/${ids['Release 13']}` },
  ]);
});

test('a draft, an unknown release and a wrong time are refused, and what was typed comes back', async () => {
  const made = await edge.edit('POST', '/releases', {
    kind: 'press-release',
    editions: titled('Only a draft'),
  });
  for (const [name, until, faults] of [
    [made.json.id, now + hour, 1],
    ['000000000000', now + hour, 1],
    ['x', now + hour, 1],
    ['Release 20', now - hour, 1],
    ['Release 20', now + 500 * 24 * hour, 1],
    ['', now - hour, 2],
  ] as const) {
    const page = await pin(name, until);
    expect([name, page.status, page.texts('.faults li').length]).toEqual([name, 422, faults]);
    const value = page.document.querySelector('input[name=local]')?.getAttribute('value');
    expect(value).toBe(local(until));
  }
  const page = await editor.open('/desk/front-page');
  expect((await editor.submit(page, {}, { button: 'Let it lead' })).status).toBe(422);
});

test('an author may neither see nor change what leads', async () => {
  await pin('Release 21', now + 30 * minute);
  const author = new Visitor(edge);
  author.now = now;
  await author.signIn('author', 'Curious');
  expect((await author.open('/desk')).text).not.toContain('/desk/admin');
  expect((await author.open('/desk/front-page')).status).toBe(403);
  const fields = { release: ids['Release 22'] ?? '', local: local(now + hour) };
  expect((await author.post('/desk/front-page', fields)).status).toBe(403);
  expect((await author.post('/desk/front-page/unpin', {})).status).toBe(403);
  expect((await editor.open('/desk/front-page')).text1('.next-out')).toContain('Release 21');
});
