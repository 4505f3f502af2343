/** The page of a release. */
import { MessagePage } from '../../templates/message.tsx';
import { ReleasePage, timeShownUntil } from '../../templates/release.tsx';
import { wordsOf } from '../../templates/words.ts';
import * as paths from '../domain/paths.ts';
import type { Publication, Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { cacheHeaders, type Freshness, tag } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse, permanentRedirect } from '../http/responses.ts';
import { refuseWithdrawn } from '../http/withdrawn.ts';
import { readBatch } from '../store/db/connect.ts';
import { readPublic } from '../store/public/public-releases.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { representationLinks } from './representations.ts';

export async function releasePage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const id = c.req.param('id') ?? '';
  const [found, { taxonomy, next, state }] = await readBatch(db, [
    readPublic(db, id, lang, now),
    readPageContext(db, now),
  ]);
  if (!found) return c.notFound();
  const { publication: release, withdrawal, html, reinstated, older, newer } = found;
  const freshness = { now, next, tags: [...pageTags(release, withdrawal, lang), tag.terms] };
  const response = withdrawnResponse(c, withdrawal, freshness);
  if (response) return response;
  const headline = release.headlines[lang];
  if (!headline || html === null) return notInLanguage(c, release, freshness);
  const canonical = paths.release(site, lang, id, headline.slug);
  if (c.req.param('slug') !== headline.slug) return permanentRedirect(c, canonical, freshness);
  const view = ReleasePage({
    site,
    lang,
    canonical,
    alternates: editionsOf(site, release),
    taxonomy,
    release,
    now,
    headline,
    html,
    withdrawal,
    reinstated,
    previous: older,
    next: newer,
  });
  const link = representationLinks(site, lang, id, null);
  const lasting = { ...freshness, state, until: timeShownUntil(release, now) };
  return pageResponse(c, view, 'page', lasting, { Link: link, Vary: 'Accept' });
}

/**
 * Cache tags of a page with previous and next links. A withdrawn release is in no listing, so no other
 * release has it as a neighbour; its page is tagged with the list of its topic.
 */
export function pageTags(
  release: Publication,
  withdrawal: Withdrawal | null,
  lang: string,
): string[] {
  const { releaseId, metadata } = release;
  const own = [tag.release(releaseId), tag.adjacent(releaseId)];
  return withdrawal ? [...own, tag.list(metadata.fieldsOfWork[0] ?? newsroom, lang)] : own;
}

/**
 * The redirect of a release that was withdrawn with `redirect`. Null if the release is still served.
 * @throws Problem `gone`, `legally-barred` or `not-found`, by the mode of the withdrawal
 */
export function withdrawnResponse(
  c: AppContext,
  withdrawal: Withdrawal | null,
  freshness: Freshness,
): Response | null {
  if (withdrawal?.mode === 'redirect')
    return permanentRedirect(c, withdrawal.redirectTo ?? '/', freshness);
  if (withdrawal) refuseWithdrawn(c.var.site, c.var.lang, withdrawal);
  return null;
}

type WithHeadlines = Pick<Publication, 'releaseId' | 'headlines'>;

/** The paths of a release's editions, in the order of the site's languages. */
function editionsOf(site: Site, { headlines, releaseId }: WithHeadlines) {
  return site.languages.flatMap((lang) => {
    const headline = headlines[lang];
    return headline ? [{ lang, path: paths.release(site, lang, releaseId, headline.slug) }] : [];
  });
}

/** 404 in the requested language, with links to the existing editions. */
export async function notInLanguage(
  c: AppContext,
  release: WithHeadlines,
  freshness: Freshness,
): Promise<Response> {
  const { site, lang } = c.var;
  const words = wordsOf(lang);
  const view = MessagePage({
    site,
    lang,
    title: words.notFound,
    paragraphs: [{ text: words.notInLanguage, lang }],
    editions: editionsOf(site, release),
  });
  return c.html(view.toString(), 404, cacheHeaders('missing', freshness));
}
