/**
 * ZIP archives (APPNOTE.TXT 6.3.10) from their first bytes: the entries and the text of one. Office
 * programs write them in many ways: sizes behind the content (a data descriptor), ZIP64, stored or
 * deflated, parts in any order.
 */

/** Tests for ASCII text at a position. */
export function says(bytes: Uint8Array, text: string, at = 0): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

export function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

export interface Entry {
  /** With forward slashes, also if the writer used others. */
  name: string;
  /** Start of the content. */
  at: number;
  /** End of the compressed content, or null if it is not within the bytes. */
  end: number | null;
  deflated: boolean;
}

const localHeader = 'PK\x03\x04';
const followers = [localHeader, 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x08'];
const unknownSize = 0xffffffff;

/** The limit of failed searches for the end of content: each of them reads all bytes. */
const mostMisses = 8;

/**
 * Lists the entries whose headers are within the bytes; null if the bytes are no archive. Where no
 * header follows the size that was given, the next header is searched for.
 */
export function entriesOf(bytes: Uint8Array): Entry[] | null {
  if (says(bytes, 'PK\x05\x06')) return [];
  if (!says(bytes, localHeader)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Entry[] = [];
  let misses = 0;
  for (let at: number | null = 0; at !== null && at + 30 <= bytes.length; ) {
    const describes = (view.getUint16(at + 6, true) & 8) !== 0;
    const [named, extra] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
    const name = ascii(bytes, at + 30, at + 30 + Math.min(named, 512)).replaceAll('\\', '/');
    const start = at + 30 + named + extra;
    const declared = sizeIn(view, at, named, extra);
    const open = describes && (declared === 0 || declared === unknownSize);
    const end: number | null = open
      ? misses < mostMisses
        ? described(view, start)
        : null
      : start + declared;
    if (end === null) misses++;
    const fits = end !== null && end <= bytes.length;
    found.push({ name, at: start, end: fits ? end : null, deflated: view.getUint8(at + 8) === 8 });
    if (end !== null && !fits) break;
    at = nextHeader(bytes, end ?? start, describes);
  }
  return found;
}

/** The compressed size in a local header, from its ZIP64 field (section 4.5.3) if it has one. */
function sizeIn(view: DataView, at: number, named: number, extra: number): number {
  const size = view.getUint32(at + 18, true);
  if (size !== unknownSize) return size;
  const fieldsEnd = Math.min(at + 30 + named + extra, view.byteLength);
  for (let field = at + 30 + named; field + 20 <= fieldsEnd; ) {
    if (view.getUint16(field, true) === 1) return Number(view.getBigUint64(field + 12, true));
    field += 4 + view.getUint16(field + 2, true);
  }
  return size;
}

/**
 * The end of content whose size follows it (section 4.3.9): with or without a signature, sizes of
 * 4 or 8 bytes, before the next header. Null if that is not within the bytes.
 */
function described(view: DataView, start: number): number | null {
  for (let at = start + 12; at + 4 <= view.byteLength; at++) {
    if (view.getUint16(at) !== 0x504b || !follows(view, at)) continue;
    for (const [descriptor, long] of descriptors) {
      const end = at - descriptor;
      if (end < start) continue;
      const size = long ? Number(view.getBigUint64(at - 16, true)) : view.getUint32(at - 8, true);
      if (size === end - start) return end;
    }
  }
  return null;
}

/** Lengths of a data descriptor, and whether its sizes have 8 bytes. */
const descriptors: [length: number, long: boolean][] = [
  [16, false],
  [12, false],
  [24, true],
  [20, true],
];

function follows(view: DataView, at: number): boolean {
  const next = view.getUint16(at + 2);
  return next === 0x0304 || next === 0x0102;
}

/** The next local header, null if the directory or nothing follows. */
function nextHeader(bytes: Uint8Array, from: number, descriptor: boolean): number | null {
  const near = descriptor ? [0, 16, 12, 24, 20] : [0];
  for (const gap of near) {
    const here = followers.find((signature) => says(bytes, signature, from + gap));
    if (here) return here === localHeader ? from + gap : null;
  }
  for (let at = from; at + 30 <= bytes.length; at++) {
    if (bytes[at] === 0x50 && says(bytes, localHeader, at)) return at;
  }
  return null;
}

const longestText = 256 * 1024;

/** The text of an entry, at most `longestText` of it; empty if it is cut off or cannot be unpacked. */
export async function textOf(bytes: Uint8Array, { at, end, deflated }: Entry): Promise<string> {
  if (end === null) return '';
  // Cut to its length: DecompressionStream refuses bytes behind the end of the deflated content.
  const packed = bytes.slice(at, end);
  if (!deflated) return new TextDecoder().decode(packed.subarray(0, longestText));
  const unpacking = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = unpacking.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < longestText) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return '';
  }
  await reader.cancel().catch(() => undefined);
  return text;
}
