/** Smoke test of a deployed site, from outside. */
import {
  acceptsWeakTag,
  conditionalWrite,
  deskAnswers,
  hitTwice,
  purgeFromTick,
  redirectsToHttps,
  unchangedBytes,
} from './exchange.ts';
import { type Fetch, fetchOnce } from './host.ts';
import { firstTick } from './zone.ts';

interface Received {
  status: number;
  headers: Headers;
  text: string;
}

interface Expectation {
  path: string;
  status: number;
  /** Further checks, by the text that reports their failure. */
  holds: Record<string, (response: Received, origin: string) => boolean>;
}

const header = (name: string, part: string | RegExp) => (response: Received) =>
  typeof part === 'string'
    ? (response.headers.get(name) ?? '').includes(part)
    : part.test(response.headers.get(name) ?? '');

const expectations: Expectation[] = [
  {
    path: '/',
    status: 200,
    holds: {
      'is HTML': header('Content-Type', 'text/html'),
      'has a Content-Security-Policy': header('Content-Security-Policy', "default-src 'none'"),
      'has Strict-Transport-Security': header('Strict-Transport-Security', 'max-age='),
      'makes browsers revalidate': header('Cache-Control', 'max-age=0'),
      'passes the edge’s cache, which removes the edge’s lifetimes': ({ headers }) =>
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
      'is not stored': header('Cache-Control', 'no-store'),
    },
  },
  {
    path: '/releases/0000000000',
    status: 404,
    holds: { 'is not stored': header('Cache-Control', 'no-store') },
  },
];

export interface SmokeTestOptions {
  /** Milliseconds until all checks must succeed; they run at least once. */
  patience?: number;
  /** Milliseconds until DNS and the certificate of a new host must work. */
  untilReached?: number;
  /** Milliseconds between attempts. */
  pause?: number;
  fetch?: Fetch;
  /** Where the desk is, if that is checked. */
  deskOrigin?: string | null;
  /** An admin's token, for the checks that write. */
  token?: string | null;
  log?: (line: string) => void;
}

/**
 * Checks the site that answers at `origin`.
 * @param named its SITE_ORIGIN
 * @returns one line for each fault
 */
export async function smokeTest(
  origin: string,
  named: string,
  options: SmokeTestOptions = {},
): Promise<string[]> {
  const { patience = 180_000, pause = 5_000, fetch: request = fetchOnce, token = null } = options;
  const { log = () => undefined, deskOrigin = null } = options;
  await waitUntilReachable(origin, options);
  if (deskOrigin !== null) await waitUntilReachable(deskOrigin, options);
  const until = Date.now() + patience;
  for (;;) {
    const faults = await runChecks(origin, named, deskOrigin, request);
    if (faults.length === 0) break;
    if (Date.now() >= until) return faults;
    await wait(pause);
  }
  if (token === null) {
    log('  not checked: a write and a purge from a tick (set DATELINE_TOKEN to an admin’s token)');
    return [];
  }
  const written = await orNoAnswer('a conditional write', () =>
    conditionalWrite(origin, request, token),
  );
  const purged = await purgeFromTick(origin, request, token, { patience, pause });
  if (purged === null) log(`  ${firstTick}`);
  return [...written, ...(purged ?? [])];
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until the host answers: DNS and the certificate of a new one take time. */
async function waitUntilReachable(
  origin: string,
  {
    untilReached: longest = 15 * 60_000,
    patience,
    pause = 5_000,
    fetch: request = fetchOnce,
    log,
  }: SmokeTestOptions,
): Promise<void> {
  const until = Date.now() + (patience === 0 ? 0 : longest);
  for (let logged = false; Date.now() < until; logged = true) {
    const response = await request(`${origin}/`).catch(() => null);
    await response?.body?.cancel();
    if (response) return;
    if (!logged) log?.(`  waiting for DNS and the certificate of ${origin}, up to 15 minutes`);
    await wait(pause);
  }
}

/** Runs the single requests, then, if all of them are right, the checks of several requests. */
async function runChecks(
  origin: string,
  named: string,
  deskOrigin: string | null,
  request: Fetch,
): Promise<string[]> {
  const simple = await Promise.all(
    expectations.map((one) => faultsOf(one, origin, named, request)),
  );
  if (simple.flat().length > 0) return simple.flat();
  const checks = { hitTwice, unchangedBytes, redirectsToHttps, acceptsWeakTag };
  const faults = Object.entries(checks).map(([name, check]) =>
    orNoAnswer(name, () => check(origin, request)),
  );
  if (deskOrigin !== null) {
    faults.push(orNoAnswer('the desk', () => deskAnswers(origin, deskOrigin, request)));
  }
  return (await Promise.all(faults)).flat();
}

/** The faults that a check finds, or that there was no answer. */
async function orNoAnswer(name: string, check: () => Promise<string[]>): Promise<string[]> {
  return check().catch((error: unknown) => [
    `${name}: no answer (${error instanceof Error ? error.message : error})`,
  ]);
}

async function faultsOf(
  { path, status, holds }: Expectation,
  origin: string,
  named: string,
  request: Fetch,
): Promise<string[]> {
  try {
    const response = await request(origin + path);
    const received = {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
    if (received.status !== status) return [`${path}: ${received.status} in place of ${status}`];
    return Object.entries(holds)
      .filter(([, hold]) => !hold(received, named))
      .map(([name]) => `${path}: failed: ${name}`);
  } catch (error) {
    return [`${path}: no answer (${error instanceof Error ? error.message : error})`];
  }
}
