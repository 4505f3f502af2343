/** Looks at the live site that take more than one request. Each tells what does not hold. */
import type { Ask } from './host.ts';

const gzip = { 'Accept-Encoding': 'gzip' };
const identity = { 'Accept-Encoding': 'identity' };

/** The edge keeps a page: of two requests the second is a hit. */
export async function hitTwice(origin: string, ask: Ask): Promise<string[]> {
  await (await ask(`${origin}/`)).arrayBuffer();
  const second = await ask(`${origin}/`);
  await second.arrayBuffer();
  const status = second.headers.get('Cf-Cache-Status');
  if (status !== null && ['HIT', 'UPDATING', 'REVALIDATED'].includes(status)) return [];
  return [`/: asked twice, Cf-Cache-Status is ${status} in place of HIT`];
}

/** A page with an e-mail address comes byte by byte: its ETag is the digest of what the Worker sent. */
export async function unchangedBytes(origin: string, ask: Ask): Promise<string[]> {
  const path = '/search?q=press%40organization.example';
  const response = await ask(origin + path, { headers: identity });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const expected = `"${Buffer.from(digest.slice(0, 15)).toString('base64')}"`;
  const etag = response.headers.get('ETag')?.replace(/^W\//, '') ?? null;
  if (etag === expected && Buffer.from(bytes).includes('press@organization.example')) return [];
  return [
    `${path}: a feature of the zone rewrites pages: the bytes are not those of the ETag ${etag}. Switch off Email Address Obfuscation, Rocket Loader and automatic Web Analytics`,
  ];
}

/** Plain http leads to https, before the Worker is asked. */
export async function httpLeadsOn(origin: string, ask: Ask): Promise<string[]> {
  if (!origin.startsWith('https:')) return [];
  const { status, headers } = await ask(origin.replace('https:', 'http:'));
  const leads = status === 301 || status === 308;
  if (leads && headers.get('Location')?.startsWith('https:')) return [];
  return [`/: http answers ${status} in place of 301 to https: switch on Always Use HTTPS`];
}

/** A tag that the edge made weak by compressing is still good for a condition. */
export async function weakTagHolds(origin: string, ask: Ask): Promise<string[]> {
  const url = `${origin}/api/v1/releases`;
  const first = await ask(url, { headers: gzip });
  await first.arrayBuffer();
  const tag = first.headers.get('ETag') ?? '';
  const { status } = await ask(url, { headers: { ...gzip, 'If-None-Match': tag } });
  return status === 304
    ? []
    : [`/api/v1/releases: ${status} in place of 304 for its own ETag ${tag}`];
}

/**
 * A write under the condition of a tag that came compressed, and the health of purges and ticks. Makes
 * a redirect that nobody knows, and removes it.
 */
export async function conditionalWrite(origin: string, ask: Ask, token: string): Promise<string[]> {
  const api = `${origin}/api/v1/editor`;
  const headers = { ...gzip, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ path: `/deployment-${crypto.randomUUID()}`, target: '/' });
  const made = await ask(`${api}/redirects`, { method: 'POST', headers, body });
  if (made.status !== 201) return [`POST /editor/redirects: ${made.status} in place of 201`];
  const { id } = (await made.json()) as { id: string };
  const read = await ask(`${api}/redirects/${id}`, { headers });
  await read.arrayBuffer();
  const tag = read.headers.get('ETag') ?? '';
  const removal = { method: 'DELETE', headers: { ...headers, 'If-Match': tag } };
  const { status } = await ask(`${api}/redirects/${id}`, removal);
  return status === 204
    ? []
    : [`DELETE /editor/redirects/${id}: ${status} in place of 204 with If-Match: ${tag}`];
}

interface Health {
  lastTickAt: string | null;
  outbox: { tasks: { task: string; waiting: number; failing: number }[] };
}

export interface TickPatience {
  /** Milliseconds in which the ticks have to make the purges that wait. */
  patience?: number;
  /** Milliseconds between looks. */
  pause?: number;
}

/**
 * A purge from a tick: what waits in the outbox is purged by the ticks of the next minutes.
 * @returns what does not hold; null where the clock has not begun to tick, which is no fault yet
 */
export async function purgeFromTick(
  origin: string,
  ask: Ask,
  token: string,
  { patience = 180_000, pause = 10_000 }: TickPatience = {},
): Promise<string[] | null> {
  const headers = { Authorization: `Bearer ${token}` };
  const until = Date.now() + patience;
  for (;;) {
    const response = await ask(`${origin}/api/v1/editor/health`, { headers });
    if (response.status !== 200 && response.status !== 503)
      return [`/editor/health: ${response.status} in place of 200`];
    const { lastTickAt, outbox } = (await response.json()) as Health;
    if (lastTickAt === null || Date.now() - Date.parse(lastTickAt) > 180_000) return null;
    const purges = outbox.tasks.find(({ task }) => task === 'purge');
    if (purges?.failing) return ['/editor/health: purges fail'];
    if (!purges?.waiting) return [];
    if (Date.now() >= until) return ['/editor/health: the ticks do not make the purges that wait'];
    await new Promise((done) => setTimeout(done, pause));
  }
}
