/** The position of a picture is removed while it streams; everything else stays as it was. */
import { describe, expect, test } from 'vitest';
import { scrubberOf } from '../../src/domain/gps-removal.ts';
import {
  exifSegment,
  packet,
  packetSegment,
  png,
  pngChunks,
  positionedJpeg,
  readTiff,
  tiff,
  webp,
} from './positions.ts';

/** The bytes after they passed in pieces of `size`. */
function passed(mediaType: string, bytes: Buffer, size = bytes.length): Buffer {
  const scrub = scrubberOf(mediaType);
  if (!scrub) throw new Error(mediaType);
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    out.push(Uint8Array.from(scrub(Uint8Array.from(bytes.subarray(at, at + size)))));
  }
  out.push(scrub(null));
  return Buffer.concat(out);
}

const sizes = [1 << 30, 65_536, 4_097, 7];
const kept = { orientation: 6, artist: 'A. Duisenova', gps: 0 };
/** The TIFF structure that begins at the n-th mark. */
function tiffIn(bytes: Buffer, mark: string, nth = 0): Buffer {
  let at = bytes.indexOf(mark, 0, 'latin1');
  for (let n = 0; n < nth; n++) at = bytes.indexOf(mark, at + 1, 'latin1');
  return bytes.subarray(at + mark.length);
}

test('the test’s own pictures have a position', () => {
  for (const little of [true, false]) {
    expect(readTiff(tiff(little))).toEqual({ ...kept, gps: 5 });
  }
});

describe.each([true, false])('in byte order little = %s', (little) => {
  const exif = tiff(little);
  const gone = (bytes: Buffer) => {
    expect(bytes.includes(Buffer.from(little ? [0xd0, 0x0b, 0, 0] : [0, 0, 0x0b, 0xd0]))).toBe(
      false,
    );
  };

  test.each<[where: string, bytes: Buffer, copies: number]>([
    ['before the frame', positionedJpeg([exifSegment(exif)]), 1],
    ['behind the frame', positionedJpeg([], [exifSegment(exif)]), 1],
    [
      'in a preview behind the picture',
      positionedJpeg([], [], [positionedJpeg([exifSegment(exif)])]),
      1,
    ],
    ['twice', positionedJpeg([exifSegment(exif), exifSegment(exif)]), 2],
    [
      'behind a long profile',
      positionedJpeg([
        ...Array(20).fill(
          Buffer.concat([Buffer.from([0xff, 0xe2, 0xff, 0xff]), Buffer.alloc(65_533, 0xff)]),
        ),
        exifSegment(exif),
      ]),
      1,
    ],
  ])('a JPEG has none %s, and keeps everything else', (_, bytes, copies) => {
    for (const size of sizes.filter((one) => one > 7 || bytes.length < 100_000)) {
      const out = passed('image/jpeg', bytes, size);
      expect(out.length).toBe(bytes.length);
      for (let nth = 0; nth < copies; nth++) {
        expect(readTiff(tiffIn(out, 'Exif\0\0', nth))).toEqual(kept);
      }
      gone(out);
      const [first, last] = [bytes.indexOf('Exif'), bytes.lastIndexOf('Exif') + exif.length + 6];
      expect(out.subarray(0, first).equals(bytes.subarray(0, first))).toBe(true);
      expect(out.subarray(last).equals(bytes.subarray(last))).toBe(true);
    }
  });

  test('a PNG has none, before or after the picture, and its checksums are correct', () => {
    for (const bytes of [png([['eXIf', exif]]), png([], [['eXIf', exif]])]) {
      for (const size of sizes) {
        const chunks = pngChunks(passed('image/png', bytes, size));
        const before = pngChunks(bytes);
        expect(chunks.map(([type]) => type)).toEqual(before.map(([type]) => type));
        for (const [index, [type, data]] of chunks.entries()) {
          if (type === 'eXIf') expect(readTiff(data)).toEqual(kept);
          else expect(data.equals(before[index]?.[1] as Buffer)).toBe(true);
        }
      }
    }
  });

  test('a WebP has none, with a JPEG header or without', () => {
    for (const header of ['', 'Exif\0\0']) {
      const bytes = webp([['EXIF', Buffer.concat([Buffer.from(header, 'latin1'), exif])]]);
      for (const size of sizes) {
        const out = passed('image/webp', bytes, size);
        expect(out.length).toBe(bytes.length);
        const at = bytes.lastIndexOf('EXIF');
        expect(out.subarray(0, at + 8).equals(bytes.subarray(0, at + 8))).toBe(true);
        expect(readTiff(out.subarray(at + 8 + header.length))).toEqual(kept);
      }
    }
  });
});

