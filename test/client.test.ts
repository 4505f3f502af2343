/** The typed client: requests, retries, errors and types. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { Client, type Parameters, Refusal, type Release, Unreachable } from '../client/client.ts';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
let client: Client;
beforeAll(async () => {
  newsroom = await openNewsroom();
  client = new Client(newsroom.url, { token: newsroom.tokens.admin });
});
afterAll(() => newsroom.dispose());

test('drafts, uploads, publishes and reads with the ETag of the last response', async () => {
  const made = await client.send('POST /editor/releases', { body: draft() });
  const { id } = made.document;
  const body = new Blob(['A,B\n1,2\n'], { type: 'text/csv' });
  const file = {
    params: { id, filename: 'figures of May.csv' },
    query: { title: 'Figures' },
    body,
    etag: made.etag,
  };
  const put = await client.send('PUT /editor/releases/{id}/attachments/{filename}', file);
  expect([put.status, put.document.title, put.document.version]).toEqual([201, 'Figures', 2]);
  const order = {
    params: { id },
    body: { at: { local: '2020-01-01T10:00', timeZone: 'Europe/Vienna' }, backdate: true },
    etag: put.etag,
  };
  const { document } = await client.send('PUT /editor/releases/{id}/publication', order);
  expect([document.state, document.version]).toEqual(['public', 2]);
  const read = await client.send('GET /releases/{id}', { params: { id } });
  expect(read.document.publishedAt).toBe('2020-01-01T09:00:00Z');
  expect(read.document.attachments.map(({ filename }) => filename)).toEqual(['figures of May.csv']);
  const all: string[] = [];
  for await (const release of client.list('GET /releases', { limit: 1 })) all.push(release.id);
  expect(all).toContain(id);
});

test('a refusal is an error with every fault and its place', async () => {
  const refused = client.send('POST /editor/releases', {
    body: draft({ kind: 'unheard-of' }) as never,
  });
  const refusal = await refused.catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({
    status: 422,
    type: 'urn:dateline:problem:invalid',
    errors: [{ pointer: '/kind', detail: 'is not a term of kinds' }],
  });
});

/** Sends a POST to a server that returns the given statuses; reports the keys and the pauses. */
async function against(statuses: [status: number, headers?: Record<string, string>][]) {
  const keys: unknown[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key']);
    const [status, headers = {}] = statuses.shift() ?? [200];
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const pauses: number[] = [];
  const patient = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    attempts: 3,
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  const sent = await patient
    .send('POST /editor/releases', { body: draft() })
    .catch((error: Error) => error)
    .finally(() => server.close());
  return { sent, keys, pauses };
}

test('a temporary failure is repeated with the same key after Retry-After', async () => {
  const { sent, keys, pauses } = await against([[429, { 'Retry-After': '7' }], [0]]);
  expect(sent).toMatchObject({ status: 200 });
  expect([keys.length, new Set(keys).size, keys[0]]).toEqual([
    3,
    1,
    expect.stringMatching(/^"[0-9a-f-]{36}"$/),
  ]);
  expect(pauses[0]).toBe(7000);
});

test('it gives up after the last attempt, and distinguishes a refusal from no response', async () => {
  const busy = await against([[503], [503], [503]]);
  expect([busy.sent instanceof Refusal, busy.keys.length]).toEqual([true, 3]);
  const silent = await against([[0], [0], [0]]);
  expect(silent.sent).toBeInstanceOf(Unreachable);
  const wrong = await against([[404]]);
  expect([wrong.sent instanceof Refusal, wrong.keys.length]).toEqual([true, 1]);
});

test('the types know an operation’s input, response and existence', () => {
  type Publish = Parameters<'PUT /editor/releases/{id}/publication'>;
  expectTypeOf<Publish['params']>().toEqualTypeOf<{ id: string | number }>();
  expectTypeOf<NonNullable<Publish['body']>['minor']>().toEqualTypeOf<
    boolean | string[] | undefined
  >();
  expectTypeOf<Release['editions'][string]['markdown']>().toBeString();
  // @ts-expect-error there is no such operation
  expectTypeOf<Parameters<'GET /nothing'>>().toBeNever();
});
