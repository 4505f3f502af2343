/**
 * `npm start`: runs the site on this machine. The first start creates the database and loads the
 * sample newsroom; later starts keep everything. Invalid settings and pictures are reported before
 * anything starts.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import * as paths from '../src/domain/paths.ts';
import type { Arguments } from './commands/command.ts';
import { CommandError } from './commands/errors.ts';
import type { commands } from './commands/list.ts';
import { findEditorOfToken, linkForEditor, localDatabase, writeGrant } from './grants.ts';
import {
  bundle,
  type Local,
  newSecretsKey,
  prepareState,
  readLocalSettings,
  root,
  siteOfSettings,
  startLocal,
  stateFolder,
} from './local.ts';
import { organizationFaults } from './organization.ts';
import { loadOnce, type Outcome } from './sample/once.ts';
import { createEditor } from './token.ts';

type Values = Arguments<typeof commands.start>['values'];

export async function run({ values }: Arguments<typeof commands.start>): Promise<void> {
  const stopped = stopRequest();
  const stateDir = resolve(values.state ?? stateFolder);
  const starting = startSite(values, stateDir);
  const site = await Promise.race([starting, stopped]);
  if (!site) return;
  const minute = setInterval(() => site.tick().catch((error) => console.error(error)), 60_000);
  try {
    const ready = openNewsroom(site, values, stateDir);
    await Promise.race([ready, stopped]);
    await stopped;
  } finally {
    clearInterval(minute);
    await site.dispose();
  }
}

/**
 * Resolves when the process is asked to stop. Later signals are ignored while the site stops: npm
 * repeats the terminal's Ctrl-C. npm sends SIGTERM to the shell between it and this process, and a
 * shell may die without passing it on, so losing the parent counts as well.
 */
function stopRequest(): Promise<null> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => stop(null));
    }
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop(null), 200).unref();
  });
}

/** On this machine the site, its previews and its desk have one origin. */
const localOrigins = (origin: string) => ({
  SITE_ORIGIN: origin,
  PREVIEW_ORIGIN: origin,
  DESK_ORIGIN: origin,
});

/** Sign-in services know the address of the deployed desk alone. */
const withoutSignInServices = {
  ACCESS_TEAM: '',
  ACCESS_AUDIENCE: '',
  OIDC_ISSUER: '',
  OIDC_CLIENT_ID: '',
};

async function startSite(values: Values, stateDir: string): Promise<Local> {
  const { port } = values;
  siteOfSettings(readLocalSettings().vars);
  const faults = await organizationFaults(join(root, 'organization'));
  if (faults.length > 0) throw new CommandError(faults.join('\n'));
  await requireFreePort(port);
  await mkdir(stateDir, { recursive: true });
  const [worker, edge] = await Promise.all([
    bundle('src/worker.ts'),
    values['no-edge'] ? null : bundle('dev/edge/worker.ts'),
  ]);
  // Migrate before the port opens: the first request finds every table.
  await prepareState(stateDir);
  return startLocal({
    worker,
    ...(edge && { edge }),
    port,
    stateDir,
    vars: {
      ...localOrigins(`http://localhost:${port}`),
      ...withoutSignInServices,
      SECRETS_KEY: await readOrCreate(join(stateDir, 'secrets-key'), newSecretsKey),
      DEVELOPMENT: 'true',
    },
  });
}

/** Loads the sample where there is none, writes the files asked for and prints the addresses. */
async function openNewsroom(site: Local, values: Values, stateDir: string): Promise<void> {
  const { languages } = siteOfSettings(readLocalSettings().vars);
  const token = await readOrCreateToken(site, join(stateDir, 'token'));
  const { empty, port } = values;
  const outcome = await loadOnce(site, token, {
    stateDir,
    languages,
    empty,
    onProgress: showProgress,
  });
  const origin = `http://localhost:${port}`;
  const desk = await deskLink(site, token, origin);
  await writeSecret(values['token-file'], token);
  await writeSecret(values['desk-link-file'], desk);
  console.log(`
  Newsroom   ${origin}/
  Desk       ${desk}   (signs the local admin in, once, within 24 hours)
  Feed       ${origin}/feed.xml
  Sitemap    ${origin}/sitemap.xml
  API        ${origin}/api/v1/releases
  Token      ${token}   (an admin of this machine's site)
${describeSample(outcome, languages)}
  The scheduled handler runs every minute. Ctrl-C stops the site; ${stateDir} keeps its data.
`);
}

/**
 * A new sign-in link for the editor of the saved token. The plain address of the desk, if that editor
 * was disabled.
 */
async function deskLink({ db }: Local, token: string, origin: string): Promise<string> {
  const database = localDatabase(db);
  const admin = await findEditorOfToken(database, token);
  if (!admin) return origin + paths.desk;
  return origin + paths.signInLink(await writeGrant(database, await linkForEditor(admin.id)));
}

async function writeSecret(file: string | undefined, secret: string): Promise<void> {
  if (file) await writeFile(file, secret, { mode: 0o600 });
}

/** @throws CommandError if another program listens on the port */
function requireFreePort(port: number): Promise<void> {
  return new Promise((free, reject) => {
    const server = createServer().once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const problem = code === 'EADDRINUSE' ? `Port ${port} is in use.` : `${message}.`;
      reject(new CommandError(`${problem} Choose another port with --port N.`));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => free()));
  });
}

function showProgress(done: number, all: number): void {
  if (process.stdout.isTTY) process.stdout.write(`\r  Loading the sample newsroom ${done}/${all}`);
}

/** Lines about a sample that is missing, whole or in part; empty if there is nothing to report. */
function describeSample(outcome: Outcome, languages: readonly string[]): string {
  if (outcome.state === 'empty')
    return `\n  Without the sample newsroom (--empty). To load it, remove ${outcome.mark} and start again.\n`;
  if (outcome.state === 'unchanged' || outcome.leftOut.length === 0) return '';
  const names = outcome.leftOut.map((name) => `    ${name}\n`).join('');
  return `\n  Not loaded, because LANGUAGES has only ${languages.join(', ')}:\n${names}`;
}

/** Reads a file of the state folder, or creates it with what `create` returns. */
async function readOrCreate(file: string, create: () => string): Promise<string> {
  const saved = await readFile(file, 'utf8').catch(() => null);
  if (saved) return saved;
  const created = create();
  await writeFile(file, created, { mode: 0o600 });
  return created;
}

/** The saved development token, or a new one if the database has no tokens. */
async function readOrCreateToken({ db }: Local, file: string): Promise<string> {
  const known = await db.prepare('select count(*) as n from tokens').first<number>('n');
  const saved = known ? await readFile(file, 'utf8').catch(() => null) : null;
  if (saved) return saved;
  const created = await createEditor(db, { name: 'Local admin', role: 'admin' });
  await writeFile(file, created, { mode: 0o600 });
  return created;
}
