/** The frame of every page. */

import type { Attachment } from '../src/domain/attachment.ts';
import { directionOf } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { longestSearch } from '../src/domain/search.ts';
import { type Site, siteName } from '../src/domain/site.ts';
import { type Term, termName } from '../src/domain/taxonomy.ts';
import { Browse, Menu } from './browse.tsx';
import type { Child } from './markup.ts';
import { raw } from './markup.ts';
import { OpenGraph } from './open-graph.tsx';
import { mark, themeOf } from './theme.ts';
import { wordsOf } from './words.ts';

/** Another language version of the page. */
export interface Alternate {
  lang: string;
  path: string;
}

export interface Frame {
  site: Site;
  lang: string;
  /** Title of the page, without the site's name. */
  title: string;
  /** For search engines, in a sentence or two. Default: the title and the site's name. */
  description?: string | undefined;
  /** Path of the page. Null for pages that search engines must not index. */
  canonical: string | null;
  /** Whether search engines may index a page that has a canonical path. Default: true. */
  isIndexed?: boolean;
  /** Short path of the page, for print. Default: `canonical`. */
  printed?: string;
  /** All language versions, including this one. */
  alternates: Alternate[];
  /** Whether the page has its own search form, so that the masthead has none. */
  hasSearchForm?: boolean;
  /** The term whose feeds the page links to. Default: the newsroom's feeds. */
  term?: Term | null;
  /** Other feeds to link to, and the name of their list. */
  feeds?: { name: string; pathOf: (format: paths.FeedFormat) => string };
  /** The picture that stands for an article; null if it has none, undefined for a page that is no article. */
  picture?: Attachment | null;
  /** Further elements of `head`. */
  head?: Child;
  children?: Child;
}

export function Layout(frame: Frame) {
  const { site, lang, canonical, alternates } = frame;
  const isIndexed = canonical !== null && frame.isIndexed !== false;
  // A page further down a list has no versions: places in it differ by language.
  const hasVersions =
    isIndexed && alternates.length > 1 && alternates.some(({ path }) => path === canonical);
  const words = wordsOf(lang);
  const name = siteName(site, lang);
  const description = frame.description || `${frame.title}. ${words.news}${words.colon} ${name}.`;
  const theme = themeOf(site);
  const absolute = (path: string) => site.origin + path;
  const term = frame.term ?? null;
  const listName =
    frame.feeds?.name ?? (term ? termName(term, lang, site.languages) : words.latest);
  const feeds = paths.feedFormats.map((format) => ({
    ...paths.feedTypes[format],
    path: frame.feeds?.pathOf(format) ?? paths.feed(site, lang, format, term),
  }));
  const fallback =
    alternates.find((one) => one.lang === site.defaultLanguage) ?? (alternates[0] as Alternate);
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={lang} dir={directionOf(lang)}>
        <head>
          <meta charset="utf-8" />
          <title>{frame.title === name ? name : `${frame.title} | ${name}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="description" content={description} />
          {canonical && <link rel="canonical" href={absolute(canonical)} />}
          <meta
            name="robots"
            content={isIndexed ? 'max-image-preview:large, max-snippet:-1' : 'noindex'}
          />
          {hasVersions &&
            alternates.map((one) => (
              <link rel="alternate" hreflang={one.lang} href={absolute(one.path)} />
            ))}
          {hasVersions && (
            <link rel="alternate" hreflang="x-default" href={absolute(fallback.path)} />
          )}
          <link rel="stylesheet" href={theme.stylesheet.path} />
          <link rel="icon" href={theme.icon.path} />
          {feeds.map(({ title, mediaType, path }) => (
            <link
              rel="alternate"
              type={mediaType}
              title={`${name}: ${listName} (${title})`}
              href={absolute(path)}
            />
          ))}
          <link
            rel="search"
            type="application/opensearchdescription+xml"
            title={name}
            href={absolute(paths.openSearch(site, lang))}
          />
          {canonical && (
            <OpenGraph
              {...frame}
              {...(isIndexed ? { description } : { title: name })}
              alternates={hasVersions ? alternates : []}
              canonical={canonical}
            />
          )}
          {frame.head}
        </head>
        <body>
          <a class="skip" href="#content">
            {words.skip}
          </a>
          <header class="masthead">
            <Menu site={site} lang={lang} path={canonical?.replace(/\?.*/, '') ?? null} />
            <div class="column">
              <a class="name" href={paths.home(site, lang)}>
                {raw(mark)}
                <span>
                  {name} <small>{words.newsroom}</small>
                </span>
              </a>
              <a class="to-languages" href="#languages">
                {words.languages}
              </a>
              <nav class="languages" aria-label={words.languages}>
                <LanguageSwitch {...frame} />
              </nav>
              {!frame.hasSearchForm && <SearchForm site={site} lang={lang} />}
            </div>
          </header>
          <main id="content" class="column">
            {frame.children}
          </main>
          <footer class="colophon">
            <div class="column">
              <Browse site={site} lang={lang} />
              <section class="languages" id="languages">
                <h2>{words.languages}</h2>
                <LanguageSwitch {...frame} />
              </section>
              <div class="imprint">
                <span>{name}</span>
                <span id="feeds">
                  {words.feeds}
                  {words.colon} {listName}
                </span>
                <ul class="feeds" aria-labelledby="feeds">
                  {feeds.map(({ title, path }) => (
                    <li>
                      <a href={path}>{title}</a>
                    </li>
                  ))}
                </ul>
                {canonical && <span class="printed">{absolute(frame.printed ?? canonical)}</span>}
              </div>
            </div>
          </footer>
        </body>
      </html>
    </>
  );
}

/** The search form of the masthead. */
function SearchForm({ site, lang }: Pick<Frame, 'site' | 'lang'>) {
  const words = wordsOf(lang);
  return (
    <search>
      <form class="search-form" action={paths.search(site, lang)}>
        <input
          name="q"
          type="search"
          aria-label={words.searchTerms}
          placeholder={words.search}
          maxlength={longestSearch}
          dir="auto"
        />
        <button type="submit">{words.searchButton}</button>
      </form>
    </search>
  );
}

function LanguageSwitch({ site, lang, alternates }: Frame) {
  const pathIn = new Map(alternates.map((one) => [one.lang, one.path]));
  return (
    <ul>
      {site.languages.map((other) => (
        <li>
          <a
            href={pathIn.get(other) ?? paths.home(site, other)}
            lang={other}
            dir={directionOf(other)}
            hreflang={other}
            aria-current={other === lang ? 'true' : undefined}
          >
            {wordsOf(other).language}
          </a>
        </li>
      ))}
    </ul>
  );
}
