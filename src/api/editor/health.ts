/** The health of the site: the last tick, overdue publications, the outbox, the webhooks. */
import { formatInstant } from '../../domain/instant.ts';
import type { AppContext } from '../../http/context.ts';
import { readBatch } from '../../store/db/connect.ts';
import { type Health, readHealth } from '../../store/events/health.ts';
import { operation } from '../endpoint.ts';
import { viewHealth } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

/** Ticks run each minute; one or two may be missing. */
const late = 3 * 60_000;
/** The delay from which on the status is 503, for monitors. */
const failing = 5 * 60_000;

const instantOrNull = (at: number | null) => (at === null ? null : formatInstant(at));

/** The state of the site, and whether monitors are to raise an alarm. */
export function healthOf(now: number, { tickedAt, overdue, outbox, webhooks }: Health) {
  const total = (name: 'waiting' | 'failing' | 'dead') =>
    outbox.reduce((sum, task) => sum + task[name], 0);
  const isLate = (since: number | null) => since !== null && now - since > late;
  const behind =
    isLate(overdue.since) ||
    outbox.some((task) => isLate(task.oldestAt) && task.failing < task.waiting);
  // Before the first tick, the last one was as long ago as can be.
  const sinceTick = now - (tickedAt ?? 0);
  const silent = sinceTick > late;
  const troubled = total('dead') > 0 || total('failing') > 0 || webhooks.disabled > 0;
  const isFailing = (since: number | null) => since !== null && now - since > failing;
  const down =
    sinceTick > failing ||
    isFailing(overdue.since) ||
    outbox.some((task) => isFailing(task.oldestAt) && task.failing < task.waiting) ||
    total('dead') > 0 ||
    webhooks.disabled > 0;
  const status: 'late' | 'troubled' | 'well' =
    silent || behind ? 'late' : troubled ? 'troubled' : 'well';
  const document = {
    status,
    at: formatInstant(now),
    lastTickAt: instantOrNull(tickedAt),
    overdue: { publications: overdue.count, since: instantOrNull(overdue.since) },
    outbox: {
      depth: total('waiting'),
      failing: total('failing'),
      dead: total('dead'),
      tasks: outbox.map(({ oldestAt, ...task }) => ({
        ...task,
        oldestAt: instantOrNull(oldestAt),
      })),
    },
    webhooks,
  };
  return { document, isDown: down };
}

async function readHealthNow(c: AppContext): Promise<Response> {
  const { db, now } = c.var;
  const [tickedAt, overdue, outbox, webhooks] = await readBatch(db, readHealth(db, now));
  const { document, isDown } = healthOf(now, { tickedAt, overdue, outbox, webhooks });
  return c.json(document, isDown ? 503 : 200);
}

export const healthOperations = [
  operation(
    {
      method: 'get',
      path: '/health',
      name: 'readHealth',
      summary: 'Read the time of the last tick, overdue publications, and the state of the outbox.',
      needs: viewHealth,
      responses: {
        200: {
          description:
            '`late`: no tick for three minutes, or something waits as long. `troubled`: deliveries fail. Else `well`.',
          schema: schemas.health,
        },
        503: {
          description:
            'The same document: five minutes late or overdue, a delivery given up, or a webhook disabled for its failures.',
          schema: schemas.health,
        },
      },
    },
    readHealthNow,
  ),
] as const;
