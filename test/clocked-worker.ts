/**
 * The instrumented site, for tests only. `X-Test-Now` sets the moment of a request; with
 * `X-Test-Flowing` the clock runs on from it. Each answer says how many queries it needed and how many
 * rows they read, and waits for the request's `waitUntil` tasks. `X-Test-Fault` lets calls of the
 * platform fail. With `X-Test-Copy` readers are answered from a lagging copy of the database, which
 * `/test/copy` brings up to date.
 */
import { createApp } from '../src/app.ts';
import type { Env } from '../src/config.ts';
import { tick } from '../src/jobs/tick.ts';
import { connect } from '../src/store/db/connect.ts';
import { index } from '../src/store/search/search-index.ts';
import { countedBucket, writes } from './counted-bucket.ts';
import { faultyPlatform, injections } from './faulty-platform.ts';
import { besideCopy, bringUp, type EnvWithCopy } from './lagging-copy.ts';

/** Shortens timeouts: subscribers that never answer on purpose would take ten seconds each. */
const timeout = AbortSignal.timeout;
AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds / 4);

/** When each request arrived, by the wall clock. */
const arrivals = new WeakMap<Request, number>();

const flows = (request: Request) => request.headers.has('X-Test-Flowing');

/** The difference between a request's own clock, which may run on, and the wall clock. */
function driftOf(request: Request): number {
  const arrived = arrivals.get(request) ?? Date.now();
  arrivals.set(request, arrived);
  return Number(request.headers.get('X-Test-Now')) - arrived;
}

function nowOf(request: Request): number {
  const moment = request.headers.get('X-Test-Now');
  if (moment === null) return Date.now();
  return flows(request) ? Date.now() + driftOf(request) : Number(moment);
}

/** `X-Test-Slow` is how long the database takes for each call, in milliseconds. */
const drift = (request: Request) =>
  flows(request) ? driftOf(request) + Number(request.headers.get('X-Test-Slow') ?? 0) : null;
/** Reads must not time out on a machine that is busy with tests. */
const patience = ({ headers }: Request) => Number(headers.get('X-Test-Patience') ?? 60_000);
const newApp = () => createApp({ clock: nowOf, drift, patience, probePause: () => 0 });
const app = newApp();
/** The app of another isolate, for requests with `X-Test-Isolate`. */
const otherApp = newApp();

interface Meter {
  trips: number;
  /** Queries as D1 counts them: each statement of a batch. */
  queries: number;
  rows: number;
  /** The name of each call of D1 and R2. */
  calls: string[];
}

/** The requests of this isolate so far, and their costs. */
const totals = { requests: 0, rows: 0, written: 0, calls: {} as Record<string, number> };

const unkept = { 'Cache-Control': 'no-store' };
/** The tick, and one of its parts alone. */
const jobs: Record<string, (env: Env, now: number, ctx: ExecutionContext) => Promise<unknown>> = {
  '/test/tick': tick,
  '/test/index': (env, now) => index(connect(env.DB), now, 50, 50),
};

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/test/stored') return stored(env, await request.json());
    if (pathname === '/test/writes') return Response.json(writes, { headers: unkept });
    if (pathname === '/test/totals') return Response.json(totals, { headers: unkept });
    totals.requests += 1;
    if (pathname === '/test/faults') return Response.json(injections, { headers: unkept });
    if (pathname === '/test/copy') return new Response(String(await bringUp(env as EnvWithCopy)));
    const afterwards: Promise<unknown>[] = [];
    const later = (task: Promise<unknown>) => void afterwards.push(task);
    const counted = env.COUNTED_BUCKET ? { ...env, FILES: countedBucket(env.FILES) } : env;
    const platform = faultyPlatform(counted, request, later, (name) => {
      totals.calls[name] = (totals.calls[name] ?? 0) + 1;
    });
    const meter: Meter = { trips: 0, queries: 0, rows: 0, calls: platform.calls };
    const database = metering(platform.env.DB, meter);
    const copied = request.headers.has('X-Test-Copy');
    const DB = copied ? besideCopy(database, env as EnvWithCopy) : database;
    const metered = { ...platform.env, DB, ...imagesOf(request) };
    const job = jobs[pathname];
    if (job) {
      const outcome = await job(metered, nowOf(request), ctx).then(
        () => new Response('ok', { headers: unkept }),
        (error) => new Response(String(error), { status: 500, headers: unkept }),
      );
      await settled(afterwards);
      return withMeter(outcome, meter);
    }
    const waiting = { ...ctx, waitUntil: later };
    const isolate = request.headers.has('X-Test-Isolate') ? otherApp : app;
    const response = await isolate.fetch(request, metered, waiting as ExecutionContext);
    const calls = [...meter.calls];
    await settled(afterwards);
    return withMeter(response, { ...meter, calls }, meter.calls.slice(calls.length));
  },
} satisfies ExportedHandler<Env>;

