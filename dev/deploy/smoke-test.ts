/** Whether a site that was just deployed answers as it must, asked from outside like any reader. */
import {
  conditionalWrite,
  hitTwice,
  httpLeadsOn,
  purgeFromTick,
  unchangedBytes,
  weakTagHolds,
} from './exchange.ts';
import { type Ask, plainly } from './host.ts';
import { firstTick } from './zone.ts';

interface Look {
  status: number;
  headers: Headers;
  text: string;
}

interface Expectation {
  path: string;
  status: number;
  /** What else must hold, each with the name that a failure is told by. */
  holds: Record<string, (look: Look, origin: string) => boolean>;
}

const header = (name: string, part: string | RegExp) => (look: Look) =>
  typeof part === 'string'
    ? (look.headers.get(name) ?? '').includes(part)
    : part.test(look.headers.get(name) ?? '');

const expectations: Expectation[] = [
  {
    path: '/',
    status: 200,
    holds: {
      'is HTML': header('Content-Type', 'text/html'),
      'has a Content-Security-Policy': header('Content-Security-Policy', "default-src 'none'"),
      'has Strict-Transport-Security': header('Strict-Transport-Security', 'max-age='),
      'lets browsers keep nothing unasked': header('Cache-Control', 'max-age=0'),
      'has the edge’s cache in front, which takes its own lifetimes off': ({ headers }) =>
        !headers.has('Cloudflare-CDN-Cache-Control'),
    },
  },
  {
    path: '/robots.txt',
    status: 200,
    holds: {
      'names the sitemap of this origin': ({ text }, origin) =>
        text.includes(`Sitemap: ${origin}/sitemap.xml`),
    },
  },
  { path: '/sitemap.xml', status: 200, holds: { 'is XML': header('Content-Type', 'xml') } },
  {
    path: '/api/v1/releases',
    status: 200,
    holds: { 'is a list': ({ text }) => /^\{\s*"items":\s*\[/.test(text) },
  },
  {
    path: '/api/v1/editor/releases',
    status: 401,
    holds: {
      'asks for a token': header('WWW-Authenticate', 'Bearer'),
      'is kept by nobody': header('Cache-Control', 'no-store'),
    },
  },
  {
    path: '/releases/0000000000',
    status: 404,
    holds: { 'is kept by nobody': header('Cache-Control', 'no-store') },
  },
];

export interface Patience {
  /** How long a new address may take until it answers, in milliseconds; one more look is always had. */
  patience?: number;
  /** How long DNS and the certificate of a new host may take until anything answers, in milliseconds. */
  untilReached?: number;
  /** Milliseconds between looks. */
  pause?: number;
  fetch?: Ask;
  /** An admin's token, for what only a writer can see. */
  token?: string | null;
  say?: (line: string) => void;
}

/** What does not hold of the site at `origin` (where it says that it is at `named`), an empty list when all does. */
export async function smokeTest(
  origin: string,
  named: string,
  options: Patience = {},
): Promise<string[]> {
  const { patience = 180_000, pause = 5_000, fetch: ask = plainly, token = null } = options;
  const { say = () => undefined } = options;
  await untilReached(origin, options);
  const until = Date.now() + patience;
  for (;;) {
    const faults = await looksOf(origin, named, ask);
    if (faults.length === 0) break;
    if (Date.now() >= until) return faults;
    await wait(pause);
  }
  if (token === null) {
    say(
      '  not looked at: a write, and a purge from a tick (set DATELINE_TOKEN to an admin’s token)',
    );
    return [];
  }
  const written = await told('a conditional write', () => conditionalWrite(origin, ask, token));
  const purged = await purgeFromTick(origin, ask, token, { patience, pause });
  if (purged === null) say(`  ${firstTick}`);
  return [...written, ...(purged ?? [])];
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until anything answers: a new name has to spread, and its certificate to be issued. */
async function untilReached(
  origin: string,
  {
    untilReached: longest = 15 * 60_000,
    patience,
    pause = 5_000,
    fetch: ask = plainly,
    say,
  }: Patience,
): Promise<void> {
  const until = Date.now() + (patience === 0 ? 0 : longest);
  for (let told = false; Date.now() < until; told = true) {
    const answered = await ask(`${origin}/`).catch(() => null);
    await answered?.body?.cancel();
    if (answered) return;
    if (!told) say?.(`  waiting for DNS and the certificate of ${origin}, up to 15 minutes`);
    await wait(pause);
  }
}

/** One request each, then, if all of them are right, what takes several. */
async function looksOf(origin: string, named: string, ask: Ask): Promise<string[]> {
  const plain = await Promise.all(expectations.map((one) => faultsOf(one, origin, named, ask)));
  if (plain.flat().length > 0) return plain.flat();
  const looks = { hitTwice, unchangedBytes, httpLeadsOn, weakTagHolds };
  const faults = Object.entries(looks).map(([name, look]) => told(name, () => look(origin, ask)));
  return (await Promise.all(faults)).flat();
}

/** Its faults, or that it could not be asked. */
async function told(name: string, look: () => Promise<string[]>): Promise<string[]> {
  return look().catch((error: unknown) => [
    `${name}: no answer (${error instanceof Error ? error.message : error})`,
  ]);
}

async function faultsOf(
  { path, status, holds }: Expectation,
  origin: string,
  named: string,
  ask: Ask,
): Promise<string[]> {
  try {
    const response = await ask(origin + path);
    const look = {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
    if (look.status !== status) return [`${path}: ${look.status} in place of ${status}`];
    return Object.entries(holds)
      .filter(([, hold]) => !hold(look, named))
      .map(([name]) => `${path}: not so: ${name}`);
  } catch (error) {
    return [`${path}: no answer (${error instanceof Error ? error.message : error})`];
  }
}
