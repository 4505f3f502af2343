/** E10: with TWO_PERSON_RULE, one person alone makes nothing public, or public earlier. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../src/domain/editor.ts';
import { draft, type EditOptions, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;
let path: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { TWO_PERSON_RULE: 'true' } });
});
afterAll(() => newsroom.dispose());
beforeEach(async () => {
  const { json } = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  path = `/releases/${json.id}`;
});

const options = { now: noon, etag: '*' };
const approve = (as: Role, version = 1) =>
  newsroom.edit('PUT', `${path}/approval`, { version }, { ...options, as });
const publish = async (as: Role, at?: number, more: Partial<EditOptions> = {}) => {
  const order = {
    ...(at !== undefined && { at: new Date(at).toISOString(), backdate: true }),
    minor: true,
  };
  const reply = await newsroom.edit('PUT', `${path}/publication`, order, {
    ...options,
    as,
    ...more,
  });
  return reply.status;
};
const isPublic = async (now: number) => (await newsroom.get(`/api/v1${path}`, now)).status === 200;

describe('a first publication', () => {
  test.each([
    ['now', undefined],
    ['to come', noon + hour],
    ['of the past', noon - hour],
  ])('%s needs a second person', async (_, at) => {
    expect(await publish('editor', at)).toBe(409);
    expect(await isPublic(noon + 2 * hour)).toBe(false);
    expect((await approve('admin')).status).toBe(200);
    expect(await publish('editor', at)).toBe(200);
    expect(await isPublic(noon + 2 * hour)).toBe(true);
  });

  test('cannot be approved by its publisher, nor by an author', async () => {
    expect((await approve('editor')).status).toBe(200);
    expect(await publish('editor')).toBe(409);
    expect((await approve('author')).status).toBe(403);
    expect(await publish('admin')).toBe(200);
  });

  test('of a version that changed after the approval needs another approval', async () => {
    await approve('admin');
    await newsroom.edit('PUT', path, draft({ date: '2026-07-02' }), options);
    expect(await publish('editor')).toBe(409);
    expect((await approve('admin', 1)).status).toBe(409);
    expect((await approve('admin', 2)).status).toBe(200);
    expect(await publish('editor')).toBe(200);
  });

  test('after a revoked approval needs another', async () => {
    await approve('admin');
    const gone = await newsroom.edit('DELETE', `${path}/approval`, null, options);
    expect(gone.json.approval).toBeNull();
    expect(await publish('editor')).toBe(409);
  });
});

test('a first publication accepts no note, since nobody approved it, neither at once nor later', async () => {
  const put = (body: object) =>
    newsroom.edit('PUT', `${path}/publication`, body, { ...options, as: 'editor' });
  const note = { en: 'By one person alone.' };
  const at = new Date(noon + hour).toISOString();
  expect((await approve('admin')).status).toBe(200);
  expect((await put({ note })).status).toBe(409);
  expect((await put({ at, note })).status).toBe(409);
  expect((await put({ at })).status).toBe(200);
  expect((await put({ at, note })).status).toBe(409);
  const later = new Date(noon + 2 * hour).toISOString();
  expect((await put({ at: later, note })).status).toBe(409);
  const { json } = await newsroom.get(`/api/v1${path}`, noon + hour);
  expect(json.corrections).toEqual([]);
});

describe('an embargo', () => {
  beforeEach(async () => {
    await approve('admin');
    expect(await publish('editor', noon + 2 * hour)).toBe(200);
  });

  test('cannot be shortened by one person: its approval is used up', async () => {
    expect(await publish('editor', noon + hour)).toBe(409);
    expect(await publish('admin')).toBe(409);
    expect(await isPublic(noon + hour)).toBe(false);
    await approve('admin');
    expect(await publish('editor', noon + hour)).toBe(200);
    expect(await isPublic(noon + hour)).toBe(true);
  });

  test('can be lengthened and cancelled by one person; after that it is a first publication again', async () => {
    expect(await publish('editor', noon + 3 * hour)).toBe(200);
    const gone = await newsroom.edit('DELETE', `${path}/publication`, null, {
      ...options,
      as: 'editor',
    });
    expect(gone.json.state).toBe('draft');
    expect(await publish('editor', noon + 3 * hour)).toBe(409);
  });

  test('keeps its content: another version under it needs a second person', async () => {
    await newsroom.edit('PUT', path, draft({ date: '2026-07-02' }), options);
    expect(await publish('editor', noon + 2 * hour)).toBe(409);
    await approve('admin', 2);
    expect(await publish('editor', noon + 2 * hour)).toBe(200);
  });
});

test('a correction of a public release, and a withdrawal, need one person', async () => {
  await approve('admin');
  await publish('editor');
  await newsroom.edit('PUT', path, draft({ date: '2026-07-02' }), { ...options, now: noon + 1 });
  expect(await publish('editor', undefined, { now: noon + 2 })).toBe(200);
  const withdrawal = await newsroom.edit(
    'PUT',
    `${path}/withdrawal`,
    { mode: 'gone' },
    {
      ...options,
      now: noon + 3,
      as: 'editor',
    },
  );
  expect(withdrawal.status).toBe(200);
});

describe('a reinstatement of a version that was edited since and never approved', () => {
  const edit = (method: string, under: string, body: unknown, as: Role = 'editor') =>
    newsroom.edit(method, path + under, body, { ...options, as });
  const reinstate = async (as: Role) => (await edit('DELETE', '/withdrawal', null, as)).status;
  const markdownAt = async (now: number) => {
    const { status, text } = await newsroom.get(`/api/v1${path}`, now);
    return status === 200 ? JSON.parse(text).editions.en.markdown : status;
  };
  const text = (markdown: string) => draft({ editions: { en: { title: 'A title', markdown } } });

  /** A release whose first version was public before the rule, and whose second is a draft. */
  beforeEach(async () => {
    await newsroom.edit('PUT', path, text('One.'), options);
    await approve('admin', 2);
    expect(await publish('editor')).toBe(200);
    const id = path.split('/').at(-1);
    await newsroom.db.prepare('delete from consents where release_id = ?').bind(id).run();
    await edit('PUT', '', text('Two.'));
  });

  test('needs the approval of the version that it makes public, by another person', async () => {
    expect((await edit('PUT', '/withdrawal', { mode: 'gone' })).status).toBe(200);
    expect(await reinstate('editor')).toBe(409);
    expect((await approve('admin', 3)).status).toBe(200);
    expect(await reinstate('editor')).toBe(409);
    const approved = await edit('PUT', '/approval', { version: 2 }, 'admin');
    expect(approved.json.approval, approved.text).toMatchObject({ version: 2 });
    expect(await reinstate('admin')).toBe(409);
    expect(await reinstate('editor')).toBe(200);
    expect(await markdownAt(noon)).toBe('One.');
    expect((await edit('GET', '', null)).json.approval).toBeNull();
  });

  test('is the only use of such an approval', async () => {
    const other = await approve('admin', 2);
    expect([other.status, other.json.detail]).toEqual([409, expect.stringContaining('version 3')]);
    expect((await edit('PUT', '/withdrawal', { mode: 'gone' })).status).toBe(200);
    expect((await approve('admin', 1)).status).toBe(409);
    expect((await approve('admin', 2)).status).toBe(200);
    expect(await publish('editor')).toBe(409);
    expect(await markdownAt(noon + hour)).toBe(410);
  });

  test('does not bring forward a correction that was cancelled with the withdrawal', async () => {
    expect(await publish('editor', noon + 2 * hour)).toBe(200);
    expect((await edit('PUT', '/withdrawal', { mode: 'gone' })).status).toBe(200);
    expect((await approve('admin', 2)).status).toBe(200);
    expect(await reinstate('editor')).toBe(200);
    expect(await publish('editor')).toBe(409);
    expect(await publish('editor', noon + hour)).toBe(409);
    expect(await publish('editor', noon + 2 * hour)).toBe(200);
    expect(await markdownAt(noon + 2 * hour - 1)).toBe('One.');
  });
});

