/**
 * The search page: words, terms, dates and language. Without words it is a list, newest first, that can
 * be paged to its end.
 */
import { longDate } from '../../templates/dates.ts';
import {
  type ActiveFilter,
  type Facet,
  type LanguageFacet,
  SearchPage,
  type SearchView,
} from '../../templates/search.tsx';
import { wordsOf } from '../../templates/words.ts';
import { type Cursor, parseCursor } from '../domain/cursor.ts';
import { dayAfter, dayInZone, startOfDay } from '../domain/instant.ts';
import { languageIn } from '../domain/language.ts';
import type { Publication } from '../domain/release.ts';
import { parseWithForms } from '../domain/search.ts';
import type { Site } from '../domain/site.ts';
import { type Taxonomy, type TaxonomySlug, taxonomySlugs, termName } from '../domain/taxonomy.ts';
import { filterTags, tag, tagsOfSelection } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse, permanentRedirect } from '../http/responses.ts';
import { type Db, type Read, readBatch } from '../store/db/connect.ts';
import { type Page, readList } from '../store/public/listings.ts';
import { readIntersection } from '../store/search/intersection-list.ts';
import {
  type Hit,
  mostRanked,
  orderHoldsUntil,
  readResults,
  readSearch,
  type SearchFindings,
  totalOf,
} from '../store/search/search.ts';
import type { Query } from '../store/search/search-plan.ts';
import { readIntended, withIntended } from '../store/search/suggestion.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import {
  invalidFilter,
  isListRequest,
  perPage,
  readSearchRequest,
  type SearchRequest,
  searchAddress,
  yearOf,
} from './search-request.ts';

const facetsShown = 8;

export async function searchPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const request = readSearchRequest(new URL(c.req.url).searchParams, site, lang);
  const query = {
    sought: await parseWithForms(request.text, site.synonyms, site.languages),
    lang: request.searchLang,
    filters: request.filters,
    since: request.since ? startOfDay(request.since, site.timeZone) : null,
    before: request.until ? startOfDay(dayAfter(request.until), site.timeZone) : null,
    now,
  };
  const outcome = await (isListRequest(request, lang) ? list : search)(db, query, request, site);
  const { taxonomy, next } = outcome.page;
  const state = outcome.isComplete ? outcome.page.state : null;
  const { results, counts, languages, searchedFrom } = outcome;
  const filters = currentFilters(taxonomy, request, lang);
  if (filters.some(([, slugs], place) => slugs !== request.filters[place]?.[1])) {
    const tags = filters.map(([of]) => tag.taxonomy(of));
    const address = searchAddress(site, lang, { ...request, filters });
    return permanentRedirect(c, address, { now, next, tags });
  }
  if (isFurtherPage(request) && results?.found.length === 0) return c.notFound();
  const urlFor = (changes: Partial<SearchRequest>) =>
    searchAddress(site, lang, { ...request, page: 1, after: null, ...changes });
  const pathIn = (one: string) =>
    searchAddress(site, one, {
      ...request,
      searchLang: request.searchLang === lang ? one : request.searchLang,
      page: 1,
      after: null,
    });
  const year = yearOf(request);
  const view = SearchPage({
    site,
    lang,
    canonical: searchAddress(site, lang, request),
    isIndexed: false,
    alternates: site.languages.map((one) => ({ lang: one, path: pathIn(one) })),
    taxonomy,
    filter: {
      text: request.text,
      searchLang: request.searchLang,
      filters,
      year,
      since: year ? '' : request.since,
      until: year ? '' : request.until,
    },
    results,
    activeFilters: activeFilters(c, taxonomy, request, urlFor),
    facets: availableFacets(taxonomy, request, counts, urlFor),
    languages: languageFacets(c, request, languages, urlFor),
    newer: outcome.newer && urlFor(outcome.newer),
    older: outcome.older && urlFor(outcome.older),
    intended:
      outcome.intended === null
        ? null
        : { text: outcome.intended, address: urlFor({ text: outcome.intended }) },
    continuation:
      searchedFrom === null ? null : continuationFrom(searchedFrom, site.timeZone, urlFor),
  });
  const tags = tagsOfSelection(taxonomy, request.filters, request.searchLang);
  const freshness = { now, next, state, until: orderHoldsUntil(now) };
  return pageResponse(c, view, 'list', { ...freshness, tags: [...tags, ...filterTags] });
}

