/**
 * Machines of others that webhooks tell: they fail, lose the answer, dawdle or say nothing, at random.
 * In the end each must have had every change: at least once, always under the same id, those of a
 * release in their order, and none before its instant.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../../client/client.ts';
import type { Local } from '../../dev/local.ts';
import { formatInstant } from '../../src/domain/instant.ts';
import { signatureOf } from '../../src/domain/webhook.ts';
import { isPublicOrWithdrawn } from '../../test/model/release-model.ts';
import type { SiteDriver } from './door.ts';
import type { Random } from './random.ts';
import { type ReferenceModel, wordsIn } from './reference-model.ts';

/** How a message is met: `refused` it was not taken, `lost` it was taken and nobody is told. */
type Manner = 'taken' | 'refused' | 'lost' | 'slow' | 'silent';

const manners: readonly (readonly [weight: number, manner: Manner])[] = [
  [60, 'taken'],
  [15, 'refused'],
  [12, 'lost'],
  [12, 'slow'],
  [1, 'silent'],
];

/** How long an answer may dawdle, in milliseconds. */
const slowest = 200;

interface Message {
  data: { id: string; at: string; action: string };
}

interface Receipt {
  webhookId: string;
  release: string;
  /** Which change it tells of. */
  change: string;
  at: number;
  manner: Manner;
}

export interface Subscriber {
  receipts: Receipt[];
  complaints: string[];
  /** Takes everything from now on. */
  calm(): void;
  close(): Promise<void>;
}

/** A machine that is registered with the site. */
export async function subscribe(
  site: Pick<Local, 'url'>,
  token: string,
  { door, truth, random }: { door: SiteDriver; truth: ReferenceModel; random: Random },
): Promise<Subscriber> {
  let [isCalm, secret] = [false, ''];
  const receipts: Receipt[] = [];
  const complaints: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const manner = isCalm ? 'taken' : random.weighted(manners);
    const { data } = JSON.parse(body) as Message;
    const [id, timestamp] = ['webhook-id', 'webhook-timestamp'].map((name) =>
      String(request.headers[name]),
    ) as [string, string];
    const at = Date.parse(data.at);
    const change = `${data.action} ${data.id} ${data.at}`;
    receipts.push({ webhookId: id, release: data.id, change, at, manner });
    const told = { id, timestamp: Number(timestamp), body };
    if (request.headers['webhook-signature'] !== (await signatureOf(secret, told)))
      complaints.push(`${change}: the signature is of something else`);
    complaints.push(...earlyIn(body, at, truth, door).map((early) => `${change}: ${early}`));
    if (manner === 'silent') return;
    if (manner === 'slow') await new Promise((on) => setTimeout(on, random.between(1, slowest)));
    if (manner === 'lost') request.socket.destroy();
    else response.writeHead(manner === 'refused' ? random.pick([429, 500, 503]) : 204).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = new Client(site.url, { token });
  const body = { url, label: 'A subscriber' };
  ({ secret } = (await client.send('POST /editor/webhooks', { body })).document);
  return {
    receipts,
    complaints,
    calm: () => {
      isCalm = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What a message tells before its time, also of other changes than its own. */
function earlyIn(body: string, at: number, truth: ReferenceModel, door: SiteDriver): string[] {
  const [now, latest] = [door.now(), door.now() + door.skew];
  const early = wordsIn(body).filter(({ number, version }) => {
    const window = { start: now - door.skew, end: latest };
    const holds = (state: Parameters<typeof isPublicOrWithdrawn>[0]) =>
      isPublicOrWithdrawn(state) && state.version === version;
    const { is } = truth.find(number)?.judge(holds, window) ?? { is: 'never' };
    return is === 'early' || is === 'never';
  });
  return [
    ...(at > latest ? [`it came ${at - latest} ms early`] : []),
    ...early.map(({ number, version }) => `it tells of r${number}v${version}`),
  ];
}

/** Ticks, when the subscribers are calm, until nothing waits for them any more. */
export async function deliverRest({ db }: Pick<Local, 'db'>, door: SiteDriver): Promise<string[]> {
  // Of those of one release the first, behind which the others wait.
  const waiting = db.prepare(
    `select min(due_at) as at from outbox as entry where task = 'webhook' and dead_at is null
       and not exists (select 1 from outbox as earlier where earlier.lane = entry.lane
         and earlier.dead_at is null and (earlier.at, earlier.id) < (entry.at, entry.id))`,
  );
  for (let tick = 0; tick < mostTicks; tick++) {
    const at = await waiting.first<number | null>('at');
    if (at === null) return [];
    await door.wait(Math.max(0, at - door.now()) + door.skew);
    await door.ask('/test/tick');
  }
  return [`after ${mostTicks} ticks something still waits for the subscribers`];
}

const mostTicks = 100;

/** What is wrong with what a subscriber has had, beside what came to light at once. */
export async function faultsOfReceipts(
  { db }: Pick<Local, 'db'>,
  door: SiteDriver,
  { receipts, complaints }: Subscriber,
): Promise<string[]> {
  const faults = [...complaints];
  const changes = await changesBy(db, door.now());
  const byId = new Map<string, string>();
  const byChange = new Map<string, string>();
  const latest = new Map<string, number>();
  for (const { webhookId, change, release, at } of receipts) {
    if (!changes.has(change)) faults.push(`${change}: there was no such change`);
    if ((byId.get(webhookId) ?? change) !== change)
      faults.push(`${change}: under an id of another`);
    if ((byChange.get(change) ?? webhookId) !== webhookId) faults.push(`${change}: under two ids`);
    if (at < (latest.get(release) ?? 0)) faults.push(`${change}: after a later one`);
    byId.set(webhookId, change);
    byChange.set(change, webhookId);
    latest.set(release, at);
  }
  const had = new Set(
    receipts.filter(({ manner }) => manner !== 'refused').map(({ change }) => change),
  );
  for (const [change, mayBeUnspoken] of changes) {
    if (!had.has(change) && !mayBeUnspoken) faults.push(`${change}: it was never told`);
  }
  return faults;
}

/** The changes in effect; of what vanished, if only for a while, nothing need be told but that it went. */
async function changesBy(db: D1Database, now: number): Promise<Map<string, boolean>> {
  const { results } = await db
    .prepare(
      `select release_id as id, action, effective_at as at, action <> 'withdrawn' and exists (
         select 1 from audit where subject = 'release/' || release_id
         and action = 'release.withdraw' and detail ->> 'mode' = 'vanish') as unspoken
       from changes where effective_at <= ?`,
    )
    .bind(now)
    .all<{ id: string; action: string; at: number; unspoken: 0 | 1 }>();
  return new Map(
    results.map(({ id, action, at, unspoken }) => [
      `${action} ${id} ${formatInstant(at)}`,
      unspoken === 1,
    ]),
  );
}
