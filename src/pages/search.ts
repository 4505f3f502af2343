/**
 * Search: words, terms and dates; whatever was typed gets a page. Without words it is a list as the
 * others are, the newest first, which leads on to its end.
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
  const asked = readQuery(c);
  const query = {
    sought: parseQuery(asked.text),
    lang: asked.tongue,
    filters: asked.filters,
    since: asked.since ? startOfDay(asked.since, site.timeZone) : null,
    before: asked.until ? startOfDay(dayAfter(asked.until), site.timeZone) : null,
    now,
  };
  const answer = await (isListed(query) ? list : search)(db, query, asked);
  const { taxonomy, next } = answer.setting;
  const { results, counts, languages, further } = answer;
  const address = (changes: Partial<Asked>) =>
    addressOf(c, { ...asked, page: 1, after: null, ...changes });
  const view = SearchPage({
    site,
    lang,
    canonical: paths.search(site, lang),
    alternates: site.languages.map((one) => ({ lang: one, path: paths.search(site, one) })),
    taxonomy,
    text: asked.text,
    since: asked.since,
    until: asked.until,
    carried: carriedBy(c, asked),
    tongue: asked.tongue,
    results,
    chosen: chosenOf(taxonomy, asked, counts, address),
    offered: offeredOf(taxonomy, asked, counts, address),
    ...tonguesOf(c, asked, languages, address),
    newer: answer.newer && address(answer.newer),
    older: answer.older && address(answer.older),
    further: further === null ? null : furtherFrom(further, site.timeZone, address),
  });
  const tags = tagsOfSelection(taxonomy, asked.filters, asked.tongue);
  return pageResponse(c, view, 'list', { now, next, tags });
}

type LanguageQuery = Query & { lang: string };

/** What a search comes to: what is shown of it, and the searches that lead on. */
interface Answer {
  setting: ReturnType<typeof readPageContext> extends Read<infer T> ? T : never;
  results: SearchView['results'];
  counts: SearchFindings['counts'];
  languages: Map<string, number>;
  newer: Partial<Asked> | null;
  older: Partial<Asked> | null;
  /** The instant from which on all was looked through, where there is more before it. */
  further: number | null;
}

const nothing: SearchFindings = { hits: [], counts: new Map(), seen: null };

/** By words: the best of the newest matches. */
async function search(db: Db, query: LanguageQuery, asked: Asked): Promise<Answer> {
  const range = { offset: (asked.page - 1) * perPage, limit: perPage };
  const sought = readResults(db, query, range);
  const reading = readPageContext(db, query.now);
  const [setting, { hits, counts, seen }, languages] = sought
    ? await readSearch(db, query.now, [reading, ...sought])
    : [...(await readBatch(db, [reading])), nothing, new Map<string, number>()];
  const total = totalOf(counts);
  const capped = total >= mostRanked;
  return {
    setting,
    // Signs without a letter or a digit are in no text.
    results: sought || asked.text ? { found: hits, total, capped } : null,
    counts,
    languages,
    newer: asked.page > 1 ? { page: asked.page - 1 } : null,
    older: total > asked.page * perPage ? { page: asked.page + 1 } : null,
    further: capped ? null : seen,
  };
}

/** Whether terms or days alone are asked for. */
function isListed({ sought, filters, since, before }: Query): boolean {
  return sought.length === 0 && (filters.length > 0 || since !== null || before !== null);
}

/** By terms and days alone: a page of the list; the index counts as for words, where there are terms. */
async function list(db: Db, query: LanguageQuery, asked: Asked): Promise<Answer> {
  const readings = [readPageContext(db, query.now), readListed(db, query, asked.after)] as const;
  const counted = readResults(db, query, { offset: 0, limit: 0 });
  const [setting, { items, next }, { counts, seen }, languages] = counted
    ? await readSearch(db, query.now, [...readings, ...counted])
    : [...(await readBatch(db, readings)), nothing, new Map<string, number>()];
  const all = asked.after === null && next === null ? items.length : null;
  const total = counted && seen === null ? totalOf(counts) : null;
  return {
    setting,
    results: {
      found: items.map(toHit(query.lang)),
      total: all ?? total,
      capped: all === null && total !== null && total >= mostRanked,
    },
    counts,
    languages,
    newer: null,
    older: next === null ? null : { after: parseCursor(next) },
    further: null,
  };
}

