/** Conditional requests (RFC 9110, section 13). */
import { base64, digestOf } from '../domain/digest.ts';
import { Problem } from '../domain/problem.ts';
import type { AppContext } from './context.ts';

/**
 * Whether an `If-Match` value matches an ETag. Here a tag names a version, not bytes, so the
 * comparison is weak: a proxy that compresses turns `"x"` into `W/"x"`, and both name the version x.
 */
export function ifMatchHolds(field: string, etag: string): boolean {
  return field.trim() === '*' || tags(field).some((one) => opaque(one) === opaque(etag));
}

/**
 * Compares an `If-Match` value with the ETags of a resource; one of them must match.
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
  throw new Problem('stale', 'This has changed since you read it. Read it again.');
}

/**
 * Whether a request may only create: `If-None-Match: *` (section 13.1.2).
 * @throws Problem `malformed` for ETags, which have no meaning before a write
 */
export function isCreateOnly(c: AppContext): boolean {
  const field = c.req.header('If-None-Match');
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  throw new Problem('malformed', 'If-None-Match: only * is accepted with a write.');
}

/** Whether the client has this representation, so that the response is 304. */
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
 * The `Last-Modified` of a change at `modifiedAt` in epoch milliseconds: the end of that second. Null
 * until then, because a second change within it would have the same date (RFC 9110, section 8.8.2.2).
 */
export function lastModifiedOf(modifiedAt: number, now: number): number | null {
  const end = (Math.floor(modifiedAt / second) + 1) * second;
  return end <= now ? end : null;
}

/** The entity tags of a field, in order (RFC 9110, section 8.8.3); anything else is ignored. */
function tags(field: string): string[] {
  const members = field.matchAll(/(?:^|,)[ \t]*((?:W\/)?"[^"]*")[ \t]*(?=,|$)/g);
  return [...members].map(([, tag = '']) => tag);
}

/** A tag without its weakness prefix. */
const opaque = (tag: string) => tag.replace(/^W\//, '');

/** A strong ETag: a digest of the content. */
export async function etagOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  return `"${base64((await digestOf(content)).slice(0, 15))}"`;
}
