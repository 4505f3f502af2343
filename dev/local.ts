/**
 * The local platform: builds a Worker as for a deployment and runs it in workerd with a real D1
 * database and R2 bucket. Used by `npm start`, the tests and the measurements.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_readConfig } from 'wrangler';
import { siteOf } from '../src/config.ts';
import type { Site } from '../src/domain/site.ts';
import { assetsFolder, buildWorker, root } from './build.ts';
import { CommandError } from './commands/errors.ts';
import { encodePicture } from './picture-encoder.ts';

export { root };

/** The default folder of `npm start` for its database and files. */
export const stateFolder = join(root, '.dateline');

type RateLimits = {
  name: string;
  namespace_id: string;
  simple: { limit: number; period: 10 | 60 };
}[];

export interface LocalOptions {
  /** The built Worker; by default the site's own is built now. */
  worker?: Bundle;
  port?: number;
  /** The folder of the database and the bucket; in memory by default. */
  stateDir?: string;
  /** Whether dev/front.js is in front of it; without it `tick` does not work. */
  front?: boolean;
  /** The built dev/edge/worker.ts, to be in front of it instead. */
  edge?: Bundle;
  /** Whether requests may set the time at the edge, for tests. */
  instrumented?: boolean;
  /** Whether the edge redirects http to https; `X-Forwarded-Proto: https` marks https requests. */
  alwaysHttps?: boolean;
  /** Settings that override those of wrangler.toml. */
  vars?: Record<string, unknown>;
  /** Rate limits (requests a minute) that override those of wrangler.toml, by binding. */
  limits?: Record<string, number>;
  /** Platform limits that override those of dev/platform/limits.js, by name. */
  platform?: Record<string, number>;
  /** Whether the platform has no limits: for measurements, which would include the counting. */
  unlimited?: boolean;
  /** Whether the Worker has the Images binding; yes by default. */
  images?: boolean;
  /** Whether the Worker has a second database, TWIN_DB. */
  twin?: boolean;
  /** Classes of the Worker's Durable Objects, by binding; each has its own database. */
  objects?: Record<string, string>;
  /** The port of the Worker's debugger (Chrome DevTools Protocol); none by default. */
  inspectorPort?: number;
}

export interface Local {
  url: URL;
  db: D1Database;
  bucket: R2Bucket;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Runs the scheduled handler once. */
  tick: () => Promise<void>;
  dispose: () => Promise<void>;
}

/** wrangler.toml, as wrangler reads it. */
export const readLocalSettings = () => unstable_readConfig({ config: join(root, 'wrangler.toml') });

/**
 * The site that the settings describe.
 * @throws CommandError that names each invalid setting
 */
export function siteOfSettings(vars: Record<string, unknown>): Site {
  try {
    return siteOf(vars);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

/** @throws CommandError that names each invalid setting, before anything starts */
export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const {
    worker = await bundle('src/worker.ts'),
    port = 0,
    stateDir,
    vars,
    limits = {},
    platform = {},
    unlimited = false,
    front = true,
    edge,
    instrumented = false,
    alwaysHttps = false,
    images = true,
    twin = false,
    objects = {},
    inspectorPort,
  } = options;
  const config = readLocalSettings();
  siteOfSettings({ ...config.vars, ...vars });
  const compatibilityDate = config.compatibility_date as string;
  const workerInFront = edge
    ? edgeWorker(edge, compatibilityDate, {
        INSTRUMENTED: instrumented,
        ALWAYS_HTTPS: alwaysHttps,
      })
    : front && (await frontWorker(compatibilityDate));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      log: new Log(LogLevel.WARN),
      cf: false,
      handleStructuredLogs: printLog,
      ...(stateDir && { resourcePersistencePath: stateDir }),
      ...(inspectorPort !== undefined && { inspectorPort }),
      workers: [
        ...(workerInFront ? [workerInFront] : []),
        {
          name: 'dateline',
          modules: await wrapInPlatform(worker),
          modulesRoot: '.',
          compatibilityDate,
          serviceBindings: {
            ASSETS: { disk: { path: assetsFolder, writable: false } },
            ...(images && { ENCODER: encodePicture }),
            ...(edge && { EDGE: { name: 'edge', entrypoint: 'Purging' } }),
          },
          // AsyncLocalStorage: dev/platform/ attributes each fetch to its invocation.
          compatibilityFlags: [...(config.compatibility_flags ?? []), 'nodejs_als'],
          bindings: {
            SECRETS_KEY: newSecretsKey(),
            ...config.vars,
            ...vars,
            PLATFORM_LIMITS: unlimited ? 'off' : platform,
          },
          d1Databases: { DB: 'dateline', ...(twin && { TWIN_DB: 'dateline-twin' }) },
          durableObjects: Object.fromEntries(
            Object.entries(objects).map(([name, className]) => [
              name,
              { className, useSQLite: true },
            ]),
          ),
          r2Buckets: { FILES: 'dateline-files' },
          ...(images && { images: { binding: 'IMAGES' } }),
          ratelimits: Object.fromEntries(
            (config.ratelimits as RateLimits).map(({ name, namespace_id, simple }) => [
              name,
              { namespace_id, simple: { ...simple, limit: limits[name] ?? simple.limit } },
            ]),
          ),
        },
      ],
    }),
  );
  const url = await miniflare.ready;
  const db = (await miniflare.getD1Database('DB', 'dateline')) as unknown as D1Database;
  const bucket = (await miniflare.getR2Bucket('FILES', 'dateline')) as unknown as R2Bucket;
  await migrate(db);
  if (twin)
    await migrate((await miniflare.getD1Database('TWIN_DB', 'dateline')) as unknown as D1Database);
  return {
    url,
    db,
    bucket,
    fetch: (path, init) => fetch(new URL(path, url), { redirect: 'manual', ...init }),
    tick: async () => {
      const response = await fetch(new URL('/cdn-cgi/handler/scheduled', url));
      if (!response.ok) throw new Error(`The scheduled handler failed: ${await response.text()}`);
    },
    dispose: () => miniflare.dispose(),
  };
}