/**
 * Whether this is a page that exists only if something is on it. A page of several terms may lead to one
 * with nothing: the walk through their lists ends after so many steps (store/search/intersection-list.ts).
 */
const isFurtherPage = ({ page, after, filters }: SearchRequest): boolean =>
  page > 1 || (after !== null && filters.flatMap(([, slugs]) => slugs).length < 2);

/**
 * The filters by the present slugs of their terms; a choice without a former slug is the same object.
 * @throws Problem `malformed` for a term that does not exist
 */
function currentFilters(
  taxonomy: Taxonomy,
  { filters }: SearchRequest,
  lang: string,
): SearchRequest['filters'] {
  return filters.map(([of, slugs]) => {
    const current = slugs.map((slug) => {
      const term = taxonomy.bySlug(of, slug) ?? taxonomy.byFormerSlug(of, slug);
      if (!term) throw invalidFilter(lang);
      return term.slug;
    });
    return [of, current.every((slug, place) => slug === slugs[place]) ? slugs : current];
  });
}

type LanguageQuery = Query & { lang: string };

/** The outcome of a search, and the changes of the request that lead to further pages. */
interface Outcome {
  /** Whether a later search finds the same, unless what is public changes. */
  isComplete: boolean;
  page: ReturnType<typeof readPageContext> extends Read<infer T> ? T : never;
  results: SearchView['results'];
  counts: SearchFindings['counts'];
  languages: Map<string, number>;
  newer: Partial<SearchRequest> | null;
  older: Partial<SearchRequest> | null;
  /** Everything since this instant was searched. Null if nothing is left before it. */
  searchedFrom: number | null;
  /** The text of a similar search that finds something, where this one does not. */
  intended: string | null;
}

const nothing: SearchFindings = { hits: [], counts: new Map(), seen: null };

/** The findings of a page for which the search index was not asked. */
const withoutSearch = <const R extends readonly unknown[]>(read: R) => ({
  found: [...read, nothing, new Map<string, number>()] as const,
  isComplete: true,
});

/** A query that was meant instead, and that finds something in the same filters; or null. */
async function findIntended(
  db: Db,
  query: LanguageQuery,
  { text }: SearchRequest,
  site: Site,
): Promise<string | null> {
  const read = readIntended(db, query.sought, query.lang);
  if (!read) return null;
  const [intended] = await readBatch(db, [read]);
  if (intended.size === 0) return null;
  const other = withIntended(text, intended);
  const sought = await parseWithForms(other, site.synonyms, site.languages);
  const results = readResults(db, { ...query, sought }, { offset: 0, limit: 0 });
  if (!results) return null;
  const [{ counts }] = await readBatch(db, results);
  return totalOf(counts) > 0 ? other : null;
}

/** Searches by words: the best of the newest matches. */
async function search(
  db: Db,
  query: LanguageQuery,
  request: SearchRequest,
  site: Site,
): Promise<Outcome> {
  const range = { offset: (request.page - 1) * perPage, limit: perPage };
  const sought = readResults(db, query, range);
  const context = readPageContext(db, query.now);
  const outcome = sought
    ? await readSearch(db, query.now, [context, ...sought])
    : withoutSearch(await readBatch(db, [context]));
  const [page, { hits, counts, seen }, languages] = outcome.found;
  const total = totalOf(counts);
  const capped = total >= mostRanked;
  return {
    page,
    isComplete: outcome.isComplete,
    // Text without a letter or digit matches nothing.
    results: sought || request.text ? { found: hits, total, capped } : null,
    counts,
    languages,
    newer: request.page > 1 ? { page: request.page - 1 } : null,
    older: total > request.page * perPage ? { page: request.page + 1 } : null,
    searchedFrom: capped ? null : seen,
    intended: total === 0 ? await findIntended(db, query, request, site) : null,
  };
}

