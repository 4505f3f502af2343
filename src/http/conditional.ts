/** Conditional requests (RFC 9110, section 13). */

/** Whether an `If-Match` value holds for a strong validator; weak tags never match. */
export function ifMatchHolds(field: string, etag: string): boolean {
  return field.trim() === '*' || tags(field).includes(etag);
}

/** Whether the client has this representation already, so that 304 is the answer. */
export function isNotModified(
  request: Request,
  { etag, modifiedAt }: { etag: string; modifiedAt: number | null },
): boolean {
  const noneMatch = request.headers.get('If-None-Match');
  if (noneMatch !== null) {
    const opaque = (one: string) => one.replace(/^W\//, '');
    return noneMatch.trim() === '*' || tags(noneMatch).some((one) => opaque(one) === opaque(etag));
  }
  const since = Date.parse(request.headers.get('If-Modified-Since') ?? '');
  return (
    modifiedAt !== null && !Number.isNaN(since) && Math.floor(modifiedAt / 1000) * 1000 <= since
  );
}

function tags(field: string): string[] {
  return field.match(/(?:W\/)?"[^"]*"/g) ?? [];
}

/** A strong validator made of the content itself. */
export async function etagOf(content: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content));
  return `"${btoa(String.fromCharCode(...new Uint8Array(digest, 0, 15)))}"`;
}
