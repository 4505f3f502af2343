/** Search: the form, what was found, and the terms by which to narrow it. */
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
  /** The place in the text, in parts. */
  snippet: Part[];
}

/** A term by which a search can be narrowed, or is. */
export interface Facet {
  term: Term;
  count: number;
  /** The same search with the term, or without it where it is chosen already. */
  address: string;
}

/** Another language in which the same can be found. */
export interface LanguageFacet {
  lang: string;
  count: number;
  /** The same search in that language. */
  address: string;
}

export interface Results {
  found: Found[];
  /** How many there are; null where nobody counted. */
  total: number | null;
  /** Whether there are more than that. */
  capped: boolean;
}

export interface SearchView extends Omit<Frame, 'children' | 'title' | 'head'> {
  taxonomy: Taxonomy;
  /** As it was typed. */
  text: string;
  since: string;
  until: string;
  /** What else the form carries along. */
  carried: [name: string, value: string][];
  /** Null while nothing was asked. */
  results: Results | null;
  chosen: Facet[];
  offered: [TaxonomySlug, Facet[]][];
  /** The language that is looked in. */
  tongue: string;
  tongues: LanguageFacet[];
  /** The same search in the page's language, where another is looked in. */
  ownTongue: string | null;
  newer: string | null;
  older: string | null;
  /** The first day that was looked at, and the same search before it, where there is more to look at. */
  further: { day: string; address: string } | null;
}

export function SearchPage(view: SearchView) {
  const { lang, text, results } = view;
  const words = wordsOf(lang);
  return (
    <Layout
      {...view}
      searching
      title={text ? `${words.search}${words.colon} ${text}` : words.search}
    >
      <h1>{words.search}</h1>
      <Form {...view} />
      {(view.chosen.length > 0 || view.ownTongue) && (
        <ul class="chosen" aria-label={words.activeFilters}>
          {view.ownTongue && (
            <li>
              <a href={view.ownTongue}>
                <span aria-hidden="true">× </span>
                <span class="visually-hidden">{`${words.removeFilter}${words.colon} `}</span>
                <span {...langAttributes(view.tongue, lang)}>{wordsOf(view.tongue).language}</span>
              </a>
            </li>
          )}
          {view.chosen.map(({ term, address }) => (
            <li>
              <a href={address}>
                <span aria-hidden="true">× </span>
                <span class="visually-hidden">{`${words.removeFilter}${words.colon} `}</span>
                <Name {...view} term={term} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {results && <Outcome {...view} results={results} />}
    </Layout>
  );
}

function Form({ site, lang, text, since, until, carried }: SearchView) {
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
        {carried.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p>
          <button type="submit">{words.searchButton}</button>
        </p>
      </form>
    </search>
  );
}

function Outcome(view: SearchView & { results: Results }) {
  const { lang, text, results, newer, older } = view;
  const words = wordsOf(lang);
  const { found, total, capped } = results;
  if (total === 0 || (total === null && found.length === 0 && !older)) {
    return (
      <>
        <p class="nothing">{text ? words.noResults : words.noMatches}</p>
        <Further {...view} />
        <Tongues {...view} />
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
          <ol class="releases hits" {...langAttributes(view.tongue, lang)}>
            {found.map((release) => (
              <Entry {...view} lang={view.tongue} release={release}>
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
        <Further {...view} />
      </div>
      <div>
        <Offered {...view} />
        <Tongues {...view} />
      </div>
    </div>
  );
}

function Further({ lang, further }: SearchView) {
  if (!further) return null;
  const words = wordsOf(lang);
  return (
    <p class="further">
      {`${words.searchedSince}${words.colon} `}
      <time datetime={further.day}>{longDate(further.day, lang)}</time>.{' '}
      <a href={further.address}>{words.searchOlder}</a>
    </p>
  );
}

function Offered(view: SearchView) {
  const words = wordsOf(view.lang);
  if (view.offered.length === 0) return null;
  return (
    <section class="facets">
      <h2>{words.filterResults}</h2>
      {view.offered.map(([taxonomy, facets]) => (
        <>
          <h3>{taxonomyName(taxonomy, view.lang)}</h3>
          <ul>
            {facets.map(({ term, count, address }) => (
              <li>
                <a href={address}>
                  <Name {...view} term={term} />
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

function Tongues({ lang, tongues }: SearchView) {
  if (tongues.length === 0) return null;
  return (
    <section class="facets">
      <h2>{wordsOf(lang).alsoIn}</h2>
      <ul>
        {tongues.map(({ lang: tongue, count, address }) => (
          <li>
            <a href={address} {...langAttributes(tongue, lang)}>
              {wordsOf(tongue).language}
            </a>{' '}
            <span class="count">({count})</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Name({ site, lang, term }: Pick<SearchView, 'site' | 'lang'> & { term: Term }) {
  const tongue = languageIn(term.names, lang, site.languages);
  return <span {...langAttributes(tongue, lang)}>{termName(term, lang, site.languages)}</span>;
}
