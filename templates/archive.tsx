/** The archive: years, months of a year, releases of a month. */
import type { Publication } from '../src/domain/release.ts';
import type { Taxonomy } from '../src/domain/taxonomy.ts';
import { Breadcrumb } from './browse.tsx';
import { FilterForm, type FilterState } from './filter.tsx';
import { type Frame, Layout } from './layout.tsx';
import { Older, ReleaseList } from './listing.tsx';
import { wordsOf } from './words.ts';

export interface Period {
  path: string;
  name: string;
}

interface ArchiveView extends Omit<Frame, 'children' | 'head'> {
  /** The pages above this one: the archive and the year. */
  above: Period[];
}

/** The years of the archive, or the months of a year. */
export function PeriodsPage(view: ArchiveView & { periods: Period[] }) {
  const { site, lang, title, above, periods } = view;
  return (
    <Layout {...view}>
      <Breadcrumb site={site} lang={lang} above={above} />
      <h1>{title}</h1>
      {periods.length === 0 ? (
        <p class="nothing">{wordsOf(lang).nothingYet}</p>
      ) : (
        <nav class="periods" aria-label={title}>
          <ul>
            {periods.map(({ path, name }) => (
              <li>
                <a href={path}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </Layout>
  );
}

export interface MonthView extends ArchiveView {
  taxonomy: Taxonomy;
  filter: FilterState;
  releases: Publication[];
  /** URL of the next page, or null. */
  older: string | null;
}

export function MonthPage(view: MonthView) {
  const { site, lang, title, above } = view;
  return (
    <Layout {...view}>
      <Breadcrumb site={site} lang={lang} above={above} />
      <h1>{title}</h1>
      <FilterForm {...view} />
      <ReleaseList {...view} />
      <Older {...view} />
    </Layout>
  );
}
