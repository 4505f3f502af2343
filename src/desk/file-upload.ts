/** A form with a file, as a browser without scripts posts it (`multipart/form-data`). */
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readBytes } from '../http/input.ts';

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
  const contentType = c.req.header('Content-Type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new Problem('malformed', 'Send a form with a file.');
  }
  const body = await readBytes(c.req.raw, largestUpload + largestRest);
  const form = await new Response(body, { headers: { 'Content-Type': contentType } })
    .formData()
    .catch(() => {
      throw new Problem('malformed', 'The form did not arrive in full. Send it again.');
    });
  const fields = new URLSearchParams();
  for (const [name, value] of form) if (typeof value === 'string') fields.append(name, value);
  const file = form.get('file');
  if (!(file instanceof File) || file.name === '') return { fields, file: null };
  if (file.size > largestUpload) {
    throw new Problem('too-large', `A file may have at most ${largestUpload} bytes here.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { fields, file: { name: file.name.normalize(), bytes } };
}
