/**
 * The filters of a search, and its one address. The edge caches each spelling of an address separately,
 * so parameters have one order, values one form, and empty ones are left out.
 */
import { wordsOf } from '../../templates/words.ts';
import { type Cursor, formatCursor, parseCursor } from '../domain/cursor.ts';
import { asciiDigits } from '../domain/folding.ts';
import { isCalendarDate } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { longestSearch, parseQuery } from '../domain/search.ts';
import type { Site } from '../domain/site.ts';
import { slugPattern } from '../domain/slug.ts';
import { parameterOf, type TaxonomySlug, taxonomySlugs } from '../domain/taxonomy.ts';
import { mostRanked } from '../store/search/search.ts';

export const perPage = 20;
const lastPage = mostRanked / perPage;
const mostTerms = 20;

export interface SearchRequest {
  text: string;
  /** The language to search in: that of the page, unless `lang` names another. */
  searchLang: string;
  filters: [TaxonomySlug, string[]][];
  /** Calendar dates `YYYY-MM-DD`, or empty. */
  since: string;
  until: string;
  /** Page of a search by words. */
  page: number;
  /** Position in a list, for a search without words. */
  after: Cursor | null;
}

/** The parameters of filters, in the order of an address. */
export const filterNames: readonly string[] = [
  'q',
  'lang',
  ...taxonomySlugs.map(parameterOf),
  'year',
  'since',
  'until',
];

/** The refusal of an address whose filters cannot be read, in the words of its page. */
export function invalidFilter(lang: string): Problem {
  const paragraphs = [{ text: wordsOf(lang).invalidFilter, lang }];
  return new Problem('malformed', 'A filter of this address is not valid.', { paragraphs });
}

/**
 * Parses the parameters of a search. A year and days are one span of time; a year outside of the days
 * replaces them.
 * @throws Problem `malformed` for a value that no filter has
 */
export function readSearchRequest(
  parameters: URLSearchParams,
  site: Site,
  lang: string,
): SearchRequest {
  /** The first value, or empty. */
  const one = (name: string, isValid: (text: string) => boolean) => {
    const text = asciiDigits(parameters.get(name)?.trim() ?? '');
    if (text !== '' && !isValid(text)) throw invalidFilter(lang);
    return text;
  };
  const year = one('year', (text) => /^\d{4}$/.test(text) && isCalendarDate(`${text}-01-01`));
  const days = { since: one('since', isCalendarDate), until: one('until', isCalendarDate) };
  const page = Number(one('page', (text) => /^[1-9]\d{0,8}$/.test(text)) || 1);
  const text = cleanText(parameters.get('q') ?? '');
  const hasWords = parseQuery(text).length > 0;
  const after = one('cursor', (cursor) => parseCursor(cursor) !== null);
  return {
    text,
    searchLang: one('lang', (text) => site.languages.includes(text)) || lang,
    filters: taxonomySlugs.flatMap((taxonomy): [TaxonomySlug, string[]][] => {
      const slugs = termsIn(parameters.getAll(parameterOf(taxonomy)));
      if (!slugs.every((slug) => slugPattern.test(slug))) throw invalidFilter(lang);
      return slugs.length > 0 ? [[taxonomy, slugs]] : [];
    }),
    ...(year ? withinYear(year, days) : days),
    page: hasWords ? Math.min(page, lastPage) : 1,
    after: hasWords ? null : parseCursor(after),
  };
}

/** The days of a year that lie in a span; all of them if none does. */
function withinYear(year: string, { since, until }: { since: string; until: string }) {
  const all = { since: `${year}-01-01`, until: `${year}-12-31` };
  const both = {
    since: since > all.since ? since : all.since,
    until: until && until < all.until ? until : all.until,
  };
  return both.since > both.until ? all : both;
}

const termsIn = (values: string[]) =>
  [...new Set(values.filter((value) => value !== ''))].toSorted().slice(0, mostTerms);

function cleanText(text: string): string {
  const clean = text
    .toWellFormed()
    .normalize()
    .replace(/[\p{Cc}\s]+/gu, ' ');
  return [...clean.trim()].slice(0, longestSearch).join('').trim();
}

/** The year that the days of a request are, or empty. */
export function yearOf({ since, until }: Pick<SearchRequest, 'since' | 'until'>): string {
  const year = since.slice(0, 4);
  return since === `${year}-01-01` && until === `${year}-12-31` ? year : '';
}

/** Whether the request has filters but no words. */
export function isListRequest(request: SearchRequest, lang: string): boolean {
  const { text, searchLang, filters, since, until } = request;
  const filtered = filters.length > 0 || since !== '' || until !== '' || searchLang !== lang;
  return filtered && parseQuery(text).length === 0;
}

/** The address of a request. One term and nothing else has that of the term's page. */
export function searchAddress(site: Site, lang: string, request: SearchRequest): string {
  const { text, searchLang, since, until, page, after } = request;
  const filters = request.filters
    .map(([of, slugs]) => [of, termsIn(slugs)] as const)
    .toSorted(([one], [other]) => taxonomySlugs.indexOf(one) - taxonomySlugs.indexOf(other));
  const cursor = after && isListRequest(request, lang) ? formatCursor(after) : null;
  const query = new URLSearchParams();
  if (text) query.set('q', text);
  if (searchLang !== lang) query.set('lang', searchLang);
  const others = query.size > 0 || since !== '' || until !== '';
  const [[taxonomy, [slug, ...more]] = [null, []], ...choices] = filters;
  if (taxonomy && slug && more.length === 0 && choices.length === 0 && !others) {
    return paths.page(
      `${paths.taxonomy(site, lang, taxonomy)}/${encodeURIComponent(slug)}`,
      cursor,
    );
  }
  for (const [of, slugs] of filters) for (const one of slugs) query.append(parameterOf(of), one);
  const year = yearOf(request);
  if (year) query.set('year', year);
  else
    for (const name of ['since', 'until'] as const)
      if (request[name]) query.set(name, request[name]);
  if (page > 1) query.set('page', String(page));
  if (cursor !== null) query.set('cursor', cursor);
  return query.size > 0 ? `${paths.search(site, lang)}?${query}` : paths.search(site, lang);
}
