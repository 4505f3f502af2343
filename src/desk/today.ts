/** Today: what goes out next, what waits, what was changed since, what fails. */
import { relativeTime } from '../../templates/desk/time.ts';
import { Today } from '../../templates/desk/today.tsx';
import { fill } from '../../templates/desk/words.ts';
import { atLeast } from '../domain/editor.ts';
import type { AppContext } from '../http/context.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { listedRelease } from './listed-releases.ts';
import { deskPage, wordsFor } from './page.ts';

const shown = 20;

export async function todayPage(c: AppContext) {
  const { site, lang, now, session, primary } = c.var;
  const words = wordsFor(c);
  const isEditor = atLeast(session.editor.role, 'editor');
  const [taxonomy, scheduled, recent, drafts, health] = await Promise.all([
    findTaxonomy(primary),
    callApi(c, 'GET /releases', {
      query: { state: 'scheduled', order: 'publishAt', limit: shown },
    }),
    callApi(c, 'GET /releases', { query: { limit: 10 } }),
    site.twoPersons
      ? callApi(c, 'GET /releases', { query: { state: 'draft', limit: shown } })
      : null,
    isEditor ? callApi(c, 'GET /health') : null,
  ]);
  const listed = (items: typeof recent.document.items) =>
    items.map((entry) => listedRelease(c, taxonomy, entry));
  const waiting = drafts?.document.items.filter(
    ({ approval, version }) => approval?.version !== version,
  );
  return deskPage(c, {
    title: words.today,
    section: 'today',
    children: Today({
      words,
      lang,
      timeZone: site.timeZone,
      now,
      scheduled: listed(scheduled.document.items),
      waiting: waiting ? listed(waiting) : null,
      recent: listed(recent.document.items),
      faults: health && healthFaults(c, health.document),
    }),
  });
}

type Health = Awaited<ReturnType<typeof callApi<'GET /health'>>>['document'];

/** The faults of the site in words; none if it is well. */
function healthFaults(c: AppContext, { status, lastTickAt, overdue, outbox }: Health): string[] {
  const { now, lang } = c.var;
  const words = wordsFor(c);
  if (status === 'well') return [];
  const ticked = lastTickAt === null ? '–' : relativeTime(Date.parse(lastTickAt), now, lang);
  return [
    ...(status === 'late' ? [fill(words.tickLate, ticked)] : []),
    ...(overdue.publications > 0 ? [fill(words.overdue, overdue.publications)] : []),
    ...(outbox.dead > 0 ? [fill(words.tasksFailed, outbox.dead)] : []),
  ];
}
