/** The form that filters lists: words, year, days, terms and language. It leads to the search page. */
import { escapeHtml } from '../src/domain/escape-html.ts';
import { langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { longestSearch } from '../src/domain/search.ts';
import type { Site } from '../src/domain/site.ts';
import {
  parameterOf,
  type Taxonomy,
  type TaxonomySlug,
  type Term,
  taxonomySlugs,
  termName,
} from '../src/domain/taxonomy.ts';
import { taxonomyName } from './browse.tsx';
import { raw } from './markup.ts';
import { wordsOf } from './words.ts';

export interface FilterState {
  /** The text as typed. */
  text: string;
  /** The language of the results. */
  searchLang: string;
  /** Terms by their slugs. */
  filters: readonly (readonly [TaxonomySlug, readonly string[]])[];
  /** A year, or days `YYYY-MM-DD`; empty if there is none. */
  year: string;
  since: string;
  until: string;
}

/** The filter that the list of a term, or of the newsroom, is. */
export function filterOf(lang: string, term: Term | null): FilterState {
  const filters: FilterState['filters'] = term ? [[term.taxonomy, [term.slug]]] : [];
  return { text: '', searchLang: lang, filters, year: '', since: '', until: '' };
}

interface FilterView {
  site: Site;
  lang: string;
  taxonomy: Taxonomy;
  filter: FilterState;
  /** Whether the words are outside of the disclosure. */
  isSearch?: boolean;
  /** Whether the filters are shown at first. */
  isOpen?: boolean;
}

export function FilterForm({ isSearch = false, isOpen = false, ...view }: FilterView) {
  const { site, lang, filter } = view;
  const words = wordsOf(lang);
  const keywords = (
    <p class="words">
      <label for="q">{words.searchTerms}</label>
      <input
        id="q"
        name="q"
        type="search"
        value={filter.text}
        maxlength={longestSearch}
        dir="auto"
      />
    </p>
  );
  return (
    <search aria-label={isSearch ? undefined : words.filter}>
      <form class={isSearch ? 'search' : 'filter'} action={paths.search(site, lang)}>
        {isSearch && keywords}
        {isSearch && (
          <p>
            <button type="submit">{words.searchButton}</button>
          </p>
        )}
        <details open={isOpen}>
          <summary>{words.filter}</summary>
          <div class="fields">
            {!isSearch && keywords}
            <Fields {...view} />
            <p>
              <button type="submit">{words.filterResults}</button>
            </p>
          </div>
        </details>
      </form>
    </search>
  );
}

function Fields(view: FilterView) {
  const { site, lang, filter } = view;
  const words = wordsOf(lang);
  const others = site.languages.filter((one) => one !== lang);
  return (
    <>
      <p>
        <label for="year">{words.year}</label>
        <input
          id="year"
          name="year"
          inputmode="numeric"
          pattern="[0-9٠-٩]{4}"
          maxlength={4}
          autocomplete="off"
          value={filter.year}
        />
      </p>
      {taxonomySlugs.map((of) => (
        <TermSelect {...view} of={of} />
      ))}
      {others.length > 0 && (
        <p>
          <label for="lang">{words.languages}</label>
          <select id="lang" name="lang">
            <option value="">{words.language}</option>
            {others.map((other) => (
              <option
                value={other}
                selected={other === filter.searchLang}
                {...langAttributes(other, lang)}
              >
                {wordsOf(other).language}
              </option>
            ))}
          </select>
        </p>
      )}
      <p>
        <label for="since">{words.from}</label>
        <input id="since" name="since" type="date" value={filter.since} />
      </p>
      <p>
        <label for="until">{words.until}</label>
        <input id="until" name="until" type="date" value={filter.until} />
      </p>
    </>
  );
}

/** One term can be chosen; further ones of an address stay. */
function TermSelect({ site, lang, taxonomy, filter, of }: FilterView & { of: TaxonomySlug }) {
  const [first, ...more] = filter.filters.find(([one]) => one === of)?.[1] ?? [];
  const name = parameterOf(of);
  const options = optionsOf(taxonomy, of, site, lang);
  if (options === '') return null;
  const term = taxonomy.bySlug(of, first ?? '');
  const value = `<option value="${escapeHtml(first ?? '')}"`;
  const isOffered = options.includes(value);
  return (
    <p>
      <label for={name}>{taxonomyName(of, lang)}</label>
      <select id={name} name={name}>
        <option value="">{wordsOf(lang).any}</option>
        {term && !isOffered && (
          <option value={term.slug} selected>
            {termName(term, lang, site.languages)}
          </option>
        )}
        {raw(first ? options.replace(value, `${value} selected`) : options)}
      </select>
      {more.map((slug) => (
        <input type="hidden" name={name} value={slug} />
      ))}
    </p>
  );
}

/** From this number on, only the uppermost terms are offered: a term includes those below it. */
const mostOptions = 300;

/** Rendered options, as many as there are taxonomies and languages: a list page has hundreds. */
const rendered = new WeakMap<Taxonomy, Map<string, string>>();

function optionsOf(taxonomy: Taxonomy, of: TaxonomySlug, site: Site, lang: string): string {
  const known = rendered.get(taxonomy) ?? new Map<string, string>();
  rendered.set(taxonomy, known);
  const key = `${lang} ${of}`;
  const html = known.get(key) ?? renderOptions(taxonomy, of, site, lang);
  known.set(key, html);
  return html;
}

function renderOptions(taxonomy: Taxonomy, of: TaxonomySlug, site: Site, lang: string): string {
  const all = taxonomy.list(of);
  const offered = all.length > mostOptions ? all.filter(({ parentId }) => parentId === null) : all;
  return offered
    .slice(0, mostOptions)
    .map((term) => {
      const depth = taxonomy.ancestorsOf(term).length;
      const name = termName(term, lang, site.languages);
      return (
        <option
          value={term.slug}
          {...langAttributes(languageIn(term.names, lang, site.languages), lang)}
        >
          {'\u2003'.repeat(depth) + name}
          {term.closed && ` (${wordsOf(lang).closed})`}
        </option>
      );
    })
    .join('');
}
