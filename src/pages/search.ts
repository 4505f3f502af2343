/** Search: words, terms and dates; whatever was typed gets a page. */
import { type Facet, SearchPage, type TongueFacet } from '../../templates/search.tsx';
import { dayAfter, dayInZone, isCalendarDate, startOfDay } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { longestSearch, soughtIn } from '../domain/search.ts';
import {
  parameterOf,
  type Taxonomy,
  type TaxonomySlug,
  taxonomySlugs,
} from '../domain/taxonomy.ts';
import { tagsOfSelection } from '../edge-cache.ts';
import { page } from '../http/answers.ts';
import type { HouseContext } from '../http/house.ts';
import { readTogether } from '../store/db.ts';
import { type Findings, mostRanked, readResults, readSearch, totalOf } from '../store/search.ts';
import { readSetting } from '../store/terms.ts';

const perPage = 20;
const lastPage = mostRanked / perPage;
const facetsShown = 8;

export async function searchPage(c: HouseContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const asked = readQuery(c);
  const query = {
    sought: soughtIn(asked.text),
    lang: asked.tongue,
    filters: asked.filters,
    since: asked.since ? startOfDay(asked.since, site.timeZone) : null,
    before: asked.until ? startOfDay(dayAfter(asked.until), site.timeZone) : null,
    now,
  };
  const range = { offset: (asked.page - 1) * perPage, limit: perPage };
  const search = readResults(db, query, range);
  const setting = readSetting(db, now);
  const [{ taxonomy, next }, { hits, counts, seen }, languages] = search
    ? await readSearch(db, now, [setting, ...search])
    : [...(await readTogether(db, [setting])), nothing, new Map<string, number>()];
  const total = totalOf(counts);
  const capped = total >= mostRanked;
  const address = (changes: Partial<Asked>) => addressOf(c, { ...asked, page: 1, ...changes });
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
    results: search && { found: hits, total, capped },
    chosen: chosenOf(taxonomy, asked, counts, address),
    offered: offeredOf(taxonomy, asked, counts, address),
    ...tonguesOf(c, asked, languages, address),
    newer: asked.page > 1 ? address({ page: asked.page - 1 }) : null,
    older: total > asked.page * perPage ? address({ page: asked.page + 1 }) : null,
    further: seen === null || capped ? null : furtherFrom(seen, site.timeZone, address),
  });
  return page(c, view, 'list', { now, next, tags: tagsOfSelection(taxonomy, asked.filters, lang) });
}

const nothing: Findings = { hits: [], counts: new Map(), seen: null };

interface Asked {
  text: string;
  /** The language in which to look: the page's own unless another is asked for. */
  tongue: string;
  filters: [TaxonomySlug, string[]][];
  /** Days `YYYY-MM-DD`, or empty. */
  since: string;
  until: string;
  page: number;
}

/** What can be read of the query; the rest is as if it had not been asked. */
function readQuery({ req, var: { site, lang } }: HouseContext): Asked {
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
  };
}

/** What a search carries along beside its words and days: its language and its terms. */
function carriedBy(
  { var: { lang } }: { var: Pick<HouseContext['var'], 'lang'> },
  { tongue, filters }: Asked,
): [name: string, value: string][] {
  return [
    ...(tongue === lang ? [] : ([['lang', tongue]] as [string, string][])),
    ...filters.flatMap(([taxonomy, slugs]) =>
      slugs.map((slug): [string, string] => [parameterOf(taxonomy), slug]),
    ),
  ];
}

function addressOf({ var: { site, lang } }: HouseContext, asked: Asked): string {
  const query = new URLSearchParams();
  if (asked.text) query.set('q', asked.text);
  for (const [name, value] of carriedBy({ var: { lang } }, asked)) query.append(name, value);
  for (const name of ['since', 'until'] as const) if (asked[name]) query.set(name, asked[name]);
  if (asked.page > 1) query.set('page', String(asked.page));
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
  { var: { site, lang } }: HouseContext,
  { tongue }: Asked,
  counts: Map<string, number>,
  address: Address,
): { tongues: TongueFacet[]; ownTongue: string | null } {
  const tongues = site.languages.flatMap((other): TongueFacet[] => {
    const count = counts.get(other) ?? 0;
    if (other === tongue || count === 0) return [];
    return [{ lang: other, count, address: address({ tongue: other }) }];
  });
  return { tongues, ownTongue: tongue === lang ? null : address({ tongue: lang }) };
}
