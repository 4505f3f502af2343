/** All files of a release as one archive: whole or broken off, and only when each of them is public. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOfferedAsOne, namesInArchive } from '../../src/domain/download.ts';
import { filesByFflate, hasPython, sizesByPython } from '../archive-checker.ts';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { photograph } from './photograph.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const pdf = new Uint8Array(300_000).map((_, index) => (index * 7919) & 0xff);
pdf.set(new TextEncoder().encode('%PDF-1.7\n'));
const text = (words: string) => new TextEncoder().encode(words);

/** Files by name, with their media types. */
const files: Record<string, [type: string, bytes: Uint8Array]> = {
  'Übersicht 1.pdf': ['application/pdf', pdf],
  'Судьи в Астане.png': ['image/png', photograph(330, 330)],
  'plan.txt': ['text/plain', text('One plan.')],
  'Plan.txt': ['text/plain', text('Another plan.')],
  'البرنامج.txt': ['text/plain', text('البرنامج')],
};

interface Made {
  id: string;
  slug: string;
  /** Paths of the files, in order. */
  paths: string[];
}

async function made(names: string[], order: object | null = {}): Promise<Made> {
  const title = { title: 'Forty judges in Astana', markdown: 'Text.' };
  const release = await newsroom.edit('POST', '/releases', draft({ editions: { en: title } }), {
    now: noon,
  });
  const { id } = release.json;
  const paths: string[] = [];
  for (const name of names) {
    const [type, bytes] = files[name] as [string, Uint8Array];
    const path = `/releases/${id}/attachments/${encodeURIComponent(name)}`;
    const put = await newsroom.edit('PUT', path, bytes, {
      now: noon,
      etag: '*',
      headers: { 'Content-Type': type },
    });
    expect(put.status, put.text).toBe(201);
    paths.push(new URL(put.json.url).pathname);
  }
  if (order) {
    const put = await newsroom.edit('PUT', `/releases/${id}/publication`, order, {
      now: noon,
      etag: '*',
    });
    expect(put.status, put.text).toBe(200);
  }
  return { id, slug: release.json.editions.en.slug, paths };
}

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  newsroom.fetch(path, {
    method,
    redirect: 'manual',
    headers: { 'X-Test-Now': String(noon + hour), ...headers },
  });
const archiveOf = async ({ id }: Made) =>
  new Uint8Array(await (await ask(`/releases/${id}.zip`)).arrayBuffer());