describe.each([true, false])('in XMP as attributes = %s', (attributes) => {
  const text = packet(attributes);
  const xmp = Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${text}`);
  test.each<[string, string, Buffer]>([
    ['JPEG', 'image/jpeg', positionedJpeg([packetSegment(text)])],
    ['PNG', 'image/png', png([['iTXt', xmp]])],
    ['WebP', 'image/webp', webp([['XMP ', Buffer.from(text)]])],
  ])('a %s has none, and keeps its author', (_, type, bytes) => {
    const out = passed(type, bytes, 4097);
    expect(out.length).toBe(bytes.length);
    expect(out.toString('latin1')).not.toMatch(/gps|48[.,]|16,22/i);
    expect(out.toString('latin1')).toMatch(/creator[=>"]+A\. Duisenova/);
    if (type === 'image/png') expect(pngChunks(out)).toHaveLength(pngChunks(bytes).length);
  });
});

test('a compressed or hexadecimal text chunk of a PNG is removed whole, other texts stay', () => {
  const hex = `Raw profile type exif\0\n45786966\n${tiff(true).toString('hex')}`;
  const packed = Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0zzz', 'latin1');
  const comment = Buffer.from('Author\0A. Duisenova');
  const out = pngChunks(
    passed(
      'image/png',
      png([
        ['tEXt', Buffer.from(hex)],
        ['iTXt', packed],
        ['tEXt', comment],
      ]),
    ),
  );
  const texts = out.filter(([type]) => type === 'tEXt').map(([, data]) => data.toString());
  expect(texts.map((one) => one.trim())).toEqual([
    'Comment\0',
    'Comment\0',
    'Author\0A. Duisenova',
  ]);
});

test('malformed pictures, cut anywhere or with any byte changed, keep their length', () => {
  const pictures: [string, Buffer][] = [
    ['image/jpeg', positionedJpeg([exifSegment(tiff(true))]).subarray(0, 400)],
    ['image/png', png([['eXIf', tiff(false)]]).subarray(0, 400)],
    ['image/webp', webp([]).subarray(0, 60)],
  ];
  for (const [type, bytes] of pictures) {
    for (let at = 0; at < bytes.length; at++) {
      expect(passed(type, bytes.subarray(0, at + 1), 50).length).toBe(at + 1);
      for (const value of [0, 0xff, 0x80]) {
        const spoilt = Buffer.from(bytes);
        spoilt[at] = value;
        expect(passed(type, spoilt, 90).length).toBe(bytes.length);
      }
    }
  }
});

test('a picture without a position is stored unchanged', () => {
  const bare = [
    ['image/jpeg', positionedJpeg([packetSegment('<x:xmpmeta/>')])],
    ['image/png', png([['tEXt', Buffer.from('Comment\0GPS')]])],
    ['image/webp', webp([['XMP ', Buffer.from('<x/>')]])],
  ] as const;
  for (const [type, bytes] of bare) expect(passed(type, bytes, 999).equals(bytes)).toBe(true);
});

test('metadata that is crafted to cost much work is handled in bounded work', () => {
  const count = 5_400;
  const entry = Buffer.from('25880400010000000800000000'.slice(0, 24), 'hex');
  const bomb = Buffer.concat([
    Buffer.from('II*\0\x08\0\0\0', 'latin1'),
    Buffer.from([count & 0xff, count >> 8]),
    ...Array(count).fill(entry),
    Buffer.alloc(4),
  ]);
  const texts = ['<a:GPS>', 'a:GPS="', '<a:GPS ', 'a.-', '<'].map((unit) => unit.repeat(400_000));
  const bytes = [
    png([['eXIf', bomb]]),
    ...texts.map((text) => webp([['XMP ', Buffer.from(`${text}:GPS`)]])),
  ];
  for (const [index, one] of bytes.entries()) {
    const out = passed(index === 0 ? 'image/png' : 'image/webp', one);
    expect(out.length).toBe(one.length);
  }
});
