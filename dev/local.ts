/**
 * The platform on this machine: builds a Worker as it would be deployed and runs it in workerd with
 * a real D1 database and R2 bucket. `npm start`, the tests and the measurements all stand on it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { build } from 'esbuild';
import { unstable_readConfig, unstable_splitSqlQuery } from 'wrangler';

export const root = join(import.meta.dirname, '..');

export interface LocalOptions {
  /** The module of the Worker; the deployed one if not named. */
  entry?: string;
  port?: number;
  /** Where the database and the bucket live; in memory if not named. */
  stateDir?: string;
  /** Settings in place of wrangler.toml's. */
  vars?: Record<string, unknown>;
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
  const { entry = 'src/worker.ts', port = 0, stateDir, vars } = options;
  const config = unstable_readConfig({ config: join(root, 'wrangler.toml') });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port,
      log: new Log(LogLevel.WARN),
      unsafeTriggerHandlers: true,
      ...(stateDir && { resourcePersistencePath: stateDir }),
      workers: [
        {
          name: 'dateline',
          modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundle(entry) }],
          compatibilityDate: config.compatibility_date as string,
          compatibilityFlags: config.compatibility_flags,
          bindings: { ...config.vars, ...vars },
          d1Databases: { DB: 'dateline' },
          r2Buckets: { FILES: 'dateline-files' },
        },
      ],
    }),
  );
  const url = await miniflare.ready;
  const db = (await miniflare.getD1Database('DB')) as unknown as D1Database;
  const bucket = (await miniflare.getR2Bucket('FILES')) as unknown as R2Bucket;
  await migrate(db);
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

/** One module, as wrangler's bundler makes it: minified, stylesheets as text. */
export async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.css': 'text' },
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    external: ['cloudflare:*', 'node:*'],
  });
  return result.outputFiles[0]?.text ?? '';
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
    const statements = unstable_splitSqlQuery(await readFile(join(root, 'migrations', name), 'utf8'));
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare('insert into d1_migrations (name) values (?)').bind(name),
    ]);
  }
}
