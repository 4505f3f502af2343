/**
 * Removal of the position (GPS) from JPEG, PNG and WebP while they stream. The length stays, the
 * pixels are never touched; memory is bounded by the largest metadata segment.
 */

import { concatBytes } from './bytes.ts';
import { removePosition, removePositionInPacket } from './exif.ts';
import { says } from './zip.ts';

/** Takes the chunks of a file in order, null at its end; returns what may be passed on. */
export type Scrubber = (chunk: Uint8Array | null) => Uint8Array;

/** The scrubber of a media type, or null if its position is not removed. */
export function scrubberOf(mediaType: string): Scrubber | null {
  if (mediaType === 'image/jpeg') return windowed(scrubJpeg);
  if (mediaType === 'image/png') return windowed(chunked(png));
  return mediaType === 'image/webp' ? windowed(chunked(webp)) : null;
}

/**
 * Scrubs what is complete at the beginning of the bytes.
 * @returns how many bytes are done, and how many must be there before the next step
 */
type Step = (bytes: Uint8Array, ended: boolean) => { done: number; needed: number };

/** Keeps bytes back until a step has what it needs. */
function windowed(step: Step): Scrubber {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let needed = 1;
  return (chunk) => {
    if (chunk !== null) {
      waiting.push(chunk);
      length += chunk.length;
      if (length < needed) return new Uint8Array();
    }
    const bytes = concatBytes(waiting, length);
    const { done, needed: next } = step(bytes, chunk === null);
    const passed = chunk === null ? bytes.length : done;
    waiting = passed < bytes.length ? [bytes.subarray(passed)] : [];
    length = bytes.length - passed;
    needed = next;
    return bytes.subarray(0, passed);
  };
}

const exifHeader = 'Exif\0\0';
const packetHeader = 'http://ns.adobe.com/xap/1.0/\0';
const extensionHeader = 'http://ns.adobe.com/xmp/extension/\0';
/** After the header of an extension: digest, length and offset. */
const extensionPrefix = extensionHeader.length + 40;

/**
 * JPEG: each APP1 segment, wherever it is. In the coded picture 0xff is never followed by 0xe1
 * (ITU-T T.81, section B.1.1.5), so a preview behind the picture is covered like its beginning.
 */
const scrubJpeg: Step = (bytes, ended) => {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (at + 1 < bytes.length && bytes[at + 1] !== 0xe1) continue;
    if (at + 4 > bytes.length) return { done: at, needed: 4 };
    const end = at + 2 + (bytes[at + 2] as number) * 256 + (bytes[at + 3] as number);
    if (end > bytes.length && !ended) return { done: at, needed: end - at };
    scrubSegment(bytes.subarray(at + 4, Math.min(end, bytes.length)));
  }
  return { done: bytes.length, needed: 1 };
};

function scrubSegment(segment: Uint8Array): void {
  if (says(segment, exifHeader)) removePosition(segment.subarray(exifHeader.length));
  else if (says(segment, packetHeader)) {
    removePositionInPacket(segment.subarray(packetHeader.length));
  } else if (says(segment, extensionHeader)) {
    // A property may lie across two segments of an extension: what names a position there is not
    // seen in one of them, so extensions are blanked as a whole.
    segment.fill(0x20, Math.min(extensionPrefix, segment.length));
  }
}

/** A format of chunks, each with its type and length before its data. */
interface Container {
  /** Bytes before the first chunk. */
  start: number;
  /** The type and data length of the chunk whose header begins the bytes. */
  header: (view: DataView) => { type: number; length: number };
  /** Bytes after the data: a checksum or padding. */
  behind: (length: number) => number;
  /** Types of chunks that may contain a position. */
  types: ReadonlySet<number>;
  /** Scrubs a whole chunk, from its header to its end. */
  scrub: (chunk: Uint8Array, type: number, length: number) => void;
}

const headerLength = 8;
const code = (text: string) =>
  [...text].reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0);