async function frontWorker(compatibilityDate: string) {
  const contents = await readFile(join(root, 'dev/front.js'), 'utf8');
  return {
    name: 'front',
    modules: [{ type: 'ESModule' as const, path: 'front.js', contents }],
    modulesRoot: '.',
    compatibilityDate,
    compatibilityFlags: ['service_binding_extra_handlers'],
    serviceBindings: { SITE: 'dateline' },
  };
}

/** Prints warnings and errors that a Worker logs. Other levels are for the platform's log. */
function printLog({ level, message }: { level: string; message: string }): void {
  if (level === 'warn' || level === 'error') console.error(message);
}

function edgeWorker(
  { modules }: Bundle,
  compatibilityDate: string,
  bindings: Record<string, boolean>,
) {
  return {
    name: 'edge',
    modules,
    modulesRoot: '.',
    compatibilityDate,
    compatibilityFlags: ['service_binding_extra_handlers'],
    bindings,
    serviceBindings: { SITE: 'dateline' },
  };
}

/** Wraps a built Worker in dev/platform/: limits, Images with a quality, and `ctx.cache` of the platform. */
async function wrapInPlatform({ modules: [built, ...files] }: Bundle): Promise<Bundle['modules']> {
  if (!built) throw new Error('The bundle has no Worker module.');
  const names = ['entry.js', 'invocation.js', 'limits.js', 'd1.js', 'images.js', 'r2.js'];
  const wrappers = names.map(async (path) => {
    const contents = await readFile(join(root, 'dev/platform', path), 'utf8');
    return { type: 'ESModule' as const, path, contents };
  });
  return [...(await Promise.all(wrappers)), { ...built, path: 'site.js' }, ...files];
}

/** A new random SECRETS_KEY, which encrypts the secrets of webhooks. */
export function newSecretsKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
}

export interface Bundle {
  /** The Worker's entry first, then the modules that it imports. */
  modules: { type: 'ESModule'; path: string; contents: string }[];
}

/**
 * Builds a Worker as it is deployed.
 * @param legible whether names and lines stay as in the source, for profiles
 */
export async function bundle(entry: string, options: { legible?: boolean } = {}): Promise<Bundle> {
  const { modules } = await buildWorker(entry, options);
  return { modules: modules.map((module) => ({ type: 'ESModule', ...module })) };
}

/** Migrates the database of a state folder before a site opens it. */
export async function prepareState(stateDir: string): Promise<void> {
  const { databases, dispose } = await openDatabases(['dateline'], stateDir);
  try {
    await migrate(databases[0] as D1Database);
  } finally {
    await dispose();
  }
}

/** Opens D1 databases without a Worker, in a state folder or in memory, in the order of `ids`. */
export async function openDatabases(ids: string[], stateDir?: string) {
  const { compatibility_date: compatibilityDate } = readLocalSettings();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      log: new Log(LogLevel.WARN),
      cf: false,
      ...(stateDir && { resourcePersistencePath: stateDir }),
      modules: [{ type: 'ESModule', path: 'empty.js', contents: 'export default {};' }],
      compatibilityDate: compatibilityDate as string,
      d1Databases: Object.fromEntries(ids.map((id) => [id, id])),
    }),
  );
  const databases = await Promise.all(ids.map((id) => miniflare.getD1Database(id)));
  return {
    databases: databases as unknown as D1Database[],
    dispose: () => miniflare.dispose(),
  };
}

/**
 * Applies the pending migrations in one batch, and records them as wrangler does. Each file is one
 * statement, which SQLite splits itself: with a call for each of its statements, an empty database
 * would take eight times as long.
 */
export async function migrate(db: D1Database): Promise<void> {
  await db.exec(
    `create table if not exists d1_migrations (
      id integer primary key autoincrement,
      name text unique,
      applied_at timestamp default current_timestamp not null
    )`.replace(/\s+/g, ' '),
  );
  const { results } = await db.prepare('select name from d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const names = (await readdir(join(root, 'migrations'))).filter((name) => name.endsWith('.sql'));
  const pending = names.sort().filter((name) => !applied.has(name));
  if (pending.length === 0) return;
  const files = pending.map((name) => readFile(join(root, 'migrations', name), 'utf8'));
  const record = db.prepare('insert into d1_migrations (name) select value from json_each(?)');
  await db.batch([
    ...(await Promise.all(files)).map((sql) => db.prepare(sql)),
    record.bind(JSON.stringify(pending)),
  ]);
}

/** Finds a free port, for callers that need its number before the site starts. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
