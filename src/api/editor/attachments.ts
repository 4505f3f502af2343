/** Uploads: the raw bytes of one file, streamed after all checks that need no bytes. */
import * as v from 'valibot';
import {
  acceptedType,
  bytesFit,
  extensionFits,
  isFilename,
  largestFile,
  misfit,
  mostFiles,
  signatureLength,
} from '../../domain/attachment.ts';
import { fromBase64, hex } from '../../domain/digest.ts';
import { isShowable, mostPixels, sizeOf } from '../../domain/picture.ts';
import { Problem } from '../../domain/problem.ts';
import { line } from '../../domain/text-input.ts';
import { withoutAttachment } from '../../domain/working-release.ts';
import type { AppContext } from '../../http/context.ts';
import { attach } from '../../store/editorial/attachments.ts';
import * as releases from '../../store/editorial/releases.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { write } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { attachmentDetailOperations } from './attachment-details.ts';
import {
  answerRelease,
  etagOf,
  requestedRelease,
  requireIfMatch,
  toAttachment,
  working,
} from './working-release.ts';

/** Removes a file from the working revision. Readers see it until that revision is published. */
async function deleteAttachment(c: AppContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  const filename = (c.req.param('filename') ?? '').normalize();
  if (!release.snapshot.attachments.some((file) => file.filename === filename)) {
    throw new Problem('not-found', 'This release has no such file.');
  }
  requireIfMatch(c, release, true);
  const snapshot = withoutAttachment(release.snapshot, filename);
  await releases.revise(db, actor, release, snapshot, {
    act: {
      action: 'attachment.delete',
      subject: `release/${release.id}`,
      detail: { filename, version: release.version + 1 },
    },
  });
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}

/** @throws Problem `invalid` */
function checkFilename(filename: string): void {
  if (isFilename(filename)) return;
  throw new Problem('invalid', 'This is not a file name with an extension.', {
    errors: [{ pointer: '', detail: `${JSON.stringify(filename)} is not accepted as a file name` }],
  });
}

/** @throws Problem `unsupported-media-type` */
export function readMediaType(c: AppContext): string {
  const mediaType = acceptedType(c.req.header('Content-Type') ?? '');
  if (!mediaType) throw unsupported('Files of this Content-Type are not accepted.');
  return mediaType;
}

function readType(c: AppContext, filename: string): string {
  const mediaType = readMediaType(c);
  if (!extensionFits(filename, mediaType)) {
    throw unsupported(`The extension of ${filename} is not one of ${mediaType}.`);
  }
  return mediaType;
}

function unsupported(detail: string): Problem {
  return new Problem('unsupported-media-type', detail);
}

/** @throws Problem `length-required`, `too-large` or `malformed` */
export function readSize(c: AppContext): number {
  const field = c.req.header('Content-Length');
  if (field === undefined) throw new Problem('length-required', 'Send Content-Length.');
  const size = Number(field);
  if (size > largestFile) {
    throw new Problem('too-large', `A file may have at most ${largestFile} bytes.`);
  }
  if (!Number.isSafeInteger(size) || size < 1) throw new Problem('malformed', 'The file is empty.');
  return size;
}

/** The SHA-256 of a `Repr-Digest` field (RFC 9530) in lower-case hex, or null without one. */
function readDigest(c: AppContext): string | null {
  const field = c.req.header('Repr-Digest');
  if (field === undefined) return null;
  const digest = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(field)?.[1];
  if (!digest) throw new Problem('malformed', 'Repr-Digest: must have a sha-256 (RFC 9530).');
  return hex(fromBase64(digest));
}

/**
 * Reads the beginning of a file, enough to check the media type, and leaves the rest as a stream.
 * @throws Problem `unsupported-media-type` for another type, `invalid` for a picture of too many pixels
 */
export async function readFile(c: AppContext, mediaType: string) {
  const rest = (c.req.raw.body ?? new Blob([]).stream()).getReader();
  const beginning = await readBeginning(rest);
  if (!(await bytesFit(beginning, mediaType))) {
    await rest.cancel();
    throw unsupported(misfit(beginning, mediaType));
  }
  if (!isShowable(beginning, mediaType)) {
    await rest.cancel();
    throw new Problem(
      'invalid',
      `A picture may have ${mostPixels / 1e6} million pixels at most, and must declare its size in its first bytes.`,
    );
  }
  return { beginning, rest };
}

async function readBeginning(body: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  while (length < signatureLength) {
    const { done, value } = await body.read().catch(() => {
      throw new Problem('malformed', 'The body ended early.');
    });
    if (done) break;
    length += value.length;
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const uploaded = {
  description: 'The file, and the version that contains it.',
  schema: schemas.upload,
  headers: ['ETag' as const],
};

export const attachmentOperations = [
  ...attachmentDetailOperations,
  operation(
    {
      method: 'put',
      path: '/releases/{id}/attachments/{filename}',
      name: 'putAttachment',
      summary:
        'Upload a file into the working revision. Type, extension and bytes must agree; a new name needs no If-Match.',
      needs: write,
      query: (site) =>
        v.object({
          title: v.optional(
            v.pipe(line(300), v.description('The title that readers see. Default: the file name.')),
          ),
          lang: v.optional(
            v.pipe(
              v.picklist(site.languages, 'is not a language of this site'),
              v.description('The language of the file.'),
            ),
          ),
          keepMetadata: v.optional(
            v.pipe(
              v.picklist(['true', 'false'], 'must be true or false'),
              v.description(
                [
                  'true keeps the GPS position of a JPEG, PNG or WebP; else it is removed before the file is stored.',
                  'Repr-Digest is of the bytes that are sent, sha256 in the response of those that are stored.',
                ].join(' '),
              ),
            ),
          ),
        }),
      body: 'bytes',
      ifMatch: true,
      responses: { 200: uploaded, 201: uploaded },
      problems: ['length-required', 'conflict', 'invalid'],
    },
    async (c, { query: { lang = null, keepMetadata, ...query } }) => {
      const { db, actor, now, site } = c.var;
      const release = await requestedRelease(c);
      const filename = (c.req.param('filename') ?? '').normalize();
      const replaced = release.snapshot.attachments.some((file) => file.filename === filename);
      requireIfMatch(c, release, replaced);
      if (!replaced && release.snapshot.attachments.length >= mostFiles) {
        throw new Problem(
          'conflict',
          `This release has ${mostFiles} files, the largest number allowed.`,
        );
      }
      checkFilename(filename);
      const { title = filename } = query;
      const mediaType = readType(c, filename);
      const size = readSize(c);
      const declaredSha256 = readDigest(c);
      const { beginning, rest } = await readFile(c, mediaType);
      const labels = { filename, mediaType, size, title, lang };
      const dimensions = sizeOf(beginning, mediaType);
      const upload = {
        ...labels,
        beginning,
        rest,
        declaredSha256,
        keepMetadata: keepMetadata === 'true',
        dimensions,
      };
      const file = await attach(db, c.env.FILES, actor, release, upload);
      const after = (await releases.findRelease(db, release.id)) ?? release;
      c.header('ETag', etagOf(after, now));
      return c.json({ ...toAttachment(site, file), version: after.version }, replaced ? 200 : 201);
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/releases/{id}/attachments/{filename}',
      name: 'deleteAttachment',
      summary: 'Remove a file from the working revision.',
      needs: write,
      ifMatch: true,
      responses: {
        200: working,
      },
      problems: ['conflict'],
    },
    deleteAttachment,
  ),
] as const;
