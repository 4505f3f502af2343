/** The search page: form, results and facets. */
import { langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { Publication } from '../src/domain/release.ts';
import { longestSearch } from '../src/domain/search.ts';
import type { Part } from '../src/domain/snippet.ts';
import { type Taxonomy, type TaxonomySlug, type Term, termName } from '../src/domain/taxonomy.ts';
import { taxonomyName } from './browse.tsx';
import { longDate } from './dates.ts';
import { type Frame, Layout } from './layout.tsx';
import { Entry } from './listing.tsx';
import { wordsOf } from './words.ts';

export interface Found extends Publication {
  /** The matching passage, in parts. */
  snippet: Part[];
}

/** A term that filters the results, or could. */
export interface Facet {
  term: Term;
  count: number;
  /** URL of the same search with the term, or without it if it is active. */
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
  /** The text as typed. */
  text: string;
  since: string;
  until: string;
  hiddenFields: [name: string, value: string][];
  /** Null for an empty search. */
  results: Results | null;
  activeFilters: Facet[];
  facets: [TaxonomySlug, Facet[]][];
  /** The language of the results. */
  searchLang: string;
  languages: LanguageFacet[];
  /** URL of the same search in the page's language. Null if that is `searchLang`. */
  pageLanguage: string | null;
  newer: string | null;
  older: string | null;
  /** The earliest day searched, and the URL of a search before it. Null if nothing is left. */
  continuation: { day: string; address: string } | null;
}

export function SearchPage(view: SearchView) {
  const { lang, text, results } = view;
  const words = wordsOf(lang);
  return (
    <Layout
      {...view}
      hasSearchForm
      title={text ? `${words.search}${words.colon} ${text}` : words.search}
    >
      <h1>{words.search}</h1>
      <Form {...view} />
      {(view.activeFilters.length > 0 || view.pageLanguage) && (
        <ul class="chosen" aria-label={words.activeFilters}>
          {view.pageLanguage && (
            <li>
              <a href={view.pageLanguage}>
                <span aria-hidden="true">× </span>
                <span class="visually-hidden">{`${words.removeFilter}${words.colon} `}</span>
                <span {...langAttributes(view.searchLang, lang)}>
                  {wordsOf(view.searchLang).language}
                </span>
              </a>
            </li>
          )}
          {view.activeFilters.map(({ term, address }) => (
            <li>
              <a href={address}>
                <span aria-hidden="true">× </span>
                <span class="visually-hidden">{`${words.removeFilter}${words.colon} `}</span>
                <TermName {...view} term={term} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {results && <ResultsSection {...view} results={results} />}
    </Layout>
  );
}

function Form({ site, lang, text, since, until, hiddenFields }: SearchView) {
  const words = wordsOf(lang);
  return (
    <search>
      <form class="search" action={paths.search(site, lang)}>
        <p class="words">
          <label for="q">{words.searchTerms}</label>
          <input id="q" name="q" type="search" value={text} maxlength={longestSearch} dir="auto" />
        </p>
        <p>
          <label for="since">{words.from}</label>
          <input id="since" name="since" type="date" value={since} />
        </p>
        <p>
          <label for="until">{words.until}</label>
          <input id="until" name="until" type="date" value={until} />
        </p>
        {hiddenFields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p>
          <button type="submit">{words.searchButton}</button>
        </p>
      </form>
    </search>
  );
}

function ResultsSection(view: SearchView & { results: Results }) {
  const { lang, text, results, newer, older } = view;
  const words = wordsOf(lang);
  const { found, total, capped } = results;
  if (total === 0 || (total === null && found.length === 0 && !older)) {
    return (
      <>
        <p class="nothing">{text ? words.noResults : words.noMatches}</p>
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
          <ol class="releases hits" {...langAttributes(view.searchLang, lang)}>
            {found.map((release) => (
              <Entry {...view} lang={view.searchLang} release={release}>
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
      <h2>{wordsOf(lang).alsoIn}</h2>
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

function TermName({ site, lang, term }: Pick<SearchView, 'site' | 'lang'> & { term: Term }) {
  const nameLang = languageIn(term.names, lang, site.languages);
  return <span {...langAttributes(nameLang, lang)}>{termName(term, lang, site.languages)}</span>;
}
