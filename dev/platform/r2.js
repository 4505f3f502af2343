/** An R2 bucket within the limits of an invocation, and of all that write to the same key. */

/** When each key was last written, in epoch milliseconds: by all invocations of this isolate. */
const written = new Map();

/** Keys that are remembered. */
const most = 10_000;

/** Notes a write of a key. @returns whether it comes too soon after another */
function isTooSoon(key, { limits, moment }) {
  const before = written.get(key) ?? Number.NEGATIVE_INFINITY;
  if (Math.abs(moment - before) < limits.betweenWrites) return true;
  written.delete(key);
  written.set(key, moment);
  if (written.size > most) written.delete(written.keys().next().value);
  return false;
}

export function limitBucket(files, invocation) {
  const passed = (target, name) => [
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
    ...Object.fromEntries(['uploadPart', 'abort'].map((name) => passed(upload, name))),
    complete: (parts) => write('completeMultipartUpload', upload.key, () => upload.complete(parts)),
  });
  return {
    ...Object.fromEntries(['get', 'head', 'list'].map((name) => passed(files, name))),
    put: (key, body, options) => write('put', key, () => files.put(key, body, options), body),
    delete: (keys) => write('delete', keys, () => files.delete(keys)),
    createMultipartUpload: async (key, options) =>
      limitUpload(await invocation.connect(() => files.createMultipartUpload(key, options))),
    resumeMultipartUpload: (key, id) => limitUpload(files.resumeMultipartUpload(key, id)),
  };
}