/** The largest chunk of metadata that is looked into: none that a camera or program writes is larger. */
const largestChunk = 2 * 1024 * 1024;

function chunked(container: Container): Step {
  /** Bytes that pass as they are. */
  let passing = container.start;
  return (bytes, ended) => {
    let at = 0;
    for (;;) {
      const part = Math.min(passing, bytes.length - at);
      at += part;
      passing -= part;
      if (passing > 0) return { done: at, needed: 1 };
      if (at + headerLength > bytes.length) return { done: at, needed: headerLength };
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, headerLength);
      const { type, length } = container.header(view);
      const whole = headerLength + length + container.behind(length);
      if (!container.types.has(type) || length > largestChunk) {
        passing = whole;
        continue;
      }
      if (at + whole > bytes.length && !ended) return { done: at, needed: whole };
      const chunk = bytes.subarray(at, Math.min(at + whole, bytes.length));
      container.scrub(chunk, type, Math.min(length, chunk.length - headerLength));
      at += chunk.length;
      if (at >= bytes.length) return { done: at, needed: 1 };
    }
  };
}

const [eXIf, iTXt, zTXt, tEXt] = [code('eXIf'), code('iTXt'), code('zTXt'), code('tEXt')];
const [EXIF, XMP] = [code('EXIF'), code('XMP ')];

/** WebP: RFC 9649, section 2.3; the chunks of metadata follow the picture. */
const webp: Container = {
  start: 12,
  header: (view) => ({ type: view.getUint32(0), length: view.getUint32(4, true) }),
  behind: (length) => length & 1,
  types: new Set([EXIF, XMP]),
  scrub: (chunk, type, length) => {
    const data = chunk.subarray(headerLength, headerLength + length);
    if (type === XMP) removePositionInPacket(data);
    else removePosition(says(data, exifHeader) ? data.subarray(exifHeader.length) : data);
  },
};

const packetKeyword = 'XML:com.adobe.xmp';
/**
 * Keywords of text chunks that contain metadata of another format, compressed or in hex, or one property
 * of a position, as ImageMagick writes them.
 */
const positioned = /^(?:Raw profile type (?:exif|app1|xmp)|XML:com\.adobe\.xmp|exif:GPS.*)$/i;

/** PNG: third edition, section 11.3; a changed chunk gets a new checksum. */
const png: Container = {
  start: 8,
  header: (view) => ({ type: view.getUint32(4), length: view.getUint32(0) }),
  behind: () => 4,
  types: new Set([eXIf, iTXt, zTXt, tEXt]),
  scrub: (chunk, type, length) => {
    const data = chunk.subarray(headerLength, headerLength + length);
    if (!scrubPngData(data, type, chunk)) return;
    const end = headerLength + length;
    if (chunk.length >= end + 4) {
      const checksum = crc32(chunk.subarray(4, end));
      new DataView(chunk.buffer, chunk.byteOffset + end, 4).setUint32(0, checksum);
    }
  },
};

function scrubPngData(data: Uint8Array, type: number, chunk: Uint8Array): boolean {
  if (type === eXIf) {
    return removePosition(says(data, exifHeader) ? data.subarray(exifHeader.length) : data);
  }
  const keyword = keywordOf(data);
  if (!positioned.test(keyword)) return false;
  const plain = type === iTXt && data[keyword.length + 1] === 0;
  if (plain && keyword === packetKeyword) return removePositionInPacket(data);
  // Not readable in place: the chunk becomes a comment of blanks.
  chunk.set([0x74, 0x45, 0x58, 0x74], 4);
  data.fill(0x20);
  data.set(new TextEncoder().encode('Comment\0'));
  return true;
}

function keywordOf(data: Uint8Array): string {
  const end = data.subarray(0, 80).indexOf(0);
  return String.fromCharCode(...data.subarray(0, Math.max(end, 0)));
}

/** CRC-32 (ISO 3309), as PNG uses it. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
