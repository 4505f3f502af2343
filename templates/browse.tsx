/** Navigation: links to taxonomies, archive and search; breadcrumbs. */
import * as paths from '../src/domain/paths.ts';
import type { Site } from '../src/domain/site.ts';
import { type TaxonomySlug, taxonomySlugs } from '../src/domain/taxonomy.ts';
import type { Child } from './markup.ts';
import { wordsOf } from './words.ts';

/** The name of a taxonomy in a language. */
export function taxonomyName(taxonomy: TaxonomySlug, lang: string): string {
  const words = wordsOf(lang);
  const names: Record<TaxonomySlug, string> = {
    kinds: words.kinds,
    'fields-of-work': words.fieldsOfWork,
    countries: words.countries,
    structures: words.sources,
    meetings: words.meetings,
  };
  return names[taxonomy];
}

interface NamedLink {
  path: string;
  name: string;
}

/** Links to the pages from which every release can be reached. */
export function browseLinks(site: Site, lang: string): NamedLink[] {
  const { archive, contacts, corrections, events, search } = wordsOf(lang);
  return [
    ...taxonomySlugs.map((slug) => ({
      path: paths.taxonomy(site, lang, slug),
      name: taxonomyName(slug, lang),
    })),
    { path: paths.archive(site, lang), name: archive },
    { path: paths.corrections(site, lang), name: corrections },
    { path: paths.events(site, lang), name: events },
    ...(site.contactsPage ? [{ path: paths.contacts(site, lang), name: contacts }] : []),
    { path: paths.search(site, lang), name: search },
  ];
}

/**
 * The navigation of the masthead: a row where there is room, else a disclosure, without a script.
 * @param path the page's own, to mark the place that it is or lies below
 */
export function Menu({ site, lang, path }: { site: Site; lang: string; path: string | null }) {
  const { menu } = wordsOf(lang);
  const left: string[] = [
    paths.taxonomy(site, lang, 'kinds'),
    paths.corrections(site, lang),
    paths.contacts(site, lang),
    paths.events(site, lang),
    paths.search(site, lang),
  ];
  const links = browseLinks(site, lang).filter((link) => !left.includes(link.path));
  const currentOf = (place: string) =>
    path === place ? 'page' : path?.startsWith(`${place}/`) ? 'true' : undefined;
  return (
    <nav class="menu" aria-label={menu}>
      <details class="column">
        <summary>{menu}</summary>
        <ul>
          {links.map((link) => (
            <li>
              <a href={link.path} aria-current={currentOf(link.path)}>
                {link.name}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </nav>
  );
}

export function Browse({ site, lang }: { site: Site; lang: string }) {
  return (
    <nav class="browse" aria-labelledby="browse">
      <h2 id="browse">{wordsOf(lang).browse}</h2>
      <ul>
        {browseLinks(site, lang).map(({ path, name }) => (
          <li>
            <a href={path}>{name}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A breadcrumb: the newsroom, then the pages above this one. */
export function Breadcrumb({
  site,
  lang,
  above = [],
  children,
}: {
  site: Site;
  lang: string;
  above?: NamedLink[];
  /** List items after those of `above`. */
  children?: Child;
}) {
  return (
    <nav class="trail">
      <ul>
        <li>
          <a href={paths.home(site, lang)}>{wordsOf(lang).newsroom}</a>
        </li>
        {above.map(({ path, name }) => (
          <li>
            <a href={path}>{name}</a>
          </li>
        ))}
        {children}
      </ul>
    </nav>
  );
}
