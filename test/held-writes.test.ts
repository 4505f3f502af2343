/** E1, E2: a write happens when its whole body has arrived, with the permissions of that moment. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../src/domain/editor.ts';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const [before, pause] = [300, 600];

let newsroom: Newsroom;
let path: string;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());
beforeEach(async () => {
  const { json } = await newsroom.edit('POST', '/releases', draft(), { now: noon - 2 * hour });
  path = `/releases/${json.id}`;
});

const wait = (milliseconds: number) => new Promise((waited) => setTimeout(waited, milliseconds));
const schedule = (at: number, etag = '*') =>
  newsroom.edit(
    'PUT',
    `${path}/publication`,
    { at: new Date(at).toISOString() },
    { now: noon - hour, etag },
  );
const isPublic = async (now: number) => (await newsroom.get(`/api/v1${path}`, now)).status === 200;
const list = async (now: number) => (await newsroom.get('/api/v1/releases', now)).text;

/** Sends a body but withholds its end until `meanwhile` is done. */
async function hold(
  method: string,
  path: string,
  body: unknown,
  { now, token, meanwhile }: { now: number; token: string; meanwhile: () => Promise<unknown> },
) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  let finish: () => void = () => undefined;
  const held = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 1));
      finish = () => {
        controller.enqueue(bytes.slice(1));
        controller.close();
      };
    },
  });
  const pending = fetch(new URL(`/api/v1/editor${path}`, newsroom.url), {
    method,
    body: held,
    duplex: 'half',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'If-Match': '*',
      'X-Test-Now': String(now),
      'X-Test-Flowing': 'true',
    },
  } as RequestInit);
  await wait(50);
  await meanwhile();
  finish();
  const response = await pending;
  return { status: response.status, text: await response.text() };
}

const acts: [string, string, string, unknown][] = [
  ['postpones', 'PUT', '/publication', { at: new Date(noon + hour).toISOString() }],
  ['cancels', 'DELETE', '/publication', {}],
  ['discards', 'DELETE', '', {}],
  ['publishes', 'PUT', '/publication', {}],
  ['revises', 'PUT', '', draft({ date: '2026-07-02' })],
];

describe('an instant that passes while the body is delayed is not undone by a request that', () => {
  test.each(acts)('%s', async (_, method, under, body) => {
    await schedule(noon);
    const { status } = await hold(method, path + under, body, {
      now: noon - before,
      token: newsroom.tokens.admin,
      meanwhile: async () => {
        await wait(pause);
        await newsroom.tickAt(noon + 1);
        expect(await list(noon + 1)).toContain(path);
      },
    });
    expect([409, 412]).toContain(status);
    expect(await isPublic(noon)).toBe(true);
    expect(await isPublic(noon - 1)).toBe(false);
  });
});

test('a slow database does not prevent a withdrawal', async () => {
  await schedule(noon - hour + 1);
  const headers = { 'X-Test-Flowing': 'true', 'X-Test-Slow': '20000' };
  const order = { mode: 'vanish' };
  const { status } = await newsroom.edit('PUT', `${path}/withdrawal`, order, {
    now: noon,
    headers,
  });
  expect(status).toBe(200);
  expect(await isPublic(noon + 1000)).toBe(false);
});

test('a slow database does not let a release that became public meanwhile be cancelled', async () => {
  await schedule(noon + 10_000);
  const headers = { 'X-Test-Flowing': 'true', 'X-Test-Slow': '20000' };
  const { status } = await newsroom.edit('DELETE', `${path}/publication`, null, {
    now: noon,
    etag: '*',
    headers,
  });
  expect([409, 412, 503]).toContain(status);
  expect(await isPublic(noon + 10_000)).toBe(true);
});

test.each(acts)(
  'an instant that passes while the database stalls is not undone by a request that %s',
  async (_, method, under, body) => {
    await schedule(noon);
    const { status } = await newsroom.edit(method, path + under, body, {
      now: noon - 1000,
      etag: '*',
      headers: { 'X-Test-Flowing': 'true', 'X-Test-Fault': 'batch;stall' },
    });
    expect([409, 412]).toContain(status);
    expect(await isPublic(noon)).toBe(true);
    expect(await isPublic(noon - 1)).toBe(false);
  },
);

test('an immediate publication is dated when its body arrived, not its headers', async () => {
  const { status } = await hold(
    'PUT',
    `${path}/publication`,
    {},
    {
      now: noon,
      token: newsroom.tokens.admin,
      meanwhile: () => wait(pause),
    },
  );
  expect(status).toBe(200);
  expect(await isPublic(noon + pause - 50)).toBe(false);
  expect(await isPublic(noon + pause + 5000)).toBe(true);
});

describe('a delayed body publishes nothing once its editor', () => {
  const person = async (role: Role) => {
    const { json } = await newsroom.edit('POST', '/editors', { name: 'The leaver', role });
    const made = await newsroom.edit('POST', `/editors/${json.id}/tokens`, {});
    return { id: json.id, tokenId: made.json.id, token: made.json.token };
  };
  const leaving: [string, number, (who: { id: string; tokenId: string }) => Promise<unknown>][] = [
    [
      'has no token any more',
      401,
      ({ id, tokenId }) =>
        newsroom.edit('DELETE', `/editors/${id}/tokens/${tokenId}`, null, { etag: '*' }),
    ],
    [
      'is disabled',
      401,
      ({ id }) => newsroom.edit('DELETE', `/editors/${id}`, null, { etag: '*' }),
    ],
    [
      'is an author',
      403,
      ({ id }) =>
        newsroom.edit(
          'PUT',
          `/editors/${id}`,
          { name: 'The leaver', role: 'author' },
          { etag: '*' },
        ),
    ],
  ];
  test.each(leaving)('%s', async (_, expected, leave) => {
    const who = await person('editor');
    const { status } = await hold(
      'PUT',
      `${path}/publication`,
      {},
      {
        now: Date.now(),
        token: who.token,
        meanwhile: () => leave(who),
      },
    );
    expect(status).toBe(expected);
    expect(await isPublic(Date.now() + hour)).toBe(false);
  });
});
