/** The taxonomy, read as whole trees. */
import { and, eq, inArray, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { Taxonomy, type TaxonomySlug, type Term } from '../domain/taxonomy.ts';
import { type Db, type Reading, readTogether, recurring } from './db.ts';
import { taxonomies, terms } from './schema.ts';
import { nextInstant } from './visibility.ts';

type StoredTerm = Omit<Term, 'taxonomy' | 'closed'> & { closed: 0 | 1 };
interface Known {
  tokens: Record<string, string>;
  taxonomy: Taxonomy;
}

/** What this isolate read last; each tree is sent again only when its token differs. */
let known: Known = { tokens: {}, taxonomy: new Taxonomy([]) };

const path = sql`'$."' || ${taxonomies.slug} || '"'`;
const isKnown = sql`${taxonomies.token} = json_extract(${sql.placeholder('tokens')}, ${path})`;
const trees = recurring((db) =>
  db
    .select({
      slug: taxonomies.slug,
      token: taxonomies.token,
      tree: sql<string | null>`case when ${isKnown} then null else ${taxonomies.tree} end`,
      next: nextInstant,
    })
    .from(taxonomies),
);

/** What every public answer needs beside its content. */
export interface Setting {
  taxonomy: Taxonomy;
  /** The next scheduled instant after `now`, or null. */
  next: number | null;
}

/** Reads six rows, and the trees only when they changed since this isolate's last look. */
export function readSetting(db: Db, now: number): Reading<Setting> {
  const before = known;
  return trees(db, { tokens: JSON.stringify(before.tokens), now }, (rows) => ({
    taxonomy: taxonomyOf(rows, before),
    next: rows[0]?.next ?? null,
  }));
}

/** All terms, for editors. */
export async function findTaxonomy(db: Db): Promise<Taxonomy> {
  const [{ taxonomy }] = await readTogether(db, [readSetting(db, 0)]);
  return taxonomy;
}

interface TreeRow {
  slug: string;
  token: string;
  /** Null where the tree is the one that is known. */
  tree: string | null;
}

function taxonomyOf(rows: TreeRow[], before: Known): Taxonomy {
  if (rows.every(({ tree }) => tree === null)) return before.taxonomy;
  const all = rows.flatMap(({ slug, tree }) =>
    tree === null
      ? before.taxonomy.list(slug as TaxonomySlug)
      : (JSON.parse(tree) as StoredTerm[]).map((term) => ({
          ...term,
          taxonomy: slug as TaxonomySlug,
          closed: term.closed === 1,
        })),
  );
  const tokens = Object.fromEntries(rows.map(({ slug, token }) => [slug, token]));
  known = { tokens, taxonomy: new Taxonomy(all) };
  return known.taxonomy;
}

/** The ids of the terms that a publication's facts name, as part of another query. */
export function termIdsNamedIn(facts: SQLiteColumn): SQL {
  return sql`(select json_extract(${facts}, '$.kind') as id union select item.value from json_each(${facts}) as field, json_each(field.value) as item where field.key in ('sources', 'fieldsOfWork', 'countries', 'meetings'))`;
}

/** The ids of the terms of these slugs, as part of another query; unknown ones are not among them. */
export function termIdsBySlugs(
  taxonomy: TaxonomySlug | Placeholder,
  slugs: readonly (string | Placeholder)[],
): SQL {
  return sql`(select ${terms.id} from ${terms} where ${and(eq(terms.taxonomy, taxonomy), inArray(terms.slug, [...slugs]))})`;
}
