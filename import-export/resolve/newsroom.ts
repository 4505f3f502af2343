/** The target of an import: languages, time zone, and terms by all of their names. */
import type { Client } from '../../client/client.ts';
import { type TaxonomySlug, taxonomySlugs } from '../../src/domain/taxonomy.ts';
import type { Label } from '../readers/parse-result.ts';
import type { Mapping } from './mapping.ts';

export interface TermName {
  taxonomy: TaxonomySlug;
  slug: string;
}

export interface Newsroom {
  languages: readonly string[];
  timeZone: string;
  /** Whether the two-person rule is on. */
  twoPersons: boolean;
  terms: TermIndex;
}

/** @throws Refusal, Unreachable */
export async function findNewsroom(client: Client): Promise<Newsroom> {
  const { document: site } = await client.send('GET /site');
  const terms = new TermIndex();
  for (const taxonomy of taxonomySlugs) {
    for (const lang of site.languages) {
      const asked = { params: { taxonomy }, query: { lang } };
      const { document } = await client.send('GET /taxonomies/{taxonomy}', asked);
      for (const { slug, name } of document.items) terms.add({ taxonomy, slug }, name);
    }
  }
  const { languages, timeZone, twoPersons } = site;
  return { languages, timeZone, twoPersons, terms };
}

/** Terms by slug and by name in any language, each as `normalize` leaves it. */
export class TermIndex {
  readonly #all = new Map<string, TermName>();
  readonly #byName = new Map<string, TermName>();

  add(term: TermName, name: string): void {
    this.#all.set(`${term.taxonomy}/${term.slug}`, term);
    for (const text of [term.slug, name]) {
      const key = `${term.taxonomy}/${normalize(text)}`;
      if (!this.#byName.has(key)) this.#byName.set(key, term);
    }
  }

  all(): TermName[] {
    return [...this.#all.values()];
  }

  isEmpty(taxonomy: TaxonomySlug): boolean {
    return !this.all().some((term) => term.taxonomy === taxonomy);
  }

  has({ taxonomy, slug }: TermName): boolean {
    return this.#all.has(`${taxonomy}/${slug}`);
  }

  /** The term of a name in the first of the taxonomies that has it, or null. */
  find(names: readonly string[], taxonomies: readonly TaxonomySlug[]): TermName | null {
    for (const taxonomy of taxonomies) {
      for (const name of names) {
        const term = this.#byName.get(`${taxonomy}/${normalize(name)}`);
        if (term) return term;
      }
    }
    return null;
  }
}

/** Normalizes a name for comparison: letters and digits in lower case, without accents. */
export function normalize(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[’'`ʼ]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .join('-');
}

const taxonomiesOf: Record<Label['of'], readonly TaxonomySlug[]> = {
  kind: ['kinds'],
  sources: ['structures'],
  fieldsOfWork: ['fields-of-work'],
  countries: ['countries'],
  meetings: ['meetings'],
  author: ['structures'],
  any: ['fields-of-work', 'countries', 'structures', 'meetings', 'kinds'],
};

/**
 * The terms of a foreign name: those of the mapping, else the term of the same name or slug, with or
 * without an article or abbreviation in front. Null if none matches.
 */
export function termsOf(label: Label, terms: TermIndex, mapping: Mapping): TermName[] | null {
  const table = label.of === 'author' ? { ...mapping.terms, ...mapping.authors } : mapping.terms;
  const keys = [label.name, ...(label.slug ? [label.slug] : [])];
  for (const [name, said] of Object.entries(table)) {
    if (!keys.some((key) => key === name || normalize(key) === normalize(name))) continue;
    return [said ?? []].flat().map((path) => {
      const at = path.indexOf('/');
      return { taxonomy: path.slice(0, at) as TaxonomySlug, slug: path.slice(at + 1) };
    });
  }
  const spelt = [...keys, ...keys.flatMap((key) => withoutPrefix(key, mapping.prefixes))];
  const found = terms.find(spelt, taxonomiesOf[label.of]);
  return found && [found];
}

/** Names without a leading article, abbreviation or prefix: “OSCE Secretariat” → “Secretariat”. */
function withoutPrefix(name: string, prefixes: readonly string[]): string[] {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  if (rest.length === 0) return [];
  const article = /^(?:the|der|die|das|l[ae]|les|il|lo|el|los|las)$/i.test(first);
  const shown = /^\p{Lu}{2,8}$/u.test(first) || article || prefixes.includes(first);
  const tail = rest.join(' ');
  const longer = prefixes.flatMap((prefix) =>
    name.toLowerCase().startsWith(`${prefix.toLowerCase()} `)
      ? [name.slice(prefix.length + 1)]
      : [],
  );
  return [...(shown ? [tail, ...withoutPrefix(tail, prefixes)] : []), ...longer];
}
