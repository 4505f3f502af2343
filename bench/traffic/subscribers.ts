/**
 * Subscribers to webhooks that fail at random: they refuse, drop the connection, are slow or never
 * answer. In the end each must have received every change at least once, always under the same id,
 * the changes of one release in order, and none before its instant.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../../client/client.ts';
import type { Local } from '../../dev/local.ts';
import { formatInstant } from '../../src/domain/instant.ts';
import { signatureOf } from '../../src/domain/webhook.ts';
import { isPublicOrWithdrawn } from '../../test/model/release-model.ts';
import type { Random } from './random.ts';
import { markersIn, type ReferenceModel } from './reference-model.ts';
import type { SiteDriver } from './site-driver.ts';

/** How a message is answered. With `lost` it was received, but the connection breaks off. */
type Outcome = 'accepted' | 'refused' | 'lost' | 'slow' | 'silent';

const outcomes: readonly (readonly [weight: number, outcome: Outcome])[] = [
  [60, 'accepted'],
  [15, 'refused'],
  [12, 'lost'],
  [12, 'slow'],
  [1, 'silent'],
];

/** The longest that a slow answer takes, in milliseconds. */
const slowest = 200;

interface Message {
  data: { id: string; at: string; action: string };
}

interface Receipt {
  webhookId: string;
  release: string;
  /** The change: its action, release and instant. */
  change: string;
  at: number;
  outcome: Outcome;
}

export interface Subscriber {
  receipts: Receipt[];
  violations: string[];
  /** Accepts every message from now on. */
  stopFailing(): void;
  close(): Promise<void>;
}

/** Starts a subscriber and registers it with the site. */
export async function subscribe(
  site: Pick<Local, 'url'>,
  token: string,
  { driver, model, random }: { driver: SiteDriver; model: ReferenceModel; random: Random },
): Promise<Subscriber> {
  let [isReliable, secret] = [false, ''];
  const receipts: Receipt[] = [];
  const violations: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const outcome = isReliable ? 'accepted' : random.weighted(outcomes);
    const { data } = JSON.parse(body) as Message;
    const [id, timestamp] = ['webhook-id', 'webhook-timestamp'].map((name) =>
      String(request.headers[name]),
    ) as [string, string];
    const at = Date.parse(data.at);
    const change = `${data.action} ${data.id} ${data.at}`;
    receipts.push({ webhookId: id, release: data.id, change, at, outcome });
    const signed = { id, timestamp: Number(timestamp), body };
    if (request.headers['webhook-signature'] !== (await signatureOf(secret, signed)))
      violations.push(`${change}: the signature does not match`);
    violations.push(...earlyIn(body, at, model, driver).map((early) => `${change}: ${early}`));
    if (outcome === 'silent') return;
    if (outcome === 'slow')
      await new Promise((resolve) => setTimeout(resolve, random.between(1, slowest)));
    if (outcome === 'lost') request.socket.destroy();
    else response.writeHead(outcome === 'refused' ? random.pick([429, 500, 503]) : 204).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = new Client(site.url, { token });
  const body = { url, label: 'A subscriber' };
  ({ secret } = (await client.send('POST /editor/webhooks', { body })).document);
  return {
    receipts,
    violations,
    stopFailing: () => {
      isReliable = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Finds what a message mentions before its instant, of its own change or of another. */
function earlyIn(body: string, at: number, model: ReferenceModel, driver: SiteDriver): string[] {
  const [now, latest] = [driver.now(), driver.now() + driver.skew];
  const early = markersIn(body).filter(({ number, version }) => {
    const window = { start: now - driver.skew, end: latest };
    const holds = (state: Parameters<typeof isPublicOrWithdrawn>[0]) =>
      isPublicOrWithdrawn(state) && state.version === version;
    const { is } = model.find(number)?.judge(holds, window) ?? { is: 'never' };
    return is === 'early' || is === 'never';
  });
  return [
    ...(at > latest ? [`it came ${at - latest} ms early`] : []),
    ...early.map(({ number, version }) => `it mentions r${number}v${version}`),
  ];
}

/** Ticks until no message waits, once the subscribers accept everything. */
export async function deliverRest(
  { db }: Pick<Local, 'db'>,
  driver: SiteDriver,
): Promise<string[]> {
  // The first message of each lane, behind which the others wait.
  const waiting = db.prepare(
    `select min(due_at) as at from outbox as entry where task = 'webhook' and dead_at is null
       and not exists (select 1 from outbox as earlier where earlier.lane = entry.lane
         and earlier.dead_at is null and (earlier.at, earlier.id) < (entry.at, entry.id))`,
  );
  for (let tick = 0; tick < mostTicks; tick++) {
    const at = await waiting.first<number | null>('at');
    if (at === null) return [];
    await driver.wait(Math.max(0, at - driver.now()) + driver.skew);
    await driver.ask('/test/tick');
  }
  return [`after ${mostTicks} ticks messages still wait for the subscribers`];
}

const mostTicks = 100;

/** Checks what a subscriber received in all; also returns what was found at each message. */
export async function findDeliveryFaults(
  { db }: Pick<Local, 'db'>,
  driver: SiteDriver,
  { receipts, violations }: Subscriber,
): Promise<string[]> {
  const faults = [...violations];
  const changes = await changesBy(db, driver.now());
  const byId = new Map<string, string>();
  const byChange = new Map<string, string>();
  const latest = new Map<string, number>();
  for (const { webhookId, change, release, at } of receipts) {
    if (!changes.has(change)) faults.push(`${change}: there is no such change`);
    if ((byId.get(webhookId) ?? change) !== change)
      faults.push(`${change}: under the id of another`);
    if ((byChange.get(change) ?? webhookId) !== webhookId) faults.push(`${change}: under two ids`);
    if (at < (latest.get(release) ?? 0)) faults.push(`${change}: after a later one`);
    byId.set(webhookId, change);
    byChange.set(change, webhookId);
    latest.set(release, at);
  }
  const delivered = new Set(
    receipts.filter(({ outcome }) => outcome !== 'refused').map(({ change }) => change),
  );
  for (const [change, isOptional] of changes) {
    if (!delivered.has(change) && !isOptional) faults.push(`${change}: it was never delivered`);
  }
  return faults;
}

/** The changes in effect. Of a release that vanished, only its withdrawal must be delivered. */
async function changesBy(db: D1Database, now: number): Promise<Map<string, boolean>> {
  const { results } = await db
    .prepare(
      `select release_id as id, action, effective_at as at, action <> 'withdrawn' and exists (
         select 1 from audit where subject = 'release/' || release_id
         and action = 'release.withdraw' and detail ->> 'mode' = 'vanish') as optional
       from changes where effective_at <= ?`,
    )
    .bind(now)
    .all<{ id: string; action: string; at: number; optional: 0 | 1 }>();
  return new Map(
    results.map(({ id, action, at, optional }) => [
      `${action} ${id} ${formatInstant(at)}`,
      optional === 1,
    ]),
  );
}