describe('The archive of a release', () => {
  let release: Made;
  beforeAll(async () => {
    release = await made(Object.keys(files));
  });

  test('has every file with its bytes and its name in any script.', async () => {
    const response = await ask(`/releases/${release.id}.zip`);
    const archive = new Uint8Array(await response.arrayBuffer());
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-length': String(archive.length),
      'content-disposition': `attachment; filename="${release.slug}.zip"; filename*=UTF-8''${release.slug}.zip`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=0, must-revalidate',
      'cache-tag': `release-${release.id}`,
      'x-test-trips': '1',
    });
    const { 'Plan.txt': second, ...rest } = files;
    const sent = Object.entries({ ...rest, 'Plan (2).txt': second as [string, Uint8Array] });
    expect(filesByFflate(archive)).toEqual(
      Object.fromEntries(sent.map(([name, [, bytes]]) => [name, Buffer.from(bytes)])),
    );
    if (hasPython) {
      const sizes = Object.fromEntries(sent.map(([name, [, bytes]]) => [name, bytes.length]));
      expect(sizesByPython(archive)).toEqual(sizes);
    }
  });

  test('has no date before 1980, which the format does not know.', async () => {
    const order = { at: '1975-08-01T09:00:00Z', backdate: true };
    const archive = await archiveOf(await made(['plan.txt', 'Plan.txt'], order));
    const date = new DataView(archive.buffer).getUint16(12, true);
    expect([1980 + (date >> 9), (date >> 5) & 15, date & 31]).toEqual([1980, 1, 1]);
  });

  test('is the same to the byte at any time; its ETag and its headers come without a file being read.', async () => {
    expect(await archiveOf(release)).toEqual(await archiveOf(release));
    const head = await ask(`/releases/${release.id}.zip`, {}, 'HEAD');
    const etag = head.headers.get('ETag') ?? '';
    expect([head.status, Number(head.headers.get('Content-Length'))]).toEqual([
      200,
      (await archiveOf(release)).length,
    ]);
    const known = await ask(`/releases/${release.id}.zip`, { 'If-None-Match': etag });
    expect(known.status).toBe(304);
    for (const { headers } of [head, known]) {
      expect(headers.get('ETag')).toBe(etag);
      expect(headers.get('X-Test-Calls')).not.toContain('get');
    }
  });

  test('has another ETag as soon as a file is replaced, and not before that is public.', async () => {
    const changing = await made(['plan.txt', 'Übersicht 1.pdf']);
    const etagAt = async (now: number) =>
      (
        await ask(`/releases/${changing.id}.zip`, { 'X-Test-Now': String(now) }, 'HEAD')
      ).headers.get('ETag');
    const before = await etagAt(noon + hour);
    const path = `/releases/${changing.id}/attachments/plan.txt`;
    const options = { now: noon + hour, etag: '*', headers: { 'Content-Type': 'text/plain' } };
    await newsroom.edit('PUT', path, text('A new plan.'), options);
    const order = { minor: true, at: new Date(noon + 2 * hour).toISOString() };
    const scheduled = `/releases/${changing.id}/publication`;
    await newsroom.edit('PUT', scheduled, order, { now: noon + hour, etag: '*' });
    expect(await etagAt(noon + 2 * hour - 1)).toBe(before);
    expect(await etagAt(noon + 2 * hour)).not.toBe(before);
    const response = await ask(`/releases/${changing.id}.zip`, {
      'X-Test-Now': String(noon + 2 * hour),
    });
    const archive = new Uint8Array(await response.arrayBuffer());
    expect(String(filesByFflate(archive)['plan.txt'])).toBe('A new plan.');
  });

  test('reads the files from R2 one after the other.', async () => {
    const response = await ask(`/releases/${release.id}.zip`);
    // The call of the first file is under way when the response begins; the others follow it.
    expect((response.headers.get('X-Test-Calls') ?? '').split(' ').length).toBeLessThanOrEqual(2);
    await response.body?.cancel();
  });
});

test('Two files or more are offered on the page as one archive; a single one is not.', async () => {
  const [two, one] = [await made(['plan.txt', 'Übersicht 1.pdf']), await made(['plan.txt'])];
  const page = async ({ id, slug }: Made) =>
    (await newsroom.get(`/releases/${id}/${slug}`, noon)).text;
  expect(await page(two)).toMatch(
    new RegExp(
      `<a href="/releases/${two.id}\\.zip" type="application/zip" rel="nofollow">Download all</a> ` +
        '<span class="type">\\(<bdi>ZIP</bdi>, <bdi>300 kB</bdi>\\)',
    ),
  );
  expect(await page(one)).not.toContain('.zip');
  expect((await ask(`/releases/${one.id}.zip`)).status).toBe(404);
});

test('The archive of a hidden release is absent to the byte, also in a preview of it.', async () => {
  const at = noon + 2 * hour;
  const hidden = await made(Object.keys(files), { at: new Date(at).toISOString() });
  const answer = async (id: string) => {
    const response = await ask(`/releases/${id}.zip`);
    const fields = [...response.headers].filter(([name]) => !name.startsWith('x-test-'));
    return JSON.stringify([response.status, fields, await response.text()]).replaceAll(id, 'ID');
  };
  expect(await answer(hidden.id)).toBe(await answer('0123456789ab'));
  expect(await answer(hidden.id)).toContain('404');
  expect((await newsroom.get(`/releases/${hidden.id}.zip`, at - 1)).status).toBe(404);
  expect((await newsroom.get(`/releases/${hidden.id}.zip`, at)).status).toBe(200);
  const order = { recipient: 'A. Duisenova', expiresAt: new Date(at).toISOString() };
  const link = await newsroom.edit('POST', `/releases/${hidden.id}/previews`, order, { now: noon });
  expect(link.status, link.text).toBe(201);
  const { pathname, search } = new URL(link.json.url);
  const page = (await newsroom.get(pathname + search, noon)).text;
  expect(page).toContain('plan.txt');
  expect(page).not.toContain('.zip');
});

