/**
 * The local edge: a cache in front of the site that behaves as Workers Cache does. Never deployed.
 * docs/edge.md lists its sources and what it leaves out.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import { bypassReason, edgeOnlyHeaders, effectiveDirectives } from './cache-control.ts';
import {
  type CacheEntry,
  createEntry,
  freshnessOf,
  isUsableOnError,
  refreshEntry,
} from './cache-entry.ts';
import { find, keyOf, purge, purges, put, refillPurges, remove } from './cache-store.ts';
import { respondFromEntry, type Status } from './cached-response.ts';
import { compressFor } from './compression.ts';

interface Env {
  SITE: Fetcher & { scheduled(options: { cron: string }): Promise<{ outcome: string }> };
  /** Whether requests may set the time and make purges fail: for tests. */
  INSTRUMENTED?: boolean;
  /** Whether the zone has Always Use HTTPS; `X-Forwarded-Proto` is the reader's protocol. */
  ALWAYS_HTTPS?: boolean;
  /** Whether compression is off: for a suite that tests caching runLocked. */
  UNCOMPRESSED?: boolean;
}

/** The clock of purges: that of the latest request, where requests set the time. */
let clock = () => Date.now();

/** The service behind the site's `ctx.cache`. */
export class Purging extends WorkerEntrypoint {
  purge(options: CachePurgeOptions): CachePurgeResult {
    return purge(options, 'remove', clock());
  }

  invalidate(options: CachePurgeOptions): CachePurgeResult {
    return purge(options, 'invalidate', clock());
  }
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/cdn-cgi/handler/scheduled') return tick(env);
    if (env.INSTRUMENTED && pathname === '/cdn-cgi/edge/purges') return controlPurges(request);
    const testTime = env.INSTRUMENTED ? Number(request.headers.get('X-Test-Now')) : 0;
    if (testTime) clock = () => testTime;
    const httpsRequest = env.ALWAYS_HTTPS ? toHttps(request) : request;
    if (httpsRequest instanceof Response) return httpsRequest;
    const exchange = { request: httpsRequest, site: env.SITE, ctx, now: testTime || Date.now() };
    const response = await respond(exchange);
    return env.UNCOMPRESSED ? response : compressFor(request, response);
  },
} satisfies ExportedHandler<Env>;

/** The request with an https address; for one that came over http, the redirect of the zone. */
function toHttps(request: Request): Request | Response {
  const url = new URL(request.url);
  url.protocol = 'https:';
  if (request.headers.get('X-Forwarded-Proto') === 'https') return new Request(url, request);
  return new Response(null, { status: 301, headers: { Location: url.href } });
}

/** Runs the scheduled handler once. */
async function tick({ SITE }: Env): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  try {
    const { outcome } = await SITE.scheduled({ cron: '* * * * *' });
    return new Response(outcome, { status: outcome === 'ok' ? 200 : 500, headers });
  } catch (error) {
    return new Response(String(error), { status: 500, headers });
  }
}

/** GET returns the purges so far. PUT clears them and sets whether purges fail from now on. */
async function controlPurges(request: Request): Promise<Response> {
  if (request.method === 'PUT') {
    purges.failing = (await request.json<{ failing: boolean }>()).failing;
    purges.calls = [];
    refillPurges();
  }
  return Response.json(purges, { headers: { 'Cache-Control': 'no-store' } });
}

interface Exchange {
  request: Request;
  site: Fetcher;
  ctx: ExecutionContext;
  now: number;
}

async function respond(exchange: Exchange): Promise<Response> {
  const { request, site, ctx, now } = exchange;
  const { method, headers } = request;
  if ((method !== 'GET' && method !== 'HEAD') || headers.has('Upgrade')) {
    return passThrough(await site.fetch(request), 'BYPASS');
  }
  const key = keyOf(request);
  const entry = find(key, request);
  if (!entry) return fill(exchange, key);
  const state = freshnessOf(entry, now);
  if (state === 'fresh') return respondFromEntry(request, entry, 'HIT', now);
  if (state === 'stale') return collapse(exchange, key, () => fetchAndCache(exchange, key, entry));
  if (!isLocked(key)) {
    const refreshing = runLocked(key, () => fetchAndCache(exchange, key, entry));
    ctx.waitUntil(refreshing.then(nothing, nothing));
  }
  return respondFromEntry(request, entry, 'UPDATING', now);
}

