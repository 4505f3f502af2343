/** What a reader gets of what is kept: all of it, a part, or word that nothing changed. */
import { parseRange } from '../../src/http/range.ts';
import { headersOf, type Kept } from './kept.ts';

export type Status = 'HIT' | 'MISS' | 'EXPIRED' | 'REVALIDATED' | 'UPDATING' | 'STALE' | 'BYPASS';

export function fromKept(request: Request, kept: Kept, status: Status, now: number): Response {
  const headers = headersOf(kept, now);
  headers.set('Cf-Cache-Status', status);
  if (['MISS', 'EXPIRED'].includes(status) && !kept.headers.has('Age')) headers.delete('Age');
  if (kept.status !== 200) return whole(request, kept, headers);
  if (isUnchanged(request.headers, headers)) {
    headers.delete('Content-Length');
    return new Response(null, { status: 304, headers });
  }
  const part = rangeOf(request, headers, kept.body.length);
  if (part === null) return whole(request, kept, headers);
  if (part === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${kept.body.length}`);
    headers.delete('Content-Length');
    return new Response(null, { status: 416, headers });
  }
  const { offset, length } = part;
  headers.set('Content-Range', `bytes ${offset}-${offset + length - 1}/${kept.body.length}`);
  headers.set('Content-Length', String(length));
  return new Response(kept.body.subarray(offset, offset + length), { status: 206, headers });
}

function whole({ method }: Request, { status, body }: Kept, headers: Headers): Response {
  const empty = method === 'HEAD' || [204, 205].includes(status);
  if (!empty || method === 'HEAD') headers.set('Content-Length', String(body.length));
  return new Response(empty ? null : body, { status, headers });
}

/** RFC 9110, section 13.2.2, for GET and HEAD. */
function isUnchanged(asked: Headers, kept: Headers): boolean {
  const tags = asked.get('If-None-Match');
  const etag = kept.get('ETag');
  if (tags !== null) {
    if (tags.trim() === '*') return true;
    const plain = (tag: string) => tag.trim().replace(/^W\//, '');
    return etag !== null && tags.split(',').map(plain).includes(plain(etag));
  }
  const since = Date.parse(asked.get('If-Modified-Since') ?? '');
  const modified = Date.parse(kept.get('Last-Modified') ?? '');
  return modified <= since;
}

function rangeOf({ method, headers: asked }: Request, kept: Headers, size: number) {
  const condition = asked.get('If-Range');
  const same = [kept.get('ETag'), kept.get('Last-Modified')].includes(condition);
  if (method !== 'GET' || (condition !== null && !same)) return null;
  return parseRange(asked.get('Range'), size);
}
