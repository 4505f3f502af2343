/**
 * `npm start`: the site on this machine. The first time it makes the database and loads the sample
 * newsroom; later starts keep everything. The local edge stands before it unless it is told not to.
 *
 *   npm start -- [--port N] [--state DIR] [--empty] [--token-file FILE] [--no-edge]
 *
 * Settings and pictures that cannot be used are told of before anything starts.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { siteOf } from '../src/config.ts';
import {
  bundle,
  type Local,
  newSecretsKey,
  prepareState,
  readSettings,
  root,
  startLocal,
  stateFolder,
} from './local.ts';
import { organizationFaults } from './organization.ts';
import { loadOnce, type Outcome } from './sample/once.ts';
import { createEditor } from './token.ts';

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8787' },
      state: { type: 'string', default: stateFolder },
      empty: { type: 'boolean', default: false },
      'token-file': { type: 'string' },
      'no-edge': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port: ${values.port} is not a port.`);
  return { ...values, port, stateDir: resolve(values.state) };
}

async function start(): Promise<void> {
  const { port, stateDir, empty, ...options } = readOptions();
  const { languages } = siteOf(readSettings().vars);
  const faults = await organizationFaults(join(root, 'organization'));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  await demandFree(port);
  await mkdir(stateDir, { recursive: true });
  const origin = `http://localhost:${port}`;
  const [worker, edge] = await Promise.all([
    bundle('src/worker.ts'),
    options['no-edge'] ? null : bundle('dev/edge/worker.ts'),
  ]);
  // Whoever finds the port open finds the site behind it.
  await prepareState(stateDir);
  const site = await startLocal({
    worker,
    ...(edge && { edge }),
    port,
    stateDir,
    vars: {
      SITE_ORIGIN: origin,
      SECRETS_KEY: await remembered(join(stateDir, 'secrets-key'), newSecretsKey),
      DEVELOPMENT: 'true',
    },
  });
  stopOnSignal(site);
  const token = await rememberedToken(site, join(stateDir, 'token'));
  const outcome = await loadOnce(site, token, { stateDir, languages, empty, told: tell });
  const tokenFile = options['token-file'];
  if (tokenFile) await writeFile(tokenFile, token, { mode: 0o600 });
  console.log(`
  Newsroom   ${origin}/
  Feed       ${origin}/feed.xml
  Sitemap    ${origin}/sitemap.xml
  API        ${origin}/api/v1/releases
  Token      ${token}   (an admin of this machine's site)
${toldOf(outcome, languages)}
  A tick every minute. Ctrl-C stops; the next start keeps everything in ${stateDir}.
`);
}

/** @throws Error where another program has the port */
function demandFree(port: number): Promise<void> {
  return new Promise((free, reject) => {
    const taken = `Port ${port} is taken, perhaps by another start. Stop that, or use --port N.`;
    const server = createServer().once('error', () => reject(new Error(taken)));
    server.listen(port, '127.0.0.1', () => server.close(() => free()));
  });
}

function tell(done: number, all: number): void {
  if (process.stdout.isTTY) process.stdout.write(`\r  Loading the sample newsroom ${done}/${all}`);
}

/** What a person has to know of the sample: nothing, mostly. */
function toldOf(outcome: Outcome, languages: readonly string[]): string {
  if (outcome.state === 'empty')
    return `\n  Empty, as the first start was told. Remove ${outcome.mark} for the sample newsroom.\n`;
  if (outcome.state === 'kept' || outcome.leftOut.length === 0) return '';
  const names = outcome.leftOut.map((name) => `    ${name}\n`).join('');
  return `\n  Left out of the sample newsroom, which has them in none of ${languages.join(', ')}:\n${names}`;
}

function stopOnSignal(site: Local): void {
  const minute = setInterval(() => site.tick().catch((error) => console.error(error)), 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      clearInterval(minute);
      await site.dispose();
      process.exit(0);
    });
  }
}

/** What a file of the state folder holds; what `make` makes, the first time. */
async function remembered(file: string, make: () => string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return kept;
  const made = make();
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

/** The development token: kept in the state folder, made anew when its database does not know it. */
async function rememberedToken({ db }: Local, file: string): Promise<string> {
  const known = await db.prepare('select count(*) as n from tokens').first<number>('n');
  const kept = known ? await readFile(file, 'utf8').catch(() => null) : null;
  if (kept) return kept;
  const made = await createEditor(db, { name: 'Local admin', role: 'admin' });
  await writeFile(file, made, { mode: 0o600 });
  return made;
}
