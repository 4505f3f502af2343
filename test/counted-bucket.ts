/** A bucket whose writes are counted, for tests only. */

/** The number of writes of each key in this isolate. */
export const writes = { made: {} as Record<string, number> };

export function countedBucket(files: R2Bucket): R2Bucket {
  const count = (keys: string | string[]) => {
    for (const key of [keys].flat()) writes.made[key] = (writes.made[key] ?? 0) + 1;
  };
  return {
    get: files.get.bind(files),
    head: files.head.bind(files),
    list: files.list.bind(files),
    createMultipartUpload: files.createMultipartUpload.bind(files),
    resumeMultipartUpload: files.resumeMultipartUpload.bind(files),
    put: async (key: string, value: unknown, options?: R2PutOptions) => {
      const object = await files.put(key, value as ReadableStream, options);
      count(key);
      return object;
    },
    delete: async (keys: string | string[]) => {
      await files.delete(keys);
      count(keys);
    },
  } as unknown as R2Bucket;
}
