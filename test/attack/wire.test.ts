/** Malformed HTTP: bytes that two servers might read differently, or that one might not survive. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';

let newsroom: Newsroom;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false, limits: { WRITES: 1e9, FAILURES: 1e9 } });
  id = (await release(newsroom)).id;
});
afterAll(() => newsroom.dispose());

/** The answer until the server closes the connection, or sends nothing for a moment. */
function exchange(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(newsroom.url.port), '127.0.0.1');
    let text = '';
    socket.setTimeout(1500, () => socket.destroy());
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });
}

const statuses = (text: string) =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
const close = 'Connection: close\r\n';
const token = () => `Authorization: Bearer ${newsroom.tokens.admin}\r\n`;

describe('the length of a message', () => {
  const inner = () => `GET /api/v1/editor/audit HTTP/1.1\r\nHost: x\r\n${token()}\r\n`;
  const post = (headers: string, body: string) =>
    `POST /api/v1/editor/releases HTTP/1.1\r\nHost: x\r\n${token()}` +
    `Content-Type: application/json\r\n${headers}\r\n\r\n${body}`;

  test.each<[what: string, message: () => string]>([
    ['by two lengths', () => post('Content-Length: 2\r\nContent-Length: 200', `{}${inner()}`)],
    ['by two lengths in a line', () => post('Content-Length: 2, 200', `{}${inner()}`)],
    [
      'by a length and by chunks',
      () => post(`Content-Length: 5\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${inner()}`),
    ],
    [
      'by chunks and by a length',
      () =>
        post(
          `Transfer-Encoding: chunked\r\nContent-Length: ${5 + inner().length}`,
          `0\r\n\r\n${inner()}`,
        ),
    ],
    [
      'by a coding that nobody knows',
      () => post('Transfer-Encoding: xchunked\r\nContent-Length: 2', `{}${inner()}`),
    ],
    [
      'by a coding before a space',
      () => post('Transfer-Encoding : chunked\r\nContent-Length: 2', `{}${inner()}`),
    ],
    [
      'by a chunk of a wrong size',
      () => post('Transfer-Encoding: chunked', `zz\r\n{}\r\n0\r\n\r\n${inner()}`),
    ],
    [
      'by a chunk of a negative size',
      () => post('Transfer-Encoding: chunked', `-2\r\n{}\r\n0\r\n\r\n${inner()}`),
    ],
    [
      'by a chunk larger than numbers',
      () => post('Transfer-Encoding: chunked', `fffffffffffffffff\r\n{}\r\n0\r\n\r\n${inner()}`),
    ],
    ['by a length with a sign', () => post('Content-Length: +2', `{}${inner()}`)],
    ['by a length in hex', () => post('Content-Length: 0x2', `{}${inner()}`)],
    ['by a header without a name', () => post(': x\r\nContent-Length: 2', `{}${inner()}`)],
    [
      'by a line that is folded',
      () => post('X: a\r\n Content-Length: 200\r\nContent-Length: 2', '{}'),
    ],
  ])('given as %s, never makes a second response', async (_what, message) => {
    const text = await exchange(message());
    expect(text).not.toContain('"items"');
    expect(
      statuses(text).filter((status) => status < 400 || (status >= 500 && status !== 501)),
    ).toEqual([]);
  });

  test('if it is right, lets two messages follow each other', async () => {
    const text = await exchange(
      `GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: x\r\n${close}\r\n`,
    );
    expect(statuses(text)).toEqual([200, 200]);
  });
});

/** The local platform answers these itself: they do not reach the Worker. */
const unreached = [400, 404, 405, 500, 501];

