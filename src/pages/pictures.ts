/**
 * Renditions of pictures, with the same visibility as the original. The first request for a rendition
 * makes it and stores it in R2, so nothing derived from a picture exists before readers may have it.
 */
import type { Attachment } from '../domain/attachment.ts';
import { sha256 } from '../domain/digest.ts';
import * as paths from '../domain/paths.ts';
import { sizeOf } from '../domain/picture.ts';
import { type Rendition, type RenditionFormat, renditionsOf } from '../domain/rendition.ts';
import type { AppContext } from '../http/context.ts';
import { warn } from '../log.ts';
import {
  findRendition,
  getAttachment,
  getRendition,
  isTooSoon,
  putRendition,
  type StoredRendition,
} from '../store/db/r2.ts';
import { fileResponse, openPublicFile } from './files.ts';

/**
 * Quality from 1 to 100. At 75 the difference is not visible on a screen of two or more pixels per CSS
 * pixel, which is where wide renditions are shown. AVIFs are for dense screens alone (docs/decisions/0030).
 */
const qualities: Readonly<Record<RenditionFormat, number>> = { webp: 75, jpeg: 75, avif: 38 };

export async function pictureFile(c: AppContext): Promise<Response> {
  const [id, name] = [c.req.param('id') ?? '', c.req.param('name') ?? ''];
  const opened = await openPublicFile(c, id, null);
  if (!opened) return c.notFound();
  const { file, headers } = opened;
  const rendition = renditionsOf(file).find(({ width, format }) => `${width}.${format}` === name);
  if (!rendition) return c.notFound();
  const stored = await findRendition(c.env.FILES, file.key, rendition);
  if (stored) {
    return fileResponse(c, describe(file, rendition, stored), headers, (part) =>
      getRendition(c.env.FILES, file.key, rendition, part),
    );
  }
  const making = makeRendition(c, file, rendition);
  // Goes on when the reader leaves or the read passes its deadline: the next request finds it.
  c.executionCtx.waitUntil(making);
  const bytes = await making;
  if (!bytes) return c.body(null, 302, { Location: insteadOf(file, rendition), ...headers });
  const made = describe(file, rendition, { size: bytes.length, sha256: await sha256(bytes) });
  return fileResponse(
    c,
    made,
    headers,
    async ({ offset, length }) => new Response(bytes.subarray(offset, offset + length)).body,
  );
}

/** The address to use where a rendition could not be made: of an AVIF the WebP, of the others the original. */
const insteadOf = (file: Attachment, { width, format }: Rendition): string =>
  format === 'avif' ? paths.picture(file, width, 'webp') : paths.file(file);

/** The rendition as a file of its own: `photo.png` becomes `photo-640.webp`. */
function describe(file: Attachment, { width, format }: Rendition, stored: StoredRendition) {
  const filename = `${file.filename.replace(/\.[^.]*$/, '')}-${width}.${format}`;
  return { ...file, ...stored, filename, mediaType: `image/${format}` };
}

/**
 * Makes a rendition with the Images binding and stores it. Null if there is no binding, or if it
 * fails: at a limit of the account, or with a picture that it cannot read.
 */
async function makeRendition(
  { env }: AppContext,
  file: Attachment,
  rendition: Rendition,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!env.IMAGES) return null;
  const { width, format } = rendition;
  const original = await getAttachment(env.FILES, file.key, { offset: 0, length: file.size });
  if (!original) throw new Error(`Attachment ${file.id} has no object ${file.key} in R2.`);
  try {
    // A stream that ends early is an error: a part of a picture would be stored as the whole.
    const whole = original.pipeThrough(new FixedLengthStream(file.size));
    const type = `image/${format}` as const;
    // A JPEG has no transparency: what was transparent is white, as on a page.
    const background = format === 'jpeg' ? { background: '#ffffff' } : {};
    const result = await env.IMAGES.input(whole)
      .transform({ width, fit: 'scale-down' })
      .output({ format: type, quality: qualities[format], ...background });
    const bytes = new Uint8Array(await new Response(result.image()).arrayBuffer());
    // The service may return what it was sent, for example in a zone without transformations.
    const sides = Object.values(sizeOf(bytes, type) ?? {});
    if (!sides.includes(width)) throw new Error(`got ${result.contentType()} of ${sides}`);
    await putRendition(env.FILES, file.key, rendition, bytes, await sha256(bytes)).catch(
      // Another request has just stored the same rendition.
      (error) => isTooSoon(error) || Promise.reject(error),
    );
    return bytes;
  } catch (error) {
    warn('rendition was not made', { file: file.id, width, format, error: String(error) });
    return null;
  }
}
