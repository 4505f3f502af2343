/** Attachments: streamed in, served whole or in part, with validators that hold. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const bytes = new Uint8Array(300_000).map((_, index) => (index * 7919) & 0xff);
bytes.set(new TextEncoder().encode('%PDF-1.7\n'));

let newsroom: Newsroom;
let file: string;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const made = await newsroom.edit('POST', '/releases', draft(), { now: noon });
  id = made.json.id;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const put = await newsroom.edit(
    'PUT',
    `/releases/${id}/attachments/Übersicht 1.pdf?lang=en`,
    bytes,
    {
      now: noon,
      headers: {
        'Content-Type': 'application/pdf',
        'Repr-Digest': `sha-256=:${btoa(String.fromCharCode(...digest))}:`,
      },
    },
  );
  expect(put.status, put.text).toBe(201);
  file = new URL(put.json.url).pathname;
  const order = await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    {},
    {
      now: noon,
      etag: put.headers.get('ETag') ?? '',
    },
  );
  expect(order.status).toBe(200);
});
afterAll(() => newsroom.dispose());

const ask = (headers: Record<string, string> = {}, method = 'GET') =>
  newsroom.fetch(file, { method, headers: { 'X-Test-Now': String(noon), ...headers } });
const body = async (response: Response) => new Uint8Array(await response.arrayBuffer());

test('the whole file has the bytes that were sent, and their media type', async () => {
  const response = await ask();
  expect(response.status).toBe(200);
  expect(await body(response)).toEqual(bytes);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'accept-ranges': 'bytes',
    'content-length': '300000',
    'content-type': 'application/pdf',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'content-disposition': `attachment; filename="_bersicht 1.pdf"; filename*=UTF-8''%C3%9Cbersicht%201.pdf`,
  });
});

test.each([
  ['bytes=0-0', 0, 1],
  ['bytes=10-19', 10, 20],
  ['bytes=299990-', 299_990, 300_000],
  ['bytes=-10', 299_990, 300_000],
  ['bytes=299999-999999', 299_999, 300_000],
])('Range: %s gives that part', async (range, from, to) => {
  const response = await ask({ Range: range });
  expect(response.status).toBe(206);
  expect(response.headers.get('Content-Range')).toBe(`bytes ${from}-${to - 1}/300000`);
  expect(await body(response)).toEqual(bytes.slice(from, to));
});

test('a range beyond the end: 416 with the size; a malformed range: the whole file', async () => {
  const beyond = await ask({ Range: 'bytes=300000-' });
  expect([beyond.status, beyond.headers.get('Content-Range')]).toEqual([416, 'bytes */300000']);
  await beyond.body?.cancel();
  for (const range of ['bytes=5-1', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6']) {
    const response = await ask({ Range: range });
    expect(response.status, range).toBe(200);
    await response.body?.cancel();
  }
});

test('a client that has it gets 304; If-Range with another version gets the whole', async () => {
  const etag = (await ask({}, 'HEAD')).headers.get('ETag') ?? '';
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect((await ask({ 'If-None-Match': etag })).status).toBe(304);
  expect((await ask({ 'If-None-Match': `W/${etag}, "other"` })).status).toBe(304);
  expect((await ask({ Range: 'bytes=0-1', 'If-Range': etag })).status).toBe(206);
  const other = await ask({ Range: 'bytes=0-1', 'If-Range': '"other"' });
  expect(other.status).toBe(200);
  await other.body?.cancel();
});

test('a HEAD has the headers of a GET and no body', async () => {
  const head = await ask({}, 'HEAD');
  expect([head.status, head.headers.get('Content-Length')]).toEqual([200, '300000']);
  expect((await body(head)).length).toBe(0);
});

test('readers get a replaced file until the new one is published', async () => {
  const { headers } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
  const path = `/releases/${id}/attachments/Übersicht 1.pdf`;
  const type = { 'Content-Type': 'application/pdf' };
  const other = new TextEncoder().encode('%PDF-1.7\n% another\n');
  const unmatched = await newsroom.edit('PUT', path, other, { now: noon, headers: type });
  expect(unmatched.status).toBe(428);
  const put = await newsroom.edit('PUT', path, other, {
    now: noon,
    headers: type,
    etag: headers.get('ETag') ?? '',
  });
  expect(put.status, put.text).toBe(200);
  expect(new URL(put.json.url).pathname).toBe(file);
  expect(await body(await ask())).toEqual(bytes);
  const order = await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { minor: true },
    {
      now: noon + 1,
      etag: put.headers.get('ETag') ?? '',
    },
  );
  expect(order.status).toBe(200);
  expect(await body(await ask({ 'X-Test-Now': String(noon + 1) }))).toEqual(other);
});

test('an interrupted upload stores nothing', async () => {
  const before = (await newsroom.bucket.list()).objects.length;
  const { hostname, port } = newsroom.url;
  const { connect } = await import('node:net');
  await new Promise<void>((done) => {
    const socket = connect(Number(port), hostname, () => {
      const head = [
        `PUT /api/v1/editor/releases/${id}/attachments/broken.pdf HTTP/1.1`,
        'Host: x',
        `Authorization: Bearer ${newsroom.tokens.admin}`,
        'Content-Type: application/pdf',
        'Content-Length: 100000',
      ].join('\r\n');
      socket.write(`${head}\r\n\r\n%PDF-1.7\n${'x'.repeat(50_000)}`, () =>
        setTimeout(() => socket.destroy(), 200),
      );
    });
    socket.on('close', () => done());
  });
  await expect
    .poll(async () => (await newsroom.bucket.list()).objects.length, { timeout: 10_000 })
    .toBe(before);
  const { json } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
  expect(json.attachments.map((one: { filename: string }) => one.filename)).toEqual([
    'Übersicht 1.pdf',
  ]);
});