test.each<[what: string, line: string, more: string, expected: number[]]>([
  ['TRACE', 'TRACE / HTTP/1.1', 'X-Secret: abcdef\r\n', [404, 405, 501, 400]],
  ['CONNECT', 'CONNECT elsewhere.example:443 HTTP/1.1', '', unreached],
  ['a method that nobody knows', 'FROBNICATE / HTTP/1.1', '', [400, 404, 405, 501]],
  ['a method in lower case', 'get / HTTP/1.1', '', [200, 400, 404, 405, 501]],
  ['TRACK', 'TRACK / HTTP/1.1', 'X-Secret: abcdef\r\n', [400, 404, 405, 501]],
  ['PROPFIND', 'PROPFIND / HTTP/1.1', '', [400, 404, 405, 501]],
  ['an address of 60 KB', `GET /${'a'.repeat(60_000)} HTTP/1.1`, '', [404, 414, 431, 400]],
  ['an address of 1 MB', `GET /${'a'.repeat(1_000_000)} HTTP/1.1`, '', [404, 414, 431, 400]],
  ['a query of 60 KB', `GET /search?q=${'a%20'.repeat(15_000)} HTTP/1.1`, '', [301, 414, 431, 400]],
  [
    'a header of 60 KB',
    'GET / HTTP/1.1',
    `If-None-Match: ${'"a", '.repeat(12_000)}"b"\r\n`,
    [200, 431, 400],
  ],
  [
    'two thousand headers',
    'GET / HTTP/1.1',
    Array.from({ length: 2000 }, (_, at) => `X-${at}: 1\r\n`).join(''),
    [200, 431, 400],
  ],
  ['a null in the address', 'GET /\0 HTTP/1.1', '', [400]],
  ['a null in a header', 'GET / HTTP/1.1', 'X: a\0b\r\n', [400]],
  ['bytes that are no text', 'GET /\xff\xfe HTTP/1.1', '', [400, 404]],
  ['no address', 'GET HTTP/1.1', '', [400]],
  ['an address that is a star', 'OPTIONS * HTTP/1.1', '', unreached],
  ['a version of HTTP to come', 'GET / HTTP/3.7', '', [400, 505]],
])('%s gets a response that repeats nothing of it', async (_what, line, more, expected) => {
  const text = await exchange(Buffer.from(`${line}\r\nHost: x\r\n${more}${close}\r\n`, 'latin1'));
  const [status] = statuses(text);
  // The runtime may close the connection without a word.
  if (status !== undefined) expect(expected).toContain(status);
  expect(text).not.toContain('abcdef');
  expect(statuses(await exchange(`GET /robots.txt HTTP/1.1\r\nHost: x\r\n${close}\r\n`))).toEqual([
    200,
  ]);
});

describe('header injection', () => {
  const split = [
    '%0d%0aSet-Cookie:%20x=1',
    '%0aSet-Cookie:%20x=1',
    '%E5%98%8A%E5%98%8DSet-Cookie:%20x=1',
    '%c4%8d%c4%8aSet-Cookie:x',
    '%0d%0a%0d%0a<html>',
  ];

  test('is not possible through an address', async () => {
    for (const one of split) {
      for (const path of [
        `/en/${one}`,
        `/releases/${id}/${one}`,
        `/search?q=${one}&x`,
        `/?cursor=${one}`,
        `/files/0123456789ab/${one}`,
        `/pictures/0123456789ab/${one}`,
        `/api/v1/releases?q=${one}`,
        `/kinds/${one}`,
        `/fr/${one}?${one}`,
      ]) {
        const text = await exchange(`GET ${path} HTTP/1.1\r\nHost: x\r\n${close}\r\n`);
        const [head = ''] = text.split('\r\n\r\n');
        expect([path, head]).toEqual([
          path,
          expect.stringMatching(/^HTTP\/1\.1 (?:200|301|400|404)/),
        ]);
        expect(head).not.toMatch(/^set-cookie/im);
      }
    }
  });

  test('is not possible through an editor’s input', async () => {
    for (const key of ['a\tb', 'é', '"a\\"', `"${'x'.repeat(300)}"`, '']) {
      const { status } = await newsroom.edit('POST', '/releases', draft(), {
        headers: {
          'Idempotency-Key': encodeURIComponent(key) === key ? key : key.replace('é', '\u00e9'),
        },
      });
      expect([key, [201, 400].includes(status)]).toEqual([key, true]);
    }
    const bad = [
      { path: '/a\r\nSet-Cookie: x=1', target: '/kinds' },
      { path: '/b', target: '/kinds\r\nSet-Cookie: x=1' },
    ];
    for (const redirect of bad)
      expect((await newsroom.edit('POST', '/redirects', redirect)).status).toBe(422);
    const legacyUrls = ['/a\r\nSet-Cookie: x=1'];
    expect((await newsroom.edit('POST', '/releases', draft({ legacyUrls }))).status).toBe(422);
    const editions = { en: { title: 'x', markdown: 'x', slug: 'a\r\nb' } };
    expect((await newsroom.edit('POST', '/releases', draft({ editions }))).status).toBe(422);
  });
});

