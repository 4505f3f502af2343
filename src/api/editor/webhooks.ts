/** Webhooks: addresses that get a signed message about every change. */
import * as v from 'valibot';
import { integrationsOf } from '../../config.ts';
import { newId } from '../../domain/identifier.ts';
import { formatInstant } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import { Problem } from '../../domain/problem.ts';
import { seal } from '../../domain/seal.ts';
import { line } from '../../domain/text-input.ts';
import { newWebhookSecret, ownHosts, parseWebhookUrl, type Webhook } from '../../domain/webhook.ts';
import { requireEtag } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid } from '../../http/input.ts';
import * as webhooks from '../../store/events/webhooks.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { manageSite } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

const webhookInput = v.pipe(
  v.strictObject({
    url: v.pipe(
      v.string('must be an address'),
      v.maxLength(2000, 'must be at most 2000 characters long'),
    ),
    label: v.optional(line(200), 'webhook'),
    enabled: v.optional(v.boolean('must be true or false'), true),
  }),
  v.title('WebhookInput'),
);

async function listWebhooks(c: AppContext): Promise<Response> {
  return c.json({ items: (await webhooks.listWebhooks(c.var.db)).map(toDocument) });
}

async function findWebhook(c: AppContext): Promise<Response> {
  return show(c, await requested(c));
}

async function deleteWebhook(c: AppContext): Promise<Response> {
  const before = await requested(c);
  requireEtag(c.req.header('If-Match'), [etagOf(before)]);
  await webhooks.removeWebhook(c.var.db, c.var.actor, before);
  return c.body(null, 204);
}

async function requested(c: AppContext): Promise<Webhook> {
  const found = await webhooks.findWebhook(c.var.db, c.req.param('id') ?? '');
  if (!found) throw new Problem('not-found', 'There is no such webhook.');
  return found;
}

/** @throws Problem `invalid` */
function validWebhook(c: AppContext, input: v.InferOutput<typeof webhookInput>) {
  const own = ownHosts(c.var.site);
  const address = parseWebhookUrl(input.url, {
    own,
    development: integrationsOf(c.env).development,
  });
  if ('fault' in address) throw invalid([{ pointer: '/url', detail: address.fault }]);
  return { ...input, url: address.href };
}

const etagOf = ({ lockVersion }: Webhook) => `"${lockVersion}"`;

function show(c: AppContext, webhook: Webhook): Response {
  return c.json(toDocument(webhook), 200, { ETag: etagOf(webhook) });
}

function toDocument({ id, url, label, createdAt, failingSince, disabledAt }: Webhook) {
  return {
    id,
    url,
    label,
    enabled: disabledAt === null,
    createdAt: formatInstant(createdAt),
    failingSince: failingSince === null ? null : formatInstant(failingSince),
    disabledAt: disabledAt === null ? null : formatInstant(disabledAt),
  };
}

const one = {
  description: 'The webhook.',
  schema: schemas.webhook,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export const webhookOperations = [
  operation(
    {
      method: 'get',
      path: '/webhooks',
      name: 'listWebhooks',
      summary: 'List the webhooks, without their secrets.',
      needs: manageSite,
      responses: { 200: { description: 'The webhooks.', schema: schemas.listOf(schemas.webhook) } },
    },
    listWebhooks,
  ),
  idempotentPost(
    {
      path: '/webhooks',
      name: 'createWebhook',
      summary:
        'Register a webhook: it gets a message about every change from now on. Its secret is shown once.',
      needs: manageSite,
      body: webhookInput,
      responses: {
        201: {
          description: 'The webhook with its secret.',
          schema: schemas.newWebhook,
          headers: ['ETag', 'Location'],
        },
      },
      problems: ['conflict'],
    },
    /** @throws Problem `conflict` where there is no key to keep a secret under */
    async (c, { body }) => {
      const { db, site, now } = c.var;
      const { url, label, enabled } = validWebhook(c, await body());
      const { secretsKey } = integrationsOf(c.env);
      if (!secretsKey) {
        const detail = 'Webhooks need the secret SECRETS_KEY: 32 random bytes in base64.';
        throw new Problem('conflict', detail);
      }
      const id = newId();
      const secret = newWebhookSecret();
      const sealed = await seal(secretsKey, secret, id);
      const disabledAt = enabled ? null : now;
      const webhook = {
        id,
        url,
        label,
        lockVersion: 1,
        createdAt: now,
        failingSince: null,
        disabledAt,
      };
      return {
        status: 201,
        document: { ...toDocument(webhook), secret },
        headers: {
          Location: `${site.origin}${paths.editorApi}/webhooks/${id}`,
          ETag: etagOf(webhook),
        },
        write: (actor) => webhooks.createWebhook(db, actor, webhook, sealed),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/webhooks/{id}',
      name: 'findWebhook',
      summary: 'Read a webhook, without its secret.',
      needs: manageSite,
      responses: { 200: one },
    },
    findWebhook,
  ),
  operation(
    {
      method: 'put',
      path: '/webhooks/{id}',
      name: 'replaceWebhook',
      summary: 'Change the address or the label, disable or enable a webhook.',
      needs: manageSite,
      body: webhookInput,
      ifMatch: true,
      responses: { 200: one },
    },
    async (c, { body }) => {
      const before = await requested(c);
      requireEtag(c.req.header('If-Match'), [etagOf(before)]);
      const { url, label, enabled } = validWebhook(c, await body());
      const disabledAt = enabled ? null : (before.disabledAt ?? c.var.now);
      await webhooks.replaceWebhook(c.var.db, c.var.actor, before, { url, label, disabledAt });
      const lockVersion = before.lockVersion + 1;
      return show(c, { ...before, url, label, disabledAt, failingSince: null, lockVersion });
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/webhooks/{id}',
      name: 'deleteWebhook',
      summary: 'Delete a webhook and its deliveries.',
      needs: manageSite,
      ifMatch: true,
      responses: { 204: { description: 'The webhook is deleted.', schema: null } },
    },
    deleteWebhook,
  ),
] as const;
