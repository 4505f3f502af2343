/** A form with a file, as a browser without scripts posts it. */
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readParts } from './form.ts';

/** The largest file in bytes: it is in memory as a whole. The API streams larger ones. */
export const largestUpload = 20 * 1024 * 1024;

/** The fields beside the file, and what separates the parts. */
const largestRest = 64 * 1024;

export interface Upload {
  fields: URLSearchParams;
  /** Null if no file was chosen. */
  file: { name: string; bytes: Uint8Array } | null;
}

/** @throws Problem `unsupported-media-type`, `too-large` or `malformed` */
export async function readUpload(c: AppContext): Promise<Upload> {
  const { parts, fields } = await readParts(c, largestUpload + largestRest);
  const file = parts.get('file');
  if (!(file instanceof File) || file.name === '') return { fields, file: null };
  if (file.size > largestUpload) {
    throw new Problem('too-large', `A file may have at most ${largestUpload} bytes here.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { fields, file: { name: file.name.normalize(), bytes } };
}

/** The text of a file in UTF-8, or in UTF-16 with its byte order mark; null for others. */
export function textOfUpload(bytes: Uint8Array): string | null {
  const isUtf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = isUtf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