describe('a body', () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
  const whole = () => JSON.stringify(draft());
  const deep = (open: string, shut: string) => open.repeat(100_000) + shut.repeat(100_000);

  test.each<[what: string, type: string, body: () => string | Uint8Array, status: number]>([
    ['of JSON that says it is text', 'text/plain', whole, 415],
    ['of JSON that says it is a form', 'application/x-www-form-urlencoded', whole, 415],
    ['in parts', 'multipart/form-data; boundary=x', () => `--x\r\n\r\n${whole()}\r\n--x--`, 415],
    [
      'of XML',
      'application/xml',
      () => '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
      415,
    ],
    ['in UTF-16', 'application/json', () => utf16(whole()), 400],
    ['that says it is in UTF-16', 'application/json; charset=utf-16', () => utf16(whole()), 400],
    ['with a byte order mark', 'application/json', () => `\ufeff${whole()}`, 201],
    ['a hundred thousand lists deep', 'application/json', () => deep('[', ']'), 422],
    [
      'a hundred thousand objects deep',
      'application/json',
      () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      422,
    ],
    [
      'that is deep within a field',
      'application/json',
      () => `{"editions":${deep('[', ']')}}`,
      422,
    ],
    [
      'of numbers beyond all',
      'application/json',
      () => '{"kind":1e999999,"date":-0,"sources":[1e400]}',
      422,
    ],
    [
      'with a prototype',
      'application/json',
      () => whole().replace('{', '{"__proto__":{"admin":true},'),
      422,
    ],
    [
      'with a constructor',
      'application/json',
      () => whole().replace('{', '{"constructor":{"prototype":{"x":1}},'),
      422,
    ],
    [
      'with a language that is a prototype',
      'application/json',
      () => whole().replace('"en"', '"__proto__"'),
      422,
    ],
    [
      'with a language that is a constructor',
      'application/json',
      () => whole().replace('"en"', '"constructor"'),
      422,
    ],
    [
      'with half of a character',
      'application/json',
      () => whole().replace('Astana', '\\ud800'),
      422,
    ],
    ['with a null', 'application/json', () => whole().replace('Astana', '\\u0000'), 422],
    ['that is null', 'application/json', () => 'null', 422],
    ['that is a text', 'application/json', () => '"x"', 422],
    ['with comments', 'application/json', () => `/* */${whole()}`, 400],
    ['that says NaN', 'application/json', () => '{"kind":NaN}', 400],
  ])('%s', async (_what, type, body, status) => {
    const answer = await newsroom.edit('POST', '/releases', body(), {
      headers: { 'Content-Type': type },
    });
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([status, expect.any(String)]);
    if (status !== 201) expect(answer.text.length).toBeLessThan(20_000);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test('with a repeated key counts with its last value, for validation and for use', async () => {
    const body = whole().replace('"kind":', '"kind":"rumour","kind":');
    expect((await newsroom.edit('POST', '/releases', body)).json.kind).toBe('press-release');
  });
});
