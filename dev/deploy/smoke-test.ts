/** Whether a site that was just deployed answers as it must, asked from outside like any reader. */

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
  /** Milliseconds between looks. */
  pause?: number;
  fetch?: (url: string) => Promise<Response>;
}

/** What does not hold of the site at `origin` (where it says that it is at `named`), an empty list when all does. */
export async function smokeTest(
  origin: string,
  named: string,
  { patience = 180_000, pause = 5_000, fetch: ask = plainly }: Patience = {},
): Promise<string[]> {
  const until = Date.now() + patience;
  for (;;) {
    const faults = (
      await Promise.all(expectations.map((one) => faultsOf(one, origin, named, ask)))
    ).flat();
    if (faults.length === 0 || Date.now() >= until) return faults;
    await new Promise((done) => setTimeout(done, pause));
  }
}

const plainly = (url: string) =>
  fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000) });

async function faultsOf(
  { path, status, holds }: Expectation,
  origin: string,
  named: string,
  ask: (url: string) => Promise<Response>,
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