/** Lists by terms and dates alone. The search index counts the facets if there are terms. */
async function list(db: Db, query: LanguageQuery, request: SearchRequest): Promise<Outcome> {
  const reads = [readPageContext(db, query.now), readListed(db, query, request.after)] as const;
  const counted = readResults(db, query, { offset: 0, limit: 0 });
  const outcome = counted
    ? await readSearch(db, query.now, [...reads, ...counted])
    : withoutSearch(await readBatch(db, reads));
  const [page, { items, next }, { counts, seen }, languages] = outcome.found;
  const all = request.after === null && next === null ? items.length : null;
  const total = counted && seen === null ? totalOf(counts) : null;
  return {
    page,
    isComplete: outcome.isComplete,
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
    intended: null,
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

type UrlFor = (changes: Partial<SearchRequest>) => string;

/** The first day that was searched completely, and the URL of a search of the days before it. */
function continuationFrom(searchedFrom: number, timeZone: string, urlFor: UrlFor) {
  const until = dayInZone(searchedFrom - 1, timeZone);
  return { day: dayAfter(until), address: urlFor({ until }) };
}

/** The filters of a request, each with the address of the search without it. */
function activeFilters(
  { var: { site, lang } }: AppContext,
  taxonomy: Taxonomy,
  { searchLang, filters, since, until }: SearchRequest,
  urlFor: UrlFor,
): ActiveFilter[] {
  const words = wordsOf(lang);
  const year = yearOf({ since, until });
  const ofTerms = filters.flatMap(([kind, slugs]) =>
    slugs.flatMap((slug): ActiveFilter[] => {
      const term = taxonomy.bySlug(kind, slug);
      if (!term) return [];
      const without = filters.map(([one, some]): [TaxonomySlug, string[]] => [
        one,
        one === kind ? some.filter((other) => other !== slug) : some,
      ]);
      const rest = without.filter(([, some]) => some.length > 0);
      return [
        {
          name: termName(term, lang, site.languages),
          lang: languageIn(term.names, lang, site.languages),
          address: urlFor({ filters: rest }),
        },
      ];
    }),
  );
  const all: (ActiveFilter | false)[] = [
    searchLang !== lang && {
      name: wordsOf(searchLang).language,
      lang: searchLang,
      address: urlFor({ searchLang: lang }),
    },
    ...ofTerms,
    year !== '' && { name: year, lang, address: urlFor({ since: '', until: '' }) },
    !year &&
      since !== '' && {
        name: `${words.from} ${longDate(since, lang)}`,
        lang,
        address: urlFor({ since: '' }),
      },
    !year &&
      until !== '' && {
        name: `${words.until} ${longDate(until, lang)}`,
        lang,
        address: urlFor({ until: '' }),
      },
  ];
  return all.filter((one) => one !== false);
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
    const others = filters.filter(([one]) => one !== kind);
    const facets = taxonomy
      .list(kind)
      .map((term) => ({ term, count: counts.get(term.id) ?? 0 }))
      .filter(({ term, count }) => count > 0 && count < total && !chosen.includes(term.slug))
      .sort((a, b) => b.count - a.count)
      .slice(0, facetsShown)
      .map(({ term, count }) => ({
        term,
        count,
        address: urlFor({ filters: [...others, [kind, [term.slug]]] }),
      }));
    return facets.length > 0 ? [[kind, facets]] : [];
  });
}

/** Links to the same search in other languages. */
function languageFacets(
  { var: { site } }: AppContext,
  { searchLang }: SearchRequest,
  counts: Map<string, number>,
  urlFor: UrlFor,
): LanguageFacet[] {
  return site.languages.flatMap((other): LanguageFacet[] => {
    const count = counts.get(other) ?? 0;
    if (other === searchLang || count === 0) return [];
    return [{ lang: other, count, address: urlFor({ searchLang: other }) }];
  });
}
