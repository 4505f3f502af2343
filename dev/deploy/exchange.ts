/** Checks of the live site that take more than one request. Each returns one line for each fault. */
import { type Fetch, leadsToAccess } from './host.ts';

const gzip = { 'Accept-Encoding': 'gzip' };
const identity = { 'Accept-Encoding': 'identity' };

/** The edge caches a page: the second request is a hit. */
export async function hitTwice(origin: string, request: Fetch): Promise<string[]> {
  await (await request(`${origin}/`)).arrayBuffer();
  const second = await request(`${origin}/`);
  await second.arrayBuffer();
  const status = second.headers.get('Cf-Cache-Status');
  if (status !== null && ['HIT', 'UPDATING', 'REVALIDATED'].includes(status)) return [];
  return [`/: the Cf-Cache-Status of the second request is ${status} in place of HIT`];
}

/** A page with an e-mail address arrives unchanged: its ETag is the digest of the Worker's bytes. */
export async function unchangedBytes(origin: string, request: Fetch): Promise<string[]> {
  const path = '/search?q=press%40organization.example';
  const response = await request(origin + path, { headers: identity });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const expected = `"${Buffer.from(digest.slice(0, 15)).toString('base64')}"`;
  const etag = response.headers.get('ETag')?.replace(/^W\//, '') ?? null;
  if (etag === expected && Buffer.from(bytes).includes('press@organization.example')) return [];
  return [
    `${path}: a feature of the zone rewrites pages: the bytes do not match the ETag ${etag}. ` +
      'Switch off Email Address Obfuscation, Rocket Loader and automatic Web Analytics',
  ];
}

/** The zone redirects http to https. */
export async function redirectsToHttps(origin: string, request: Fetch): Promise<string[]> {
  if (!origin.startsWith('https:')) return [];
  const { status, headers } = await request(origin.replace('https:', 'http:'));
  const isRedirect = status === 301 || status === 308;
  if (isRedirect && headers.get('Location')?.startsWith('https:')) return [];
  return [`/: http answers ${status} in place of 301 to https: switch on Always Use HTTPS`];
}

/** An ETag that became weak by compression still works as a condition. */
export async function acceptsWeakTag(origin: string, request: Fetch): Promise<string[]> {
  const url = `${origin}/api/v1/releases`;
  const first = await request(url, { headers: gzip });
  await first.arrayBuffer();
  const tag = first.headers.get('ETag') ?? '';
  const { status } = await request(url, { headers: { ...gzip, 'If-None-Match': tag } });
  return status === 304
    ? []
    : [`/api/v1/releases: ${status} in place of 304 for its own ETag ${tag}`];
}

/**
 * The desk answers at its origin, or Cloudflare Access in front of it. If that is not the site's own, no
 * desk answers at the site.
 */
export async function deskAnswers(
  origin: string,
  deskOrigin: string,
  request: Fetch,
): Promise<string[]> {
  const path = '/desk/sign-in';
  const page = await request(deskOrigin + path);
  const html = await page.text();
  const isDesk = page.status === 200 && page.headers.get('Cache-Control') === 'private, no-store';
  const faults = isDesk
    ? await scriptAnswers(deskOrigin, html, request)
    : leadsToAccess(page)
      ? []
      : [`${deskOrigin}${path}: ${page.status}, not the sign-in page of the desk`];
  if (deskOrigin === origin) return faults;
  const { status } = await request(origin + path);
  return status === 404
    ? faults
    : [...faults, `${origin}${path}: ${status} in place of 404: the desk is at ${deskOrigin}`];
}

/** The scripts of a page of the desk answer: the static assets were uploaded with the Worker. */
async function scriptAnswers(origin: string, html: string, request: Fetch): Promise<string[]> {
  const path = /<script type="module" src="([^"]+)"/.exec(html)?.[1] ?? 'no script';
  const { status, headers } = await request(origin + path);
  const isScript = status === 200 && headers.get('Content-Type')?.startsWith('text/javascript');
  return isScript ? [] : [`${origin}${path}: ${status} in place of the scripts of the desk`];
}

/**
 * Creates a redirect at a random address and deletes it with the ETag of a compressed response.
 */
export async function conditionalWrite(
  origin: string,
  request: Fetch,
  token: string,
): Promise<string[]> {
  const api = `${origin}/api/v1/editor`;
  const headers = { ...gzip, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ path: `/deployment-${crypto.randomUUID()}`, target: '/' });
  const made = await request(`${api}/redirects`, { method: 'POST', headers, body });
  if (made.status !== 201) return [`POST /editor/redirects: ${made.status} in place of 201`];
  const { id } = (await made.json()) as { id: string };
  const read = await request(`${api}/redirects/${id}`, { headers });
  await read.arrayBuffer();
  const tag = read.headers.get('ETag') ?? '';
  const removal = { method: 'DELETE', headers: { ...headers, 'If-Match': tag } };
  const { status } = await request(`${api}/redirects/${id}`, removal);
  return status === 204
    ? []
    : [`DELETE /editor/redirects/${id}: ${status} in place of 204 with If-Match: ${tag}`];
}

interface Health {
  lastTickAt: string | null;
  outbox: { tasks: { task: string; waiting: number; failing: number }[] };
}

export interface TickPatience {
  /** Milliseconds within which ticks must run the waiting purges. */
  patience?: number;
  /** Milliseconds between attempts. */
  pause?: number;
}

/**
 * Waits until ticks have run the purges in the outbox.
 * @returns one line for each fault; null if the site has not had its first tick
 */
export async function purgeFromTick(
  origin: string,
  request: Fetch,
  token: string,
  { patience = 180_000, pause = 10_000 }: TickPatience = {},
): Promise<string[] | null> {
  const headers = { Authorization: `Bearer ${token}` };
  const until = Date.now() + patience;
  for (;;) {
    const response = await request(`${origin}/api/v1/editor/health`, { headers });
    if (response.status !== 200 && response.status !== 503)
      return [`/editor/health: ${response.status} in place of 200`];
    const { lastTickAt, outbox } = (await response.json()) as Health;
    if (lastTickAt === null || Date.now() - Date.parse(lastTickAt) > 180_000) return null;
    const purges = outbox.tasks.find(({ task }) => task === 'purge');
    if (purges?.failing) return ['/editor/health: purges fail'];
    if (!purges?.waiting) return [];
    if (Date.now() >= until) return ['/editor/health: ticks do not run the waiting purges'];
    await new Promise((done) => setTimeout(done, pause));
  }
}
