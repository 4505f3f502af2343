/** Attachments, whole or as a byte range, with the same visibility as their release. */
import { type Attachment, isShownPicture } from '../domain/attachment.ts';
import { base64, fromHex } from '../domain/digest.ts';
import { Problem } from '../domain/problem.ts';
import { cacheHeaders, tag } from '../edge-cache.ts';
import { isNotModified } from '../http/conditional.ts';
import type { AppContext } from '../http/context.ts';
import { parseRange } from '../http/range.ts';
import { crossOriginHeaders } from '../http/security.ts';
import { refuseWithdrawn } from '../http/withdrawn.ts';
import { readBatch } from '../store/db/connect.ts';
import { getAttachment } from '../store/db/r2.ts';
import { readPublicFile } from '../store/editorial/attachments.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';

export async function attachmentFile(c: AppContext): Promise<Response> {
  const [id, filename] = [c.req.param('id') ?? '', c.req.param('filename') ?? ''];
  const opened = await openPublicFile(c, id, filename);
  if (!opened) return c.notFound();
  const { file, headers } = opened;
  return fileResponse(c, file, headers, (part) => getAttachment(c.env.FILES, file.key, part));
}

/**
 * The attachment with the id, if readers may have it now, and its cache headers. Null if it does not
 * exist for them.
 * @param filename its name, or null for any
 * @throws Problem `gone`, `legally-barred` or `not-found` if its release was withdrawn
 */
export async function openPublicFile(c: AppContext, id: string, filename: string | null) {
  const { db, now } = c.var;
  const [found, { next }] = await readBatch(db, [
    readPublicFile(db, id, filename, now),
    readPageContext(db, now),
  ]);
  if (!found || found.withdrawal?.mode === 'redirect') return null;
  const { file, releaseId, withdrawal } = found;
  if (withdrawal) refuseWithdrawn(c.var.site, c.var.lang, withdrawal);
  return { file, headers: cacheHeaders('file', { now, next, tags: [tag.release(releaseId)] }) };
}

/** Bytes of a file: `length` of them from `offset` on. */
export interface Part {
  offset: number;
  length: number;
}

/**
 * A file whole, or the requested range of it, or 304.
 * @param read the bytes as a stream, or null if they are not in R2
 * @throws Problem `unsatisfiable-range`
 */
export async function fileResponse(
  c: AppContext,
  file: Attachment,
  cached: Record<string, string>,
  read: (part: Part) => Promise<ReadableStream | null>,
): Promise<Response> {
  const etag = `"${file.sha256.slice(0, 32)}"`;
  const headers = { ...cached, ...sandboxHeaders, ETag: etag, 'Accept-Ranges': 'bytes' };
  if (isNotModified(c.req.raw, { etag, lastModified: null })) return c.body(null, 304, headers);

  const range = rangeOf(c, file, etag);
  if (range === 'unsatisfiable') {
    const detail = `The file has ${file.size} bytes.`;
    throw new Problem('unsatisfiable-range', detail, {
      headers: { 'Content-Range': `bytes */${file.size}` },
    });
  }
  const { offset, length } = range ?? { offset: 0, length: file.size };
  const allHeaders = {
    ...headers,
    ...fileHeaders(file),
    'Content-Length': String(length),
    ...(range && { 'Content-Range': `bytes ${offset}-${offset + length - 1}/${file.size}` }),
  };
  if (c.req.method === 'HEAD') return c.body(null, range ? 206 : 200, allHeaders);
  const body = await read({ offset, length });
  if (!body) throw new Error(`Attachment ${file.id} has no object of ${file.key} in R2.`);
  return new Response(withLength(body, length), { status: range ? 206 : 200, headers: allHeaders });
}

/** Declares the length to the platform, which otherwise sends the body chunked. */
export function withLength(body: ReadableStream, length: number): ReadableStream {
  return body.pipeThrough(new FixedLengthStream(length));
}

/** The requested range, or null if there is none or `If-Range` names another version of the file. */
function rangeOf(c: AppContext, file: Attachment, etag: string) {
  const condition = c.req.header('If-Range');
  if (condition !== undefined && condition !== etag) return null;
  return parseRange(c.req.header('Range') ?? null, file.size);
}

const inlineTypes = /^(?:audio|video)\//;

/**
 * Files never run scripts, but other sites, such as feed readers, may embed them. A 304 repeats these
 * headers, since caches update stored headers from it.
 */
export const sandboxHeaders = {
  'Content-Security-Policy': "sandbox; default-src 'none'",
  ...crossOriginHeaders,
};

/** Headers that describe a file: type, disposition, digest, and the sandbox. */
export function fileHeaders({ mediaType, filename, sha256 }: Attachment): Record<string, string> {
  const isShown = isShownPicture(mediaType) || inlineTypes.test(mediaType);
  return {
    'Content-Type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    'Content-Disposition': disposition(isShown ? 'inline' : 'attachment', filename),
    ...sandboxHeaders,
    'Repr-Digest': `sha-256=:${base64(fromHex(sha256))}:`,
  };
}

/** A `Content-Disposition` with a file name of any script (RFC 6266, appendix D). */
export function disposition(type: 'inline' | 'attachment', filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return `${type}; filename="${ascii}"; filename*=UTF-8''${rfc5987(filename)}`;
}

function rfc5987(filename: string): string {
  return encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
