/** Schedules: local times with their zones, and cancellation. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

async function schedule(at: unknown, now = noon) {
  const { json } = await newsroom.edit('POST', '/releases', draft(), { now });
  const put = await newsroom.edit('PUT', `/releases/${json.id}/publication`, { at }, { now });
  return { put, id: json.id as string };
}

test.each([
  ['Europe/Vienna', '2026-10-24T10:00', '2026-10-24T08:00:00Z'],
  ['Pacific/Kiritimati', '2026-12-25T00:00', '2026-12-24T10:00:00Z'],
  ['Asia/Kathmandu', '2026-12-25T00:00:30', '2026-12-24T18:15:30Z'],
  ['America/New_York', '2026-11-01T03:00', '2026-11-01T08:00:00Z'],
])(
  'in %s, %s is %s, and a reader gets the release from that millisecond on',
  async (timeZone, local, at) => {
    const { put, id } = await schedule({ local, timeZone });
    expect(put.json, put.text).toMatchObject({ state: 'scheduled', at });
    const instant = Date.parse(at);
    for (const [now, status] of [
      [instant - 1, 404],
      [instant, 200],
      [instant + 1, 200],
    ] as const) {
      expect((await newsroom.get(`/api/v1/releases/${id}`, now)).status).toBe(status);
    }
  },
);

test.each([
  ['skipped in spring', '2027-03-28T02:30', 'skip this time'],
  ['repeated in autumn', '2026-10-25T02:30', '2026-10-25T00:30:00Z and 2026-10-25T01:30:00Z'],
  ['no time at all', '2026-10-25', 'YYYY-MM-DDTHH:MM'],
  ['of a day that does not exist', '2026-06-31T10:00', 'YYYY-MM-DDTHH:MM'],
  ['with a leap second', '2026-12-31T23:59:60', 'YYYY-MM-DDTHH:MM'],
])('a local time that is %s is refused', async (_what, local, detail) => {
  const { put } = await schedule({ local, timeZone: 'Europe/Vienna' });
  expect(put.status).toBe(422);
  expect(put.json.errors).toEqual([{ pointer: '/at', detail: expect.stringContaining(detail) }]);
});

test('an unknown time zone is refused', async () => {
  const { put } = await schedule({ local: '2026-10-24T10:00', timeZone: 'Europe/Atlantis' });
  expect(put.status).toBe(422);
  expect(put.json.errors).toEqual([{ pointer: '/at/timeZone', detail: 'is not a time zone' }]);
});

test('a cancelled publication never happens', async () => {
  const { put, id } = await schedule(new Date(noon + 60_000).toISOString());
  const etag = put.headers.get('ETag') ?? '';
  const back = await newsroom.edit('DELETE', `/releases/${id}/publication`, null, {
    now: noon + 1,
    etag,
  });
  expect(back.json, back.text).toMatchObject({ state: 'draft', publishAt: null });
  await newsroom.tickAt(noon + 60_000);
  for (const path of [`/api/v1/releases/${id}`, `/releases/${id}`]) {
    expect((await newsroom.get(path, noon + 60_000)).status).toBe(404);
  }
  expect((await newsroom.get('/feed.xml', noon + 60_000)).text).not.toContain(id);
});

test('a publication that has begun cannot be cancelled: 409', async () => {
  const { id } = await schedule(new Date(noon + 1000).toISOString());
  const { headers } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon + 1000 });
  const back = await newsroom.edit('DELETE', `/releases/${id}/publication`, null, {
    now: noon + 1000,
    etag: headers.get('ETag') ?? '',
  });
  expect(back.status).toBe(409);
  expect((await newsroom.get(`/api/v1/releases/${id}`, noon + 1000)).status).toBe(200);
});

test('an ETag of a scheduled release is stale once it is public', async () => {
  const { put, id } = await schedule(new Date(noon + 1000).toISOString());
  const reply = await newsroom.edit('PUT', `/releases/${id}`, draft(), {
    now: noon + 1000,
    etag: put.headers.get('ETag') ?? '',
  });
  expect(reply.status).toBe(412);
});

test('cancelling a scheduled correction leaves the public version unchanged', async () => {
  const { put, id } = await schedule(undefined);
  const revised = await newsroom.edit('PUT', `/releases/${id}`, draft({ countries: [] }), {
    now: noon + 1,
    etag: put.headers.get('ETag') ?? '',
  });
  const at = new Date(noon + 60_000).toISOString();
  const scheduled = await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { at, minor: true },
    {
      now: noon + 1,
      etag: revised.headers.get('ETag') ?? '',
    },
  );
  const back = await newsroom.edit('DELETE', `/releases/${id}/publication`, null, {
    now: noon + 2,
    etag: scheduled.headers.get('ETag') ?? '',
  });
  expect(back.json).toMatchObject({ state: 'public', version: 2, publicVersion: 1 });
  expect((await newsroom.get(`/api/v1/releases/${id}`, noon + 60_000)).json.version).toBe(1);
});

test('an author discards drafts, but not what an editor scheduled', async () => {
  const as = 'author' as const;
  const { json } = await newsroom.edit('POST', '/releases', draft(), { now: noon, as });
  const path = `/releases/${json.id}`;
  const order = { at: new Date(noon + 60_000).toISOString() };
  const put = await newsroom.edit('PUT', `${path}/publication`, order, { now: noon, etag: '*' });
  expect(put.status).toBe(200);
  const discard = (options: object) =>
    newsroom.edit('DELETE', path, null, { now: noon + 1, etag: '*', ...options });
  const refused = await discard({ as });
  expect([refused.status, refused.json.detail]).toEqual([403, expect.stringContaining('editor')]);
  await newsroom.edit('DELETE', `${path}/publication`, null, { now: noon + 1, etag: '*' });
  expect((await discard({ as })).status).toBe(204);
  const other = await schedule(order.at);
  const gone = await newsroom.edit('DELETE', `/releases/${other.id}`, null, {
    now: noon + 1,
    etag: '*',
  });
  expect(gone.status).toBe(204);
});

test('a release that the change log has is not discarded by a clock that is behind: 412', async () => {
  const at = noon + 60_000;
  const { id } = await schedule(new Date(at).toISOString());
  expect((await newsroom.get('/api/v1/changes', at + 1)).text).toContain(id);
  for (const path of [`/releases/${id}/publication`, `/releases/${id}`]) {
    const { status, json } = await newsroom.edit('DELETE', path, null, { now: at - 50, etag: '*' });
    expect([path, status]).toEqual([path, 412]);
    expect(json.detail).toContain('has become public meanwhile');
  }
  expect((await newsroom.get(`/api/v1/releases/${id}`, at + 1)).status).toBe(200);
});
