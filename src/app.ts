/** The application: middleware of every request, the mounts, and error responses. */
import { Hono, type Next } from 'hono';
import { cors } from 'hono/cors';
import type { H, RouterRoute } from 'hono/types';
import { publicRoutes } from './api/public/routes.ts';
import { integrationsOf, siteOf } from './config.ts';
import { deskIsolation } from './desk/desk-isolation.ts';
import * as paths from './domain/paths.ts';
import { Problem } from './domain/problem.ts';
import { releaseIdOf } from './domain/redirect.ts';
import { cacheHeaders, shortenLifetime, tag } from './edge-cache.ts';
import { type AppContext, type AppEnv, isRead } from './http/context.ts';
import { longestRead, withinDeadline } from './http/deadline.ts';
import { KeptResponses } from './http/kept-responses.ts';
import { RememberingRouter } from './http/remembering-router.ts';
import { permanentRedirect } from './http/responses.ts';
import { securityHeaders } from './http/security.ts';
import { timing } from './http/timing.ts';
import { runTasks } from './jobs/outbox.ts';
import { warn } from './log.ts';
import { errorPage } from './pages/messages.ts';
import { isPreviewAddress, previewIsolation } from './pages/preview-isolation.ts';
import { findRedirect } from './pages/redirects.ts';
import { pageRoutes } from './pages/routes.ts';
import { Tripwire } from './pages/tripwire.ts';
import { connect, connectReader } from './store/db/connect.ts';
import { budgeted } from './store/db/query-budget.ts';

export interface Clock {
  /** The moment of a request in epoch milliseconds. */
  clock: (request: Request) => number;
  /** The deadline of a read in milliseconds, if not that of production. */
  patience?: (request: Request) => number;
  /** The difference from the clock of the database in milliseconds; null: do not compare. */
  drift?: (request: Request) => number | null;
  /** The milliseconds for which the tripwire collects hits, if not those of production. */
  probePause?: () => number;
}

const editorial = [paths.editorApi, paths.desk];
/** Matches the URL of a request for them, without parsing it. */
const editorialUrl = new RegExp(`^[a-z]+://[^/?#]+(?:${editorial.join('|')})(?:[/?#]|$)`);

/** The site. Its editorial routes are loaded at the first request to one of them. */
export function createApp(clock: Clock): Pick<Hono<AppEnv>, 'fetch'> {
  const isolate = { tripwire: new Tripwire(clock.probePause), kept: new KeptResponses() };
  const forReaders = createRoutes(clock, isolate);
  let forEditors: Promise<Hono<AppEnv>> | null = null;
  const load = async () => {
    const { addEditorialRoutes } = await import('./editorial-routes.ts');
    return createRoutes(clock, isolate, addEditorialRoutes);
  };
  return {
    fetch: async (request, ...bindings) => {
      if (!editorialUrl.test(request.url)) return forReaders.fetch(request, ...bindings);
      forEditors ??= load();
      return (await forEditors).fetch(request, ...bindings);
    },
  };
}

/** The parts of the app that all requests to an isolate share. */
interface Isolate {
  tripwire: Tripwire;
  kept: KeptResponses;
}

function createRoutes(
  { clock, drift = () => 0, patience = () => longestRead }: Clock,
  { tripwire, kept }: Isolate,
  addEditorialRoutes: (app: Hono<AppEnv>) => void = () => undefined,
): Hono<AppEnv> {
  const router = new RememberingRouter<[H, RouterRoute]>(() => kept.state);
  const app = new Hono<AppEnv>({ strict: true, router });
  const read = async (c: AppContext, next: Next) => {
    const response = await kept.respond(c);
    if (response) c.res = response;
    else await next();
  };

  app.use(async (c, next) => {
    const site = siteOf(c.env);
    const now = clock(c.req.raw);
    c.set('now', now);
    c.set('arrived', now);
    c.set('moment', () => ({ now: clock(c.req.raw), drift: drift(c.req.raw) }));
    c.set('site', site);
    const timed = integrationsOf(c.env).development ? timing(c.env.DB) : null;
    const binding = timed?.binding ?? c.env.DB;
    const primary = connect(binding);
    c.set('primary', primary);
    c.set('db', site.readReplicas ? connectReader(binding, now) : primary);
    c.set('lang', site.defaultLanguage);
    if (!isRead(c.req.method)) await next();
    else {
      await withinDeadline(patience(c.req.raw), read(c, next)).catch(async (error) => {
        if (!(error instanceof Problem)) throw error;
        warn('read passed its deadline', { path: c.req.path });
        c.res = await refuse(c, error);
      });
    }
    tripwire.record(c);
    shortenLifetime(c.res.headers, clock(c.req.raw) - now);
    securityHeaders(c.res.headers, c.req.raw);
    // Kept with all headers but Server-Timing, which is of this request alone.
    const lasting = c.get('lasting');
    // A read that passed its deadline has another response by now.
    if (lasting && c.res.status < 400 && kept.keep(c, lasting.response, lasting.freshness))
      router.remember(c.req.path);
    if (timed) c.res.headers.set('Server-Timing', timed.header());
  });

  app.use(previewIsolation);
  app.use(deskIsolation);
  for (const mount of editorial) {
    app.use(`${mount}/*`, async (c, next) => {
      await next();
      if (isRead(c.req.method) || c.res.status >= 400) return;
      c.executionCtx.waitUntil(kept.refresh(c).catch(console.error));
      runTasksAfterwards(c);
    });
  }
  addEditorialRoutes(app);
  app.route(paths.api, publicRoutes());
  addMcp(app);
  app.route('/', pageRoutes());

  app.notFound(async (c) => {
    const allowed = methodsAt(app, c);
    if (allowed.length === 0 || allowed.includes(c.req.method)) {
      const elsewhere = (await findRedirect(c)) ?? withoutSlash(app, c);
      return elsewhere ?? refuse(c, new Problem('not-found', 'There is nothing at this address.'));
    }
    throw new Problem('method-not-allowed', `This address supports ${allowed.join(', ')}.`, {
      headers: { Allow: allowed.join(', ') },
    });
  });
  app.onError(async (error, c) => {
    if (!(error instanceof Problem)) return refuse(c, logInternal(error));
    try {
      return (await redirectOfVanished(c, error)) ?? refuse(c, error);
    } catch (failure) {
      return refuse(c, logInternal(failure as Error));
    }
  });
  return app;
}

