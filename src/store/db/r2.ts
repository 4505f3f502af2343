/**
 * R2: attachments under `attachments/`, renditions of pictures under `renditions/`, and what the tick
 * builds under `built/`. Nothing else is there.
 */
import { hex } from '../../domain/digest.ts';
import type { Scrubber } from '../../domain/gps-removal.ts';
import type { Inspector } from '../../domain/inspection.ts';
import { Problem } from '../../domain/problem.ts';
import { type Rendition, renditionFormats, renditionWidths } from '../../domain/rendition.ts';

const attachmentKey = (key: string) => `attachments/${key}`;
/** Beside the original by its key: a replaced picture has other renditions. */
const renditionKey = (key: string, { width, format }: Pick<Rendition, 'width' | 'format'>) =>
  `renditions/${key}/${width}.${format}`;
const builtKey = (path: string) => `built${path}`;

export interface Passage {
  /** Sees each chunk as it was sent. */
  inspect?: Inspector | null;
  /** Changes what is stored, but not its length. */
  scrub?: Scrubber | null;
  /** The expected SHA-256 of the upload in lower-case hex, or null if the client declared none. */
  declared?: string | null;
}

/** SHA-256 in lower-case hex: of what was sent, and of what is stored. */
export interface Digests {
  sent: string;
  stored: string;
}

/**
 * Streams `size` bytes into an attachment's object while hashing them, without buffering the file.
 * @param beginning what was already read of the body; `rest` yields what follows
 * @throws Problem `malformed` when the body breaks off, is longer or shorter than declared, or has
 *   another SHA-256: that is known before the object is complete, so that none has to be deleted;
 *   `unsupported-media-type` for a fault of `inspect`; nothing stays stored after any failure
 */
export async function putAttachment(
  bucket: R2Bucket,
  key: string,
  size: number,
  beginning: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array>,
  { inspect = null, scrub = null, declared = null }: Passage = {},
): Promise<Digests> {
  const { readable, writable } = new FixedLengthStream(size);
  const stored = new crypto.DigestStream('SHA-256');
  const sent = scrub && new crypto.DigestStream('SHA-256');
  const digests = { stored: stored.getWriter(), sent: sent?.getWriter() ?? null };
  const verify = async () => {
    const digest = hex(await (sent ?? stored).digest);
    if (declared !== null && digest !== declared) throw unlikeDigest();
  };
  const [put, pumped] = await Promise.allSettled([
    bucket.put(attachmentKey(key), readable),
    pump(size, beginning, rest, {
      object: writable.getWriter(),
      ...digests,
      inspect,
      scrub,
      verify,
    }),
  ]);
  if (put.status === 'rejected' || pumped.status === 'rejected') {
    // R2 stores no incomplete object, so nothing has to be deleted. A failure of one fails the other;
    // that of the body is a refusal and takes precedence.
    const reasons = [pumped, put].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    throw reasons.find((reason) => reason instanceof Problem) ?? reasons.at(-1);
  }
  const digest = hex(await stored.digest);
  return { stored: digest, sent: sent ? hex(await sent.digest) : digest };
}

type Sink = WritableStreamDefaultWriter<Uint8Array>;

interface Sinks extends Required<Omit<Passage, 'declared'>> {
  object: Sink;
  stored: Sink;
  sent: Sink | null;
  /** Refuses what was written to the digests, once they are closed. */
  verify(): Promise<void>;
}