/** A list of one term, or of everything, is a range of one key; other lists are met on the way. */
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
    const summary = release.heads[lang]?.summary;
    return { ...release, snippet: summary ? [{ text: summary, sought: false }] : [] };
  };

interface Asked {
  text: string;
  /** The language in which to look: the page's own unless another is asked for. */
  tongue: string;
  filters: [TaxonomySlug, string[]][];
  /** Days `YYYY-MM-DD`, or empty. */
  since: string;
  until: string;
  /** Of what was found by words. */
  page: number;
  /** The place in a list after which it goes on. */
  after: Cursor | null;
}

/** What can be read of the query; the rest is as if it had not been asked. */
function readQuery({ req, var: { site, lang } }: AppContext): Asked {
  const given = req.queries();
  const one = (name: string) => given[name]?.[0] ?? '';
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
    tongue: site.languages.find((tongue) => tongue === one('lang')) ?? lang,
    filters: taxonomySlugs.flatMap((taxonomy): [TaxonomySlug, string[]][] => {
      const slugs = [...new Set(given[parameterOf(taxonomy)] ?? [])].slice(0, 20);
      return slugs.length > 0 ? [[taxonomy, slugs]] : [];
    }),
    since: date('since'),
    until: date('until'),
    page: Math.min(number, lastPage),
    after: parseCursor(one('cursor')),
  };
}

/** What a search carries along beside its words and days: its language and its terms. */
function carriedBy(
  { var: { lang } }: { var: Pick<AppContext['var'], 'lang'> },
  { tongue, filters }: Asked,
): [name: string, value: string][] {
  return [
    ...(tongue === lang ? [] : ([['lang', tongue]] as [string, string][])),
    ...filters.flatMap(([taxonomy, slugs]) =>
      slugs.map((slug): [string, string] => [parameterOf(taxonomy), slug]),
    ),
  ];
}

function addressOf({ var: { site, lang } }: AppContext, asked: Asked): string {
  const query = new URLSearchParams();
  if (asked.text) query.set('q', asked.text);
  for (const [name, value] of carriedBy({ var: { lang } }, asked)) query.append(name, value);
  for (const name of ['since', 'until'] as const) if (asked[name]) query.set(name, asked[name]);
  if (asked.page > 1) query.set('page', String(asked.page));
  if (asked.after) query.set('cursor', formatCursor(asked.after));
  return `${paths.search(site, lang)}?${query}`;
}

type Address = (changes: Partial<Asked>) => string;

/** The first day that was looked at as a whole, and the search that goes on with those before it. */
function furtherFrom(seen: number, timeZone: string, address: Address) {
  const until = dayInZone(seen - 1, timeZone);
  return { day: dayAfter(until), address: address({ until }) };
}

function chosenOf(
  taxonomy: Taxonomy,
  { filters }: Asked,
  counts: Map<number, number>,
  address: Address,
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
      return [{ term, count: counts.get(term.id) ?? 0, address: address({ filters: rest }) }];
    }),
  );
}

/** The commonest terms of each taxonomy among what was found, as far as they narrow it. */
function offeredOf(
  taxonomy: Taxonomy,
  { filters }: Asked,
  counts: Map<number, number>,
  address: Address,
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
        return [{ term, count, address: address({ filters: [...others, [kind, [term.slug]]] }) }];
      })
      .sort((a, b) => b.count - a.count)
      .slice(0, facetsShown);
    return facets.length > 0 ? [[kind, facets]] : [];
  });
}

/** The languages in which the same can be found, and the way back from another than the page's. */
function tonguesOf(
  { var: { site, lang } }: AppContext,
  { tongue }: Asked,
  counts: Map<string, number>,
  address: Address,
): { tongues: LanguageFacet[]; ownTongue: string | null } {
  const tongues = site.languages.flatMap((other): LanguageFacet[] => {
    const count = counts.get(other) ?? 0;
    if (other === tongue || count === 0) return [];
    return [{ lang: other, count, address: address({ tongue: other }) }];
  });
  return { tongues, ownTongue: tongue === lang ? null : address({ tongue: lang }) };
}
