/** Deliveries at the desk: what waits, what failed and why; retry of what was given up. */
import {
  DeliveriesPage,
  deliveriesPath,
  deliveryStates,
  type ListedDelivery,
} from '../../templates/desk/deliveries.tsx';
import { officeTime, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import type { AppContext } from '../http/context.ts';
import { callApi, type Document } from './api-call.ts';
import { deskPage, doneMessage, seeOther, wordsFor } from './page.ts';

export async function deliveriesPage(c: AppContext) {
  const words = wordsFor(c);
  const state = deliveryStates.find((one) => one === c.req.query('state')) ?? null;
  const cursor = c.req.query('cursor') ?? '';
  const [{ document }, webhooks] = await Promise.all([
    callApi(c, 'GET /deliveries', { query: { ...(state && { state }), cursor } }),
    callApi(c, 'GET /webhooks'),
  ]);
  const labels = new Map(webhooks.document.items.map(({ id, label }) => [id, label]));
  const rest = new URLSearchParams({ ...(state && { state }), cursor: document.next ?? '' });
  const children = DeliveriesPage({
    words,
    state,
    deliveries: document.items.map((one) => listedDelivery(c, one, labels)),
    next: document.next === null ? null : `${deliveriesPath}?${rest}`,
  });
  const message = doneMessage(c, { retried: words.doneRetried });
  return deskPage(c, { title: words.adminDeliveries, section: 'admin', message, children });
}

type Delivery = Document<'GET /deliveries'>['items'][number];

function listedDelivery(
  c: AppContext,
  { number, task, state, subject, at, attempts, nextAttemptAt, lastError, deadAt }: Delivery,
  labels: ReadonlyMap<string, string>,
): ListedDelivery {
  const { lang, now, site } = c.var;
  const words = wordsFor(c);
  const webhook = String(subject.webhook ?? '');
  const titles: Record<string, string> = {
    webhook: fill(words.taskWebhook, labels.get(webhook) ?? webhook),
    purge: words.taskPurge,
    indexnow: words.taskIndexNow,
    websub: words.taskWebSub,
    unlist: words.taskListings,
  };
  const times = [
    officeTime(Date.parse(deadAt ?? at), lang, site.timeZone),
    fill(words.attemptsMade, attempts),
    nextAttemptAt !== null && attempts > 0
      ? fill(words.nextAttempt, relativeTime(Date.parse(nextAttemptAt), now, lang))
      : '',
  ];
  return {
    number,
    title: titles[task] ?? task,
    state,
    times: times.filter((one) => one !== '').join(' · '),
    lastError,
  };
}

/** Tries a delivery again that was given up. */
export async function retryDeliveryByForm(c: AppContext) {
  const number = c.req.param('number') ?? '';
  await callApi(c, 'POST /deliveries/{number}/retry', { params: { number } });
  return seeOther(c, deliveriesPath, 'retried');
}
