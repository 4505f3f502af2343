/** Webhooks at the desk: made with a secret that is shown once, changed, deleted. */
import { officeTime } from '../../templates/desk/time.ts';
import {
  SecretPage,
  type WebhookFields,
  WebhookPage,
  WebhooksPage,
  webhooksPath,
} from '../../templates/desk/webhooks.tsx';
import { fill } from '../../templates/desk/words.ts';
import { newId } from '../domain/identifier.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { formFaults, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { type DeskStatus, deskPage, doneMessage, idOf, seeOther, wordsFor } from './page.ts';

export function webhooksPage(c: AppContext) {
  return showWebhooks(c, { url: '', label: '', enabled: true }, [], 200);
}

async function showWebhooks(
  c: AppContext,
  fields: WebhookFields,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  const words = wordsFor(c);
  const { lang, site } = c.var;
  const { document } = await callApi(c, 'GET /webhooks');
  const webhooks = document.items.map(({ failingSince, ...webhook }) => ({
    ...webhook,
    failing:
      failingSince === null ? null : officeTime(Date.parse(failingSince), lang, site.timeZone),
  }));
  const children = WebhooksPage({ words, lang, webhooks, key: newId(), fields, faults });
  const message = doneMessage(c, { saved: words.doneChanged, deleted: words.doneDeleted });
  return deskPage(c, { title: words.adminWebhooks, section: 'admin', message, children }, status);
}

/** Makes a webhook, and shows its secret on this page alone. */
export async function createWebhookByForm(c: AppContext) {
  const form = await readForm(c);
  const body = { url: field(form, 'url'), label: field(form, 'label'), enabled: true };
  const words = wordsFor(c);
  try {
    const key = field(form, 'key') || newId();
    const { document } = await callApi(c, 'POST /webhooks', { body, key });
    const back = { path: webhooksPath, title: words.adminWebhooks };
    const children = SecretPage({ words, secret: document.secret, back });
    const title = fill(words.webhookSecretOf, document.label);
    return await deskPage(c, { title, section: 'admin', children });
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showWebhooks(c, body, errors, status);
  }
}

export function webhookPage(c: AppContext) {
  return showWebhook(c);
}

async function showWebhook(c: AppContext, typed: WebhookFields | null = null, error?: unknown) {
  const words = wordsFor(c);
  const id = idOf(c);
  const { document, etag } = await callApi(c, 'GET /webhooks/{id}', { params: { id } });
  const { faults, status } = formFaults(c, error, typed, document);
  const fields = typed ?? document;
  const children = WebhookPage({ words, lang: c.var.lang, id, etag, fields, faults });
  return deskPage(c, { title: document.label, section: 'admin', children }, status);
}

export async function changeWebhook(c: AppContext) {
  const form = await readForm(c);
  const body = {
    url: field(form, 'url'),
    label: field(form, 'label'),
    enabled: form.has('enabled'),
  };
  const etag = field(form, 'etag') || '""';
  try {
    await callApi(c, 'PUT /webhooks/{id}', { params: { id: idOf(c) }, body, etag });
    return seeOther(c, webhooksPath, 'saved');
  } catch (error) {
    return showWebhook(c, body, error);
  }
}

export async function deleteWebhookByForm(c: AppContext) {
  const etag = field(await readForm(c), 'etag') || '""';
  try {
    await callApi(c, 'DELETE /webhooks/{id}', { params: { id: idOf(c) }, etag });
    return seeOther(c, webhooksPath, 'deleted');
  } catch (error) {
    return showWebhook(c, null, error);
  }
}
