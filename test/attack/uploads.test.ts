/** Files of another type than declared, files of two types, and uploads that lie or break off. */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { officePackage, zip } from './archives.ts';
import { headers } from './pictures.ts';

let now = Date.UTC(2026, 6, 1, 12);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const png = (width: number, height: number) => {
  const [[, , header]] = headers as [(typeof headers)[number]];
  return header(width, height);
};

let newsroom: Newsroom;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false });
  id = (await newsroom.edit('POST', '/releases', draft(), { now })).json.id;
});
afterAll(() => newsroom.dispose());

const stored = async () => {
  const { objects } = await newsroom.bucket.list();
  const revisions = await newsroom.db.prepare('select count(*) from revisions').first('count(*)');
  return { objects: objects.length, revisions };
};
let before: Awaited<ReturnType<typeof stored>>;
beforeEach(async () => {
  now += 60_000;
  before = await stored();
});

const put = (name: string, type: string, bytes: Uint8Array, more: Record<string, string> = {}) =>
  newsroom.edit('PUT', `/releases/${id}/attachments/${encodeURIComponent(name)}`, bytes, {
    now,
    headers: { 'Content-Type': type, ...more },
  });

/** Sends an upload in pieces, waits before each but the first, and then closes the connection. */
async function sendByHand(headers: string, pieces: string[], between = () => Promise.resolve()) {
  const socket = connect(Number(newsroom.url.port), '127.0.0.1').setNoDelay();
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  const closed = new Promise<string>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
  socket.write(
    `PUT /api/v1/editor/releases/${id}/attachments/b${now}.pdf HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
      `Authorization: Bearer ${newsroom.tokens.admin}\r\nContent-Type: application/pdf\r\n${headers}\r\n\r\n`,
  );
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await between();
    socket.write(piece);
  }
  socket.end();
  return closed;
}

const script = 'alert(1)';
const gifJs = latin1(`GIF89a/*\x01\0\x01\0*/=1;${script}`);

describe('a refused upload stores nothing:', () => {
  test.each<[what: string, name: string, type: string, bytes: Uint8Array, status: number]>([
    ['an SVG', 'a.svg', 'image/svg+xml', latin1('<svg/>'), 415],
    ['an SVG as a PNG', 'a.png', 'image/png', latin1(`<svg onload=${script}>`), 415],
    ['an SVG as text', 'a.txt', 'text/plain', latin1('<svg xmlns="x">'), 415],
    ['a page', 'a.html', 'text/html', latin1('<html>'), 415],
    ['a page as XHTML', 'a.xhtml', 'application/xhtml+xml', latin1('<html/>'), 415],
    ['a page as a table', 'a.csv', 'text/csv', latin1('<html><script>'), 415],
    ['a page as a picture', 'a.jpg', 'image/jpeg', latin1('<html>'), 415],
    ['XML as text', 'a.txt', 'text/plain', latin1('<?xml version="1.0"?>'), 415],
    ['a page that was saved whole', 'a.mht', 'multipart/related', latin1('MIME'), 415],
    ['a script', 'a.js', 'text/javascript', latin1(script), 415],
    ['a program for Windows as a PDF', 'a.pdf', 'application/pdf', latin1('MZ\x90\0'), 415],
    ['a program for Linux as an archive', 'a.zip', 'application/zip', latin1('\x7fELF'), 415],
    ['a program for macOS as a film', 'a.mp4', 'video/mp4', latin1('\xcf\xfa\xed\xfe'), 415],
    ['a document with macros', 'a.docm', 'application/vnd.ms-word', officePackage('docm'), 415],
    [
      'a document with macros under another name',
      'a.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      officePackage('docm'),
      415,
    ],
    ['a program behind two extensions', 'a.pdf.exe', 'application/pdf', latin1('%PDF-1.7'), 415],
    ['a name that reads backwards', 'a\u202efdp.exe', 'application/pdf', latin1('%PDF-'), 422],
    ['a name with a null', 'a.pdf\0.png', 'image/png', png(1, 1), 422],
    ['a name with a line break', 'a\r\nX-Evil: 1.pdf', 'application/pdf', latin1('%PDF-'), 422],
    ['a way out', '../../a.pdf', 'application/pdf', latin1('%PDF-'), 422],
    ['a picture of 60000 × 60000', 'a.png', 'image/png', png(60_000, 60_000), 422],
    ['a picture without its size', 'a.png', 'image/png', latin1('\x89PNG\r\n\x1a\n'), 422],
  ])('%s', async (_what, name, type, bytes, status) => {
    const answer = await put(name, type, bytes);
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await stored()).toEqual(before);
  });

  test.each(['sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:', 'sha-256=x', 'md5=:x:'])(
    'bytes that differ from Repr-Digest: %s',
    async (digest) => {
      const answer = await put('a.pdf', 'application/pdf', latin1('%PDF-1.7'), {
        'Repr-Digest': digest,
      });
      expect(answer.status).toBe(400);
      expect(await stored()).toEqual(before);
    },
  );

  /** The headers of the body, and the body, after which the connection is closed. */
  test.each<[what: string, headers: string, body: string, answer: RegExp]>([
    [
      'that is longer than declared',
      'Content-Length: 9',
      `%PDF-1.7${'x'.repeat(100)}`,
      /^HTTP\/1.1 (?:20|4)/,
    ],
    ['that breaks off', 'Content-Length: 5000', '%PDF-1.7', /^(?:HTTP\/1.1 4|$)/],
    ['whose length is no number', 'Content-Length: 12abc', '%PDF-1.7', /^(?:HTTP\/1.1 4|$)/],
    ['whose length is negative', 'Content-Length: -1', '%PDF-1.7', /^(?:HTTP\/1.1 4|$)/],
    [
      'without a declared length',
      'Transfer-Encoding: chunked',
      '8\r\n%PDF-1.7\r\n0\r\n\r\n',
      /^HTTP\/1.1 411/,
    ],
    ['of a terabyte', 'Content-Length: 1099511627776', '%PDF-1.7', /^HTTP\/1.1 413/],
    [
      'of more digits than a number has',
      `Content-Length: ${'9'.repeat(30)}`,
      '%PDF-',
      /^(?:HTTP\/1.1 4|$)/,
    ],
  ])('a body %s', async (what, headers, body, answer) => {
    const reply = await sendByHand(headers, [body]);
    expect(reply).toMatch(answer);
    if (what !== 'that is longer than declared') {
      expect(await stored()).toEqual(before);
    }
  });
});

describe('a slow upload delays no other request:', () => {
  const pdf = '%PDF-1.7\n%%EOF\n';
  test.each<[what: string, pieces: string[], length: number, answer: RegExp, added: number]>([
    ['a body that trickles', [...pdf], pdf.length, /^HTTP\/1.1 201/, 1],
    [
      'one that stalls and goes on',
      [pdf.slice(0, 5), pdf.slice(5)],
      pdf.length,
      /^HTTP\/1.1 201/,
      1,
    ],
    [
      'one that stops short of its length',
      [...pdf.slice(0, 9)],
      pdf.length,
      /^(?:HTTP\/1.1 4|$)/,
      0,
    ],
    [
      'one that goes on behind its length',
      [pdf.slice(0, 5), pdf.slice(5) + pdf],
      pdf.length,
      /^HTTP\/1.1 201/,
      1,
    ],
    ['one that stalls before its first byte', ['', pdf], pdf.length, /^HTTP\/1.1 201/, 1],
  ])('%s', async (_what, pieces, length, answer, added) => {
    const reply = await sendByHand(`Content-Length: ${length}`, pieces, async () => {
      expect((await newsroom.get('/', now)).status).toBe(200);
      expect(await stored()).toEqual(before);
    });
    expect(reply).toMatch(answer);
    const { objects, revisions } = before;
    expect(await stored()).toEqual({
      objects: objects + added,
      revisions: Number(revisions) + added,
    });
  });
});

test.each<
  [what: string, name: string, type: string, bytes: Uint8Array, shown: 'inline' | 'attachment']
>([
  ['a GIF that is a script as well', 'a.gif', 'image/gif', gifJs, 'inline'],
  [
    'a PDF that is a page as well',
    'p.pdf',
    'application/pdf',
    latin1('%PDF-1.7\n<script>alert(1)</script>'),
    'attachment',
  ],
  [
    'a JPEG that is a page as well',
    'p.jpg',
    'image/jpeg',
    latin1('\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01<html><script>alert(1)</script>'),
    'inline',
  ],
  [
    'an archive that unpacks to a gigabyte',
    'z.zip',
    'application/zip',
    zip([{ name: 'zeros', content: Buffer.alloc(256 * 1024 * 1024) }]),
    'attachment',
  ],
  [
    'what a virus scanner looks for',
    'e.txt',
    'text/plain',
    latin1(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-')),
    'attachment',
  ],
  ['a text that is a script', 's.txt', 'text/plain', latin1(script), 'attachment'],
  [
    'a table that is a formula',
    'f.csv',
    'text/csv',
    latin1('=HYPERLINK("https://elsewhere.example")'),
    'attachment',
  ],
])('%s is served with its own media type alone', async (_what, name, type, bytes, shown) => {
  const sent = await put(name, type, bytes);
  expect(sent.status, sent.text).toBe(201);
  const etag = sent.headers.get('ETag') ?? '';
  const published = await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { note: { en: 'A file.' } },
    { now, etag },
  );
  expect(published.status, published.text).toBe(200);
  const path = new URL(sent.json.url).pathname;
  const whole = await newsroom.get(path, now);
  const part = await newsroom.get(path, now, { Range: 'bytes=1-4' });
  const known = await newsroom.get(path, now, {
    'If-None-Match': whole.headers.get('ETag') ?? '',
  });
  expect([whole.status, part.status, known.status]).toEqual([200, 206, 304]);
  for (const { headers } of [whole, part]) {
    expect(headers.get('Content-Type')?.split(';')[0]).toBe(type);
    expect(headers.get('Content-Disposition')).toMatch(new RegExp(`^${shown}; filename="${name}"`));
  }
  for (const { headers } of [whole, part, known]) {
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  }
});
