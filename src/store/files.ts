/** R2: attachments under `attachments/`, and what the tick builds under `built/`. Nothing else is there. */
import { hex, sha256 } from '../domain/digest.ts';
import { Problem } from '../domain/problem.ts';

const attachmentKey = (key: string) => `attachments/${key}`;
const builtKey = (path: string) => `built${path}`;

/**
 * Streams `size` bytes into an attachment's object while hashing them; never holds the file.
 * @param beginning what was already read of the body; `rest` yields what follows
 * @returns the SHA-256 in lower-case hex
 * @throws Problem `malformed` when the body is longer or shorter than declared; nothing is stored
 */
export async function putAttachment(
  bucket: R2Bucket,
  key: string,
  size: number,
  beginning: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array>,
): Promise<string> {
  const { readable, writable } = new FixedLengthStream(size);
  const digest = new crypto.DigestStream('SHA-256');
  const results = await Promise.allSettled([
    bucket.put(attachmentKey(key), readable),
    pump(beginning, rest, [writable.getWriter(), digest.getWriter()]),
  ]);
  if (results.some(({ status }) => status === 'rejected')) {
    await bucket.delete(attachmentKey(key));
    throw new Problem('malformed', 'The body broke off or is not as long as declared.');
  }
  return hex(await digest.digest);
}

async function pump(
  beginning: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array>,
  sinks: WritableStreamDefaultWriter<Uint8Array>[],
) {
  const write = (chunk: Uint8Array) => Promise.all(sinks.map((sink) => sink.write(chunk)));
  try {
    await write(beginning);
    for (let read = await rest.read(); !read.done; read = await rest.read())
      await write(read.value);
    await Promise.all(sinks.map((sink) => sink.close()));
  } catch (error) {
    await Promise.allSettled(sinks.map((sink) => sink.abort(error)));
    throw error;
  }
}

export async function deleteAttachment(bucket: R2Bucket, key: string): Promise<void> {
  await bucket.delete(attachmentKey(key));
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

/** A file that the tick built. */
export interface Built {
  body: ReadableStream;
  /** A strong validator, of the bytes alone. */
  etag: string;
  /** Epoch milliseconds at which what it tells last changed. */
  modifiedAt: number;
}

export async function getBuilt(bucket: R2Bucket, path: string): Promise<Built | null> {
  const object = await bucket.get(builtKey(path));
  if (!object) return null;
  const modifiedAt = Number(object.customMetadata?.modifiedAt ?? 0);
  return { body: object.body, etag: object.httpEtag, modifiedAt };
}

/** Stores a built file unless just these bytes lie there already; whether it wrote. */
export async function putBuilt(
  bucket: R2Bucket,
  path: string,
  text: string,
  modifiedAt: number,
): Promise<boolean> {
  const digest = await sha256(text);
  const before = await bucket.head(builtKey(path));
  if (before?.customMetadata?.sha256 === digest) return false;
  await bucket.put(builtKey(path), text, {
    customMetadata: { sha256: digest, modifiedAt: String(modifiedAt) },
  });
  return true;
}
