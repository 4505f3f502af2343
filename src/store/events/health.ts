/** The health of the site: overdue work by kind. */
import { or, sql } from 'drizzle-orm';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { changes, clock, outbox, webhooks } from '../db/schema.ts';
import { isUnannounced } from './notifications.ts';
import { isChangeDue } from './pending-changes.ts';
import { isEnabled, patience } from './webhooks.ts';

export interface Health {
  /** When the last tick began, or null before the first. */
  tickedAt: number | null;
  /** Changes in effect that feeds and sitemaps do not contain, or that nobody was notified of. */
  overdue: { count: number; since: number | null };
  /** Outbox tasks whose instant has come, by kind. */
  outbox: {
    task: string;
    waiting: number;
    /** Of those, the ones that have failed and will be tried again. */
    failing: number;
    /** Those of webhooks that are disabled, or deleted by now, are not counted. */
    dead: number;
    oldestAt: number | null;
  }[];
  /** A webhook that an admin disabled is none of them. */
  webhooks: { enabled: number; failing: number; disabled: number };
}

/** Reads the health in one round trip. */
export function readHealth(
  db: Db,
  now: number,
): [
  Read<number | null>,
  Read<Health['overdue']>,
  Read<Health['outbox']>,
  Read<Health['webhooks']>,
] {
  const isOverdue = or(isChangeDue(now), isUnannounced(now));
  const waits = sql`${outbox.deadAt} is null and ${outbox.at} <= ${now}`;
  const isSent = sql`(
    ${outbox.task} <> 'webhook'
    or ${outbox.payload} ->> 'webhook' in (select ${webhooks.id} from ${webhooks} where ${isEnabled})
  )`;
  const count = (condition: ReturnType<typeof sql>) =>
    sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
  return [
    buildRead(db.select({ at: clock.tickedAt }).from(clock), ([row]) => row?.at || null),
    buildRead(
      db
        .select({
          count: sql<number>`count(*)`.as('n'),
          since: sql<number | null>`min(${changes.effectiveAt})`.as('since'),
        })
        .from(changes)
        .where(isOverdue),
      ([row]) => row ?? { count: 0, since: null },
    ),
    buildRead(
      db
        .select({
          task: outbox.task,
          waiting: count(waits).as('waiting'),
          failing: count(sql`${waits} and ${outbox.lastError} is not null`).as('failing'),
          dead: count(sql`${outbox.deadAt} is not null and ${isSent}`).as('dead'),
          oldestAt: sql<number | null>`min(case when ${waits} then ${outbox.at} end)`.as('oldest'),
        })
        .from(outbox)
        .groupBy(outbox.task),
      (rows) => rows,
    ),
    buildRead(
      db
        .select({
          enabled: count(isEnabled).as('enabled'),
          failing: count(sql`${isEnabled} and ${webhooks.failingSince} is not null`).as('failing'),
          disabled: count(sql`${webhooks.disabledAt} - ${webhooks.failingSince} >= ${patience}`).as(
            'disabled',
          ),
        })
        .from(webhooks),
      ([row]) => row ?? { enabled: 0, failing: 0, disabled: 0 },
    ),
  ];
}
