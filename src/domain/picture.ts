/**
 * Size of a picture in pixels, from its header. A file of a few kilobytes can make a browser allocate
 * gigabytes, so a picture above the limit is only offered as a download.
 */
import { isTurned } from './exif.ts';
import { says } from './zip.ts';

/** The most pixels of a picture: those of a camera with 50 megapixels. */
export const mostPixels = 50_000_000;

export interface Size {
  width: number;
  height: number;
}

type Measure = (view: DataView) => Size | null;

const sized = (width: number, height: number): Size => ({ width, height });

/** The logical screen (GIF89a, section 18). */
const gif: Measure = (view) => sized(view.getUint16(6, true), view.getUint16(8, true));

/** IHDR, which comes first (PNG, section 11.2.1). */
const png: Measure = (view) =>
  view.getUint32(12) === 0x49484452 ? sized(view.getUint32(16), view.getUint32(20)) : null;

/**
 * The first frame header (ITU-T T.81, section B.2.2); those of tables have the other codes. A picture
 * that lies on its side by its Exif orientation is shown upright, so its sides change places.
 */
const jpeg: Measure = (view) => {
  let at = 2;
  let turned = false;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return turned ? sized(height, width) : sized(width, height);
    }
    if (marker === 0xda || marker === 0xd9) return null;
    if (marker === 0xe1) turned ||= isTurned(exifIn(view, at));
    at += 2 + view.getUint16(at + 2);
  }
  return null;
};

/** The TIFF structure of an APP1 segment of Exif (Exif 3.0, section 4.7.2); empty in another. */
function exifIn(view: DataView, at: number): Uint8Array {
  const end = Math.min(at + 2 + view.getUint16(at + 2), view.byteLength);
  const segment = new Uint8Array(view.buffer, view.byteOffset + at + 4, Math.max(0, end - at - 4));
  return says(segment, 'Exif\0\0') ? segment.subarray(6) : new Uint8Array();
}

/** The canvas of VP8X, or the one frame (RFC 9649, section 2; RFC 6386, section 9.1). */
const webp: Measure = (view) => {
  const side = (at: number) =>
    1 + view.getUint8(at) + view.getUint8(at + 1) * 256 + view.getUint8(at + 2) * 65_536;
  switch (view.getUint32(12)) {
    case 0x56503858:
      return sized(side(24), side(27));
    case 0x5650384c: {
      const bits = view.getUint32(21, true);
      return sized(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
    }
    case 0x56503820:
      return sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    default:
      return null;
  }
};

/** The largest `ispe` (ISO/IEC 23008-12, section 6.5.3): of the picture, of its parts or thumbnails. */
const avif: Measure = (view) => {
  let most: Size | null = null;
  for (let at = 0; at + 16 <= Math.min(view.byteLength, 65_536); at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const one = sized(view.getUint32(at + 8), view.getUint32(at + 12));
    if (!most || one.width * one.height > most.width * most.height) most = one;
  }
  return most;
};

const measures: Record<string, Measure> = {
  'image/gif': gif,
  'image/png': png,
  'image/jpeg': jpeg,
  'image/webp': webp,
  'image/avif': avif,
};

/** The size in a picture's first bytes, or null if they have none. */
export function sizeOf(beginning: Uint8Array, mediaType: string): Size | null {
  const measure = mediaType === 'image/heic' ? avif : measures[mediaType];
  if (!measure) return null;
  try {
    const { buffer, byteOffset, byteLength } = beginning;
    const size = measure(new DataView(buffer, byteOffset, byteLength));
    return size && size.width > 0 && size.height > 0 ? size : null;
  } catch {
    // The header ends before the size.
    return null;
  }
}

/**
 * Whether the first bytes are those of a picture that has between 1 and `mostPixels` pixels; true
 * for what is no picture, and for pictures that are only given as files.
 */
export function isShowable(beginning: Uint8Array, mediaType: string): boolean {
  if (!measures[mediaType]) return true;
  const size = sizeOf(beginning, mediaType);
  return size !== null && size.width * size.height <= mostPixels;
}