function fill(exchange: Exchange, key: string): Promise<Response> {
  return collapse(exchange, key, () => fetchAndCache(exchange, key, null));
}

/** Keys that a request is fetching from the site, and since when (epoch milliseconds). */
const locks = new Map<string, { since: number }>();

/** A lock that is older belongs to a request that has ended; it is ignored. */
const lockTimeout = 10_000;
const pollInterval = 4;

function isLocked(key: string): boolean {
  const { since = 0 } = locks.get(key) ?? {};
  return Date.now() - since < lockTimeout;
}

/**
 * Request collapsing: the first request fetches, the others wait for its entry, and fetch themselves
 * if nothing was cached. They poll, because a promise of another request hangs when that one ends.
 */
async function collapse(
  { request, now, ctx }: Exchange,
  key: string,
  fetchSite: () => Promise<Response>,
): Promise<Response> {
  if (!isLocked(key)) {
    const response = runLocked(key, fetchSite);
    ctx.waitUntil(response.then(nothing, nothing));
    return response;
  }
  while (isLocked(key)) await scheduler.wait(pollInterval);
  const entry = find(key, request);
  return entry && freshnessOf(entry, now) === 'fresh'
    ? respondFromEntry(request, entry, 'HIT', now)
    : fetchSite();
}

const nothing = () => undefined;

async function runLocked(key: string, fetchSite: () => Promise<Response>): Promise<Response> {
  const lock = { since: Date.now() };
  locks.set(key, lock);
  try {
    return await fetchSite();
  } finally {
    if (locks.get(key) === lock) locks.delete(key);
  }
}

/** Larger responses are not cached: the limit of Free, Pro and Business zones. */
const maxBodyBytes = 512 * 1024 * 1024;

/** Fetches from the site, caches if allowed, and responds. `stale` is an entry to revalidate. */
async function fetchAndCache(
  exchange: Exchange,
  key: string,
  stale: CacheEntry | null,
): Promise<Response> {
  const { request, site, now } = exchange;
  const response = await site.fetch(originRequest(request, stale)).catch((error: unknown) => {
    if (stale && isUsableOnError(stale, now)) return new Response(null, { status: 503 });
    throw error;
  });
  if (stale && response.status >= 500 && isUsableOnError(stale, now)) {
    await response.body?.cancel();
    return respondFromEntry(request, stale, 'STALE', now);
  }
  if (stale && response.status === 304) {
    const refreshed = refreshEntry(stale, request, response, now);
    put(key, refreshed);
    return respondFromEntry(request, refreshed, 'REVALIDATED', now);
  }
  const status = stale ? 'EXPIRED' : 'MISS';
  const bypass = bypassReason(
    request,
    response,
    effectiveDirectives(response.status, response.headers),
  );
  if (bypass) {
    if (stale) remove(key);
    return passThrough(withoutBody(request, response), bypass);
  }
  if (Number(response.headers.get('Content-Length')) > maxBodyBytes)
    return passThrough(response, status);
  const body = new Uint8Array(await response.arrayBuffer());
  const entry = createEntry(request, response, body, now);
  if (!entry)
    return passThrough(new Response(request.method === 'HEAD' ? null : body, response), 'BYPASS');
  put(key, entry);
  return respondFromEntry(request, entry, status, now);
}

const readerConditions = [
  ...['If-None-Match', 'If-Modified-Since', 'If-Match', 'If-Unmodified-Since'],
  ...['Range', 'If-Range'],
];

/** The request to the site: for the whole body, with the edge's conditions in place of the reader's. */
function originRequest(request: Request, stale: CacheEntry | null): Request {
  const headers = new Headers(request.headers);
  for (const name of readerConditions) headers.delete(name);
  const [etag, modified] = [stale?.headers.get('ETag'), stale?.headers.get('Last-Modified')];
  if (etag) headers.set('If-None-Match', etag);
  if (modified) headers.set('If-Modified-Since', modified);
  return new Request(request.url, { method: 'GET', headers, redirect: 'manual' });
}

function withoutBody({ method }: Request, response: Response): Response {
  return method === 'HEAD' ? new Response(null, response) : response;
}

function passThrough(response: Response, status: Status): Response {
  const headers = new Headers(response.headers);
  for (const name of edgeOnlyHeaders) headers.delete(name);
  headers.set('Cf-Cache-Status', status);
  return new Response(response.body, { status: response.status, headers });
}
