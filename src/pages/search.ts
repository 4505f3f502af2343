/**
 * The search page: words, terms and dates. Every input gets a page. Without words it is a list, newest
 * first, that can be paged to its end.
 */
import {
  type Facet,
  type LanguageFacet,
  SearchPage,
  type SearchView,
} from '../../templates/search.tsx';
import { type Cursor, formatCursor, parseCursor } from '../domain/cursor.ts';
import { dayAfter, dayInZone, isCalendarDate, startOfDay } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Publication } from '../domain/release.ts';
import { longestSearch, parseQuery } from '../domain/search.ts';
import {
  parameterOf,
  type Taxonomy,
  type TaxonomySlug,
  taxonomySlugs,
} from '../domain/taxonomy.ts';
import { tagsOfSelection } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse } from '../http/responses.ts';
import { type Db, type Read, readBatch } from '../store/db/connect.ts';
import { type Page, readList } from '../store/public/listings.ts';
import { readIntersection } from '../store/search/intersection-list.ts';
import {
  type Hit,
  mostRanked,
  readResults,
  readSearch,
  type SearchFindings,
  totalOf,
} from '../store/search/search.ts';
import type { Query } from '../store/search/search-plan.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';

const perPage = 20;
const lastPage = mostRanked / perPage;
const facetsShown = 8;

export async function searchPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const request = readQuery(c);
  const query = {
    sought: parseQuery(request.text),
    lang: request.searchLang,
    filters: request.filters,
    since: request.since ? startOfDay(request.since, site.timeZone) : null,
    before: request.until ? startOfDay(dayAfter(request.until), site.timeZone) : null,
    now,
  };
  const outcome = await (isListRequest(query) ? list : search)(db, query, request);
  const { taxonomy, next } = outcome.page;
  const { results, counts, languages, searchedFrom } = outcome;
  const urlFor = (changes: Partial<SearchRequest>) =>
    searchUrl(c, { ...request, page: 1, after: null, ...changes });
  const view = SearchPage({
    site,
    lang,
    canonical: paths.search(site, lang),
    alternates: site.languages.map((one) => ({ lang: one, path: paths.search(site, one) })),
    taxonomy,
    text: request.text,
    since: request.since,
    until: request.until,
    hiddenFields: hiddenFieldsOf(c, request),
    searchLang: request.searchLang,
    results,
    activeFilters: activeFilters(taxonomy, request, counts, urlFor),
    facets: availableFacets(taxonomy, request, counts, urlFor),
    ...languageFacets(c, request, languages, urlFor),
    newer: outcome.newer && urlFor(outcome.newer),
    older: outcome.older && urlFor(outcome.older),
    continuation:
      searchedFrom === null ? null : continuationFrom(searchedFrom, site.timeZone, urlFor),
  });
  const tags = tagsOfSelection(taxonomy, request.filters, request.searchLang);
  return pageResponse(c, view, 'list', { now, next, tags });
}

type LanguageQuery = Query & { lang: string };

/** The outcome of a search, and the changes of the request that lead to further pages. */
interface Outcome {
  page: ReturnType<typeof readPageContext> extends Read<infer T> ? T : never;
  results: SearchView['results'];
  counts: SearchFindings['counts'];
  languages: Map<string, number>;
  newer: Partial<SearchRequest> | null;
  older: Partial<SearchRequest> | null;
  /** Everything since this instant was searched. Null if nothing is left before it. */
  searchedFrom: number | null;
}

const nothing: SearchFindings = { hits: [], counts: new Map(), seen: null };

/** Searches by words: the best of the newest matches. */
async function search(db: Db, query: LanguageQuery, request: SearchRequest): Promise<Outcome> {
  const range = { offset: (request.page - 1) * perPage, limit: perPage };
  const sought = readResults(db, query, range);
  const reading = readPageContext(db, query.now);
  const [page, { hits, counts, seen }, languages] = sought
    ? await readSearch(db, query.now, [reading, ...sought])
    : [...(await readBatch(db, [reading])), nothing, new Map<string, number>()];
  const total = totalOf(counts);
  const capped = total >= mostRanked;
  return {
    page,
    // Text without a letter or digit matches nothing.
    results: sought || request.text ? { found: hits, total, capped } : null,
    counts,
    languages,
    newer: request.page > 1 ? { page: request.page - 1 } : null,
    older: total > request.page * perPage ? { page: request.page + 1 } : null,
    searchedFrom: capped ? null : seen,
  };
}

/** Whether the request has filters but no words. */
function isListRequest({ sought, filters, since, before }: Query): boolean {
  return sought.length === 0 && (filters.length > 0 || since !== null || before !== null);
}

/** Lists by terms and dates alone. The search index counts the facets if there are terms. */
async function list(db: Db, query: LanguageQuery, request: SearchRequest): Promise<Outcome> {
  const readings = [readPageContext(db, query.now), readListed(db, query, request.after)] as const;
  const counted = readResults(db, query, { offset: 0, limit: 0 });
  const [page, { items, next }, { counts, seen }, languages] = counted
    ? await readSearch(db, query.now, [...readings, ...counted])
    : [...(await readBatch(db, readings)), nothing, new Map<string, number>()];
  const all = request.after === null && next === null ? items.length : null;
  const total = counted && seen === null ? totalOf(counts) : null;
  return {
    page,
    results: {
      found: items.map(toHit(query.lang)),
      total: all ?? total,
      capped: all === null && total !== null && total >= mostRanked,
    },
    counts,
    languages,
    newer: null,
    older: next === null ? null : { after: parseCursor(next) },
    searchedFrom: null,
  };
}

