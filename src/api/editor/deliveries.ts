/** Deliveries: outbox tasks, waiting or given up. */
import * as v from 'valibot';
import { formatInstant } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { commit } from '../../store/access/audit.ts';
import * as outbox from '../../store/events/outbox.ts';
import { idempotentPost, operation } from '../endpoint.ts';
import { cursor, parseRowNumber } from '../paging.ts';
import { manageSite } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

const perPage = 100;

const query = v.strictObject({
  state: v.optional(
    v.pipe(
      v.picklist(outbox.states, 'must be dead, failing or waiting'),
      v.description(
        '`dead`: given up. `failing`: will be retried. `waiting`: not tried yet. Default: all.',
      ),
    ),
  ),
  cursor: cursor(parseRowNumber),
});

function toDocument({
  id,
  task,
  payload,
  at,
  dueAt,
  attempts,
  lastError,
  deadAt,
}: outbox.OutboxEntry) {
  const state = deadAt !== null ? 'dead' : lastError !== null ? 'failing' : 'waiting';
  return {
    number: id,
    task,
    state,
    subject: payload as Record<string, unknown>,
    at: formatInstant(at),
    attempts,
    nextAttemptAt: deadAt === null ? formatInstant(dueAt) : null,
    lastError,
    deadAt: deadAt === null ? null : formatInstant(deadAt),
  };
}

export const deliveryOperations = [
  operation(
    {
      method: 'get',
      path: '/deliveries',
      name: 'listDeliveries',
      summary: 'List the deliveries that wait or were given up, the newest first.',
      needs: manageSite,
      query,
      responses: {
        200: { description: 'A page of the list.', schema: schemas.pageOf(schemas.delivery) },
      },
    },
    async (c, { query: { state = null, cursor = null } }) => {
      const rows = await outbox.listDeliveries(c.var.db, {
        state,
        before: cursor,
        now: c.var.now,
        limit: perPage + 1,
      });
      const items = rows.slice(0, perPage);
      const next = rows.length > perPage ? String(items.at(-1)?.id) : null;
      return c.json({ items: items.map(toDocument), next });
    },
  ),
  idempotentPost(
    {
      path: '/deliveries/{number}/retry',
      name: 'retryDelivery',
      summary: 'Retry a delivery that was given up: at once, then on the usual schedule.',
      needs: manageSite,
      responses: { 200: { description: 'The delivery.', schema: schemas.delivery } },
      problems: ['conflict'],
    },
    async (c) => {
      const { db, now } = c.var;
      const number = parseRowNumber(c.req.param('number') ?? '');
      const found = number === null ? null : await outbox.findDelivery(db, number, now);
      if (!found) throw new Problem('not-found', 'There is no such delivery.');
      if (found.deadAt === null)
        throw new Problem('conflict', 'This delivery has not been given up.');
      const { id, task, payload } = found;
      const act = {
        action: 'delivery.retry',
        subject: `delivery/${id}`,
        detail: { task, payload },
      };
      return {
        status: 200,
        document: toDocument({ ...found, deadAt: null, attempts: 0, dueAt: now }),
        headers: {},
        write: (actor) => commit(db, actor, act, [outbox.requeue(db, id, now)]),
      };
    },
  ),
] as const;
