/** The releases that were corrected, of the newsroom or of a term, as a page and as feeds. */
import { CorrectionsPage } from '../../templates/corrections.tsx';
import { feedWords } from '../../templates/feed-words.ts';
import type { Cursor } from '../domain/cursor.ts';
import * as paths from '../domain/paths.ts';
import { isTaxonomy, newsroom, type Term } from '../domain/taxonomy.ts';
import { tag } from '../edge-cache.ts';
import { channelOfCorrections, mostCorrections } from '../feeds/feed.ts';
import { feedWriters } from '../feeds/feed-writers.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse, feedHeaders, pageResponse } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readCorrected } from '../store/public/corrections.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { cursorOf, termElsewhere } from './listings.ts';
import { perPage } from './search-request.ts';

export async function correctionsPage(c: AppContext): Promise<Response> {
  const { now, lang, site } = c.var;
  const found = await findCorrected(c, cursorOf(c), perPage);
  if (found instanceof Response) return found;
  const { term, list, taxonomy, next } = found;
  const path = paths.corrections(site, lang, term);
  const view = CorrectionsPage({
    site,
    lang,
    canonical: paths.page(path, c.req.query('cursor') ?? null),
    alternates: site.languages.map((one) => ({
      lang: one,
      path: paths.corrections(site, one, term),
    })),
    taxonomy,
    term,
    releases: list.items,
    older: list.next && paths.page(path, list.next),
  });
  return pageResponse(c, view, 'list', { now, next, tags: tagsOf(term, lang) });
}

export async function correctionsFeed(c: AppContext): Promise<Response> {
  const { now, lang, site } = c.var;
  const name = c.req.path.split('/').at(-1);
  const format = paths.feedFormats.find((one) => paths.feedNames[one] === name);
  if (!format) return c.notFound();
  const found = await findCorrected(c, null, mostCorrections);
  if (found instanceof Response) return found;
  const { term, list, taxonomy, next } = found;
  const feed = { site, lang, term, words: feedWords(site, lang), taxonomy };
  const text = feedWriters[format](channelOfCorrections(feed, list.items));
  const type = `${paths.feedTypes[format].mediaType}; charset=utf-8`;
  const freshness = { now, next, tags: tagsOf(term, lang) };
  return cacheableResponse(c, text, type, 'list', freshness, feedHeaders(lang));
}

/**
 * The corrected releases of the newsroom, or of the term of the address. A 404 if there is no such term
 * or page, or the way to a term that was renamed.
 */
async function findCorrected(c: AppContext, after: Cursor | null, limit: number) {
  const { db, now, lang } = c.var;
  const [taxonomySlug, slug] = [c.req.param('taxonomy') ?? '', c.req.param('slug') ?? ''];
  const ofTerm = isTaxonomy(taxonomySlug);
  const [list, { taxonomy, next }] = await readBatch(db, [
    readCorrected(db, { term: ofTerm ? [taxonomySlug, slug] : null, lang, after, limit, now }),
    readPageContext(db, now),
  ]);
  const term = ofTerm ? taxonomy.bySlug(taxonomySlug, slug) : null;
  if (ofTerm && !term) return termElsewhere(c, taxonomy, next);
  if (after && list.items.length === 0) return c.notFound();
  return { term, list, taxonomy, next };
}

/** A correction changes the list of its term, too. */
const tagsOf = (term: Term | null, lang: string): string[] => [
  tag.list(term?.id ?? newsroom, lang),
  ...(term ? [tag.term(term.id)] : []),
  tag.terms,
];
