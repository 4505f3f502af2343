/** Attachments: whole or in part, behind the same gate as the release that they belong to. */
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
  const { db, now } = c.var;
  const [id, filename] = [c.req.param('id') ?? '', c.req.param('filename') ?? ''];
  const [found, { next }] = await readBatch(db, [
    readPublicFile(db, id, filename, now),
    readPageContext(db, now),
  ]);
  if (!found) return c.notFound();
  const { file, releaseId, withdrawal } = found;
  if (withdrawal?.mode === 'redirect') return c.notFound();
  if (withdrawal) refuseWithdrawn(c.var.site, c.var.lang, withdrawal);
  const etag = `"${file.sha256.slice(0, 32)}"`;
  const headers = {
    ...cacheHeaders('file', { now, next, tags: [tag.release(releaseId)] }),
    ...confined,
    ETag: etag,
    'Accept-Ranges': 'bytes',
  };
  if (isNotModified(c.req.raw, { etag, lastModified: null })) return c.body(null, 304, headers);

  const part = rangeOf(c, file, etag);
  if (part === 'unsatisfiable') {
    const detail = `The file has ${file.size} bytes.`;
    throw new Problem('unsatisfiable-range', detail, {
      headers: { 'Content-Range': `bytes */${file.size}` },
    });
  }
  const { offset, length } = part ?? { offset: 0, length: file.size };
  const sent = {
    ...headers,
    ...descriptionOf(file),
    'Content-Length': String(length),
    ...(part && { 'Content-Range': `bytes ${offset}-${offset + length - 1}/${file.size}` }),
  };
  if (c.req.method === 'HEAD') return c.body(null, part ? 206 : 200, sent);
  const body = await getAttachment(c.env.FILES, file.key, { offset, length });
  if (!body) throw new Error(`The object of attachment ${file.id} is missing.`);
  return new Response(fixed(body, length), { status: part ? 206 : 200, headers: sent });
}

/** The stream with its length known to the platform, so that it is declared and kept. */
function fixed(body: ReadableStream, length: number): ReadableStream {
  return body.pipeThrough(new FixedLengthStream(length));
}

/** The asked part, unless `If-Range` names another version of the file. */
function rangeOf(c: AppContext, file: Attachment, etag: string) {
  const condition = c.req.header('If-Range');
  if (condition !== undefined && condition !== etag) return null;
  return parseRange(c.req.header('Range') ?? null, file.size);
}

const shownInPages = /^(?:audio|video)\//;

/** Never run or framed, but shown by whoever reads a feed. A 304 says it again: it renews what a cache keeps. */
const confined = {
  'Content-Security-Policy': "sandbox; default-src 'none'",
  ...crossOriginHeaders,
};

/** What the file is. It is not taken for anything else. */
export function descriptionOf({ mediaType, filename, sha256 }: Attachment): Record<string, string> {
  const disposition =
    isShownPicture(mediaType) || shownInPages.test(mediaType) ? 'inline' : 'attachment';
  const ascii = filename.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return {
    'Content-Type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    'Content-Disposition': `${disposition}; filename="${ascii}"; filename*=UTF-8''${rfc5987(filename)}`,
    ...confined,
    'Repr-Digest': `sha-256=:${base64(fromHex(sha256))}:`,
  };
}

function rfc5987(filename: string): string {
  return encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
