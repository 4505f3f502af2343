/** Lists of releases: the newsroom and the pages of terms. */

import { picturesOf } from '../src/domain/attachment.ts';
import { langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { Publication } from '../src/domain/release.ts';
import { offeredRenditions } from '../src/domain/rendition.ts';
import type { Site } from '../src/domain/site.ts';
import { type Taxonomy, type TaxonomySlug, type Term, termName } from '../src/domain/taxonomy.ts';
import { Breadcrumb, taxonomyName } from './browse.tsx';
import { longDate } from './dates.ts';
import { FilterForm, filterOf } from './filter.tsx';
import { type Frame, Layout } from './layout.tsx';
import { type Child, raw } from './markup.ts';
import { altAttributes, pictureHtml, sizesInFront } from './picture.ts';
import { wordsOf } from './words.ts';

export interface Listing extends Omit<Frame, 'children' | 'title' | 'head'> {
  taxonomy: Taxonomy;
  /** The term whose releases these are; null for the newsroom. */
  term: Term | null;
  releases: Publication[];
  /** URL of the next page, or null. */
  older: string | null;
  /** Whether this is the newsroom's first page, which highlights the latest release. */
  front: boolean;
  /** Whether releases of the term were corrected. */
  corrected: boolean;
}

export function ListingPage(listing: Listing) {
  const { site, lang, taxonomy, term, front, corrected } = listing;
  const words = wordsOf(lang);
  const title = term ? termName(term, lang, site.languages) : words.latest;
  const children = term ? taxonomy.childrenOf(term) : [];
  return (
    <Layout {...listing} title={title}>
      {term && (
        <TermBreadcrumb {...listing} terms={taxonomy.ancestorsOf(term)} of={term.taxonomy} />
      )}
      <h1 class={front ? 'overline' : undefined}>
        {term ? <TermName {...listing} term={term} /> : title}
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
      <FilterForm {...listing} filter={filterOf(lang, term)} />
      <ReleaseList {...listing} />
      <Older {...listing} />
      {term && corrected && (
        <p>
          <a href={paths.corrections(site, lang, term)}>{words.corrections}</a>
        </p>
      )}
      {front && <Topics site={site} lang={lang} taxonomy={taxonomy} />}
    </Layout>
  );
}

/** Links to the top-level topics. */
function Topics({ site, lang, taxonomy }: Pick<Listing, 'site' | 'lang' | 'taxonomy'>) {
  const topics = taxonomy
    .list('fields-of-work')
    .filter(({ parentId, closed }) => parentId === null && !closed);
  if (topics.length === 0) return null;
  return (
    <nav class="topics" aria-labelledby="topics">
      <h2 id="topics">{taxonomyName('fields-of-work', lang)}</h2>
      <ul>
        {topics.map((term) => (
          <li>
            <TermLink site={site} lang={lang} term={term} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

type Releases = Pick<Listing, 'site' | 'lang' | 'taxonomy' | 'releases'>;

export function ReleaseList({ front = false, ...list }: Releases & { front?: boolean }) {
  if (list.releases.length === 0) return <p class="nothing">{wordsOf(list.lang).nothingYet}</p>;
  return (
    <ol class={front ? 'releases front' : 'releases'}>
      {list.releases.map((release, index) => (
        <Entry {...list} release={release} withPicture={front && index === 0}>
          {release.headlines[list.lang]?.summary}
        </Entry>
      ))}
    </ol>
  );
}

/** The link to the next page. @param label its text; by default that of lists of releases */
export function Older({
  lang,
  older,
  label = wordsOf(lang).older,
}: Pick<Listing, 'lang' | 'older'> & { label?: string }) {
  if (!older) return null;
  return (
    <nav class="pages" aria-label={label}>
      <a class="button" rel="next" href={older}>
        {label}
      </a>
    </nav>
  );
}

/** A release in a list. The children are its text below the title. */
export function Entry({
  site,
  lang,
  taxonomy,
  release,
  withPicture = false,
  children,
}: Omit<Releases, 'releases'> & {
  release: Publication;
  /** Whether to show its picture if it has one. */
  withPicture?: boolean;
  children?: Child;
}) {
  const { headlines, metadata, releaseId } = release;
  const headline = headlines[lang];
  const kind = taxonomy.byId(metadata.kind);
  if (!headline) return null;
  const picture = withPicture ? picturesOf(metadata.attachments, lang)[0] : undefined;
  return (
    <li>
      <article class={picture && 'pictured'}>
        {picture &&
          raw(
            pictureHtml({
              file: picture,
              src: paths.file(picture),
              described: altAttributes(site, lang, picture),
              sizes: sizesInFront,
              renditions: offeredRenditions(site, picture),
              first: true,
            }),
          )}
        <p class="meta">
          <time datetime={metadata.date}>{longDate(metadata.date, lang)}</time>
          {kind && <span class="kind">{termName(kind, lang, site.languages)}</span>}
          {headline.place && <span class="place">{headline.place}</span>}
        </p>
        <h2>
          <a href={paths.release(site, lang, releaseId, headline.slug)}>{headline.title}</a>
        </h2>
        {children && <p class="summary">{children}</p>}
      </article>
    </li>
  );
}

/** The way to a term: the newsroom, its taxonomy, and terms, each below the one before. */
export function TermBreadcrumb({
  site,
  lang,
  terms,
  of = terms[0]?.taxonomy,
}: Pick<Listing, 'site' | 'lang'> & { terms: readonly Term[]; of?: TaxonomySlug }) {
  const above = of ? [{ path: paths.taxonomy(site, lang, of), name: taxonomyName(of, lang) }] : [];
  return (
    <Breadcrumb site={site} lang={lang} above={above}>
      {terms.map((term) => (
        <li>
          <TermLink site={site} lang={lang} term={term} />
        </li>
      ))}
    </Breadcrumb>
  );
}

/** A link to a term, named in the page's language if it has a name in it. */
export function TermLink({ site, lang, term }: { site: Site; lang: string; term: Term }) {
  const nameLang = languageIn(term.names, lang, site.languages);
  return (
    <a href={paths.term(site, lang, term)} {...langAttributes(nameLang, lang)}>
      {termName(term, lang, site.languages)}
    </a>
  );
}

/** The name of a term, in the page's language if it has one. */
export function TermName({ site, lang, term }: { site: Site; lang: string; term: Term }) {
  const nameLang = languageIn(term.names, lang, site.languages);
  const name = termName(term, lang, site.languages);
  return nameLang === lang ? name : <span {...langAttributes(nameLang, lang)}>{name}</span>;
}
