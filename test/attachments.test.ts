/** Files of a release: what is kept of a picture, and what is told of it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exifSegment, jpeg, readTiff, tiff } from './domain/positions.ts';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

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

const photograph = new Uint8Array(jpeg([exifSegment(tiff(true))]));
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

  test('is removed; the digest of what was sent holds, that of what is stored is told', async () => {
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

  test('stays with keepMetadata=true, byte for byte', async () => {
    const path = await drafted();
    const sent = await put(path, '?keepMetadata=true');
    const { bytes } = await published(path, sent.json.url);
    expect(Buffer.from(bytes).equals(Buffer.from(photograph))).toBe(true);
    expect(exifOf(bytes).gps).toBe(5);
    expect((await put(await drafted(), '?keepMetadata=yes')).status).toBe(400);
  });
});
