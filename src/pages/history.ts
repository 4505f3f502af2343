/** The public history of a release: what readers have seen. Scheduled versions are not in it. */
import { HistoryPage } from '../../templates/history.tsx';
import { eventsOf } from '../domain/history.ts';
import * as paths from '../domain/paths.ts';
import { tag } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readHistory, readPastWithdrawals } from '../store/public/history.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { notInLanguage, withdrawnResponse } from './releases.ts';

export async function historyPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const id = c.req.param('id') ?? '';
  const [found, past, { next }] = await readBatch(db, [
    readHistory(db, { id, lang, now }),
    readPastWithdrawals(db, id),
    readPageContext(db, now),
  ]);
  if (!found) return c.notFound();
  const { headlines, withdrawal, versions } = found;
  const freshness = { now, next, tags: [tag.release(id)] };
  const response = withdrawnResponse(c, withdrawal, freshness);
  if (response) return response;
  const headline = headlines[lang];
  if (!headline) return notInLanguage(c, { releaseId: id, headlines }, freshness);
  const view = HistoryPage({
    site,
    lang,
    canonical: paths.history(site, lang, id),
    alternates: site.languages
      .filter((one) => headlines[one])
      .map((one) => ({ lang: one, path: paths.history(site, one, id) })),
    release: { title: headline.title, path: paths.release(site, lang, id, headline.slug) },
    events: eventsOf(versions, past),
    withdrawal,
  });
  return pageResponse(c, view, 'page', freshness);
}
