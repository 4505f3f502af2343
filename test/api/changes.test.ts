/** The change log: a mirror that follows it has exactly what is public. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { Mirror } from './mirror.ts';

let now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
});
afterAll(() => newsroom.dispose());

async function listPublic(): Promise<unknown[]> {
  const items: unknown[] = [];
  let path: string | null = '/api/v1/releases?limit=100';
  while (path !== null) {
    const { json } = await newsroom.get(path, now);
    items.push(...json.items);
    path = json.next && `/api/v1/releases?limit=100&cursor=${json.next}`;
  }
  return items;
}

const edit = (method: string, path: string, body: unknown) =>
  newsroom.edit(method, path, body, { now, etag: '*' });
const instant = (at: number) => ({ at: new Date(at).toISOString() });
const day = 86_400_000;

const on = fc.nat();
const anyAct = fc.oneof(
  fc.record({ act: fc.constant('moves in' as const), days: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ act: fc.constant('schedules' as const), ahead: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ act: fc.constant('corrects' as const), on, ahead: fc.nat(30) }),
  fc.record({ act: fc.constant('cancels' as const), on }),
  fc.record({
    act: fc.constant('withdraws' as const),
    on,
    mode: fc.constantFrom('notice', 'gone', 'redirect', 'vanish'),
  }),
  fc.record({ act: fc.constant('reinstates' as const), on }),
  fc.record({ act: fc.constant('waits' as const), milliseconds: fc.nat(40) }),
);
type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

const made: string[] = [];

/** Performs an act; a refused one changes nothing. */
async function carryOut(act: Act): Promise<void> {
  if (act.act === 'waits') {
    now += act.milliseconds;
    return;
  }
  if (act.act === 'moves in' || act.act === 'schedules') {
    const at = act.act === 'moves in' ? now - act.days * day : now + act.ahead;
    made.push((await release(newsroom, { now, at })).id);
    return;
  }
  const id = made[act.on % Math.max(made.length, 1)];
  const address = `/releases/${id}`;
  if (act.act === 'corrects') {
    const editions = { en: { title: `Put right at ${now}`, markdown: 'Now right.' } };
    await edit('PUT', address, draft({ editions }));
    const order = { ...instant(now + act.ahead), note: { en: 'It was wrong.' } };
    await edit('PUT', `${address}/publication`, order);
  }
  if (act.act === 'cancels') await edit('DELETE', `${address}/publication`, null);
  if (act.act === 'reinstates') await edit('DELETE', `${address}/withdrawal`, null);
  if (act.act === 'withdraws') {
    const { mode } = act;
    const order = {
      mode,
      note: { en: `Why: ${mode}.` },
      ...(mode === 'redirect' && { redirectTo: '/' }),
    };
    await edit('PUT', `${address}/withdrawal`, order);
  }
}

test('a mirror that follows the change log equals the public list after any edits', async () => {
  const mirror = new Mirror(newsroom);
  const property = fc.asyncProperty(
    fc.array(fc.tuple(anyAct, fc.boolean()), { minLength: 15, maxLength: 25 }),
    async (acts) => {
      for (const [act, follows] of acts) {
        await carryOut(act);
        if (!follows) continue;
        await mirror.follow(now);
        expect(mirror.list()).toEqual(await listPublic());
      }
    },
  );
  await fc.assert(property, { numRuns: 5, endOnFailure: true });
  expect(mirror.changes.length).toBeGreaterThan(20);
  // Let everything scheduled become public, so that the next tests start with nothing scheduled.
  now += 60_000;
  await mirror.follow(now);
  expect(mirror.list()).toEqual(await listPublic());
  const late = new Mirror(newsroom);
  await late.follow(now, 100);
  expect(late.list()).toEqual(await listPublic());
});

test('an imported release with an old date comes after the changes that were logged before', async () => {
  const mirror = new Mirror(newsroom);
  await mirror.follow(now, 100);
  const { id } = await release(newsroom, { now: ++now, at: now - 9000 * day });
  const before = mirror.changes.length;
  await mirror.follow(now);
  expect(mirror.changes.slice(before).map((item) => [item.id, item.action])).toEqual([
    [id, 'published'],
  ]);
});

test('a late commit with an instant before a logged one is still logged', async () => {
  const mirror = new Mirror(newsroom);
  await release(newsroom, { now });
  await mirror.follow(now, 100);
  const { id } = await release(newsroom, { now: now - 5000 });
  await mirror.follow(now);
  expect(mirror.changes.at(-1)?.id).toBe(id);
});

