/**
 * Metadata of a picture: its orientation, and removal of the position (GPS), in place: no length, offset
 * or pixel changes. Malformed data stay unchanged.
 */
import { ascii, says } from './zip.ts';

const gpsTag = 0x8825;
/** Tags whose values lead to further directories: Exif, interoperability, sub-images. */
const directories = new Set([0x8769, 0xa005, 0x014a]);
const mostDirectories = 32;
/** Limits of one file. No camera exceeds them, so that a crafted file costs no more work than a picture. */
const mostRemoved = 8;
const mostValues = 256;
const longestValue = 65_536;
/** Bytes of one value, by TIFF type (TIFF 6.0, section 2; Exif 3.0, section 4.6.2). */
const widths = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/**
 * Removes each GPS directory of a TIFF structure with all its values, and the entry that leads to it.
 * @returns whether there was one
 */
export function removePosition(tiff: Uint8Array): boolean {
  const little = says(tiff, 'II*\0');
  if (!little && !says(tiff, 'MM\0*')) return false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const directory = { view, tiff, little };
  const waiting = [view.byteLength >= 8 ? view.getUint32(4, little) : 0];
  const seen = new Set<number>();
  let removed = 0;
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (seen.has(at) || seen.size >= mostDirectories) continue;
    seen.add(at);
    let count = entriesAt(directory, at);
    for (let index = 0; index < count; index++) {
      const entry = at + 2 + index * 12;
      const tag = view.getUint16(entry, little);
      if (tag === gpsTag && removed < mostRemoved) {
        clearDirectory(directory, view.getUint32(entry + 8, little));
        removeEntry(directory, at, index, count);
        count--;
        index--;
        removed++;
      } else if (directories.has(tag)) {
        waiting.push(...offsetsIn(directory, entry));
      }
    }
    const next = at + 2 + count * 12;
    if (count > 0 && next + 4 <= tiff.length) waiting.push(view.getUint32(next, little));
  }
  return removed > 0;
}

const orientationTag = 0x0112;

/** Whether a TIFF structure says that its picture lies on its side (Exif 3.0, section 4.6.5.1). */
export function isTurned(tiff: Uint8Array): boolean {
  const little = says(tiff, 'II*\0');
  if (tiff.length < 8 || !(little || says(tiff, 'MM\0*'))) return false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const at = view.getUint32(4, little);
  const entries = Array.from(
    { length: entriesAt({ view, tiff, little }, at) },
    (_, nth) => at + 2 + nth * 12,
  );
  const entry = entries.find((one) => view.getUint16(one, little) === orientationTag);
  return entry !== undefined && view.getUint16(entry + 8, little) >= 5;
}

interface Tiff {
  view: DataView;
  tiff: Uint8Array;
  little: boolean;
}

/** The number of entries of a directory; 0 if it is not wholly within the bytes. */
function entriesAt({ view, tiff, little }: Tiff, at: number): number {
  if (at < 8 || at + 2 > tiff.length) return 0;
  const count = view.getUint16(at, little);
  return at + 2 + count * 12 <= tiff.length ? count : 0;
}

/** The offsets of an entry: its value if there is one, else those that it points to. */
function offsetsIn({ view, tiff, little }: Tiff, entry: number): number[] {
  const count = view.getUint32(entry + 4, little);
  const value = view.getUint32(entry + 8, little);
  if (count === 1) return [value];
  if (count > mostDirectories || value + count * 4 > tiff.length) return [];
  return Array.from({ length: count }, (_, nth) => view.getUint32(value + nth * 4, little));
}

/** Overwrites the values of a GPS directory, then the directory. */
function clearDirectory(directory: Tiff, at: number): void {
  const { view, tiff, little } = directory;
  const count = entriesAt(directory, at);
  const values: [from: number, to: number][] = [];
  for (let nth = 0; nth < Math.min(count, mostValues); nth++) {
    const entry = at + 2 + nth * 12;
    const size =
      (widths[view.getUint16(entry + 2, little)] ?? 1) * view.getUint32(entry + 4, little);
    const value = view.getUint32(entry + 8, little);
    const fits = value >= 8 && value + size <= tiff.length;
    if (size > 4 && size <= longestValue && fits) values.push([value, value + size]);
  }
  for (const [from, to] of values) tiff.fill(0, from, to);
  if (count > 0) tiff.fill(0, at, at + 2 + count * 12);
}

/** Closes the gap of an entry: what follows it, the offset of the next directory too, moves up. */
function removeEntry({ view, tiff, little }: Tiff, at: number, index: number, count: number): void {
  const entry = at + 2 + index * 12;
  const end = Math.min(at + 2 + count * 12 + 4, tiff.length);
  tiff.copyWithin(entry, entry + 12, end);
  tiff.fill(0, end - 12, end);
  view.setUint16(at, count - 1, little);
}

/** Every repetition is bounded, so that no packet takes long. */
const attribute = /\b[\w.-]{1,40}:GPS\w{0,40}\s{0,40}=\s{0,40}(?:"[^"<]{0,500}"|'[^'<]{0,500}')/gi;
const element =
  /<([\w.-]{1,40}:GPS\w{0,40})(?:\s[^<>]{0,500})?(?:\/>|>[^<]{0,500}<\/\1\s{0,40}>)/gi;

/**
 * Overwrites the GPS properties of an XMP packet (ISO 16684-1, as attributes and as elements) with
 * spaces.
 * @returns whether there were any
 */
export function removePositionInPacket(packet: Uint8Array): boolean {
  const parts: string[] = [];
  for (let at = 0; at < packet.length; at += 8192) parts.push(ascii(packet, at, at + 8192));
  const text = parts.join('');
  if (!/:gps/i.test(text)) return false;
  const found = [...text.matchAll(element), ...text.matchAll(attribute)];
  for (const { 0: match, index } of found) packet.fill(0x20, index, index + match.length);
  return found.length > 0;
}
