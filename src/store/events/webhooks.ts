/** Webhooks, as admins keep them and as sending finds them. */
import { asc, eq, getTableColumns, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { Problem } from '../../domain/problem.ts';
import type { Webhook } from '../../domain/webhook.ts';
import { type Act, commit } from '../access/audit.ts';
import { buildRead, type Db, readBatch, type Statement, violates } from '../db/connect.ts';
import { nextLockVersion } from '../db/expressions.ts';
import { outbox, webhooks } from '../db/schema.ts';

const { secret: _, createdBy: __, ...columns } = getTableColumns(webhooks);

export async function listWebhooks(db: Db): Promise<Webhook[]> {
  const query = db
    .select(columns)
    .from(webhooks)
    .orderBy(asc(webhooks.createdAt), asc(webhooks.id));
  const [found] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  return found;
}

export async function findWebhook(db: Db, id: string): Promise<Webhook | null> {
  return (await db.select(columns).from(webhooks).where(eq(webhooks.id, id)).get()) ?? null;
}

/** A webhook with its sealed secret, or null. */
export async function findSealed(db: Db, id: string) {
  const sealed = { ...columns, secret: webhooks.secret };
  return (await db.select(sealed).from(webhooks).where(eq(webhooks.id, id)).get()) ?? null;
}

export async function createWebhook(
  db: Db,
  actor: Actor,
  { id, url, label, disabledAt }: Webhook,
  secret: string,
): Promise<void> {
  const act = { action: 'webhook.create', subject: `webhook/${id}`, detail: { url, label } };
  const { now, editor } = actor;
  await commit(db, actor, act, [
    db
      .insert(webhooks)
      .values({ id, url, label, secret, disabledAt, createdAt: now, createdBy: editor.id }),
  ]);
}

/** @throws Problem `stale` */
export async function replaceWebhook(
  db: Db,
  actor: Actor,
  before: Webhook,
  { url, label, disabledAt }: Pick<Webhook, 'url' | 'label' | 'disabledAt'>,
): Promise<void> {
  const { id } = before;
  const enabled = disabledAt === null;
  const detail = { url, label, enabled, before: before.url };
  const act = { action: 'webhook.replace', subject: `webhook/${id}`, detail };
  await write(db, actor, act, [
    db
      .update(webhooks)
      .set({
        url,
        label,
        disabledAt,
        lockVersion: nextLockVersion(webhooks.lockVersion, before.lockVersion),
        failingSince: null,
      })
      .where(eq(webhooks.id, id)),
  ]);
}

/** Deletes a webhook with its deliveries. @throws Problem `stale` */
export async function removeWebhook(db: Db, actor: Actor, before: Webhook): Promise<void> {
  const { id, url } = before;
  const act = { action: 'webhook.delete', subject: `webhook/${id}`, detail: { url } };
  await write(db, actor, act, [
    db
      .update(webhooks)
      .set({ lockVersion: nextLockVersion(webhooks.lockVersion, before.lockVersion) })
      .where(eq(webhooks.id, id)),
    db.delete(webhooks).where(eq(webhooks.id, id)),
    db
      .delete(outbox)
      .where(sql`${outbox.task} = 'webhook' and ${outbox.payload} ->> 'webhook' = ${id}`),
  ]);
}

async function write(db: Db, actor: Actor, act: Act, statements: Statement[]): Promise<void> {
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    if (!violates(error, 'webhooks.change')) throw error;
    throw new Problem('stale', 'Somebody else changed this webhook meanwhile: read it again.');
  }
}

/** Nothing but failures for so long, in milliseconds, and a webhook is disabled. */
export const patience = 5 * 24 * 60 * 60 * 1000;

/**
 * Records that nothing was accepted; after `patience` the webhook is disabled, for an admin to see. Only that
 * is a change for an admin who edits the webhook meanwhile.
 */
export async function recordFailure(db: Db, id: string, now: number): Promise<void> {
  const since = sql`coalesce(${webhooks.failingSince}, ${now})`;
  const given = sql`case
    when ${now} - ${since} >= ${patience} then coalesce(${webhooks.disabledAt}, ${now})
    else ${webhooks.disabledAt}
  end`;
  await db
    .update(webhooks)
    .set({
      failingSince: since,
      disabledAt: given,
      lockVersion: sql`${webhooks.lockVersion} + (${webhooks.disabledAt} is not ${given})`,
    })
    .where(eq(webhooks.id, id));
}

/** Records that the endpoint accepted a message. */
export async function recordSuccess(db: Db, { id, failingSince }: Webhook): Promise<void> {
  if (failingSince === null) return;
  await db.update(webhooks).set({ failingSince: null }).where(eq(webhooks.id, id));
}

/** True of a webhook to which messages are sent. */
export const isEnabled = isNull(webhooks.disabledAt);
