/**
 * `npm start`: the site on this machine. The first time it makes the database and loads the sample
 * newsroom; later starts keep everything. The local edge stands before it unless it is told not to.
 *
 *   npm start -- [--port N] [--state DIR] [--empty] [--token-file FILE] [--no-edge]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bundle,
  type Local,
  newSecretsKey,
  prepareState,
  startLocal,
  stateFolder,
} from './local.ts';
import { loadSample } from './sample/load.ts';
import { createEditor } from './token.ts';

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
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port: ${values.port} is not a port.`);
  process.exit(2);
}
const stateDir = resolve(values.state);
await mkdir(stateDir, { recursive: true });
const origin = `http://localhost:${port}`;
const [worker, edge] = await Promise.all([
  bundle('src/worker.ts'),
  values['no-edge'] ? null : bundle('dev/edge/worker.ts'),
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
const token = await rememberedToken(site, join(stateDir, 'token'));
await loadOnce(site);

if (values['token-file']) await writeFile(values['token-file'], token, { mode: 0o600 });
console.log(`
  Newsroom   ${origin}/
  Feed       ${origin}/feed.xml
  Sitemap    ${origin}/sitemap.xml
  API        ${origin}/api/v1/releases
  Token      ${token}   (an admin of this machine's site)

  A tick every minute. Ctrl-C stops; the next start keeps everything in ${stateDir}.
`);

const minute = setInterval(() => site.tick().catch((error) => console.error(error)), 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    clearInterval(minute);
    await site.dispose();
    process.exit(0);
  });
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

/** Loads the sample into an empty site; a load that was cut off goes on where it was. */
async function loadOnce({ db, url, tick }: Local): Promise<void> {
  const mark = join(stateDir, 'sample');
  const begun = await readFile(mark, 'utf8').catch(() => null);
  const releases = await db.prepare('select count(*) as n from releases').first<number>('n');
  if (begun === 'complete' || (begun === null && (values.empty || releases))) return;
  await writeFile(mark, begun ?? '0');
  await loadSample(url, token, {
    done: Number(begun ?? 0),
    told: async (done, all) => {
      await writeFile(mark, String(done));
      if (process.stdout.isTTY)
        process.stdout.write(`\r  Loading the sample newsroom ${done}/${all}`);
    },
  });
  await tick();
  await writeFile(mark, 'complete');
}