/** With `X-Test-Images: original`, an Images binding that returns what it is sent. */
function imagesOf(request: Request): Partial<Env> {
  if (request.headers.get('X-Test-Images') !== 'original') return {};
  const input = (sent: ReadableStream) => {
    const result = { contentType: () => 'image/jpeg', image: () => sent };
    const transformer = { transform: () => transformer, output: async () => result };
    return transformer;
  };
  return { IMAGES: { input } as unknown as ImagesBinding };
}

/** Waits for each task, also for those that are added meanwhile. */
async function settled(tasks: Promise<unknown>[]): Promise<void> {
  for (const task of tasks) await Promise.allSettled([task]);
}

/** Runs statements and lists the bucket. From outside the Worker each value would be a call of its own. */
async function stored(env: Env, statements: [sql: string, value?: string][]): Promise<Response> {
  const prepared = statements.map(([sql, ...values]) => env.DB.prepare(sql).bind(...values));
  const answers = await env.DB.batch(prepared);
  const { objects } = await env.FILES.list({ include: ['customMetadata'] });
  return Response.json({
    rows: answers.map(({ results }) => results),
    objects: objects.map(({ key, etag, customMetadata = {} }) => ({ key, etag, customMetadata })),
  });
}

/** @param later the calls that were made after the answer */
function withMeter(
  response: Response,
  { trips, queries, rows, calls }: Meter,
  later: string[] = [],
): Response {
  const headers = new Headers(response.headers);
  headers.set('X-Test-Trips', String(trips));
  headers.set('X-Test-Queries', String(queries));
  headers.set('X-Test-Rows', String(rows));
  headers.set('X-Test-Calls', calls.join(' '));
  headers.set('X-Test-Later-Calls', later.join(' '));
  return new Response(response.body, { status: response.status, headers });
}

function metering(db: D1Database, meter: Meter): D1Database {
  const count = <R extends { meta: D1Meta }>(results: R[]) => {
    meter.trips += 1;
    meter.queries += results.length;
    for (const { meta } of results) {
      meter.rows += meta.rows_read;
      totals.rows += meta.rows_read;
      totals.written += meta.rows_written;
    }
    return results;
  };
  const originals = new WeakMap<object, D1PreparedStatement>();
  const statement = (original: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => statement(original.bind(...values)),
      all: async () => count([await original.all()])[0],
      run: async () => count([await original.run()])[0],
      raw: async () => {
        const [result] = count([await original.all()]);
        return result?.results.map((row) => Object.values(row as object)) ?? [];
      },
      first: async () => count([await original.all()])[0]?.results[0] ?? null,
    } as unknown as D1PreparedStatement;
    originals.set(wrapped, original);
    return wrapped;
  };
  return {
    withSession() {
      return this;
    },
    prepare: (query: string) => statement(db.prepare(query)),
    batch: async (statements: D1PreparedStatement[]) =>
      count(await db.batch(statements.map((one) => originals.get(one) ?? one))),
  } as unknown as D1Database;
}
