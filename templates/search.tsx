/** The search page: form, results and facets. */
import { langAttributes } from '../src/domain/language.ts';
import type { Publication } from '../src/domain/release.ts';
import type { Part } from '../src/domain/snippet.ts';
import type { Taxonomy, TaxonomySlug, Term } from '../src/domain/taxonomy.ts';
import { taxonomyName } from './browse.tsx';
import { longDate } from './dates.ts';
import { FilterForm, type FilterState } from './filter.tsx';
import { type Frame, Layout } from './layout.tsx';
import { Entry, TermBreadcrumb, TermName } from './listing.tsx';
import { wordsOf } from './words.ts';

export interface Found extends Publication {
  /** The matching passage, in parts. */
  snippet: Part[];
}

/** A term that could filter the results. */
export interface Facet {
  term: Term;
  count: number;
  /** URL of the same search with the term. */
  address: string;
}

export interface ActiveFilter {
  name: string;
  /** The language of the name. */
  lang: string | undefined;
  /** URL of the same search without the filter. */
  address: string;
}

/** Another language with results for the same search. */
export interface LanguageFacet {
  lang: string;
  count: number;
  /** URL of the same search in that language. */
  address: string;
}

export interface Results {
  found: Found[];
  /** Null if the results were not counted. */
  total: number | null;
  /** Whether there are more than `total`. */
  capped: boolean;
}

export interface SearchView extends Omit<Frame, 'children' | 'title' | 'head'> {
  taxonomy: Taxonomy;
  filter: FilterState;
  /** Null for an empty search. */
  results: Results | null;
  activeFilters: ActiveFilter[];
  facets: [TaxonomySlug, Facet[]][];
  languages: LanguageFacet[];
  newer: string | null;
  older: string | null;
  /** The earliest day searched, and the URL of a search before it. Null if nothing is left. */
  continuation: { day: string; address: string } | null;
  /** A similar search that finds something, where this one finds nothing. */
  intended: { text: string; address: string } | null;
}

export function SearchPage(view: SearchView) {
  const { lang, taxonomy, filter, results } = view;
  const words = wordsOf(lang);
  const chosen = view.activeFilters.map(({ name }) => name).join(', ');
  const subject = filter.text || chosen;
  const [[of, [slug]] = ['kinds', ['']] as const] = filter.filters;
  const term = taxonomy.bySlug(of, slug ?? '');
  return (
    <Layout
      {...view}
      hasSearchForm
      title={subject ? `${words.search}${words.colon} ${subject}` : words.search}
    >
      {term && <TermBreadcrumb {...view} terms={[...taxonomy.ancestorsOf(term), term]} />}
      <h1>{words.search}</h1>
      <FilterForm {...view} isSearch isOpen={results === null} />
      {view.activeFilters.length > 0 && (
        <ul class="chosen" aria-label={words.activeFilters}>
          {view.activeFilters.map(({ name, lang: nameLang, address }) => (
            <li>
              <a href={address}>
                <span aria-hidden="true">× </span>
                <span class="visually-hidden">{`${words.removeFilter}${words.colon} `}</span>
                <span {...langAttributes(nameLang, lang)}>{name}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {results && <ResultsSection {...view} results={results} />}
    </Layout>
  );
}

function ResultsSection(view: SearchView & { results: Results }) {
  const { lang, results, newer, older } = view;
  const { text, searchLang } = view.filter;
  const words = wordsOf(lang);
  const { found, total, capped } = results;
  if (total === 0 || (total === null && found.length === 0 && !older)) {
    return (
      <>
        <p class="nothing">{text ? words.noResults : words.noMatches}</p>
        <Intended {...view} />
        <Continuation {...view} />
        <LanguageFacets {...view} />
      </>
    );
  }
  return (
    <div class="results">
      <div>
        {total !== null && (
          <p class="total">
            {`${words.results}${words.colon} ${capped ? `${words.moreThan} ${total}` : total}`}
          </p>
        )}
        {found.length > 0 && (
          <ol class="releases hits" {...langAttributes(searchLang, lang)}>
            {found.map((release) => (
              <Entry {...view} lang={searchLang} release={release}>
                {release.snippet.length > 0 &&
                  release.snippet.map(({ text, sought }) => (sought ? <mark>{text}</mark> : text))}
              </Entry>
            ))}
          </ol>
        )}
        {(newer || older) && (
          <nav class="pages" aria-label={words.results}>
            {newer && (
              <a rel="prev" href={newer}>
                {words.previous}
              </a>
            )}{' '}
            {older && (
              <a rel="next" href={older}>
                {words.next}
              </a>
            )}
          </nav>
        )}
        <Continuation {...view} />
      </div>
      <div>
        <Facets {...view} />
        <LanguageFacets {...view} />
      </div>
    </div>
  );
}

function Intended({ lang, filter, intended }: SearchView) {
  if (!intended) return null;
  const words = wordsOf(lang);
  return (
    <p class="intended">
      {`${words.didYouMean} `}
      <a href={intended.address} {...langAttributes(filter.searchLang, lang)}>
        {intended.text}
      </a>
    </p>
  );
}

function Continuation({ lang, continuation }: SearchView) {
  if (!continuation) return null;
  const words = wordsOf(lang);
  return (
    <p class="further">
      {`${words.searchedSince}${words.colon} `}
      <time datetime={continuation.day}>{longDate(continuation.day, lang)}</time>.{' '}
      <a href={continuation.address}>{words.searchOlder}</a>
    </p>
  );
}

function Facets(view: SearchView) {
  const words = wordsOf(view.lang);
  if (view.facets.length === 0) return null;
  return (
    <section class="facets">
      <h2>{words.filterResults}</h2>
      {view.facets.map(([taxonomy, facets]) => (
        <>
          <h3>{taxonomyName(taxonomy, view.lang)}</h3>
          <ul>
            {facets.map(({ term, count, address }) => (
              <li>
                <a href={address}>
                  <TermName {...view} term={term} />
                </a>{' '}
                <span class="count">({count})</span>
              </li>
            ))}
          </ul>
        </>
      ))}
    </section>
  );
}

function LanguageFacets({ lang, languages }: SearchView) {
  if (languages.length === 0) return null;
  return (
    <section class="facets">
      <h2>{wordsOf(lang).resultsIn}</h2>
      <ul>
        {languages.map(({ lang: other, count, address }) => (
          <li>
            <a href={address} {...langAttributes(other, lang)}>
              {wordsOf(other).language}
            </a>{' '}
            <span class="count">({count})</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
