/**
 * D1 and R2 that fail on demand, for tests only. `X-Test-Fault: 3` lets a request's third call fail
 * before it does anything; `3;after` carries it out and loses its answer; `3;half` interrupts the
 * stream of a put or a get; `3;hang` fails after a while; `3;late` does, too, and is carried out after
 * its caller gave up; `3;stall` takes long and succeeds. `2,5;after` lets
 * several fail, `batch;stall` is of each call of that name. `X-Test-Calls` of the answer names the
 * calls, in their order, and `X-Test-Later-Calls` those that follow when it is there.
 */
import type { Env } from '../src/config.ts';

const injected = 'a fault that a test injected';

/** Injected errors are not logged: there are thousands. */
const log = console.error;
console.error = (...values: unknown[]) => {
  if (!values.some(isInjected)) log(...values);
};

/** The site's information log is not written: there are thousands of requests. */
console.log = () => undefined;
console.warn = () => undefined;

function isInjected(error: unknown): boolean {
  return error instanceof Error && (error.message === injected || isInjected(error.cause));
}

type Mode = 'before' | 'after' | 'half' | 'hang' | 'late' | 'stall';

/** How long a call hangs, in milliseconds; a late one is carried out after twice as long. */
const hangTime = 60;

/** How long a call stalls before it is carried out, in milliseconds. */
const stallTime = 1500;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A call. `half` carries out its first half, if it can be interrupted. */
interface Call<T> {
  name: string;
  run: () => Promise<T>;
  refuse?: (() => Promise<void>) | undefined;
  half?: (() => Promise<void>) | undefined;
}

type Make = <T>(call: Call<T>) => Promise<T>;

/** The number of faults in this isolate, by call and mode. */
export const injections: Record<string, number> = {};

/**
 * Wraps the platform for one request, and records the names of its calls.
 * @param later receives the work that goes on after its call has failed
 */
export function faultyPlatform(
  env: Env,
  request: Request,
  later: (task: Promise<unknown>) => void,
  record: (name: string) => void = () => undefined,
): { env: Env; calls: string[] } {
  const faults = (request.headers.get('X-Test-Fault') ?? '').split(',').filter(Boolean);
  const modes = new Map(
    faults.map((fault) => {
      const [position, mode = 'before'] = fault.split(';');
      return [position, mode as Mode];
    }),
  );
  const calls: string[] = [];
  const make: Make = async ({ name, run, refuse, half }) => {
    calls.push(name);
    record(name);
    const mode = modes.get(String(calls.length)) ?? modes.get(name);
    if (mode === undefined) return run();
    const kind = `${name}, ${mode}`;
    injections[kind] = (injections[kind] ?? 0) + 1;
    if (mode === 'stall') return wait(stallTime).then(run);
    if (mode === 'half' && name === 'get') return truncated(await run());
    if (mode === 'hang' || mode === 'late') await wait(hangTime);
    // The stream is no longer sent, so it cannot be stored later.
    if (mode === 'late' && !refuse) later(wait(hangTime).then(run).then(cancelBody));
    else await fail(mode, { name, run, refuse, half });
    throw new Error(injected);
  };
  return { env: { ...env, DB: database(env.DB, make), FILES: bucket(env.FILES, make) }, calls };
}

async function fail<T>(mode: Mode, { run, refuse, half }: Call<T>): Promise<void> {
  if (mode === 'after') await cancelBody(await run());
  else if (mode === 'half' && half) await half();
  else await refuse?.();
}

/** An object whose body breaks off after its first chunk. */
function truncated<T>(got: T): T {
  const { body } = (got ?? {}) as { body?: unknown };
  if (!(body instanceof ReadableStream)) return got;
  const reader = body.getReader();
  let read = false;
  const broken = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value } = read ? {} : await reader.read();
      if (value && value.length > 1) controller.enqueue(value.slice(0, value.length / 2));
      if (read || !value) {
        await reader.cancel();
        controller.error(new Error(injected));
      }
      read = true;
    },
  });
  return { ...got, body: broken };
}

/** Cancels a body that is not read, which would hold its connection. */
async function cancelBody(answer: unknown): Promise<void> {
  const { body } = (answer ?? {}) as { body?: unknown };
  if (body instanceof ReadableStream) await body.cancel();
}

/** Wraps the named methods; `called` gives the name under which a call is recorded. */
function wrapMethods<T extends object>(
  target: T,
  names: (keyof T & string)[],
  make: Make,
  called: string | null = null,
) {
  const method = (name: keyof T & string) => {
    const original = target[name] as (...values: unknown[]) => Promise<unknown>;
    const passed = (...values: unknown[]) =>
      make({ name: called ?? name, run: () => Reflect.apply(original, target, values) });
    return [name, passed] as const;
  };
  return Object.fromEntries(names.map(method));
}

/** The name under which a read from the database is recorded. */
const reading = 'read';

function database(db: D1Database, make: Make): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>();
  const readStatements = new WeakSet<object>();
  const statement = (original: D1PreparedStatement, reads: boolean): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => statement(original.bind(...values), reads),
      ...wrapMethods(original, ['all', 'run', 'raw', 'first'], make, reads ? reading : null),
    } as unknown as D1PreparedStatement;
    originals.set(wrapped, original);
    if (reads) readStatements.add(wrapped);
    return wrapped;
  };
  return {
    withSession() {
      return this;
    },
    prepare: (query: string) => statement(db.prepare(query), /^\s*select\b/i.test(query)),
    batch: (statements: D1PreparedStatement[]) => {
      const all = statements.map((one) => originals.get(one) ?? one);
      const name = statements.every((one) => readStatements.has(one)) ? reading : 'batch';
      return make({ name, run: () => db.batch(all) });
    },
  } as unknown as D1Database;
}

function bucket(files: R2Bucket, make: Make): R2Bucket {
  return {
    ...wrapMethods(files, ['get', 'head', 'delete', 'list'], make),
    put: (key: string, value: unknown, options?: R2PutOptions) =>
      make({
        name: 'put',
        run: () => files.put(key, value as ReadableStream, options),
        ...cancelStream(value),
      }),
    createMultipartUpload: (key: string, options?: R2MultipartOptions) =>
      make({
        name: 'createMultipartUpload',
        run: async () => multipart(await files.createMultipartUpload(key, options), make),
      }),
    resumeMultipartUpload: (key: string, id: string) =>
      multipart(files.resumeMultipartUpload(key, id), make),
  } as unknown as R2Bucket;
}

function multipart(upload: R2MultipartUpload, make: Make): R2MultipartUpload {
  return {
    key: upload.key,
    uploadId: upload.uploadId,
    uploadPart: (number: number, value: unknown) =>
      make({
        name: 'uploadPart',
        run: () => upload.uploadPart(number, value as ReadableStream),
        ...cancelStream(value),
      }),
    abort: () => make({ name: 'abort', run: () => upload.abort() }),
    complete: (parts: R2UploadedPart[]) =>
      make({ name: 'complete', run: () => upload.complete(parts) }),
  };
}

/** Cancels a stream when the call that should read it fails: at once, or after its first chunk. */
function cancelStream(value: unknown): Pick<Call<unknown>, 'refuse' | 'half'> {
  if (!(value instanceof ReadableStream)) return {};
  return {
    refuse: () => value.cancel(new Error(injected)),
    half: async () => {
      const reader = value.getReader();
      await reader.read();
      await reader.cancel(new Error(injected));
    },
  };
}