async function pump(
  size: number,
  beginning: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array>,
  { object, stored, sent, inspect, scrub, verify }: Sinks,
) {
  let left = size;
  /** The object is a chunk behind: it is not whole before everything was checked. */
  let held: Uint8Array | null = null;
  const check = (chunk: Uint8Array | null) => {
    const fault = inspect?.(chunk) ?? null;
    if (fault !== null) throw new Problem('unsupported-media-type', fault);
  };
  const pass = async (chunk: Uint8Array) => {
    if (chunk.length === 0) return;
    const before = held;
    held = chunk;
    await Promise.all([stored.write(chunk), before && object.write(before)]);
  };
  const write = async (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) throw unlikeDeclared();
    check(chunk);
    await sent?.write(chunk);
    await pass(scrub ? scrub(chunk) : chunk);
  };
  const read = () =>
    rest.read().catch(() => {
      throw unlikeDeclared();
    });
  try {
    await write(beginning);
    for (let next = await read(); !next.done; next = await read()) await write(next.value);
    if (left > 0) throw unlikeDeclared();
    check(null);
    if (scrub) await pass(scrub(null));
    await Promise.all([stored.close(), sent?.close()]);
    await verify();
    if (held) await object.write(held);
    await object.close();
  } catch (error) {
    await Promise.allSettled([object, stored, sent].map((sink) => sink?.abort(error)));
    throw error;
  }
}

function unlikeDeclared(): Problem {
  return new Problem('malformed', 'The body broke off or is not as long as declared.');
}

function unlikeDigest(): Problem {
  return new Problem('malformed', 'The bytes do not have the SHA-256 that was declared for them.');
}

/** Deletes an attachment with its renditions, in one call. */
export async function deleteAttachment(bucket: R2Bucket, key: string): Promise<void> {
  const renditions = renditionFormats.flatMap((format) =>
    renditionWidths.map((width) => renditionKey(key, { width, format })),
  );
  await bucket.delete([attachmentKey(key), ...renditions]);
}

/** A part of an attachment as a stream; null when the object is not there. */
export async function getAttachment(
  bucket: R2Bucket,
  key: string,
  range: { offset: number; length: number },
): Promise<ReadableStream | null> {
  const object = await bucket.get(attachmentKey(key), { range });
  return object?.body ?? null;
}

export interface StoredRendition {
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
}

/** A rendition of the attachment with the key, or null if it has not been made yet. */
export async function findRendition(
  bucket: R2Bucket,
  key: string,
  rendition: Rendition,
): Promise<StoredRendition | null> {
  const object = await bucket.head(renditionKey(key, rendition));
  const sha256 = object?.customMetadata?.sha256;
  return object && sha256 ? { size: object.size, sha256 } : null;
}

/** A part of a rendition as a stream; null when the object is not there. */
export async function getRendition(
  bucket: R2Bucket,
  key: string,
  rendition: Rendition,
  range: { offset: number; length: number },
): Promise<ReadableStream | null> {
  const object = await bucket.get(renditionKey(key, rendition), { range });
  return object?.body ?? null;
}

/** Stores a rendition, unless there is one: of two that were made at once, the first stays. */
export async function putRendition(
  bucket: R2Bucket,
  key: string,
  rendition: Rendition,
  bytes: Uint8Array<ArrayBuffer>,
  sha256: string,
): Promise<void> {
  await bucket.put(renditionKey(key, rendition), bytes, {
    onlyIf: { etagDoesNotMatch: '*' },
    customMetadata: { sha256 },
  });
}

/** The bytes of a built file as a stream; null unless it is the one with this digest that lies there. */
export async function getBuilt(
  bucket: R2Bucket,
  path: string,
  digest: string,
): Promise<R2ObjectBody | null> {
  const object = await bucket.get(builtKey(path));
  if (object?.customMetadata?.sha256 === digest) return object;
  await object?.body.cancel();
  return null;
}

/** R2 takes one write a second of a key, and refuses more in these words. */
const tooSoon = /\b10058\b|concurrent request rate/;

/** Whether R2 refused a write because the key was written less than a second ago. */
export const isTooSoon = (error: unknown): boolean =>
  error instanceof Error && tooSoon.test(error.message);

export async function putBuilt(
  bucket: R2Bucket,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  digest: string,
): Promise<void> {
  await bucket.put(builtKey(path), bytes, { customMetadata: { sha256: digest } });
}

export async function deleteBuilt(bucket: R2Bucket, path: string): Promise<void> {
  await bucket.delete(builtKey(path));
}
