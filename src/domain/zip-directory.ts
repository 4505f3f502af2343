/**
 * The central directory of a ZIP archive (APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16). It is
 * at the end, so an archive that was cut off has none, and no program opens it.
 */
import { says } from './zip.ts';

const [header, endRecord] = ['PK\x01\x02', 'PK\x05\x06'];
const [longEndRecord, longLocator] = ['PK\x06\x06', 'PK\x06\x07'];
const [headerLength, endLength, locatorLength] = [46, 22, 20];
const longestComment = 0xffff;
const [unknownCount, unknownSize] = [0xffff, 0xffffffff];

/** Where a directory is, by the record at the end. */
interface Place {
  entries: number;
  size: number;
  offset: number;
  /** Where it must end, counted from the first of the last bytes. */
  end: number;
}

/**
 * Lists the names in the directory; null if it is not complete, or not within the last bytes.
 * @param last the last bytes of the archive
 * @param length the length of the whole archive
 */
export function directoryNames(last: Uint8Array, length: number): string[] | null {
  const view = new DataView(last.buffer, last.byteOffset, last.byteLength);
  const place = findDirectory(last, view, length);
  if (!place) return null;
  const { entries, size, offset, end } = place;
  const start = offset - (length - last.length);
  if (start < 0 || start + size !== end) return null;
  const names: string[] = [];
  const decoder = new TextDecoder();
  for (let at = start; at < end; ) {
    if (at + headerLength > end || !says(last, header, at)) return null;
    const named = view.getUint16(at + 28, true);
    const behind = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const local = view.getUint32(at + 42, true);
    const next = at + headerLength + named + behind;
    if (next > end || (local !== unknownSize && local >= offset)) return null;
    names.push(decoder.decode(last.subarray(at + headerLength, at + headerLength + named)));
    at = next;
  }
  return names.length === entries ? names.map((name) => name.replaceAll('\\', '/')) : null;
}

function findDirectory(last: Uint8Array, view: DataView, length: number): Place | null {
  const first = Math.max(0, last.length - endLength - longestComment);
  for (let at = last.length - endLength; at >= first; at--) {
    if (last[at] !== 0x50 || !says(last, endRecord, at)) continue;
    if (at + endLength + view.getUint16(at + 20, true) > last.length) continue;
    const entries = view.getUint16(at + 10, true);
    const [size, offset] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    const long = entries === unknownCount || size === unknownSize || offset === unknownSize;
    return (long && findLongRecord(last, view, at, length)) || { entries, size, offset, end: at };
  }
  return null;
}

/** Reads the ZIP64 record that a locator before the end record points to; null without one. */
function findLongRecord(
  last: Uint8Array,
  view: DataView,
  end: number,
  length: number,
): Place | null {
  const locator = end - locatorLength;
  if (locator < 0 || !says(last, longLocator, locator)) return null;
  const at = Number(view.getBigUint64(locator + 8, true)) - (length - last.length);
  if (at < 0 || at + 56 > locator || !says(last, longEndRecord, at)) return null;
  const [entries = 0, size = 0, offset = 0] = [32, 40, 48].map((field) =>
    Number(view.getBigUint64(at + field, true)),
  );
  return { entries, size, offset, end: at };
}
