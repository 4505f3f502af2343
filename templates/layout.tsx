/** The frame of every page. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { directionOf, inLanguage } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { Site } from '../src/domain/site.ts';
import { type Term, termName } from '../src/domain/taxonomy.ts';
import { wordsOf } from './words.ts';

/** Another language version of the page. */
export interface Alternate {
  lang: string;
  path: string;
}

export interface Frame {
  site: Site;
  lang: string;
  /** The path of the site's stylesheet. */
  stylesheet: string;
  /** Of the page, without the site's name. */
  title: string;
  description?: string | undefined;
  /** The page's own address; null for pages that are not to be found again. */
  canonical: string | null;
  /** All language versions, this one among them. */
  alternates: Alternate[];
  /** The term whose feeds belong to the page; the newsroom's do to all others. */
  term?: Term | null;
  /** More for the head. */
  head?: Child;
  children?: Child;
}

const feedLinks = [
  { id: 'rss', format: 'RSS', type: 'application/rss+xml' },
  { id: 'atom', format: 'Atom', type: 'application/atom+xml' },
  { id: 'json', format: 'JSON Feed', type: 'application/feed+json' },
] as const;

export function Layout(frame: Frame) {
  const { site, lang, canonical, alternates } = frame;
  const words = wordsOf(lang);
  const name = inLanguage(site.name, lang, site.languages) ?? '';
  const absolute = (path: string) => site.origin + path;
  const term = frame.term ?? null;
  const subject = term ? termName(term, lang, site.languages) : words.latest;
  const feeds = feedLinks.map(({ id, ...one }) => ({
    ...one,
    path: paths.feed(site, lang, id, term),
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
          {frame.description && <meta name="description" content={frame.description} />}
          {canonical ? (
            <>
              <link rel="canonical" href={absolute(canonical)} />
              <meta name="robots" content="max-image-preview:large, max-snippet:-1" />
            </>
          ) : (
            <meta name="robots" content="noindex" />
          )}
          {canonical &&
            alternates.length > 1 &&
            alternates.map((one) => (
              <link rel="alternate" hreflang={one.lang} href={absolute(one.path)} />
            ))}
          {canonical && alternates.length > 1 && (
            <link rel="alternate" hreflang="x-default" href={absolute(fallback.path)} />
          )}
          <link rel="stylesheet" href={frame.stylesheet} />
          {feeds.map(({ format, type, path }) => (
            <link
              rel="alternate"
              type={type}
              title={`${name}: ${subject} (${format})`}
              href={absolute(path)}
            />
          ))}
          {frame.head}
        </head>
        <body>
          <a class="skip" href="#content">
            {words.skip}
          </a>
          <header class="masthead">
            <div class="column">
              <a class="name" href={paths.home(site, lang)}>
                {name}
              </a>
              <span class="section">{words.newsroom}</span>
              <a class="section" href={paths.search(site, lang)}>
                {words.search}
              </a>
              <LanguageSwitch {...frame} />
            </div>
          </header>
          <main id="content" class="column">
            {frame.children}
          </main>
          <footer class="colophon">
            <div class="column">
              <span>{name}</span>
              <ul class="feeds" aria-label={`${words.feeds}: ${subject}`}>
                {feeds.map(({ format, path }) => (
                  <li>
                    <a href={path}>{format}</a>
                  </li>
                ))}
              </ul>
              {canonical && <span class="printed">{absolute(canonical)}</span>}
            </div>
          </footer>
        </body>
      </html>
    </>
  );
}

function LanguageSwitch({ site, lang, alternates }: Frame) {
  const at = new Map(alternates.map((one) => [one.lang, one.path]));
  return (
    <nav class="languages" aria-label={wordsOf(lang).languages}>
      <ul>
        {site.languages.map((other) => (
          <li>
            <a
              href={at.get(other) ?? paths.home(site, other)}
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
    </nav>
  );
}
