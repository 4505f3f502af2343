/** The releases that were corrected, as a page and as feeds. */
import { CorrectionsPage } from '../../templates/corrections.tsx';
import { feedWords } from '../../templates/feed-words.ts';
import * as paths from '../domain/paths.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { tag } from '../edge-cache.ts';
import { channelOfCorrections, mostCorrections } from '../feeds/feed.ts';
import { feedWriters } from '../feeds/feed-writers.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse, pageResponse } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readCorrected } from '../store/public/corrections.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { cursorOf } from './listings.ts';
import { perPage } from './search-request.ts';

export async function correctionsPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const [list, { taxonomy, next }] = await readBatch(db, [
    readCorrected(db, { lang, after: cursorOf(c), limit: perPage, now }),
    readPageContext(db, now),
  ]);
  const path = paths.corrections(site, lang);
  const view = CorrectionsPage({
    site,
    lang,
    canonical: paths.page(path, c.req.query('cursor') ?? null),
    alternates: site.languages.map((one) => ({ lang: one, path: paths.corrections(site, one) })),
    taxonomy,
    releases: list.items,
    older: list.next && paths.page(path, list.next),
  });
  return pageResponse(c, view, 'list', { now, next, tags: tagsOf(lang) });
}

export async function correctionsFeed(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const name = c.req.path.split('/').at(-1);
  const format = paths.feedFormats.find((one) => paths.feedNames[one] === name);
  if (!format) return c.notFound();
  const [{ items }, { taxonomy, next }] = await readBatch(db, [
    readCorrected(db, { lang, after: null, limit: mostCorrections, now }),
    readPageContext(db, now),
  ]);
  const feed = { site, lang, words: feedWords(site, lang), taxonomy };
  const text = feedWriters[format](channelOfCorrections(feed, items));
  const type = `${paths.feedTypes[format].mediaType}; charset=utf-8`;
  return cacheableResponse(c, text, type, 'list', { now, next, tags: tagsOf(lang) });
}

/** A correction changes the list of the newsroom, too. */
const tagsOf = (lang: string): string[] => [tag.list(newsroom, lang), tag.terms];
