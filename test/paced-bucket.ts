/**
 * A bucket that takes one write a second to a key, as R2 does, for tests only: what comes sooner is
 * refused with R2's own words.
 */
const second = 1000;

/** When each key was written last, in epoch milliseconds: of this isolate, so of all requests. */
const written = new Map<string, number>();

/** How many writes were made of each key, and how many were refused. */
export const writes = { made: {} as Record<string, number>, refused: 0 };

export function pacedBucket(files: R2Bucket): R2Bucket {
  const admit = (method: string, key: string) => {
    const now = Date.now();
    if (now - (written.get(key) ?? 0) < second) {
      writes.refused += 1;
      throw new Error(
        `${method}: Reduce your concurrent request rate for the same object. (10058)`,
      );
    }
    written.set(key, now);
    writes.made[key] = (writes.made[key] ?? 0) + 1;
  };
  return {
    get: files.get.bind(files),
    head: files.head.bind(files),
    list: files.list.bind(files),
    createMultipartUpload: files.createMultipartUpload.bind(files),
    resumeMultipartUpload: files.resumeMultipartUpload.bind(files),
    put: async (key: string, value: unknown, options?: R2PutOptions) => {
      admit('put', key);
      return files.put(key, value as ReadableStream, options);
    },
    delete: async (keys: string | string[]) => {
      for (const key of [keys].flat()) admit('delete', key);
      return files.delete(keys);
    },
  } as unknown as R2Bucket;
}
