/** The archive, by the date of publication in the organization's time zone. */
import { MonthPage, type Period, PeriodsPage } from '../../templates/archive.tsx';
import { longMonth } from '../../templates/dates.ts';
import { filterOf } from '../../templates/filter.tsx';
import { wordsOf } from '../../templates/words.ts';
import {
  monthSpan,
  months,
  parseYear,
  type Span,
  yearSpan,
  yearStarts,
} from '../domain/calendar.ts';
import { dayInZone } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Site } from '../domain/site.ts';
import { type Freshness, filterTags, tag } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readFilled, readFilledYears, type Slot } from '../store/public/archive.ts';
import { readList } from '../store/public/listings.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { cursorOf } from './listings.ts';
import { perPage } from './search-request.ts';

/** The page with the years in which something was published. */
export async function archivePage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const [years, { next }] = await readBatch(db, [
    readFilledYears(db, lang, yearStarts(now, site.timeZone), now),
    readPageContext(db, now),
  ]);
  const view = PeriodsPage({
    ...(await frameOf(c, site.languages)),
    title: wordsOf(lang).archive,
    above: [],
    periods: years.map(String).map((year) => ({
      path: paths.archive(site, lang, year),
      name: year,
    })),
  });
  return pageResponse(c, view, 'list', freshnessOf(c, next, [lang], []));
}

/** The page with the months of a year. 404 if nothing was published in it. */
export async function yearPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const year = parseYear(c.req.param('year') ?? '', now, site.timeZone);
  if (year === null) return c.notFound();
  const slots = months.map((month) => ({
    lang,
    month,
    ...monthSpan(year, Number(month), site.timeZone),
  }));
  const [filled, others, { next }] = await readBatch(db, [
    readFilled(db, slots, now),
    readFilled(db, inOtherLanguages(site, lang, yearSpan(year, site.timeZone)), now),
    readPageContext(db, now),
  ]);
  if (filled.length === 0) return c.notFound();
  const view = PeriodsPage({
    ...(await frameOf(c, [lang, ...others.map((one) => one.lang)], String(year))),
    title: String(year),
    above: [archiveOf(site, lang)],
    periods: filled.map(({ month }) => ({
      path: paths.archive(site, lang, String(year), month),
      name: longMonth(year, month, lang),
    })),
  });
  return pageResponse(c, view, 'list', freshnessOf(c, next, site.languages, [String(year)]));
}

/** The page with the releases of a month. 404 if nothing was published in it. */
export async function monthPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const year = parseYear(c.req.param('year') ?? '', now, site.timeZone);
  const month = c.req.param('month') ?? '';
  if (year === null || !months.includes(month)) return c.notFound();
  const span = monthSpan(year, Number(month), site.timeZone);
  const selection = { term: null, lang, ...span, after: cursorOf(c), limit: perPage, now };
  const [list, others, { taxonomy, next }] = await readBatch(db, [
    readList(db, selection),
    readFilled(db, inOtherLanguages(site, lang, span), now),
    readPageContext(db, now),
  ]);
  if (list.items.length === 0) return c.notFound();
  const period = [String(year), month];
  const path = paths.archive(site, lang, ...period);
  const view = MonthPage({
    ...(await frameOf(c, [lang, ...others.map((one) => one.lang)], ...period)),
    canonical: paths.page(path, c.req.query('cursor') ?? null),
    title: longMonth(year, month, lang),
    above: [
      archiveOf(site, lang),
      { path: paths.archive(site, lang, String(year)), name: String(year) },
    ],
    taxonomy,
    filter: {
      ...filterOf(lang, null),
      since: dayInZone(span.since, site.timeZone),
      until: dayInZone(span.before - 1, site.timeZone),
    },
    releases: list.items,
    older: list.next && paths.page(path, list.next),
  });
  const { tags } = freshnessOf(c, next, site.languages, period);
  return pageResponse(c, view, 'list', { now, next, tags: [...tags, tag.terms, ...filterTags] });
}

/** The same span in the other languages: the page links only to language versions that exist. */
function inOtherLanguages(site: Site, lang: string, span: Span): Slot[] {
  return site.languages.filter((one) => one !== lang).map((one) => ({ lang: one, ...span }));
}

function archiveOf(site: Site, lang: string): Period {
  return { path: paths.archive(site, lang), name: wordsOf(lang).archive };
}

async function frameOf(c: AppContext, languages: readonly string[], ...period: string[]) {
  const { site, lang } = c.var;
  const existing = site.languages.filter((one) => languages.includes(one));
  return {
    site,
    lang,
    canonical: paths.archive(site, lang, ...period),
    alternates: existing.map((one) => ({ lang: one, path: paths.archive(site, one, ...period) })),
  };
}

function freshnessOf(
  { var: { now } }: AppContext,
  next: number | null,
  languages: readonly string[],
  period: string[],
): Freshness {
  return { now, next, tags: languages.map((lang) => tag.archive(lang, ...period)) };
}
