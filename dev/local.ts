/**
 * The platform on this machine: builds a Worker as it would be deployed and runs it in workerd with
 * a real D1 database and R2 bucket. `npm start`, the tests and the measurements all stand on it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_readConfig, unstable_splitSqlQuery } from 'wrangler';

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
  /** Settings in place of wrangler.toml's. */
  vars?: Record<string, unknown>;
  /** Limits of requests a minute in place of wrangler.toml's, by binding. */
  limits?: Record<string, number>;
  /** Whether the Worker has a second database, TWIN_DB. */
  twin?: boolean;
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

export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const {
    worker = await bundle('src/worker.ts'),
    port = 0,
    stateDir,
    vars,
    limits = {},
    front = true,
    twin = false,
  } = options;
  const config = unstable_readConfig({ config: join(root, 'wrangler.toml') });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      log: new Log(LogLevel.WARN),
      cf: false,
      ...(stateDir && { resourcePersistencePath: stateDir }),
      workers: [
        ...(front ? [await frontWorker(config.compatibility_date as string)] : []),
        {
          name: 'dateline',
          modules: worker.modules,
          modulesRoot: '.',
          compatibilityDate: config.compatibility_date as string,
          compatibilityFlags: config.compatibility_flags,
          bindings: { ...config.vars, ...vars },
          d1Databases: { DB: 'dateline', ...(twin && { TWIN_DB: 'dateline-twin' }) },
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

export interface Bundle {
  /** The Worker's module and the texts that it imports. */
  modules: { type: 'ESModule' | 'Text'; path: string; contents: string }[];
}

/** Builds a Worker as `wrangler deploy` would. */
export async function bundle(entry: string): Promise<Bundle> {
  const outdir = await mkdtemp(join(tmpdir(), 'dateline-'));
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
  const args = [wrangler, 'deploy', entry, '--dry-run', '--outdir', outdir];
  try {
    await promisify(execFile)(process.execPath, args, {
      cwd: root,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    });
    const names = (await readdir(outdir)).filter((name) => /\.(?:js|css)$/.test(name));
    const modules = names.map(async (name) => ({
      type: name.endsWith('.js') ? ('ESModule' as const) : ('Text' as const),
      path: name,
      contents: await readFile(join(outdir, name), 'utf8'),
    }));
    return { modules: (await Promise.all(modules)).sort((a, b) => (a.type < b.type ? -1 : 1)) };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
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
