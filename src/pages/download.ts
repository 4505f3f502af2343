/** All files of a release as one ZIP archive, with the same visibility as each of them. */
import { makeZip, predictLength } from 'client-zip';
import type { Attachment } from '../domain/attachment.ts';
import { isOfferedAsOne, namesInArchive } from '../domain/download.ts';
import { mainLanguage } from '../domain/release.ts';
import { cacheHeaders, tag } from '../edge-cache.ts';
import { etagOf, isNotModified } from '../http/conditional.ts';
import type { AppContext } from '../http/context.ts';
import { refuseWithdrawn } from '../http/withdrawn.ts';
import { warn } from '../log.ts';
import { readBatch } from '../store/db/connect.ts';
import { getAttachment } from '../store/db/r2.ts';
import { readPublication } from '../store/public/public-releases.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { disposition, sandboxHeaders, withLength } from './files.ts';

/**
 * The archive of a release's files, streamed as it is made. The same files give the same bytes, so the
 * ETag names the files and the length is known beforehand.
 * @throws Problem `gone`, `legally-barred` or `not-found` if the release was withdrawn
 */
export async function downloadFile(c: AppContext): Promise<Response> {
  const { db, now, site, lang } = c.var;
  const id = c.req.param('file')?.split('.')[0] ?? '';
  const [found, { next }] = await readBatch(db, [
    readPublication(db, id, now),
    readPageContext(db, now),
  ]);
  if (!found || found.withdrawal?.mode === 'redirect') return c.notFound();
  const { publication, withdrawal } = found;
  if (withdrawal) refuseWithdrawn(site, lang, withdrawal);
  const { attachments } = publication.metadata;
  if (!isOfferedAsOne(attachments)) return c.notFound();

  const entries = entriesOf(attachments, publication.modifiedAt);
  const digests = attachments.map(({ sha256 }) => sha256);
  const etag = await etagOf(JSON.stringify([publication.modifiedAt, entries, digests]));
  const slug = publication.headlines[mainLanguage(site, publication)]?.slug ?? id;
  const length = Number(predictLength(entries));
  const headers = {
    ...cacheHeaders('file', { now, next, tags: [tag.release(id)] }),
    ...sandboxHeaders,
    ETag: etag,
  };
  if (isNotModified(c.req.raw, { etag, lastModified: null })) return c.body(null, 304, headers);
  const allHeaders = {
    ...headers,
    'Content-Type': 'application/zip',
    'Content-Disposition': disposition('attachment', `${slug}.zip`),
    'Content-Length': String(length),
  };
  if (c.req.method === 'HEAD') return c.body(null, 200, allHeaders);
  const archive = makeZip(filledEntries(c.env.FILES, attachments, entries));
  return new Response(withLength(archive, length), { headers: allHeaders });
}

interface Entry {
  name: string;
  size: number;
  lastModified: number;
}

function entriesOf(files: readonly Attachment[], modifiedAt: number): Entry[] {
  // The format knows no earlier time.
  const lastModified = Math.max(modifiedAt, Date.UTC(1980, 0, 1));
  const names = namesInArchive(files);
  return files.map(({ size }, index) => ({ name: names[index] as string, size, lastModified }));
}

/**
 * The entries with their content, one after the other: the next file is opened when the last one was
 * sent. A file that is missing or too short breaks the archive off, so that nobody takes it for whole.
 */
async function* filledEntries(
  bucket: R2Bucket,
  files: readonly Attachment[],
  entries: readonly Entry[],
) {
  for (const [index, { id, key, size }] of files.entries()) {
    const body = await getAttachment(bucket, key, { offset: 0, length: size });
    if (!body) {
      warn('download broke off', { file: id });
      throw new Error(`Attachment ${id} has no object of ${key} in R2.`);
    }
    yield { ...(entries[index] as Entry), input: chunksOf(withLength(body, size)) };
  }
}

/** Bytes that are read at once: with the few kilobytes of a default read, an archive costs four times as much. */
const chunkLength = 64 * 1024;

async function* chunksOf(stream: ReadableStream): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader({ mode: 'byob' });
  for (;;) {
    const { value, done } = await reader.readAtLeast(chunkLength, new Uint8Array(chunkLength));
    if (value && value.length > 0) yield value;
    if (done) return;
  }
}
