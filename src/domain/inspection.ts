/**
 * Inspection of a file while it streams: faults that its first bytes do not show. An inspector
 * takes each chunk in order, null at the end, and returns a fault or null.
 */
export type Inspector = (chunk: Uint8Array | null) => string | null;

const office = /^application\/vnd\.openxmlformats-/;
const textual = /^text\/|^application\/x-subrip$/;

/** The inspector of a media type, or null if its first bytes show all that is looked for. */
export function inspectorOf(mediaType: string): Inspector | null {
  if (isTextual(mediaType)) return encodingInspector();
  return office.test(mediaType) ? macroInspector() : null;
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

/** The part of an Office package that holds macros; names stand unpacked in an archive. */
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
