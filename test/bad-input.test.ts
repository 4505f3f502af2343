/** Invalid input: a clear problem for each, and nothing half-written. */

import type * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { editorsOperations } from '../src/api/editor/routes.ts';
import type { Operation } from '../src/api/endpoint.ts';
import { hashToken, newToken } from '../src/domain/editor.ts';
import { validate } from '../src/http/input.ts';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

let newsroom: Newsroom;
let path: string;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const { json } = await newsroom.edit('POST', '/releases', draft());
  path = `/releases/${json.id}`;
});
afterAll(() => newsroom.dispose());

const counted = [
  'releases',
  'revisions',
  'publications',
  'editions',
  'attachments',
  'blobs',
  'audit',
];
async function counts(): Promise<unknown> {
  const query = counted.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ');
  const { objects } = await newsroom.bucket.list();
  return { ...(await newsroom.db.prepare(`select ${query}`).first()), objects: objects.length };
}
let before: unknown;
beforeEach(async () => {
  before = await counts();
});

interface Refusal {
  status: number;
  pointers?: string[];
}

async function expectRefusal(
  reply: Promise<{ status: number; headers: Headers; text: string }>,
  { status, pointers }: Refusal,
) {
  const { headers, text, ...got } = await reply;
  expect(got.status, text).toBe(status);
  expect(headers.get('Content-Type')).toBe('application/problem+json');
  const document = JSON.parse(text);
  expect(document).toMatchObject({ status, type: expect.any(String), title: expect.any(String) });
  if (pointers) {
    expect(document.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(
      pointers.sort(),
    );
  }
  expect(await counts()).toEqual(before);
}

test('a missing, wrong, expired or revoked token: 401', async () => {
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const expired = newToken();
  const insert = newsroom.db.prepare(
    `insert into tokens (id, editor_id, label, hash, created_at, expires_at, revoked_at)
     select ?, id, ?, ?, 0, ?, ? from editors limit 1`,
  );
  const revoked = newToken();
  await insert.bind('expired', 'x', await hashToken(expired), Date.now() - 1, null).run();
  await insert.bind('revoked', 'x', await hashToken(revoked), Date.now() + 1e9, 1).run();
  for (const headers of [
    {},
    bearer('nonsense'),
    bearer(newToken()),
    bearer(expired),
    bearer(revoked),
    { Authorization: 'Basic eDp5' },
  ]) {
    for (const address of [
      '/api/v1/editor/releases',
      '/api/v1/editor/no-such-route',
      `/api/v1/editor${path}`,
    ]) {
      const response = await newsroom.fetch(address, {
        headers: headers as Record<string, string>,
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer realm="editors"/);
      expect(response.headers.get('Cache-Control')).toBe('private, no-store');
    }
  }
});

test.each([
  ['JSON that breaks off', '{"kind": ', 400],
  ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400],
  ['an empty body', '', 400],
])('%s: 400', async (_what, body, status) => {
  await expectRefusal(newsroom.edit('POST', '/releases', body), { status: status as number });
});

test('a body without the JSON media type: 415', async () => {
  const headers = { 'Content-Type': 'text/plain' };
  await expectRefusal(newsroom.edit('POST', '/releases', '{}', { headers }), { status: 415 });
});

test('a body of 2 MB: 413, declared or streamed', async () => {
  const markdown = 'x'.repeat(2_000_000);
  const large = draft({ editions: { en: { title: 'Large', markdown } } });
  await expectRefusal(newsroom.edit('POST', '/releases', large), { status: 413 });
  const response = await newsroom.fetch('/api/v1/editor/releases', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${newsroom.tokens.admin}`,
      'Content-Type': 'application/json',
    },
    body: new Blob([JSON.stringify(large)]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect(response.status).toBe(413);
});

test('every fault has its own entry', async () => {
  const body = {
    ...draft({
      kind: 'rumour',
      date: '2026-02-30',
      sources: ['secretariat', 'ministry-of-silly-walks'],
      editions: {
        en: { markdown: 'No title.' },
        xx: { title: 'No such language', markdown: 'Text.' },
      },
    }),
    colour: 'red',
  };
  await expectRefusal(newsroom.edit('POST', '/releases', body), {
    status: 422,
    pointers: ['/date', '/editions/en/title', '/colour', '/kind', '/sources/1', '/editions/xx'],
  });
});

test.each([
  ['null', null],
  ['a list', []],
  ['a text', 'release'],
  ['no editions', draft({ editions: {} })],
  ['editions of another shape', draft({ editions: [1, 2] })],
  ['terms of another shape', draft({ sources: { 0: 'secretariat' }, fieldsOfWork: [1] })],
  ['a title of spaces', draft({ editions: { en: { title: '   ', markdown: 'x' } } })],
  ['a title with a line break', draft({ editions: { en: { title: 'a\nb', markdown: 'x' } } })],
  ['a lone surrogate', draft({ editions: { en: { title: 'a\ud800', markdown: 'x' } } })],
  ['a NUL in the body', draft({ editions: { en: { title: 'a', markdown: 'x\u0000' } } })],
  ['a slug with a slash', draft({ editions: { en: { title: 'a', slug: 'a/b', markdown: 'x' } } })],
  [
    '__proto__ as a language',
    JSON.parse(
      '{"kind":"press-release","date":"2026-07-01","editions":{"__proto__":{"title":"a","markdown":"x"}}}',
    ),
  ],
])('a release that is %s: 422', async (_what, body) => {
  const text = body === null ? 'null' : JSON.stringify(body);
  await expectRefusal(newsroom.edit('POST', '/releases', text), { status: 422 });
});

const shapes = [null, [], 'x', 1, {}];
const libraryWords = /Invalid \w+:|Expected|[Rr]eceived/;

/** Every place of a body by its schema, each with a document that has a value at that place only. */
function placesIn(
  schema: v.GenericSchema,
  wrap: (value: unknown) => unknown = (value) => value,
  path = '',
): { path: string; type: string; wrap: (value: unknown) => unknown }[] {
  const { wrapped, entries, value, item, options = [] } = schema as Partial<AnySchema>;
  const below: [key: string, of: v.GenericSchema][] = entries
    ? Object.entries(entries)
    : value
      ? [['en', value]]
      : [];
  return [
    { path, type: schema.type, wrap },
    ...(wrapped ? placesIn(wrapped, wrap, path) : []),
    ...options.flatMap((one) => (typeof one === 'object' ? placesIn(one, wrap, path) : [])),
    ...(item ? placesIn(item, (one) => wrap([one]), `${path}/0`) : []),
    ...below.flatMap(([key, of]) => placesIn(of, (one) => wrap({ [key]: one }), `${path}/${key}`)),
  ];
}

interface AnySchema {
  wrapped: v.GenericSchema;
  entries: Record<string, v.GenericSchema>;
  value: v.GenericSchema;
  item: v.GenericSchema;
  options: (v.GenericSchema | string)[];
}

const withBodies = (editorsOperations as readonly Operation[]).flatMap((operation) => {
  const { body } = operation;
  return body === undefined || body === 'bytes' ? [] : [{ ...operation, body }];
});

test.each(withBodies)('$name has its own message for each wrong field', ({ body }) => {
  const wrong = [...shapes, true, 1.5, 1e9, [null], [[]], [1], { x: 1 }, { en: null }, { en: [] }];
  for (const { path, type, wrap } of placesIn(body)) {
    for (const value of wrong) {
      const { faults } = validate(body, wrap(value));
      const sent = JSON.stringify(wrap(value));
      for (const { detail } of faults) expect(`${sent}: ${detail}`).not.toMatch(libraryWords);
      const isList = Array.isArray(value) && ['strict_object', 'record'].includes(type);
      if (isList)
        expect([sent, faults]).toEqual([
          sent,
          expect.arrayContaining([{ pointer: path, detail: 'must be an object' }]),
        ]);
    }
  }
});

test.each(withBodies)(
  '$name with a body of another shape: a problem document',
  async ({ method, path: address }) => {
    const { json } = await newsroom.edit('POST', '/releases', draft());
    const filled = address
      .replace('/releases/{id}', `/releases/${json.id}`)
      .replace('/attachments/{filename}', '/attachments/a.txt')
      .replace('{number}', '1')
      .replace('{taxonomy}', 'kinds')
      .replace('{slug}', 'press-release')
      .replace(/\{\w+\}/g, '0123456789ab');
    for (const shape of shapes) {
      const reply = await newsroom.edit(method.toUpperCase(), filled, JSON.stringify(shape), {
        etag: '*',
      });
      expect(reply.status, reply.text).toBeLessThan(500);
      if (reply.status >= 400) expect(reply.text).not.toMatch(libraryWords);
      if (reply.status === 422) expect(reply.json.errors).not.toEqual([]);
    }
  },
);

test('If-Match: missing 428, stale 412; a weakened tag of another version 412', async () => {
  await expectRefusal(newsroom.edit('PUT', path, draft()), { status: 428 });
  await expectRefusal(newsroom.edit('PUT', path, draft(), { etag: '"9.9.draft"' }), {
    status: 412,
  });
  await expectRefusal(newsroom.edit('PUT', path, draft(), { etag: 'W/"9"' }), { status: 412 });
});

test.each([
  ['tomorrow', '/at'],
  ['2026-07-01T12:00:00', '/at'],
  ['2026-06-31T12:00:00Z', '/at'],
  ['2026-07-01', '/at'],
  [42, '/at'],
])('publication at %s: 422', async (at, pointer) => {
  await expectRefusal(newsroom.edit('PUT', `${path}/publication`, { at }), {
    status: 422,
    pointers: [pointer],
  });
});

test('an unknown release, or an id of another shape: 404', async () => {
  await expectRefusal(newsroom.edit('GET', '/releases/0123456789ab', null), { status: 404 });
  await expectRefusal(newsroom.edit('GET', "/releases/'or'1'='1", null), { status: 404 });
  await expectRefusal(newsroom.edit('PUT', '/releases/0123456789ab/publication', {}), {
    status: 404,
  });
});

const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
const png = new Uint8Array([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
]);
const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
const exe = new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]);

test.each([
  ['a PNG that says it is a PDF', 'a.pdf', 'application/pdf', png],
  ['a PDF under another extension', 'a.png', 'application/pdf', pdf],
  ['a PDF sent as a picture', 'a.pdf', 'image/png', pdf],
  ['an SVG', 'a.svg', 'image/svg+xml', svg],
  ['an SVG as text', 'a.txt', 'text/plain', svg],
  ['HTML', 'a.html', 'text/html', new TextEncoder().encode('<p>')],
  ['an executable', 'a.zip', 'application/zip', exe],
])('%s: 415', async (_what, name, type, bytes) => {
  const headers = { 'Content-Type': type };
  const put = newsroom.edit('PUT', `${path}/attachments/${name}`, bytes, { headers });
  await expectRefusal(put, { status: 415 });
});

test.each([
  'no-extension',
  '..%2f..%2fetc.pdf',
  'a%0d%0aSet-Cookie.pdf',
  'a%E2%80%AEfdp.exe.pdf',
  '.pdf',
])('a file named %s: 422', async (name) => {
  const headers = { 'Content-Type': 'application/pdf' };
  const put = newsroom.edit('PUT', `${path}/attachments/${name}`, pdf, { headers });
  await expectRefusal(put, { status: 422 });
});

test('bytes with another digest than declared: 400, and nothing is stored', async () => {
  const headers = {
    'Content-Type': 'application/pdf',
    'Repr-Digest': `sha-256=:${btoa('x'.repeat(32))}:`,
  };
  const put = newsroom.edit('PUT', `${path}/attachments/a.pdf`, pdf, { headers });
  await expectRefusal(put, { status: 400 });
});

test.each([
  'limit=0',
  'limit=101',
  'limit=x',
  'cursor=x',
  'since=yesterday',
  'lang=xx',
  'colour=red',
])('GET /releases?%s: 400', async (query) => {
  await expectRefusal(newsroom.get(`/api/v1/releases?${query}`, Date.now()), { status: 400 });
});

test.each([
  '/?cursor=x',
  '/nope',
  '/fr/nope',
  '/kinds/nope',
  '/files/x/y',
  '/releases/x',
  '/%ff',
  '/sitemaps/7.xml',
  '/zz',
])('%s is an error page, not a server error', async (address) => {
  const { status, headers } = await newsroom.get(address, Date.now());
  expect([400, 404]).toContain(status);
  expect(headers.get('Content-Type')).toMatch(/^text\/html/);
  expect(headers.get('Cache-Control')).toBe('no-store');
});

test.each([
  ['POST', '/', 'GET, HEAD'],
  ['PUT', '/feed.xml', 'GET, HEAD'],
  ['DELETE', '/api/v1/releases', 'GET, HEAD'],
  ['POST', '/releases/0123456789ab', 'GET, HEAD'],
])('%s %s: 405 with Allow', async (method, address, allow) => {
  const response = await newsroom.fetch(address, { method });
  expect([response.status, response.headers.get('Allow')]).toEqual([405, allow]);
  await response.body?.cancel();
});

test('a known editors’ address reveals its methods to editors alone', async () => {
  const reply = await newsroom.edit('POST', `${path}/publication`, {});
  expect([reply.status, reply.headers.get('Allow')]).toEqual([405, 'PUT, DELETE']);
  const stranger = await newsroom.fetch('/api/v1/editor/releases', { method: 'DELETE' });
  expect(stranger.status).toBe(401);
});

test.each([
  ['/en', '/'],
  ['/en/', '/'],
  ['/en/feed.xml?x=1', '/feed.xml?x=1'],
  ['/en//elsewhere.example/a', '/elsewhere.example/a'],
  ['/en/%5celsewhere.example', '/%5celsewhere.example'],
])('%s redirects to %s of this site, with a cache policy', async (address, path) => {
  const response = await newsroom.fetch(address);
  expect([response.status, response.headers.get('Location')]).toEqual([301, path]);
  expect(response.headers.get('Cache-Control')).toBe('public, max-age=0, must-revalidate');
  await response.body?.cancel();
});
