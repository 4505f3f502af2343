/** The page of a taxonomy: its terms as a tree. */
import type { Site } from '../src/domain/site.ts';
import type { TaxonomySlug, Term } from '../src/domain/taxonomy.ts';
import { Breadcrumb, taxonomyName } from './browse.tsx';
import { type Frame, Layout } from './layout.tsx';
import { TermLink } from './listing.tsx';
import { wordsOf } from './words.ts';

export interface TreeView extends Omit<Frame, 'children' | 'title' | 'head'> {
  taxonomy: TaxonomySlug;
  /** In reading order, parents before children. */
  terms: readonly Term[];
}

export function TreePage(view: TreeView) {
  const { site, lang, taxonomy, terms } = view;
  const title = taxonomyName(taxonomy, lang);
  const termsByParent = Map.groupBy(terms, ({ parentId }) => parentId);
  return (
    <Layout {...view} title={title}>
      <Breadcrumb site={site} lang={lang} />
      <h1>{title}</h1>
      {terms.length === 0 ? (
        <p class="nothing">{wordsOf(lang).nothingYet}</p>
      ) : (
        <nav class="tree" aria-label={title}>
          <Branch site={site} lang={lang} parentId={null} termsByParent={termsByParent} />
        </nav>
      )}
    </Layout>
  );
}

interface BranchView {
  site: Site;
  lang: string;
  parentId: number | null;
  termsByParent: Map<number | null, Term[]>;
}

function Branch({ site, lang, parentId, termsByParent }: BranchView) {
  const terms = termsByParent.get(parentId);
  if (!terms) return null;
  return (
    <ul>
      {terms.map((term) => (
        <li>
          <TermLink site={site} lang={lang} term={term} />
          {term.closed && <span class="closed">{wordsOf(lang).closed}</span>}
          <Branch site={site} lang={lang} parentId={term.id} termsByParent={termsByParent} />
        </li>
      ))}
    </ul>
  );
}
