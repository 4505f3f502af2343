/** Conditional requests (RFC 9110, section 13). */
import { base64, digestOf } from '../domain/digest.ts';
import { Problem } from '../domain/problem.ts';
import type { AppContext } from './context.ts';

/**
 * Whether an `If-Match` value holds for a validator. Here a tag names a version, not bytes, so the
 * comparison is weak: a proxy that compresses turns `"x"` into `W/"x"`, and both name the version x.
 */
export function ifMatchHolds(field: string, etag: string): boolean {
  return field.trim() === '*' || tags(field).some((one) => opaque(one) === opaque(etag));
}

/**
 * Holds an `If-Match` value against the validators of a thing, any of which will do.
 * @throws Problem `stale` when none matches, `precondition-required` when it is missing and `required`
 */
export function requireEtag(
  field: string | undefined,
  etags: readonly string[],
  required = true,
): void {
  if (field === undefined) {
    if (!required) return;
    throw new Problem('precondition-required', 'Send If-Match with the ETag that you last read.');
  }
  if (etags.some((etag) => ifMatchHolds(field, etag))) return;
  throw new Problem('stale', 'This has changed since you read it: read it again.');
}

/**
 * Whether a request is to be done only where there is nothing yet: `If-None-Match: *` (13.1.2).
 * @throws Problem `malformed` for validators, which have no use before a change
 */
export function isCreateOnly(c: AppContext): boolean {
  const field = c.req.header('If-None-Match');
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  throw new Problem('malformed', 'If-None-Match: only * is understood before a change.');
}

/** Whether the client has this representation already, so that 304 is the answer. */
export function isNotModified(
  request: Request,
  { etag, lastModified }: { etag: string; lastModified: number | null },
): boolean {
  const noneMatch = request.headers.get('If-None-Match');
  if (noneMatch !== null) {
    return noneMatch.trim() === '*' || tags(noneMatch).some((one) => opaque(one) === opaque(etag));
  }
  const since = Date.parse(request.headers.get('If-Modified-Since') ?? '');
  return lastModified !== null && lastModified <= since;
}

const second = 1000;

/**
 * The `Last-Modified` of what changed at `modifiedAt`, in epoch milliseconds: the end of that second.
 * Null while the second lasts, since another change within it would have the same date, and who
 * holds the first would be told that nothing changed (RFC 9110, section 8.8.2.2).
 */
export function lastModifiedOf(modifiedAt: number, now: number): number | null {
  const end = (Math.floor(modifiedAt / second) + 1) * second;
  return end <= now ? end : null;
}

/** The entity tags of a field, in order (RFC 9110, section 8.8.3); what is no tag is left out. */
function tags(field: string): string[] {
  const members = field.matchAll(/(?:^|,)[ \t]*((?:W\/)?"[^"]*")[ \t]*(?=,|$)/g);
  return [...members].map(([, tag = '']) => tag);
}

/** A tag without its mark of weakness. */
const opaque = (tag: string) => tag.replace(/^W\//, '');

/** A strong validator made of the content itself. */
export async function etagOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  return `"${base64((await digestOf(content)).slice(0, 15))}"`;
}