test.each([
  ['notice', 200],
  ['gone', 410],
  ['vanish', 404],
  ['redirect', 404],
])(
  'When a release is withdrawn by %s, the archive answers %d, as its files do.',
  async (mode, status) => {
    const { id, paths } = await made(['plan.txt', 'Übersicht 1.pdf']);
    const note = mode === 'vanish' ? {} : { note: { en: 'A mistake.' } };
    const order = { mode, ...note, ...(mode === 'redirect' && { redirectTo: '/archive' }) };
    const path = `/releases/${id}/withdrawal`;
    const put = await newsroom.edit('PUT', path, order, { now: noon + 1, etag: '*' });
    expect(put.status, put.text).toBe(200);
    const [archive, file] = await Promise.all([ask(`/releases/${id}.zip`), ask(paths[0] ?? '')]);
    expect([archive.status, file.status]).toEqual([status, status]);
    for (const name of ['Cache-Control', 'Cloudflare-CDN-Cache-Control']) {
      if (status === 410) expect(archive.headers.get(name), name).toBe(file.headers.get(name));
    }
    await Promise.all([archive.body?.cancel(), file.body?.cancel()]);
  },
);

describe('A file that cannot be read breaks the archive off:', () => {
  /** The object in R2 of a release's file. */
  const objectOf = async (id: string, index: number) => {
    const sql = 'select facts from publications where release_id = ?';
    const facts = await newsroom.db.prepare(sql).bind(id).first<string>('facts');
    return `attachments/${JSON.parse(facts ?? '').attachments[index].key}`;
  };
  /** The connection is closed before the declared length, or before the first byte. */
  const broken = (path: string, headers: Record<string, string> = {}) =>
    expect(ask(path, headers).then((response) => response.arrayBuffer())).rejects.toThrow();

  test('one that is no longer there, also the first.', async () => {
    for (const lost of [0, 1]) {
      const { id } = await made(['plan.txt', 'Übersicht 1.pdf']);
      await newsroom.bucket.delete(await objectOf(id, lost));
      await broken(`/releases/${id}.zip`);
    }
  });

  test('one that is shorter than it was.', async () => {
    const { id } = await made(['plan.txt', 'Übersicht 1.pdf']);
    await newsroom.bucket.put(await objectOf(id, 0), 'One');
    await broken(`/releases/${id}.zip`);
  });

  test('one whose stream is interrupted.', async () => {
    const { id } = await made(['plan.txt', 'Übersicht 1.pdf']);
    await broken(`/releases/${id}.zip`, { 'X-Test-Fault': 'get;half' });
  });
});

test('Names that one file system would take for one are told apart.', () => {
  const names = ['a.pdf', 'A.PDF', 'a (2).pdf', 'é.txt', 'e\u0301.txt', 'ß.txt', 'SS.txt'];
  expect(namesInArchive(names.map((filename) => ({ filename })))).toEqual([
    'a.pdf',
    'A (2).PDF',
    'a (2) (2).pdf',
    'é.txt',
    'e\u0301 (2).txt',
    'ß.txt',
    'SS (2).txt',
  ]);
});

test('An archive is offered from two files on, up to 2 GB.', () => {
  const sized = (...sizes: number[]) => sizes.map((size) => ({ size }));
  expect(isOfferedAsOne(sized(1e9, 1e9))).toBe(true);
  expect(isOfferedAsOne(sized(1e9, 1e9 + 1))).toBe(false);
  expect(isOfferedAsOne(sized(1))).toBe(false);
  expect(isOfferedAsOne([])).toBe(false);
});
