/** Responses from a cache entry: the whole body, a range, 304 or 416. */
import { parseRange } from '../../src/http/range.ts';
import { type CacheEntry, headersOfEntry } from './cache-entry.ts';

export type Status = 'HIT' | 'MISS' | 'EXPIRED' | 'REVALIDATED' | 'UPDATING' | 'STALE' | 'BYPASS';

export function respondFromEntry(
  request: Request,
  entry: CacheEntry,
  status: Status,
  now: number,
): Response {
  const headers = headersOfEntry(entry, now);
  headers.set('Cf-Cache-Status', status);
  if (['MISS', 'EXPIRED'].includes(status) && !entry.headers.has('Age')) headers.delete('Age');
  if (entry.status !== 200) return whole(request, entry, headers);
  if (isUnchanged(request.headers, headers)) {
    headers.delete('Content-Length');
    return new Response(null, { status: 304, headers });
  }
  const part = rangeOf(request, headers, entry.body.length);
  if (part === null) return whole(request, entry, headers);
  if (part === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${entry.body.length}`);
    headers.delete('Content-Length');
    return new Response(null, { status: 416, headers });
  }
  const { offset, length } = part;
  headers.set('Content-Range', `bytes ${offset}-${offset + length - 1}/${entry.body.length}`);
  headers.set('Content-Length', String(length));
  return new Response(entry.body.subarray(offset, offset + length), { status: 206, headers });
}

function whole({ method }: Request, { status, body }: CacheEntry, headers: Headers): Response {
  const empty = method === 'HEAD' || [204, 205].includes(status);
  if (!empty || method === 'HEAD') headers.set('Content-Length', String(body.length));
  return new Response(empty ? null : body, { status, headers });
}

/** RFC 9110, section 13.2.2, for GET and HEAD. */
function isUnchanged(request: Headers, stored: Headers): boolean {
  const tags = request.get('If-None-Match');
  const etag = stored.get('ETag');
  if (tags !== null) {
    if (tags.trim() === '*') return true;
    const plain = (tag: string) => tag.trim().replace(/^W\//, '');
    return etag !== null && tags.split(',').map(plain).includes(plain(etag));
  }
  const since = Date.parse(request.get('If-Modified-Since') ?? '');
  const modified = Date.parse(stored.get('Last-Modified') ?? '');
  return modified <= since;
}

function rangeOf({ method, headers: request }: Request, stored: Headers, size: number) {
  const condition = request.get('If-Range');
  const same = [stored.get('ETag'), stored.get('Last-Modified')].includes(condition);
  if (method !== 'GET' || (condition !== null && !same)) return null;
  return parseRange(request.get('Range'), size);
}
