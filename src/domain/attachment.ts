/** Files of a release: what may be one, and how its bytes must begin. */
import { fileTypeFromBuffer } from 'file-type/core';

/** A file as a revision holds it. */
export interface Attachment {
  /** The public address, the same for every version of the file. */
  id: string;
  filename: string;
  /** The object in R2; never shown. */
  key: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  title: string;
  /** The language it is in, or null for all. */
  lang: string | null;
}

/** The largest file, in bytes. */
export const largestFile = 100 * 1024 * 1024;

/** How many bytes of a file's beginning tell what it is. */
export const signatureLength = 4100;

/**
 * What is accepted: media type → extensions, and the types that the bytes may show themselves as.
 * Office documents are ZIP or CFB containers. Text has no signature and is looked at by itself.
 */
const accepted: Record<string, { extensions: string[]; shows: string[] }> = {
  'application/pdf': { extensions: ['pdf'], shows: ['application/pdf'] },
  'image/jpeg': { extensions: ['jpg', 'jpeg'], shows: ['image/jpeg'] },
  'image/png': { extensions: ['png'], shows: ['image/png', 'image/apng'] },
  'image/gif': { extensions: ['gif'], shows: ['image/gif'] },
  'image/webp': { extensions: ['webp'], shows: ['image/webp'] },
  'image/avif': { extensions: ['avif'], shows: ['image/avif'] },
  'audio/mpeg': { extensions: ['mp3'], shows: ['audio/mpeg'] },
  'audio/mp4': { extensions: ['m4a'], shows: ['audio/x-m4a', 'video/mp4', 'audio/mp4'] },
  'audio/ogg': { extensions: ['ogg', 'oga'], shows: ['audio/ogg', 'audio/ogg; codecs=opus'] },
  'audio/wav': { extensions: ['wav'], shows: ['audio/wav'] },
  'video/mp4': { extensions: ['mp4'], shows: ['video/mp4', 'video/x-m4v'] },
  'video/webm': { extensions: ['webm'], shows: ['video/webm'] },
  'application/msword': { extensions: ['doc'], shows: ['application/x-cfb'] },
  'application/vnd.ms-excel': { extensions: ['xls'], shows: ['application/x-cfb'] },
  'application/vnd.ms-powerpoint': { extensions: ['ppt'], shows: ['application/x-cfb'] },
  ...container('docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'),
  ...container('xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
  ...container('pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'),
  ...container('odt', 'application/vnd.oasis.opendocument.text'),
  ...container('ods', 'application/vnd.oasis.opendocument.spreadsheet'),
  ...container('odp', 'application/vnd.oasis.opendocument.presentation'),
  'application/zip': { extensions: ['zip'], shows: ['application/zip'] },
  'text/plain': { extensions: ['txt'], shows: ['text/plain'] },
  'text/csv': { extensions: ['csv'], shows: ['text/plain'] },
};

function container(extension: string, mediaType: string) {
  return { [mediaType]: { extensions: [extension], shows: [mediaType, 'application/zip'] } };
}

/** The media type of a `Content-Type` value if files of that type are accepted, else null. */
export function acceptedType(contentType: string): string | null {
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return Object.hasOwn(accepted, mediaType) ? mediaType : null;
}

/** The media type that a file name's extension stands for, or null where none is accepted. */
export function typeOfName(filename: string): string | null {
  return Object.keys(accepted).find((type) => extensionFits(filename, type)) ?? null;
}

/** Whether a file name's extension belongs to the media type. */
export function extensionFits(filename: string, mediaType: string): boolean {
  const extension = filename.split('.').pop()?.toLowerCase() ?? '';
  return accepted[mediaType]?.extensions.includes(extension) ?? false;
}

/** Whether the first bytes (up to `signatureLength`) are of the media type. */
export async function bytesFit(beginning: Uint8Array, mediaType: string): Promise<boolean> {
  const shown = (await fileTypeFromBuffer(beginning))?.mime ?? textOrNothing(beginning);
  return shown !== null && (accepted[mediaType]?.shows.includes(shown) ?? false);
}

const markup = /^\s*<(?:!doctype|\?xml|html|svg|script|head|body|iframe)/i;

/** `text/plain` where the bytes are UTF-8 without control characters and not markup, else null. */
function textOrNothing(beginning: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(beginning, {
      stream: true,
    });
    if (text === '' || markup.test(text)) return null;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : 'text/plain';
  } catch {
    return null;
  }
}

const longestName = 150;

/**
 * Whether a file name can be shown and sent as it is: one segment, an extension, no control or
 * bidi characters, nothing that a file system or a header would read otherwise.
 */
export function isFilename(name: string): boolean {
  return (
    name.length <= longestName &&
    name.isWellFormed() &&
    /^[^\p{Cc}\p{Cf}\\/:*?"<>|%]+\.[A-Za-z0-9]{1,8}$/u.test(name) &&
    !name.startsWith('.') &&
    name === name.trim()
  );
}
