/** An R2 bucket with the limits of an invocation and the write limit of each key. */

/** The last write of each key by any invocation of this isolate, in epoch milliseconds. */
const written = new Map();

/** Number of keys to remember. */
const maxKeys = 10_000;

/** Records a write of a key. @returns whether it comes too soon after the last one */
function isTooSoon(key, { limits, now }) {
  const before = written.get(key) ?? Number.NEGATIVE_INFINITY;
  if (Math.abs(now - before) < limits.betweenWrites) return true;
  written.delete(key);
  written.set(key, now);
  if (written.size > maxKeys) written.delete(written.keys().next().value);
  return false;
}

export function limitBucket(files, invocation) {
  const counted = (target, name) => [
    name,
    (...values) => invocation.connect(() => target[name](...values)),
  ];
  const write = async (name, keys, call, body) => {
    const refused = [keys].flat().filter((key) => isTooSoon(key, invocation));
    if (refused.length === 0) return invocation.connect(call);
    if (body instanceof ReadableStream) await body.cancel();
    throw new Error(`${name}: Reduce your concurrent request rate for the same object. (10058)`);
  };
  const limitUpload = (upload) => ({
    key: upload.key,
    uploadId: upload.uploadId,
    ...Object.fromEntries(['uploadPart', 'abort'].map((name) => counted(upload, name))),
    complete: (parts) => write('completeMultipartUpload', upload.key, () => upload.complete(parts)),
  });
  return {
    ...Object.fromEntries(['get', 'head', 'list'].map((name) => counted(files, name))),
    put: (key, body, options) => write('put', key, () => files.put(key, body, options), body),
    delete: (keys) => write('delete', keys, () => files.delete(keys)),
    createMultipartUpload: async (key, options) =>
      limitUpload(await invocation.connect(() => files.createMultipartUpload(key, options))),
    resumeMultipartUpload: (key, id) => limitUpload(files.resumeMultipartUpload(key, id)),
  };
}
