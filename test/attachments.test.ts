/** Files of a release: the metadata of pictures, and the data about each file. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headers } from './attack/pictures.ts';
import { exifSegment, positionedJpeg, readTiff, tiff } from './domain/positions.ts';
import { draft, type EditOptions, type Newsroom, openNewsroom } from './newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

async function drafted(): Promise<string> {
  const made = await newsroom.edit('POST', '/releases', draft(), { now, as: 'editor' });
  return `/releases/${made.json.id}`;
}

const photograph = new Uint8Array(positionedJpeg([exifSegment(tiff(true))]));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

describe('the position at which a picture was taken', () => {
  const put = async (path: string, query: string, headers: Record<string, string> = {}) =>
    newsroom.edit('PUT', `${path}/attachments/astana.jpg${query}`, photograph, {
      now,
      as: 'editor',
      headers: { 'Content-Type': 'image/jpeg', ...headers },
    });
  const published = async (path: string, url: string) => {
    const order = { now, as: 'editor', etag: '*' } as const;
    const answer = await newsroom.edit('PUT', `${path}/publication`, {}, order);
    expect(answer.status, answer.text).toBe(200);
    const file = await newsroom.fetch(new URL(url).pathname, {
      headers: { 'X-Test-Now': String(now) },
    });
    return { file, bytes: new Uint8Array(await file.arrayBuffer()) };
  };
  const exifOf = (bytes: Uint8Array) => {
    const all = Buffer.from(bytes);
    return readTiff(all.subarray(all.indexOf('Exif\0\0', 0, 'latin1') + 6));
  };

  test('is removed; the declared digest is checked and the digest of the stored bytes is returned', async () => {
    const path = await drafted();
    const digest = `sha-256=:${sha256(photograph).toString('base64')}:`;
    const sent = await put(path, '', { 'Repr-Digest': digest });
    expect(sent.status, sent.text).toBe(201);
    const { file, bytes } = await published(path, sent.json.url);
    expect(exifOf(bytes)).toEqual({ orientation: 6, artist: 'A. Duisenova', gps: 0 });
    expect(sent.json).toMatchObject({
      size: photograph.length,
      sha256: sha256(bytes).toString('hex'),
    });
    expect(file.headers.get('Repr-Digest')).toBe(`sha-256=:${sha256(bytes).toString('base64')}:`);
    const wrong = await put(await drafted(), '', {
      'Repr-Digest': `sha-256=:${sha256(bytes).toString('base64')}:`,
    });
    expect(wrong.status).toBe(400);
  });

  test('is preserved byte for byte with keepMetadata=true', async () => {
    const path = await drafted();
    const sent = await put(path, '?keepMetadata=true');
    const { bytes } = await published(path, sent.json.url);
    expect(Buffer.from(bytes).equals(Buffer.from(photograph))).toBe(true);
    expect(exifOf(bytes).gps).toBe(5);
    expect((await put(await drafted(), '?keepMetadata=yes')).status).toBe(400);
  });
});

describe('the details of a file', () => {
  const header = (name: string) =>
    (headers.find(([form]) => form === name) as (typeof headers)[number])[2];
  const put = (path: string, name: string, type: string, bytes: Uint8Array, etag = '*') =>
    newsroom.edit('PUT', `${path}/attachments/${name}`, bytes, {
      now,
      as: 'editor',
      etag,
      headers: { 'Content-Type': type },
    });
  const patch = (path: string, name: string, body: unknown, options: EditOptions = {}) =>
    newsroom.edit('PATCH', `${path}/attachments/${name}`, body, {
      now,
      as: 'editor',
      etag: '*',
      ...options,
    });

  /** A draft with two pictures and a text. */
  async function furnished(): Promise<string> {
    const path = await drafted();
    await put(path, 'one.png', 'image/png', header('PNG')(640, 480));
    await put(path, 'two.jpg', 'image/jpeg', header('JPEG')(1200, 800));
    await put(path, 'notes.txt', 'text/plain', new TextEncoder().encode('Notes.'));
    return path;
  }

  test.each(headers)('the size of a %s is read from its header', async (_form, type, make) => {
    const path = await drafted();
    const extension = type.slice('image/'.length).replace('jpeg', 'jpg');
    const sent = await put(path, `a.${extension}`, type, make(640, 480));
    expect(sent.status, sent.text).toBe(201);
    expect(sent.json).toMatchObject({
      width: 640,
      height: 480,
      alt: {},
      caption: {},
      credit: null,
      licence: null,
      order: null,
      lead: false,
    });
  });

  test('are changed without the bytes, in a new revision, and become public with it', async () => {
    const path = await furnished();
    const said = {
      title: 'The judges',
      lang: 'en',
      alt: { en: 'Forty judges on a stair', fr: 'Quarante juges' },
      caption: { en: 'Before the opening' },
      credit: 'A. Duisenova',
      licence: 'CC BY 4.0',
      lead: true,
      order: 1,
    };
    const before = (await newsroom.edit('GET', path, null, { now })).json;
    const answer = await patch(path, 'two.jpg', said);
    expect(answer.status, answer.text).toBe(200);
    const { sha256, size } = before.attachments[1];
    expect(answer.json).toMatchObject({ ...said, sha256, size, version: before.version + 1 });
    const working = await newsroom.edit('GET', path, null, { now });
    expect(working.headers.get('ETag')).toBe(answer.headers.get('ETag'));
    await newsroom.edit('PUT', `${path}/publication`, {}, { now, etag: '*' });
    const id = path.split('/').at(-1);
    const shown = (await newsroom.get(`/api/v1/releases/${id}`, now)).json;
    expect(shown.attachments.map(({ filename }: { filename: string }) => filename)).toEqual([
      'two.jpg',
      'one.png',
      'notes.txt',
    ]);
    expect(shown.attachments[0]).toMatchObject({ ...said, width: 1200, height: 800 });
    const { slug } = shown.editions.en;
    const page = (await newsroom.get(`/releases/${id}/${slug}`, now)).text;
    expect(page).toMatch(/<img [^>]*alt="Forty judges on a stair" width="1200" height="800"/);
    expect(page).toContain('Before the opening · A. Duisenova · CC BY 4.0');
    expect(page).toContain('property="og:image:width" content="1200"');
    expect(page).toContain('property="og:image:alt" content="Forty judges on a stair"');
  });

  test('are merged: a missing field stays, null removes', async () => {
    const path = await furnished();
    await patch(path, 'one.png', { alt: { en: 'One', fr: 'Un' }, credit: 'A. D.', order: 3 });
    const { json } = await patch(path, 'one.png', { alt: { fr: null }, credit: null });
    expect(json).toMatchObject({ alt: { en: 'One' }, credit: null, order: 3 });
    const cleared = await patch(path, 'one.png', { alt: null, order: null });
    expect(cleared.json).toMatchObject({ alt: {}, order: null });
    const decorative = await patch(path, 'one.png', { alt: { en: '' } });
    expect(decorative.json.alt).toEqual({ en: '' });
  });

  test('stay when the bytes are replaced, and the size is the new one’s', async () => {
    const path = await furnished();
    await patch(path, 'one.png', { alt: { en: 'One' }, lead: true });
    const { json } = await put(path, 'one.png', 'image/png', header('PNG')(10, 20));
    expect(json).toMatchObject({ alt: { en: 'One' }, lead: true, width: 10, height: 20 });
  });

  test('mark at most one picture as the lead', async () => {
    const path = await furnished();
    await patch(path, 'one.png', { lead: true });
    await patch(path, 'two.jpg', { lead: true });
    const { json } = await newsroom.edit('GET', path, null, { now });
    const leads = json.attachments.map((one: { filename: string; lead: boolean }) => [
      one.filename,
      one.lead,
    ]);
    expect(Object.fromEntries(leads)).toEqual({
      'one.png': false,
      'two.jpg': true,
      'notes.txt': false,
    });
    const refused = await patch(path, 'notes.txt', { lead: true });
    expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, '/lead']);
  });

  test.each<[body: unknown, places: string[]]>([
    [{ alt: { xx: 'A' } }, ['/alt/xx']],
    [{ caption: { en: 'a\nb' } }, ['/caption/en']],
    [{ lang: 'xx' }, ['/lang']],
    [{ order: 1.5, width: 3 }, ['/order', '/width']],
    [{ title: '' }, ['/title']],
    [{ credit: 'x'.repeat(301) }, ['/credit']],
    [[], ['']],
  ])('is refused as %j, with each fault', async (body, places) => {
    const refused = await patch(await furnished(), 'one.png', body);
    expect(refused.status, refused.text).toBe(422);
    expect(refused.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(places);
  });

  test('need the ETag, and a file that exists', async () => {
    const path = await furnished();
    const none = { headers: { 'If-Match': '' } };
    expect((await patch(path, 'none.png', {})).status).toBe(404);
    expect((await patch(path, 'one.png', {}, { etag: '"1"' })).status).toBe(412);
    const bare = await newsroom.edit('PATCH', `${path}/attachments/one.png`, {}, { now, ...none });
    expect([400, 412, 428]).toContain(bare.status);
    const allowed = await newsroom.edit('GET', `${path}/attachments/one.png`, null, { now });
    expect(allowed.headers.get('Allow')).toBe('PUT, PATCH, DELETE');
  });

  test('are exported in the record and restored from it', async () => {
    const path = await furnished();
    const said = { alt: { en: 'Two' }, caption: { en: 'Of two' }, credit: 'A. D.', order: 0 };
    await patch(path, 'two.jpg', { ...said, lead: true });
    const id = path.split('/').at(-1);
    const { json } = await newsroom.edit('GET', `/records/${id}`, null, { now });
    const last = json.revisions.at(-1).attachments;
    expect(last[1]).toMatchObject({ ...said, lead: true, width: 1200, height: 800 });
    const other = await openNewsroom();
    try {
      for (const { sha256, mediaType } of last) {
        const [file] = last.filter((one: { sha256: string }) => one.sha256 === sha256);
        const { results } = await newsroom.db.prepare('select snapshot from revisions').all();
        const stored = results
          .flatMap(({ snapshot }) => JSON.parse(String(snapshot)).attachments)
          .find((one) => one.sha256 === file.sha256);
        const object = await newsroom.bucket.get(`attachments/${stored.key}`);
        const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0));
        const sent = await other.edit('PUT', `/records/${id}/files/${sha256}`, bytes, {
          now,
          headers: { 'Content-Type': mediaType },
        });
        expect(sent.status, sent.text).toBe(204);
      }
      const restored = await other.edit('PUT', `/records/${id}`, json, { now });
      expect(restored.status, restored.text).toBe(201);
      const again = (await other.edit('GET', `/records/${id}`, null, { now })).json;
      expect(JSON.stringify(again.revisions.at(-1).attachments)).toBe(JSON.stringify(last));
      const two = { ...json, id: 'tw01eads0nce' };
      two.revisions.at(-1).attachments[0].lead = true;
      const refused = await other.edit('PUT', `/records/${two.id}`, two, { now });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('must have one with lead at most');
    } finally {
      await other.dispose();
    }
  });
});
