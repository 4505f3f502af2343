/** How the house is: whether its clock ticks, and what it has not done yet that it should have. */
import { formatInstant } from '../domain/instant.ts';
import type { HouseContext } from '../http/house.ts';
import { readTogether } from '../store/db.ts';
import { readHealth } from '../store/health.ts';
import { watch } from './demands.ts';
import type { Operation } from './operation.ts';
import * as schemas from './schemas.ts';

/** A tick comes every minute; one or two may be late. */
const late = 3 * 60_000;

const instantOrNull = (at: number | null) => (at === null ? null : formatInstant(at));

async function readHealthNow(c: HouseContext): Promise<Response> {
  const { db, now } = c.var;
  const [tickedAt, overdue, outbox, webhooks] = await readTogether(db, readHealth(db, now));
  const total = (name: 'waiting' | 'failing' | 'dead') =>
    outbox.reduce((sum, task) => sum + task[name], 0);
  const isLate = (since: number | null) => since !== null && now - since > late;
  const behind =
    isLate(overdue.since) ||
    outbox.some((task) => isLate(task.oldestAt) && task.failing < task.waiting);
  const silent = tickedAt === null || now - tickedAt > late;
  const troubled = total('dead') > 0 || total('failing') > 0 || webhooks.disabled > 0;
  return c.json({
    status: silent || behind ? 'late' : troubled ? 'troubled' : 'well',
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
  });
}

export const healthOperations = [
  {
    method: 'get',
    path: '/health',
    name: 'readHealth',
    summary:
      'Read when the clock ticked last, what is overdue, what waits or failed in the outbox.',
    needs: watch,
    answers: {
      200: {
        description:
          '`late` when no tick came for three minutes or something waits as long, `troubled` when deliveries fail or were given up, else `well`.',
        schema: schemas.health,
      },
    },
    handle: readHealthNow,
  },
] as const satisfies readonly Operation[];