test('a scheduled correction cannot be brought forward by one person', async () => {
  await approve('admin');
  await publish('editor');
  await newsroom.edit('PUT', path, draft({ date: '2026-07-02' }), { ...options, now: noon + 1 });
  expect(await publish('editor', noon + 2 * hour, { now: noon + 2 })).toBe(200);
  expect(await publish('editor', noon + hour, { now: noon + 3 })).toBe(409);
});

test('an approval names a version, by number or by ETag; without either it is refused', async () => {
  const put = (body: unknown, etag?: string) =>
    newsroom.edit('PUT', `${path}/approval`, body, { now: noon, ...(etag && { etag }) });
  expect((await put(null)).status).toBe(428);
  expect((await put({})).status).toBe(428);
  expect((await put(null, '"9"')).status).toBe(412);
  expect((await put({ version: 2 })).status).toBe(409);
  const done = await put(null, '"1"');
  expect(done.json.approval).toEqual({
    version: 1,
    editor: 'The admin',
    at: '2026-07-01T12:00:00Z',
  });
  const { json } = await newsroom.edit('GET', '/audit', null);
  expect(json.items[0]).toMatchObject({ action: 'release.approve', detail: { version: 1 } });
});

test('the audit has who approved the published version, and the previous schedule', async () => {
  await approve('admin');
  await publish('editor', noon + 2 * hour);
  await publish('editor', noon + 3 * hour);
  const { json } = await newsroom.edit('GET', '/audit', null);
  const [lengthened, scheduled] = json.items;
  expect(scheduled.detail).toMatchObject({ approvedBy: expect.any(String), scheduledBefore: null });
  expect(lengthened.detail).toMatchObject({ scheduledBefore: noon + 2 * hour });
});

