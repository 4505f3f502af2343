/** Headers of pictures of any size: only the bytes up to the size, without a picture. */

const text = (value: string) => Buffer.from(value, 'latin1');

function bytes(size: number, fill: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(size);
  fill(buffer);
  return buffer;
}

type Header = (width: number, height: number) => Uint8Array;

const joined = (...parts: Buffer[]) => new Uint8Array(Buffer.concat(parts));

const png: Header = (width, height) =>
  joined(
    text('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR'),
    bytes(13, (ihdr) => {
      ihdr.writeUInt32BE(width, 0);
      ihdr.writeUInt32BE(height, 4);
      ihdr.writeUInt8(8, 8);
    }),
    Buffer.alloc(16),
  );

const gif: Header = (width, height) =>
  joined(
    text('GIF89a'),
    bytes(7, (screen) => {
      screen.writeUInt16LE(width, 0);
      screen.writeUInt16LE(height, 2);
    }),
  );

/** A JPEG header with a colour profile of `profile` bytes before the frame, in several segments. */
export const jpeg =
  (profile = 0, marker = 0xc0): Header =>
  (width, height) => {
    const segments: Buffer[] = [];
    for (let left = profile; left > 0; left -= 65_533) {
      const length = Math.min(left, 65_533);
      segments.push(
        bytes(4 + length, (segment) => {
          segment.writeUInt16BE(0xffe2, 0);
          segment.writeUInt16BE(length + 2, 2);
        }),
      );
    }
    const frame = bytes(11, (sof) => {
      sof.writeUInt16BE(0xff00 + marker, 0);
      sof.writeUInt16BE(9, 2);
      sof.writeUInt8(8, 4);
      sof.writeUInt16BE(height, 5);
      sof.writeUInt16BE(width, 7);
    });
    return joined(text('\xff\xd8'), ...segments, frame, text('\xff\xda\0\x02'));
  };

const vp8: Header = (width, height) =>
  joined(
    text('RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a'),
    bytes(8, (frame) => {
      frame.writeUInt16LE(width, 0);
      frame.writeUInt16LE(height, 2);
    }),
  );

const vp8l: Header = (width, height) =>
  joined(
    text('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f'),
    bytes(8, (frame) => frame.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 0)),
  );

const vp8x: Header = (width, height) =>
  joined(
    text('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0'),
    bytes(8, (canvas) => {
      canvas.writeUIntLE(width - 1, 0, 3);
      canvas.writeUIntLE(height - 1, 3, 3);
    }),
  );

const avif: Header = (width, height) =>
  joined(
    text('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'),
    text('\0\0\0\x14ispe\0\0\0\0'),
    bytes(8, (extent) => {
      extent.writeUInt32BE(width, 0);
      extent.writeUInt32BE(height, 4);
    }),
  );

export const headers: [form: string, mediaType: string, header: Header][] = [
  ['PNG', 'image/png', png],
  ['GIF', 'image/gif', gif],
  ['JPEG', 'image/jpeg', jpeg()],
  ['progressive JPEG', 'image/jpeg', jpeg(0, 0xc2)],
  ['JPEG with a profile for print', 'image/jpeg', jpeg(600_000)],
  ['WebP', 'image/webp', vp8],
  ['lossless WebP', 'image/webp', vp8l],
  ['extended WebP', 'image/webp', vp8x],
  ['AVIF', 'image/avif', avif],
];