/** The MCP endpoint, loaded at its first request. Its tools are requests to the public API of this app. */
function addMcp(app: Hono<AppEnv>): void {
  app.use(
    paths.mcp,
    cors({
      origin: '*',
      allowMethods: ['POST'],
      allowHeaders: ['Content-Type', 'MCP-Protocol-Version', 'Mcp-Method', 'Mcp-Name'],
      exposeHeaders: ['Retry-After'],
    }),
  );
  app.post(paths.mcp, async (c) => {
    const { answerMcp } = await import('./api/mcp/server.ts');
    return answerMcp(c, async (path) => {
      const headers = new Headers(c.req.raw.headers);
      for (const condition of ['If-None-Match', 'If-Modified-Since']) headers.delete(condition);
      const request = new Request(new URL(paths.api + path, c.req.url), { headers });
      return app.fetch(request, c.env, c.executionCtx);
    });
  });
}

/**
 * The redirect from the address of a release that vanished, or null. It takes the same steps as an
 * address that never existed, and so the same time.
 */
function redirectOfVanished(c: AppContext, { code }: Problem): Promise<Response | null> | null {
  const { path } = c.req;
  const own =
    releaseIdOf(path) !== null || /^\/(?:files|pictures)\//.test(path) || path === paths.oembedPath;
  return code === 'not-found' && own ? findRedirect(c) : null;
}

/** Starts the outbox tasks of a write, without delaying its response. */
function runTasksAfterwards(c: AppContext): void {
  const { site, now } = c.var;
  const integrations = integrationsOf(c.env);
  const { cache } = c.executionCtx as ExecutionContext;
  const { binding, left } = budgeted(c.env.DB);
  const context = {
    db: connect(binding),
    site,
    integrations,
    now,
    startedAt: Date.now(),
    cache,
    left,
  };
  // Many writes must not use up the purges: two are reserved for the tick, which runs each minute.
  c.executionCtx.waitUntil(runTasks({ ...context, reservedPurges: 2 }).catch(console.error));
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods for which a path has a route, not only middleware. */
function methodsAt(app: Hono<AppEnv>, c: AppContext, path = c.req.path): string[] {
  if (paths.isLeftOut(c.var.site, path)) return [];
  const known = methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

/** The redirect from the address of a page with a trailing slash, or null. */
function withoutSlash(app: Hono<AppEnv>, c: AppContext): Response | null {
  const { pathname, search } = new URL(c.req.url);
  if (pathname.startsWith(`${paths.api}/`) || isPreviewAddress(pathname)) return null;
  const bare = pathname.replace(/\/+$/, '');
  if (bare === pathname || bare.startsWith('//') || !methodsAt(app, c, bare).includes('GET')) {
    return null;
  }
  return permanentRedirect(c, bare + search, { now: c.var.now, next: null, tags: [] });
}

/** Logs an unexpected error and returns the problem for the client, which reveals nothing of it. */
function logInternal(error: Error): Problem {
  console.error(error);
  const detail = 'Internal error. Read the current state before you repeat a write.';
  return new Problem('internal', detail);
}

async function refuse(c: AppContext, problem: Problem): Promise<Response> {
  const data =
    c.req.path.startsWith(`${paths.api}/`) ||
    c.req.path === paths.oembedPath ||
    c.req.path === paths.mcp;
  const response = data
    ? new Response(JSON.stringify(problem.toDocument()), {
        headers: { 'Content-Type': 'application/problem+json', 'Content-Language': 'en' },
      })
    : await errorPage(c, problem);
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries({
    ...refusalHeaders(c, problem),
    ...problem.headers,
  })) {
    headers.set(name, value);
  }
  securityHeaders(headers, c.req.raw);
  return new Response(response.body, { status: problem.status, headers });
}

/**
 * The headers of an error. A 404 at an address of a release is cached for a moment, and is the same to
 * the byte whether the release is hidden, vanished, or never existed.
 */
function refusalHeaders(c: AppContext, { status }: Problem): Record<string, string> {
  const { path, method } = c.req;
  if (path.startsWith(`${paths.editorApi}/`)) return cacheHeaders('private');
  const { now, next } = c.var;
  const id = releaseIdOf(path.startsWith(`${paths.api}/`) ? path.slice(paths.api.length) : path);
  const reads = isRead(method);
  if (status !== 404 || !reads || id === null || next === undefined) return cacheHeaders('refusal');
  return cacheHeaders('missing', { now, next, tags: [tag.missing] });
}
