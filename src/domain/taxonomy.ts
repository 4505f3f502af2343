/** The organization's terms: five fixed taxonomies, each a tree whose terms have names by language. */
import { inLanguage } from './language.ts';

export const taxonomySlugs = [
  'kinds',
  'fields-of-work',
  'countries',
  'structures',
  'meetings',
] as const;

export type TaxonomySlug = (typeof taxonomySlugs)[number];

export const isTaxonomy = (slug: string): slug is TaxonomySlug =>
  (taxonomySlugs as readonly string[]).includes(slug);

/** The query parameter that names terms of a taxonomy. */
export const parameterOf = (taxonomy: TaxonomySlug) => (taxonomy === 'kinds' ? 'kind' : taxonomy);

/** The id under which everything is listed: the newsroom itself, above every term. */
export const newsroom = 0;

/** A text by BCP 47 tag. */
export type Names = Readonly<Record<string, string>>;

export interface Term {
  /** Internal; never sent to a client. */
  id: number;
  taxonomy: TaxonomySlug;
  slug: string;
  parentId: number | null;
  /** Kept on old releases, not offered for new ones. */
  closed: boolean;
  names: Names;
  /** Under which its pages were found before; they lead to where they are now. */
  formerSlugs: readonly string[];
}

/** All terms of all taxonomies, each taxonomy in reading order with parents before children. */
export class Taxonomy {
  readonly terms: readonly Term[];
  readonly #byId: ReadonlyMap<number, Term>;
  readonly #bySlug: ReadonlyMap<string, Term>;
  readonly #byFormerSlug: ReadonlyMap<string, Term>;

  constructor(terms: readonly Term[]) {
    this.terms = terms;
    this.#byId = new Map(terms.map((term) => [term.id, term]));
    this.#bySlug = new Map(terms.map((term) => [`${term.taxonomy}/${term.slug}`, term]));
    this.#byFormerSlug = new Map(
      terms.flatMap((term) =>
        term.formerSlugs.map((slug) => [`${term.taxonomy}/${slug}`, term] as const),
      ),
    );
  }

  byId(id: number): Term | null {
    return this.#byId.get(id) ?? null;
  }

  bySlug(taxonomy: TaxonomySlug, slug: string): Term | null {
    return this.#bySlug.get(`${taxonomy}/${slug}`) ?? null;
  }

  /** The term that had a slug before, or has it in composed letters (NFC), if no other has it now. */
  byFormerSlug(taxonomy: TaxonomySlug, slug: string): Term | null {
    const composed = `${taxonomy}/${slug.normalize()}`;
    return this.#byFormerSlug.get(composed) ?? this.#bySlug.get(composed) ?? null;
  }

  list(taxonomy: TaxonomySlug): Term[] {
    return this.terms.filter((term) => term.taxonomy === taxonomy);
  }

  childrenOf(parent: Term): Term[] {
    return this.terms.filter((term) => term.parentId === parent.id);
  }

  /** The term's ancestors, the root first, without the term itself. */
  ancestorsOf(term: Term): Term[] {
    const line: Term[] = [];
    for (let up = this.#parentOf(term); up && !line.includes(up); up = this.#parentOf(up)) {
      line.unshift(up);
    }
    return line;
  }

  #parentOf(term: Term): Term | null {
    return term.parentId === null ? null : this.byId(term.parentId);
  }
}

/** The term's name in `lang`, else in the first language of `preference` that has one. */
export function termName(term: Term, lang: string, preference: readonly string[]): string {
  return inLanguage(term.names, lang, preference) ?? term.slug;
}
