/** Webhooks: one signed message (Standard Webhooks 1.0.0) for each change, with what is public now. */
import { type Change, toPublicChange } from '../../domain/change.ts';
import { formatInstant } from '../../domain/instant.ts';
import { unseal } from '../../domain/seal.ts';
import { ownHosts, parseWebhookUrl, signatureOf, type Webhook } from '../../domain/webhook.ts';
import { readBatch } from '../../store/db/connect.ts';
import type { Claimed } from '../../store/events/outbox.ts';
import * as webhooks from '../../store/events/webhooks.ts';
import { readChange } from '../../store/public/change-log.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import { isSuccess, post } from '../http-post.ts';
import { PermanentError, type TaskContext } from '../task.ts';

interface Message {
  webhook: string;
  /** Row id of the change. */
  change: number;
  /** Message id, the same for every attempt. */
  message: string;
}

/** Delivers changes, each to one webhook. */
export async function deliverToWebhook(
  context: TaskContext,
  entries: readonly Claimed[],
): Promise<void> {
  for (const { payload } of entries) await deliver(context, payload as Message);
}

async function deliver(
  context: TaskContext,
  { webhook: id, change: row, message }: Message,
): Promise<void> {
  const { db, site, now, integrations } = context;
  const webhook = await webhooks.findSealed(db, id);
  if (!webhook) return;
  if (webhook.disabledAt !== null)
    throw new PermanentError('Webhook is disabled: enable it, then retry this delivery.');
  // The rules for addresses may have changed since the registration.
  const address = parseWebhookUrl(webhook.url, { own: ownHosts(site), ...integrations });
  if ('fault' in address) {
    throw new PermanentError(`Webhook address ${address.fault}: register another address.`);
  }
  const [change, { taxonomy }] = await readBatch(db, [
    readChange(db, row, now),
    readPageContext(db, now),
  ]);
  if (!change || isHidden(change)) return;
  const body = JSON.stringify({
    type: `release.${change.action}`,
    timestamp: formatInstant(change.at),
    data: toPublicChange(site, taxonomy, change),
  });
  if (!integrations.secretsKey)
    throw new Error('SECRETS_KEY is not set: run `wrangler secret put SECRETS_KEY`.');
  const secret = await unseal(integrations.secretsKey, webhook.secret, id).catch(() => {
    throw new PermanentError(
      'Webhook secret cannot be read with this SECRETS_KEY: register the webhook again.',
    );
  });
  await send(context, webhook, secret, { id: message, body });
}

/** Earlier changes of a vanished release are not delivered; only its withdrawal is. */
const isHidden = ({ action, withdrawal }: Change) =>
  withdrawal?.mode === 'vanish' && action !== 'withdrawn';

async function send(
  { db, now, startedAt }: TaskContext,
  webhook: Webhook,
  secret: string,
  { id, body }: { id: string; body: string },
): Promise<void> {
  // The time of sending, not of the claim: earlier deliveries may have taken a while.
  const timestamp = Math.floor((now + Date.now() - startedAt) / 1000);
  try {
    const status = await post('Webhook endpoint', webhook.url, body, {
      'Content-Type': 'application/json; charset=utf-8',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': await signatureOf(secret, { id, timestamp, body }),
    });
    if (!isSuccess(status)) throw new Error(`Webhook endpoint returned ${status}.`);
  } catch (error) {
    await webhooks.recordFailure(db, webhook.id, now);
    throw error;
  }
  await webhooks.recordSuccess(db, webhook);
}
