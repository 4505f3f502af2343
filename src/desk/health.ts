/** The health of the site at the desk, for everyone who publishes. */
import { deliveriesPath } from '../../templates/desk/deliveries.tsx';
import { type HealthFact, HealthPage } from '../../templates/desk/health.tsx';
import { officeTime, relativeTime } from '../../templates/desk/time.ts';
import { webhooksPath } from '../../templates/desk/webhooks.tsx';
import { fill } from '../../templates/desk/words.ts';
import { manageSite } from '../api/permissions.ts';
import { isAllowed } from '../domain/editor.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { deskPage, wordsFor } from './page.ts';

/** Ticks run each minute; one or two may be missing. */
const late = 3 * 60_000;

export async function healthPage(c: AppContext) {
  const words = wordsFor(c);
  const { now, lang, site, bearer } = c.var;
  const { document } = await callApi(c, 'GET /health');
  const { status, lastTickAt, overdue, outbox, webhooks } = document;
  const pageOf = (path: string) => (isAllowed(bearer, manageSite) ? path : null);
  const count = (name: string, value: number, act: string, path: string | null): HealthFact => ({
    name,
    value: String(value),
    act: value > 0 ? act : null,
    path,
  });
  const ticked = lastTickAt === null ? null : Date.parse(lastTickAt);
  const since =
    overdue.since === null
      ? ''
      : ` (${fill(words.healthSince, officeTime(Date.parse(overdue.since), lang, site.timeZone))})`;
  const facts: HealthFact[] = [
    {
      name: words.healthTick,
      value: ticked === null ? words.healthNever : relativeTime(ticked, now, lang),
      act: ticked === null || now - ticked > late ? words.healthTickAct : null,
      path: null,
    },
    {
      ...count(words.healthOverdue, overdue.publications, words.healthOverdueAct, null),
      value: `${overdue.publications}${since}`,
      act:
        overdue.since !== null && now - Date.parse(overdue.since) > late
          ? words.healthOverdueAct
          : null,
    },
    { ...count(words.healthWaiting, outbox.depth, '', pageOf(deliveriesPath)), act: null },
    count(
      words.healthFailing,
      outbox.failing,
      words.healthFailingAct,
      pageOf(`${deliveriesPath}?state=failing`),
    ),
    count(
      words.healthDead,
      outbox.dead,
      words.healthDeadAct,
      pageOf(`${deliveriesPath}?state=dead`),
    ),
    count(words.healthHooks, webhooks.disabled, words.healthHooksAct, pageOf(webhooksPath)),
  ];
  const children = HealthPage({ words, status, facts });
  return deskPage(c, { title: words.adminHealth, section: 'admin', children });
}
