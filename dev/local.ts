/**
 * The platform on this machine: builds a Worker as it would be deployed and runs it in workerd with
 * a real D1 database and R2 bucket. `npm start`, the tests and the measurements all stand on it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_readConfig, unstable_splitSqlQuery } from 'wrangler';
import { siteOf } from '../src/config.ts';
import type { Site } from '../src/domain/site.ts';
import { CommandError } from './commands/errors.ts';

export const root = join(import.meta.dirname, '..');

/** Where `npm start` keeps its database and files, if not told otherwise. */
export const stateFolder = join(root, '.dateline');

type RateLimits = {
  name: string;
  namespace_id: string;
  simple: { limit: number; period: 10 | 60 };
}[];

export interface LocalOptions {
  /** The built Worker; the deployed one, built now, if not given. */
  worker?: Bundle;
  port?: number;
  /** Where the database and the bucket live; in memory if not named. */
  stateDir?: string;
  /** Whether dev/front.js stands before it; without it there is no `tick`. */
  front?: boolean;
  /** The built dev/edge/worker.ts, to stand before it instead. */
  edge?: Bundle;
  /** Whether the edge lets requests set their moment, for tests. */
  instrumented?: boolean;
  /** Whether the edge leads http to https; a request with `X-Forwarded-Proto: https` came over it. */
  alwaysHttps?: boolean;
  /** Settings in place of wrangler.toml's. */
  vars?: Record<string, unknown>;
  /** Limits of requests a minute in place of wrangler.toml's, by binding. */
  limits?: Record<string, number>;
  /** Limits of the platform in place of those of dev/platform/limits.js, by name. */
  platform?: Record<string, number>;
  /** Whether the platform has no limits: for measurements, in which counting would be counted. */
  unlimited?: boolean;
  /** Whether the Worker has a second database, TWIN_DB. */
  twin?: boolean;
  /** The Worker's Durable Objects, each with a database of its own: their classes, by binding. */
  objects?: Record<string, string>;
  /** Where the Worker's debugger listens (Chrome DevTools Protocol); nowhere if not named. */
  inspectorPort?: number;
}

export interface Local {
  url: URL;
  db: D1Database;
  bucket: R2Bucket;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** One tick, now. */
  tick: () => Promise<void>;
  dispose: () => Promise<void>;
}

/** wrangler.toml, as wrangler reads it. */
export const readSettings = () => unstable_readConfig({ config: join(root, 'wrangler.toml') });

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
    twin = false,
    objects = {},
    inspectorPort,
  } = options;
  const config = readSettings();
  siteOfSettings({ ...config.vars, ...vars });
  const compatibilityDate = config.compatibility_date as string;
  const before = edge
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
      handleStructuredLogs: tell,
      ...(stateDir && { resourcePersistencePath: stateDir }),
      ...(inspectorPort !== undefined && { inspectorPort }),
      workers: [
        ...(before ? [before] : []),
        {
          name: 'dateline',
          modules: await withinPlatform(worker),
          modulesRoot: '.',
          compatibilityDate,
          ...(edge && { serviceBindings: { EDGE: { name: 'edge', entrypoint: 'Purging' } } }),
          // It tells dev/platform/ of which invocation a fetch is.
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
      if (!response.ok) throw new Error(`The tick failed: ${await response.text()}`);
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

/** What the Workers log: what went wrong is for people here, the rest for the platform's own log. */
function tell({ level, message }: { level: string; message: string }): void {
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

/** The Worker as it was built, within modules that give it the platform's limits and the edge's cache. */
async function withinPlatform({ modules: [built, ...files] }: Bundle): Promise<Bundle['modules']> {
  if (!built) throw new Error('There is no Worker in this bundle.');
  const names = ['entry.js', 'invocation.js', 'limits.js', 'd1.js', 'r2.js'];
  const around = names.map(async (path) => {
    const contents = await readFile(join(root, 'dev/platform', path), 'utf8');
    return { type: 'ESModule' as const, path, contents };
  });
  return [...(await Promise.all(around)), { ...built, path: 'site.js' }, ...files];
}

/** What webhooks' secrets are sealed under, where no other is given. */
export function newSecretsKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
}

type ModuleType = 'ESModule' | 'Text' | 'Data';

export interface Bundle {
  /** The Worker's module first, then the files that it imports. */
  modules: { type: ModuleType; path: string; contents: string | Uint8Array<ArrayBuffer> }[];
}

/** What a built file is to the runtime, by its extension. */
const moduleTypes: Record<string, ModuleType> = {
  '.js': 'ESModule',
  '.css': 'Text',
  '.svg': 'Text',
  '.png': 'Data',
  '.ico': 'Data',
};

const entryFirst = (one: { type: ModuleType }, other: { type: ModuleType }) =>
  Number(other.type === 'ESModule') - Number(one.type === 'ESModule');

/**
 * Builds a Worker as `wrangler deploy` would.
 * @param legible whether names and lines stay as they were written, for who reads a profile
 */
export async function bundle(entry: string, { legible = false } = {}): Promise<Bundle> {
  const outdir = await mkdtemp(join(tmpdir(), 'dateline-'));
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
  const flags = legible ? ['--minify=false'] : [];
  const args = [wrangler, 'deploy', entry, '--dry-run', '--outdir', outdir, ...flags];
  try {
    await promisify(execFile)(process.execPath, args, {
      cwd: root,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    });
    const names = (await readdir(outdir)).filter((name) => extname(name) in moduleTypes);
    const modules = names.map(async (name): Promise<Bundle['modules'][number]> => {
      const type = moduleTypes[extname(name)] as ModuleType;
      const bytes = await readFile(join(outdir, name));
      const contents = type === 'Data' ? new Uint8Array(bytes) : bytes.toString('utf8');
      return { type, path: name, contents };
    });
    return { modules: (await Promise.all(modules)).sort(entryFirst) };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** Brings the database of a state folder up to date before any site stands on it. */
export async function prepareState(stateDir: string): Promise<void> {
  const { databases, dispose } = await openDatabases(['dateline'], stateDir);
  try {
    await migrate(databases[0] as D1Database);
  } finally {
    await dispose();
  }
}

/** D1 databases with no Worker on them, in a state folder or in memory, in the order of their ids. */
export async function openDatabases(ids: string[], stateDir?: string) {
  const { compatibility_date: compatibilityDate } = readSettings();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      log: new Log(LogLevel.WARN),
      cf: false,
      ...(stateDir && { resourcePersistencePath: stateDir }),
      modules: [{ type: 'ESModule', path: 'nothing.js', contents: 'export default {};' }],
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

/** Applies what is new in migrations/, each file in one batch, and remembers it as wrangler does. */
export async function migrate(db: D1Database): Promise<void> {
  await db.exec(
    'create table if not exists d1_migrations (id integer primary key autoincrement, name text unique, applied_at timestamp default current_timestamp not null)',
  );
  const { results } = await db.prepare('select name from d1_migrations').all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const names = (await readdir(join(root, 'migrations'))).filter((name) => name.endsWith('.sql'));
  for (const name of names.sort()) {
    if (applied.has(name)) continue;
    const statements = unstable_splitSqlQuery(
      await readFile(join(root, 'migrations', name), 'utf8'),
    );
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare('insert into d1_migrations (name) values (?)').bind(name),
    ]);
  }
}

/** A port that is free now, for whoever must name it before the site starts. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
