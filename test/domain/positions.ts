/** Pictures with metadata, and a reader of it that shares nothing with the code under test. */
import { crc32, deflateSync } from 'node:zlib';

export interface TiffTags {
  orientation: number | null;
  artist: string | null;
  gps: number;
}

const numbers = (little: boolean, width: 2 | 4, ...values: number[]) => {
  const bytes = Buffer.alloc(values.length * width);
  for (const [index, value] of values.entries()) {
    if (little) bytes.writeUIntLE(value, index * width, width);
    else bytes.writeUIntBE(value, index * width, width);
  }
  return bytes;
};

/** A TIFF structure as cameras write it: orientation, artist, position, and a thumbnail's directory. */
export function tiff(little: boolean, artist = 'A. Duisenova'): Buffer {
  const [short, long] = [
    (...values: number[]) => numbers(little, 2, ...values),
    (...values: number[]) => numbers(little, 4, ...values),
  ];
  const name = Buffer.from(`${artist}\0`);
  const entry = (tag: number, type: number, count: number, value: Buffer) =>
    Buffer.concat([short(tag, type), long(count), value, Buffer.alloc(4 - value.length)]);
  // Header 8, directory of 4 entries 54, thumbnail's directory 18, position's directory 66.
  const [first, thumbnail, position] = [8, 62, 80];
  const values = position + 66;
  const rationals = [48, 1, 12, 1, 3024, 100];
  return Buffer.concat([
    Buffer.from(little ? 'II*\0' : 'MM\0*', 'latin1'),
    long(first),
    short(4),
    entry(0x0112, 3, 1, short(6)),
    entry(0x013b, 2, name.length, long(values + 48)),
    entry(0x8825, 4, 1, long(position)),
    entry(0x9c9b, 1, 4, Buffer.from('T\0i\0')),
    long(thumbnail),
    short(1),
    entry(0x0103, 3, 1, short(6)),
    long(0),
    short(5),
    entry(0, 1, 4, Buffer.from([2, 3, 0, 0])),
    entry(1, 2, 2, Buffer.from('N\0')),
    entry(2, 5, 3, long(values)),
    entry(3, 2, 2, Buffer.from('E\0')),
    entry(4, 5, 3, long(values + 24)),
    long(0),
    long(...rationals),
    long(...rationals),
    name,
  ]);
}

/** Reads a TIFF structure by the book (TIFF 6.0). */
export function readTiff(bytes: Buffer): TiffTags {
  const little = bytes.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const tags: TiffTags = { orientation: null, artist: null, gps: 0 };
  for (let at = long(4); at !== 0; at = long(at + 2 + short(at) * 12)) {
    for (let nth = 0; nth < short(at); nth++) {
      const entry = at + 2 + nth * 12;
      const value = long(entry + 8);
      if (short(entry) === 0x0112) tags.orientation = short(entry + 8);
      if (short(entry) === 0x013b) {
        tags.artist = bytes.toString('latin1', value, value + long(entry + 4) - 1);
      }
      if (short(entry) === 0x8825) tags.gps += short(value);
    }
  }
  return tags;
}

export const packet = (attributes: boolean) =>
  attributes
    ? `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="48,12.504N" exif:GPSLongitude='16,22.3E' drone-dji:GpsLatitude="+48.2" dc:creator="A. Duisenova"/></x:xmpmeta>`
    : `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description><exif:GPSLatitude>48,12.504N</exif:GPSLatitude><exif:GPSLongitude rdf:datatype="t">16,22.3E</exif:GPSLongitude><exif:GPSAltitudeRef/><dc:creator>A. Duisenova</dc:creator></rdf:Description></x:xmpmeta>`;

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const noise = (length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => (Math.imul(at + 7, 2654435761) >>> 13) & 0xff));

const segment = (marker: number, data: Buffer) =>
  Buffer.concat([numbers(false, 2, 0xff00 + marker, data.length + 2), data]);
export const exifSegment = (data: Buffer) =>
  segment(0xe1, Buffer.concat([latin1('Exif\0\0'), data]));
export const packetSegment = (text: string) =>
  segment(0xe1, latin1(`http://ns.adobe.com/xap/1.0/\0${text}`));
/** Entropy-coded data: every 0xff is followed by a zero. */
export const coded = Buffer.concat(
  [...noise(60_000)].map((byte) => Buffer.from(byte === 0xff ? [byte, 0] : [byte])),
);

/** A JPEG around its segments, with the bytes after the picture. */
export const positionedJpeg = (segments: Buffer[], between: Buffer[] = [], behind: Buffer[] = []) =>
  Buffer.concat([
    latin1('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    ...segments,
    segment(0xc0, Buffer.from([8, 0, 100, 0, 100, 1, 1, 17, 0])),
    ...between,
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    coded,
    latin1('\xff\xd9'),
    ...behind,
  ]);

const pngChunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([latin1(type), data]);
  return Buffer.concat([numbers(false, 4, data.length), body, numbers(false, 4, crc32(body))]);
};
export const png = (before: [string, Buffer][], behind: [string, Buffer][] = []) =>
  Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', Buffer.from([0, 0, 0, 100, 0, 0, 0, 100, 8, 0, 0, 0, 0])),
    ...before.map(([type, data]) => pngChunk(type, data)),
    pngChunk('IDAT', deflateSync(Buffer.concat([coded.subarray(0, 10_100)]))),
    ...behind.map(([type, data]) => pngChunk(type, data)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);

/** The chunks of a PNG; throws for a wrong checksum. */
export function pngChunks(bytes: Buffer): [type: string, data: Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 8; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (bytes.readUInt32BE(end) !== crc32(bytes.subarray(at + 4, end))) throw new Error('checksum');
    found.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, end)]);
    at = end + 4;
  }
  return found;
}

export const webp = (chunks: [string, Buffer][]) => {
  const body = Buffer.concat(
    [
      ['VP8X', Buffer.from([0x0c, 0, 0, 0, 99, 0, 0, 99, 0, 0])] as [string, Buffer],
      ['VP8 ', coded.subarray(0, 20_001)] as [string, Buffer],
      ...chunks,
    ].flatMap(([type, data]) => [
      latin1(type),
      numbers(true, 4, data.length),
      data,
      Buffer.alloc(data.length & 1),
    ]),
  );
  return Buffer.concat([latin1('RIFF'), numbers(true, 4, body.length + 4), latin1('WEBP'), body]);
};