describe('the rule cannot be bypassed:', () => {
  const act = (method: string, under: string, body: unknown = null, now = noon + 1) =>
    newsroom.edit(method, path + under, body, { now, etag: '*', as: 'editor' });
  const statusOf = async (method: string, under: string, body: unknown = null, now = noon + 1) =>
    (await act(method, under, body, now)).status;

  test('by cancelling an approved correction and publishing it at once', async () => {
    await approve('admin');
    await publish('editor');
    await newsroom.edit('PUT', path, draft({ date: '2026-07-02' }), options);
    await approve('admin', 2);
    expect(await publish('editor', noon + 2 * hour, { now: noon + 2 })).toBe(200);
    expect(await statusOf('DELETE', '/publication', null, noon + 3)).toBe(200);
    expect(await statusOf('PUT', '/publication', { minor: true }, noon + 4)).toBe(409);
    expect(await statusOf('PUT', '/publication', { minor: true }, noon + 2 * hour)).toBe(200);
  });

  test('by withdrawing, reinstating, and publishing the cancelled correction', async () => {
    await approve('admin');
    await publish('editor');
    await newsroom.edit('PUT', path, draft({ date: '2026-07-02' }), options);
    await approve('admin', 2);
    expect(await publish('editor', noon + 2 * hour, { now: noon + 2 })).toBe(200);
    expect(await statusOf('PUT', '/withdrawal', { mode: 'gone' }, noon + 3)).toBe(200);
    expect(await statusOf('DELETE', '/withdrawal', null, noon + 4)).toBe(200);
    expect(await statusOf('PUT', '/publication', { minor: true }, noon + 5)).toBe(409);
  });

  test.each([
    ['demoted', { name: 'The second', role: 'author' }],
    ['disabled', { name: 'The second', role: 'editor', disabled: true }],
  ])('by an approval of an editor who was %s since', async (_, after) => {
    const second = await newsroom.edit('POST', '/editors', { name: 'The second', role: 'editor' });
    const { id } = second.json;
    const { json } = await newsroom.edit('POST', `/editors/${id}/tokens`, {});
    const approved = await newsroom.edit(
      'PUT',
      `${path}/approval`,
      { version: 1 },
      {
        ...options,
        now: Date.now(),
        headers: { Authorization: `Bearer ${json.token}` },
      },
    );
    expect(approved.status).toBe(200);
    await newsroom.edit('PUT', `/editors/${id}`, after, { etag: '*' });
    expect(await publish('editor')).toBe(409);
    expect(await isPublic(noon + hour)).toBe(false);
    expect((await approve('admin')).status).toBe(200);
    expect(await publish('editor')).toBe(200);
  });
});
