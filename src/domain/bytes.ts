/** Joins chunks of `length` bytes together; a single chunk is returned unchanged. */
export function concatBytes<Buffer extends ArrayBufferLike>(
  chunks: readonly Uint8Array<Buffer>[],
  length: number,
): Uint8Array<Buffer | ArrayBuffer> {
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
