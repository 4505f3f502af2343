/** The position in an uploaded picture, as readers get the file: found by an independent parser. */
import { deflateSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packet, png, pngChunks, tiff } from './domain/positions.ts';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false });
});
afterAll(() => newsroom.dispose());

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const rawProfile = (bytes: Buffer) => `\nexif\n${bytes.length}\n${bytes.toString('hex')}\n`;
const exif = (little: boolean) => Buffer.concat([latin1('Exif\0\0'), tiff(little)]);
const zTXt = (keyword: string, text: string) =>
  Buffer.concat([latin1(`${keyword}\0\0`), deflateSync(latin1(text))]);
const iTXt = (keyword: string, text: string, packed: boolean) =>
  Buffer.concat([
    latin1(`${keyword}\0${packed ? '\x01' : '\0'}\0\0\0`),
    packed ? deflateSync(Buffer.from(text)) : Buffer.from(text),
  ]);

const pictures: Record<string, [type: string, data: Buffer]> = {
  'eXIf, little-endian': ['eXIf', tiff(true)],
  'eXIf, big-endian': ['eXIf', tiff(false)],
  'eXIf with the header of a JPEG’s': ['eXIf', exif(true)],
  'zTXt with a raw profile': ['zTXt', zTXt('Raw profile type exif', rawProfile(exif(true)))],
  'zTXt with a raw APP1 profile': ['zTXt', zTXt('Raw profile type APP1', rawProfile(exif(false)))],
  'zTXt with XMP': ['zTXt', zTXt('XML:com.adobe.xmp', packet(true))],
  'tEXt with a raw profile': ['tEXt', latin1(`Raw profile type exif\0${rawProfile(exif(true))}`)],
  'tEXt with one property': ['tEXt', latin1('exif:GPSLatitude\x0048/1, 12/1, 3024/100')],
  'iTXt with a raw profile': ['iTXt', iTXt('Raw profile type exif', rawProfile(exif(true)), false)],
  'iTXt with XMP, as attributes': ['iTXt', iTXt('XML:com.adobe.xmp', packet(true), false)],
  'iTXt with XMP, as elements': ['iTXt', iTXt('XML:com.adobe.xmp', packet(false), false)],
  'iTXt with XMP, compressed': ['iTXt', iTXt('XML:com.adobe.xmp', packet(true), true)],
};

/** The text of all chunks of a PNG except its pixels, inflated, and with hex decoded. */
function saidIn(bytes: Buffer): string {
  const said = pngChunks(bytes).filter(([type]) => !['IHDR', 'IDAT', 'IEND'].includes(type));
  return said
    .flatMap(([type, data]) => {
      const unpacked = [...data.keys()].flatMap((at) => {
        if (type === 'eXIf' || data[at] !== 0x78) return [];
        try {
          return [inflateSync(data.subarray(at)).toString('latin1')];
        } catch {
          return [];
        }
      });
      const texts = [data.toString('latin1'), ...unpacked];
      const profiles = texts.flatMap((text) =>
        [...text.matchAll(/[0-9a-f]{64,}/g)].map(([hex]) =>
          Buffer.from(hex, 'hex').toString('latin1'),
        ),
      );
      return [...texts, ...profiles];
    })
    .join('\n');
}

/** The degrees, minutes and seconds of the pictures’ position, in every notation. */
const positions = [
  'GPS',
  '48,12.504',
  '48/1',
  '\x30\0\0\0\x01\0\0\0\x0c\0\0\0',
  '\0\0\0\x30\0\0\0\x01\0\0\0\x0c',
];
const hasPosition = (bytes: Buffer) => positions.some((one) => saidIn(bytes).includes(one));

async function upload(filename: string, bytes: Buffer, query = ''): Promise<Buffer> {
  const { json } = await newsroom.edit('POST', '/releases', draft(), { now });
  const path = `/releases/${json.id}/attachments/${filename}${query}`;
  const headers = { 'Content-Type': 'image/png' };
  const put = await newsroom.edit('PUT', path, new Uint8Array(bytes), { now, headers });
  expect(put.status, put.text).toBe(201);
  const order = { now, etag: '*' };
  const out = await newsroom.edit('PUT', `/releases/${json.id}/publication`, {}, order);
  expect(out.status, out.text).toBe(200);
  const response = await newsroom.fetch(new URL(put.json.url).pathname, {
    headers: { 'X-Test-Now': String(now) },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

test.each(Object.entries(pictures))('is removed from every %s', async (_where, chunk) => {
  const sent = png([chunk]);
  expect(hasPosition(sent)).toBe(true);
  const unchanged = await upload('kept.png', sent, '?keepMetadata=true');
  expect(unchanged.equals(sent)).toBe(true);
  const stored = await upload('a.png', sent);
  expect(hasPosition(stored)).toBe(false);
  const pixels = (bytes: Buffer) => pngChunks(bytes).find(([type]) => type === 'IDAT')?.[1];
  expect(pixels(stored)).toEqual(pixels(sent));
});
