/** The fields of a form that a browser posted. */
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readBytes } from '../http/input.ts';

/** The largest form in bytes: a release in all languages with long texts. */
const largestForm = 4 * 1024 * 1024;

/**
 * Reads a form (`application/x-www-form-urlencoded`). Line ends become LF, as texts are stored.
 * @throws Problem `unsupported-media-type`, `too-large` or `malformed`
 */
export async function readForm(c: AppContext): Promise<URLSearchParams> {
  const mediaType = (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') {
    throw new Problem('unsupported-media-type', 'Send a form.');
  }
  const bytes = await readBytes(c.req.raw, largestForm);
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  const fields = new URLSearchParams();
  for (const [name, value] of form) fields.append(name, value.replace(/\r\n?/g, '\n'));
  return fields;
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