/** Reads one index range for a single term or none, and an intersection for several terms. */
function readListed(
  db: Db,
  { filters, lang, since, before, now }: LanguageQuery,
  after: Cursor | null,
): Read<Page<Publication>> {
  const selection = { lang, since, before, after, limit: perPage, now };
  const [[taxonomy, [slug, ...more]] = [null, []], ...others] = filters;
  if (others.length > 0 || more.length > 0) return readIntersection(db, filters, selection);
  return readList(db, { ...selection, term: taxonomy && slug ? [taxonomy, slug] : null });
}

const toHit =
  (lang: string) =>
  (release: Publication): Hit => {
    const summary = release.headlines[lang]?.summary;
    return { ...release, snippet: summary ? [{ text: summary, sought: false }] : [] };
  };

interface SearchRequest {
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

/** Parses the query string. Invalid parameters are ignored. */
function readQuery({ req, var: { site, lang } }: AppContext): SearchRequest {
  const query = req.queries();
  const one = (name: string) => query[name]?.[0] ?? '';
  const date = (name: string) => (isCalendarDate(one(name)) ? one(name) : '');
  const number = /^[1-9]\d?$/.test(one('page')) ? Number(one('page')) : 1;
  return {
    text: [
      ...one('q')
        .toWellFormed()
        .replace(/\p{Cc}/gu, ' ')
        .trim(),
    ]
      .slice(0, longestSearch)
      .join(''),
    searchLang: site.languages.find((known) => known === one('lang')) ?? lang,
    filters: taxonomySlugs.flatMap((taxonomy): [TaxonomySlug, string[]][] => {
      const slugs = [...new Set(query[parameterOf(taxonomy)] ?? [])].slice(0, 20);
      return slugs.length > 0 ? [[taxonomy, slugs]] : [];
    }),
    since: date('since'),
    until: date('until'),
    page: Math.min(number, lastPage),
    after: parseCursor(one('cursor')),
  };
}

/** Hidden fields of the search form: language and terms. */
function hiddenFieldsOf(
  { var: { lang } }: { var: Pick<AppContext['var'], 'lang'> },
  { searchLang, filters }: SearchRequest,
): [name: string, value: string][] {
  return [
    ...(searchLang === lang ? [] : ([['lang', searchLang]] as [string, string][])),
    ...filters.flatMap(([taxonomy, slugs]) =>
      slugs.map((slug): [string, string] => [parameterOf(taxonomy), slug]),
    ),
  ];
}

function searchUrl({ var: { site, lang } }: AppContext, request: SearchRequest): string {
  const query = new URLSearchParams();
  if (request.text) query.set('q', request.text);
  for (const [name, value] of hiddenFieldsOf({ var: { lang } }, request)) query.append(name, value);
  for (const name of ['since', 'until'] as const) if (request[name]) query.set(name, request[name]);
  if (request.page > 1) query.set('page', String(request.page));
  if (request.after) query.set('cursor', formatCursor(request.after));
  return `${paths.search(site, lang)}?${query}`;
}

type UrlFor = (changes: Partial<SearchRequest>) => string;

/** The first day that was searched completely, and the URL of a search of the days before it. */
function continuationFrom(searchedFrom: number, timeZone: string, urlFor: UrlFor) {
  const until = dayInZone(searchedFrom - 1, timeZone);
  return { day: dayAfter(until), address: urlFor({ until }) };
}

function activeFilters(
  taxonomy: Taxonomy,
  { filters }: SearchRequest,
  counts: Map<number, number>,
  urlFor: UrlFor,
): Facet[] {
  return filters.flatMap(([kind, slugs]) =>
    slugs.flatMap((slug) => {
      const term = taxonomy.bySlug(kind, slug);
      if (!term) return [];
      const without = filters.map(([one, some]): [TaxonomySlug, string[]] => [
        one,
        one === kind ? some.filter((other) => other !== slug) : some,
      ]);
      const rest = without.filter(([, some]) => some.length > 0);
      return [{ term, count: counts.get(term.id) ?? 0, address: urlFor({ filters: rest }) }];
    }),
  );
}

/** The most frequent terms of each taxonomy among the results, without those that all results have. */
function availableFacets(
  taxonomy: Taxonomy,
  { filters }: SearchRequest,
  counts: Map<number, number>,
  urlFor: UrlFor,
): [TaxonomySlug, Facet[]][] {
  const total = totalOf(counts);
  return taxonomySlugs.flatMap((kind): [TaxonomySlug, Facet[]][] => {
    const chosen = filters.find(([one]) => one === kind)?.[1] ?? [];
    const facets = taxonomy
      .list(kind)
      .flatMap((term) => {
        const count = counts.get(term.id) ?? 0;
        if (count === 0 || count === total || chosen.includes(term.slug)) return [];
        const others = filters.filter(([one]) => one !== kind);
        return [{ term, count, address: urlFor({ filters: [...others, [kind, [term.slug]]] }) }];
      })
      .sort((a, b) => b.count - a.count)
      .slice(0, facetsShown);
    return facets.length > 0 ? [[kind, facets]] : [];
  });
}

/** Links to the same search in other languages, and back to the page's language. */
function languageFacets(
  { var: { site, lang } }: AppContext,
  { searchLang }: SearchRequest,
  counts: Map<string, number>,
  urlFor: UrlFor,
): { languages: LanguageFacet[]; pageLanguage: string | null } {
  const languages = site.languages.flatMap((other): LanguageFacet[] => {
    const count = counts.get(other) ?? 0;
    if (other === searchLang || count === 0) return [];
    return [{ lang: other, count, address: urlFor({ searchLang: other }) }];
  });
  return { languages, pageLanguage: searchLang === lang ? null : urlFor({ searchLang: lang }) };
}
