/** The fields of a form that a browser posted. */
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readBytes } from '../http/input.ts';

/** The largest form in bytes: a release in all languages with long texts. */
const largestForm = 4 * 1024 * 1024;

/**
 * Reads a form without files. Line ends become LF, as texts are stored.
 * @throws Problem `unsupported-media-type`, `too-large` or `malformed`
 */
export async function readForm(c: AppContext): Promise<URLSearchParams> {
  const { parts, fields } = await readParts(c, largestForm);
  if (parts.has('file')) throw noForm();
  return fields;
}

const noForm = () => new Problem('unsupported-media-type', 'Send a form.');

/**
 * Reads a form of at most so many bytes as a browser posts it, with its files and without.
 * @throws Problem `unsupported-media-type`, `too-large` or `malformed`
 */
export async function readParts(
  c: AppContext,
  largest: number,
): Promise<{ parts: FormData; fields: URLSearchParams }> {
  const contentType = c.req.header('Content-Type') ?? '';
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType)) {
    throw noForm();
  }
  const body = await readBytes(c.req.raw, largest);
  const parts = await new Response(body, { headers: { 'Content-Type': contentType } })
    .formData()
    .catch(() => {
      throw new Problem('malformed', 'The form did not arrive in full. Send it again.');
    });
  const fields = new URLSearchParams();
  for (const [name, value] of parts) {
    if (typeof value === 'string') fields.append(name, value.replace(/\r\n?/g, '\n'));
  }
  return { parts, fields };
}

/** The trimmed value of a field; empty where it is missing. */
export const field = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim();

/** A note for readers by language, each in one line, from the fields `note.{lang}`, without empty ones. */
export function noteIn(form: URLSearchParams): Record<string, string> {
  const notes = [...form]
    .filter(([name, value]) => name.startsWith('note.') && value.trim() !== '')
    .map(([name, value]) => [name.slice('note.'.length), value.trim().replace(/\s*\n\s*/g, ' ')]);
  return Object.fromEntries(notes);
}
