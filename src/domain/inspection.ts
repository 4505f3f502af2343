/**
 * Inspection of a file while it streams: faults that its first bytes do not show. An inspector
 * takes each chunk in order, null at the end, and returns a fault or null.
 */
import { concatBytes } from './bytes.ts';
import { isOfPlainArchive } from './magic-bytes.ts';
import { directoryNames } from './zip-directory.ts';

export type Inspector = (chunk: Uint8Array | null) => string | null;

const textual = /^text\/|^application\/x-subrip$/;

/** The inspector of a media type, or null if its first bytes show all that is looked for. */
export function inspectorOf(mediaType: string): Inspector | null {
  if (isTextual(mediaType)) return encodingInspector();
  const isWhole = directoryChecks.find(([types]) => types.test(mediaType))?.[1];
  if (!isWhole) return null;
  const directory = directoryInspector(mediaType, isWhole);
  if (!office.test(mediaType)) return directory;
  const macros = macroInspector();
  return (chunk) => macros(chunk) ?? directory(chunk);
}

/** Whether files of the media type are UTF-8 text. */
export function isTextual(mediaType: string): boolean {
  return textual.test(mediaType);
}

export const notUtf8 =
  'The text is not UTF-8 (it may be windows-1252, another code page or UTF-16). Save it as UTF-8 and send it again.';

/** Whether bytes, which may end within a character, are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  if (bytes[0] === 0xff || bytes[0] === 0xfe) return false;
  return encodingInspector()(bytes) === null;
}

function encodingInspector(): Inspector {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  return (chunk) => {
    try {
      decoder.decode(chunk ?? undefined, { stream: chunk !== null });
      return null;
    } catch {
      return notUtf8;
    }
  };
}

const office = /^application\/vnd\.openxmlformats-/;

/** For each kind of archive, whether its directory has what that kind needs. */
const directoryChecks: [types: RegExp, isWhole: (names: string[]) => boolean][] = [
  [
    office,
    (names) =>
      names.some((name) => name.toLowerCase() === '[content_types].xml') &&
      names.some((name) => /^(?:word|xl|ppt)\//.test(name)),
  ],
  [
    /^application\/vnd\.oasis\.opendocument\./,
    (names) => names.includes('mimetype') && names.includes('content.xml'),
  ],
  [/^application\/zip$/, (names) => names.every(isOfPlainArchive)],
];

/** The number of bytes at an archive's end that are read: enough for the names of all its entries. */
const longestDirectory = 4 * 1024 * 1024;

function directoryInspector(mediaType: string, isWhole: (names: string[]) => boolean): Inspector {
  const end: Uint8Array[] = [];
  let [length, held] = [0, 0];
  return (chunk) => {
    if (chunk === null) {
      const names = directoryNames(concatBytes(end, held), length);
      if (names === null) {
        return 'The archive is not complete: its directory is missing or damaged. Send the whole file again.';
      }
      return isWhole(names) ? null : `The entries of the archive are not those of ${mediaType}.`;
    }
    end.push(chunk.slice());
    length += chunk.length;
    held += chunk.length;
    for (let [first] = end; first && held - first.length >= longestDirectory; [first] = end) {
      held -= first.length;
      end.shift();
    }
    return null;
  };
}

/** The part of an Office package with macros; names in an archive are not compressed. */
const macros = new TextEncoder().encode('vbaProject.bin');

function macroInspector(): Inspector {
  let tail = new Uint8Array();
  return (chunk) => {
    if (chunk === null) return null;
    const seam = new Uint8Array([...tail, ...chunk.subarray(0, macros.length)]);
    if (has(seam, macros) || has(chunk, macros)) {
      return 'The document has macros. Save it without them (.docx, .xlsx, .pptx) and send it again.';
    }
    const end = chunk.length < macros.length ? seam : chunk;
    tail = end.slice(1 - macros.length);
    return null;
  };
}

function has(bytes: Uint8Array, sought: Uint8Array): boolean {
  for (let at = bytes.indexOf(sought[0] as number); at >= 0; ) {
    if (sought.every((byte, index) => bytes[at + index] === byte)) return true;
    at = bytes.indexOf(sought[0] as number, at + 1);
  }
  return false;
}
