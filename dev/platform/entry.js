/**
 * Wrapper of the built Worker on this machine, never deployed. Each invocation gets bindings with the
 * platform's limits, unless `PLATFORM_LIMITS` is "off", Images with the quality that is asked for, and
 * `ctx.cache` if the local edge runs.
 * Tests override single limits in `PLATFORM_LIMITS`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { limitDatabase } from './d1.js';
import { withQuality } from './images.js';
import { Invocation } from './invocation.js';
import { limits } from './limits.js';
import { limitBucket } from './r2.js';
import site from './site.js';

export * from './site.js';

const current = new AsyncLocalStorage();
const plainFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const signal = init?.signal ?? input?.signal;
  const call = () => plainFetch(input, init);
  const invocation = current.getStore();
  return invocation ? invocation.connect(call, signal) : call();
};

const plainWait = scheduler.wait.bind(scheduler);
const wait = (milliseconds) => {
  const invocation = current.getStore();
  return invocation ? invocation.wait(milliseconds, plainWait) : plainWait(milliseconds);
};
Object.defineProperty(globalThis, 'scheduler', { value: { wait } });

const isDatabase = (binding) => typeof binding?.prepare === 'function';
const isBucket = (binding) => typeof binding?.createMultipartUpload === 'function';

/** A service has every property that is asked for: each could be a procedure of its Worker. */
const isService = (binding) => typeof binding?.fetch === 'function';

/**
 * The invocation that calls a binding. Bindings, like `env`, are the same objects in all invocations, as
 * on the platform.
 */
const caller = {
  get limits() {
    return current.getStore().limits;
  },
  get now() {
    return current.getStore().now;
  },
  countQueries: (number) => current.getStore().countQueries(number),
  connect: (call) => current.getStore().connect(call),
};

function limitBinding(binding) {
  if (isService(binding)) return binding;
  if (isDatabase(binding)) return limitDatabase(binding, caller);
  return isBucket(binding) ? limitBucket(binding, caller) : binding;
}

/** The `env` of the site by that of the isolate. */
const limited = new WeakMap();

function limitEnv({ PLATFORM_LIMITS: chosen, ENCODER: encoder, ...env }) {
  if (env.IMAGES) env.IMAGES = withQuality(env.IMAGES, encoder);
  if (chosen === 'off') return env;
  const bindings = Object.entries(env).map(([name, binding]) => [name, limitBinding(binding)]);
  return Object.fromEntries(bindings);
}

/** Runs one invocation of `handler` with its limits. */
async function invoke(handler, event, env, ctx, testTime) {
  const context = env.EDGE ? withCache(ctx, env.EDGE) : ctx;
  if (!limited.has(env)) limited.set(env, limitEnv(env));
  const own = limited.get(env);
  if (env.PLATFORM_LIMITS === 'off') return handler(event, own, context);
  const invocation = new Invocation({ ...limits, ...env.PLATFORM_LIMITS }, testTime);
  let response;
  try {
    response = await current.run(invocation, () => handler(event, own, context));
    return response;
  } finally {
    if (!isStreamed(response)) invocation.respond();
  }
}

/**
 * Whether the Worker goes on making the body, which declares its length: the invocation lasts until the
 * body was sent, which cannot be observed here.
 */
const isStreamed = (response) => Boolean(response?.body && response.headers.has('Content-Length'));

const withCache = (ctx, edge) => ({
  waitUntil: (task) => ctx.waitUntil(task),
  passThroughOnException: () => ctx.passThroughOnException(),
  props: ctx.props,
  exports: ctx.exports,
  cache: {
    purge: (options) => edge.purge(options),
    invalidate: (options) => edge.invalidate(options),
  },
});

/** The time that a test sets for a request, in epoch milliseconds, or null. */
const testTimeOf = ({ headers }) => Number(headers.get('X-Test-Now')) || null;

export default {
  fetch: (request, env, ctx) => invoke(site.fetch, request, env, ctx, testTimeOf(request)),
  scheduled: (event, env, ctx) => site.scheduled && invoke(site.scheduled, event, env, ctx, null),
};
