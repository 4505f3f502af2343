/** Real pictures for tests, which decoders read whole. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from '../../dev/local.ts';

/** A JPEG of 1600 × 900 pixels. */
export const banner = new Uint8Array(
  readFileSync(join(root, 'dev/sample/files/youth-forum-2026-banner.jpg')),
);

/** The same picture, stored on its side: upright it has 900 × 1600 pixels. */
export const turnedBanner = new Uint8Array(
  Buffer.concat([
    banner.subarray(0, 2),
    // APP1 with a TIFF structure of one entry: orientation 6.
    Buffer.from('ffe10022457869660000', 'hex'),
    Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex'),
    banner.subarray(2),
  ]),
);

const chunk = (name: string, data: Buffer) => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
};

/** A PNG in shades of grey, with enough grain that it does not compress to nothing. */
export function photograph(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  let seed = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      rows[y * (width + 1) + 1 + x] = ((x >> 4) ^ (y >> 4)) * 3 + (seed >> 27);
    }
  }
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows, { level: 1 })),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}