test('the log entry of a vanished release contains only its id', async () => {
  const { id, etag } = await release(newsroom, { now: ++now });
  await new Mirror(newsroom).follow(now, 100);
  const order = { mode: 'vanish', note: { en: 'Somebody’s home address.' } };
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: ++now, etag });
  const mirror = new Mirror(newsroom);
  await mirror.follow(now, 100);
  const at = new Date(now).toISOString();
  expect(mirror.changes.filter((item) => item.id === id)).toEqual([
    { id, at, action: 'withdrawn', release: null, withdrawal: { mode: 'vanish', at, note: null } },
  ]);
});

test('a cursor reveals no scheduled or cancelled release and never ends the log', async () => {
  const read = (cursor: string) => newsroom.get(`/api/v1/changes?cursor=${cursor}`, now);
  const mirror = new Mirror(newsroom);
  await mirror.follow(now, 100);
  const cursor = mirror.cursor ?? '';
  const { id, etag } = await release(newsroom, { now, at: now + 5000 });
  expect((await read(cursor)).json).toEqual({ items: [], next: cursor });
  await newsroom.edit('DELETE', `/releases/${id}/publication`, null, { now, etag });
  await release(newsroom, { now: ++now });
  const { json } = await read(cursor);
  expect([json.items.length, json.next]).toEqual([
    1,
    (Number.parseInt(cursor, 36) + 1).toString(36),
  ]);
});

test('a slower request cannot cancel a release that the log has shown as public', async () => {
  const { id, etag } = await release(newsroom, { now, at: now + 1000 });
  const mirror = new Mirror(newsroom);
  await mirror.follow(now + 1000, 100);
  expect(mirror.releases.has(id)).toBe(true);
  const reply = await newsroom.edit('DELETE', `/releases/${id}/publication`, null, { now, etag });
  expect(reply.status).toBe(412);
  now += 1000;
  expect((await newsroom.get(`/api/v1/releases/${id}`, now)).status).toBe(200);
});

describe('since an instant', () => {
  const read = (since: number, more = '') =>
    newsroom.get(`/api/v1/changes?since=${new Date(since).toISOString()}${more}`, now);

  test('the log begins with the first change from then on, and goes on by its cursor', async () => {
    now += day;
    const start = now;
    const first = await release(newsroom, { now });
    now += 1000;
    const second = await release(newsroom, { now });
    const hidden = await release(newsroom, { now, at: now + 1000 });
    const { json, headers } = await read(start, '&limit=1');
    expect(json.items.map(({ id }: { id: string }) => id)).toEqual([first.id]);
    const next = new URL(/<(.*)>/.exec(headers.get('Link') ?? '')?.[1] ?? '');
    const rest = await newsroom.get(next.pathname + next.search, now);
    expect(rest.json.items.map(({ id }: { id: string }) => id)).toEqual([second.id]);
    expect((await read(start + 1)).json.items[0].id).toBe(second.id);
    expect((await read(now + 1)).json).toEqual({ items: [], next: rest.json.next });
    now += 1000;
    expect((await read(now)).json.items.map(({ id }: { id: string }) => id)).toEqual([hidden.id]);
  });

  test('nothing is missed after a late commit', async () => {
    now += day;
    const start = now;
    now += 5000;
    const { id } = await release(newsroom, { now });
    await newsroom.get('/api/v1/changes?limit=100', now);
    const late = await release(newsroom, { now: start });
    const { json } = await read(start);
    expect(json.items.map((item: { id: string }) => item.id)).toEqual([id, late.id]);
  });

  test('it goes back 31 days, and costs one trip and few rows', async () => {
    expect((await read(now - 31 * day)).status).toBe(200);
    const refused = await read(now - 31 * day - 1);
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([400, '/since']);
    const { headers } = await read(now - 1000);
    expect(Number(headers.get('X-Test-Trips'))).toBe(1);
    expect(Number(headers.get('X-Test-Rows'))).toBeLessThanOrEqual(60);
  });
});

test.each([
  'since=yesterday',
  'since=2026-07-01',
  'since=',
  'cursor=-1',
  'cursor=zzzzzz',
  'cursor=%20',
  'limit=0',
  'limit=101',
  'what=1',
  'cursor=1&cursor=2',
])('?%s is refused as malformed', async (query) => {
  expect((await newsroom.get(`/api/v1/changes?${query}`, now)).status).toBe(400);
});

test('a page of the log costs one trip and only the rows that it shows', async () => {
  const { headers, json } = await newsroom.get('/api/v1/changes', now);
  expect(json.items.length).toBe(20);
  expect(Number(headers.get('X-Test-Trips'))).toBe(1);
  expect(Number(headers.get('X-Test-Rows'))).toBeLessThanOrEqual(200);
  expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(headers.get('Link')).toBe(
    `<https://newsroom.example/api/v1/changes?cursor=${json.next}>; rel="next"`,
  );
});
