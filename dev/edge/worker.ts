/**
 * The edge on this machine, never deployed: stands before the site as Workers Cache does, so that
 * what the response headers say can be seen to hold. docs/edge.md tells what it is modelled after,
 * and what it does not do.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import { fromKept, type Status } from './answers.ts';
import { compressFor } from './compression.ts';
import { consumed, governing, refusal } from './directives.ts';
import { type Kept, keep, renew, standsIn, stateOf } from './kept.ts';
import { find, keyOf, purge, purges, put, refillPurges, remove } from './store.ts';

interface Env {
  SITE: Fetcher & { scheduled(options: { cron: string }): Promise<{ outcome: string }> };
  /** Whether requests may set their moment, and purging may be made to fail: for tests. */
  INSTRUMENTED?: boolean;
  /** Whether the zone has Always Use HTTPS; `X-Forwarded-Proto` says how a reader came. */
  ALWAYS_HTTPS?: boolean;
  /** Whether nothing is compressed: for a suite that looks at what a cache does alone. */
  UNCOMPRESSED?: boolean;
}

/** The platform's own clock: that of the latest request where requests set their moment. */
let clock = () => Date.now();

/** What the site's `ctx.cache` speaks to. */
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
    if (env.INSTRUMENTED && pathname === '/cdn-cgi/edge/purges') return instrument(request);
    const asked = env.INSTRUMENTED ? Number(request.headers.get('X-Test-Now')) : 0;
    if (asked) clock = () => asked;
    const secure = env.ALWAYS_HTTPS ? overHttps(request) : request;
    if (secure instanceof Response) return secure;
    const exchange = { request: secure, site: env.SITE, ctx, now: asked || Date.now() };
    const answered = await answer(exchange);
    return env.UNCOMPRESSED ? answered : compressFor(request, answered);
  },
} satisfies ExportedHandler<Env>;

/** The request as the Worker gets it over https, or the zone's redirect of one that came over http. */
function overHttps(request: Request): Request | Response {
  const url = new URL(request.url);
  url.protocol = 'https:';
  if (request.headers.get('X-Forwarded-Proto') === 'https') return new Request(url, request);
  return new Response(null, { status: 301, headers: { Location: url.href } });
}

/** Runs a tick as the platform's clock would. */
async function tick({ SITE }: Env): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  try {
    const { outcome } = await SITE.scheduled({ cron: '* * * * *' });
    return new Response(outcome, { status: outcome === 'ok' ? 200 : 500, headers });
  } catch (error) {
    return new Response(String(error), { status: 500, headers });
  }
}

/** Tells of the purges so far; `PUT` says whether they fail from now on, and forgets them. */
async function instrument(request: Request): Promise<Response> {
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

async function answer(exchange: Exchange): Promise<Response> {
  const { request, site, ctx, now } = exchange;
  const { method, headers } = request;
  if ((method !== 'GET' && method !== 'HEAD') || headers.has('Upgrade')) {
    return passed(await site.fetch(request), 'BYPASS');
  }
  const key = keyOf(request);
  const kept = find(key, request);
  if (!kept) return fill(exchange, key);
  const state = stateOf(kept, now);
  if (state === 'fresh') return fromKept(request, kept, 'HIT', now);
  if (state === 'stale') return collapsed(exchange, key, () => ask(exchange, key, kept));
  if (!isFilling(key)) {
    const renewing = alone(key, () => ask(exchange, key, kept));
    ctx.waitUntil(renewing.then(nothing, nothing));
  }
  return fromKept(request, kept, 'UPDATING', now);
}

function fill(exchange: Exchange, key: string): Promise<Response> {
  return collapsed(exchange, key, () => ask(exchange, key, null));
}

/** Addresses that somebody is asking the site for, and since when, in epoch milliseconds. */
const filling = new Map<string, { since: number }>();

/** Who has been asking for longer is gone, and so is not waited for. */
const patience = 10_000;
const betweenLooks = 4;

function isFilling(key: string): boolean {
  const { since = 0 } = filling.get(key) ?? {};
  return Date.now() - since < patience;
}

/**
 * The first of many asks; the others wait, and ask for themselves where nothing could be kept. They
 * look again and again, each in its own time: a promise of another request hangs when that one ends.
 */
async function collapsed(
  { request, now, ctx }: Exchange,
  key: string,
  begin: () => Promise<Response>,
): Promise<Response> {
  if (!isFilling(key)) {
    const asked = alone(key, begin);
    ctx.waitUntil(asked.then(nothing, nothing));
    return asked;
  }
  while (isFilling(key)) await scheduler.wait(betweenLooks);
  const kept = find(key, request);
  return kept && stateOf(kept, now) === 'fresh' ? fromKept(request, kept, 'HIT', now) : begin();
}

const nothing = () => undefined;

async function alone(key: string, begin: () => Promise<Response>): Promise<Response> {
  const mine = { since: Date.now() };
  filling.set(key, mine);
  try {
    return await begin();
  } finally {
    if (filling.get(key) === mine) filling.delete(key);
  }
}

/** Larger responses go through as they are: what a zone of Free, Pro and Business keeps. */
const mostBytes = 512 * 1024 * 1024;

/** Asks the site, keeps what may be kept, and answers; `stale` is what was kept and is not fresh. */
async function ask(exchange: Exchange, key: string, stale: Kept | null): Promise<Response> {
  const { request, site, now } = exchange;
  const response = await site.fetch(asking(request, stale)).catch((error: unknown) => {
    if (stale && standsIn(stale, now)) return new Response(null, { status: 503 });
    throw error;
  });
  if (stale && response.status >= 500 && standsIn(stale, now)) {
    await response.body?.cancel();
    return fromKept(request, stale, 'STALE', now);
  }
  if (stale && response.status === 304) {
    const renewed = renew(stale, request, response, now);
    put(key, renewed);
    return fromKept(request, renewed, 'REVALIDATED', now);
  }
  const status = stale ? 'EXPIRED' : 'MISS';
  const against = refusal(request, response, governing(response.status, response.headers));
  if (against) {
    if (stale) remove(key);
    return passed(bodiless(request, response), against);
  }
  if (Number(response.headers.get('Content-Length')) > mostBytes) return passed(response, status);
  const body = new Uint8Array(await response.arrayBuffer());
  const kept = keep(request, response, body, now);
  if (!kept)
    return passed(new Response(request.method === 'HEAD' ? null : body, response), 'BYPASS');
  put(key, kept);
  return fromKept(request, kept, status, now);
}

const ofTheReader = [
  ...['If-None-Match', 'If-Modified-Since', 'If-Match', 'If-Unmodified-Since'],
  ...['Range', 'If-Range'],
];

/**
 * The request as the site gets it: for the whole, whatever part the reader wants, with the
 * edge's own conditions in place of the reader's.
 */
function asking(request: Request, stale: Kept | null): Request {
  const headers = new Headers(request.headers);
  for (const name of ofTheReader) headers.delete(name);
  const [etag, modified] = [stale?.headers.get('ETag'), stale?.headers.get('Last-Modified')];
  if (etag) headers.set('If-None-Match', etag);
  if (modified) headers.set('If-Modified-Since', modified);
  return new Request(request.url, { method: 'GET', headers, redirect: 'manual' });
}

function bodiless({ method }: Request, response: Response): Response {
  return method === 'HEAD' ? new Response(null, response) : response;
}

function passed(response: Response, status: Status): Response {
  const headers = new Headers(response.headers);
  for (const name of consumed) headers.delete(name);
  headers.set('Cf-Cache-Status', status);
  return new Response(response.body, { status: response.status, headers });
}
