/** Lists of releases: the newsroom and the pages of terms. */
import type { Child } from 'hono/jsx';
import { languageIn, tongueOf } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { Publication } from '../src/domain/release.ts';
import type { Site } from '../src/domain/site.ts';
import { type Taxonomy, type Term, termName } from '../src/domain/taxonomy.ts';
import { Browse, taxonomyName } from './browse.tsx';
import { longDate } from './dates.ts';
import { type Frame, Layout } from './layout.tsx';
import { wordsOf } from './words.ts';

export interface Listing extends Omit<Frame, 'children' | 'title' | 'head'> {
  taxonomy: Taxonomy;
  /** The term whose releases these are; null for the newsroom. */
  term: Term | null;
  releases: Publication[];
  /** The page after this one, or null. */
  older: string | null;
}

export function ListingPage(listing: Listing) {
  const { site, lang, taxonomy, term } = listing;
  const words = wordsOf(lang);
  const title = term ? termName(term, lang, site.languages) : words.latest;
  const children = term ? taxonomy.childrenOf(term) : [];
  return (
    <Layout {...listing} title={title}>
      {term && <Trail {...listing} term={term} />}
      <h1>
        {title}
        {term?.closed && <span class="closed">{words.closed}</span>}
      </h1>
      {children.length > 0 && (
        <nav class="within" aria-label={words.within}>
          <ul>
            {children.map((child) => (
              <li>
                <TermLink {...listing} term={child} />
              </li>
            ))}
          </ul>
        </nav>
      )}
      <ReleaseList {...listing} />
      <Older {...listing} />
      {!term && <Browse site={site} lang={lang} />}
    </Layout>
  );
}

type Releases = Pick<Listing, 'site' | 'lang' | 'taxonomy' | 'releases'>;

export function ReleaseList(list: Releases) {
  if (list.releases.length === 0) return <p class="nothing">{wordsOf(list.lang).nothingYet}</p>;
  return (
    <ol class="releases">
      {list.releases.map((release) => (
        <Entry {...list} release={release}>
          {release.heads[list.lang]?.summary}
        </Entry>
      ))}
    </ol>
  );
}

/** The way to the page after this one. */
export function Older({ lang, older }: Pick<Listing, 'lang' | 'older'>) {
  if (!older) return null;
  return (
    <nav class="pages">
      <a rel="next" href={older}>
        {wordsOf(lang).older}
      </a>
    </nav>
  );
}

/** A release in a list, with what is told of it below its title. */
export function Entry({
  site,
  lang,
  taxonomy,
  release,
  children,
}: Omit<Releases, 'releases'> & { release: Publication; children?: Child }) {
  const { heads, facts, releaseId } = release;
  const head = heads[lang];
  const kind = taxonomy.byId(facts.kind);
  if (!head) return null;
  return (
    <li>
      <article>
        <p class="meta">
          {kind && <span class="kind">{termName(kind, lang, site.languages)}</span>}
          <time datetime={facts.date}>{longDate(facts.date, lang)}</time>
          {head.place && <span class="place">{head.place}</span>}
        </p>
        <h2>
          <a href={paths.release(site, lang, releaseId, head.slug)}>{head.title}</a>
        </h2>
        {children && <p class="summary">{children}</p>}
      </article>
    </li>
  );
}

function Trail({ site, lang, taxonomy, term }: Listing & { term: Term }) {
  const above = taxonomy.ancestorsOf(term);
  return (
    <nav class="trail">
      <ul>
        <li>
          <a href={paths.home(site, lang)}>{wordsOf(lang).newsroom}</a>
        </li>
        <li>
          <a href={paths.taxonomy(site, lang, term.taxonomy)}>
            {taxonomyName(term.taxonomy, lang)}
          </a>
        </li>
        {above.map((up) => (
          <li>
            <TermLink site={site} lang={lang} term={up} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A term by its name, in the page's language where it has one there. */
export function TermLink({ site, lang, term }: { site: Site; lang: string; term: Term }) {
  const tongue = languageIn(term.names, lang, site.languages);
  return (
    <a href={paths.term(site, lang, term)} {...tongueOf(tongue, lang)}>
      {termName(term, lang, site.languages)}
    </a>
  );
}
