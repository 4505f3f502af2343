/** The taxonomy, read as whole trees. */
import { and, eq, inArray, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { newsroom, Taxonomy, type TaxonomySlug, type Term } from '../../domain/taxonomy.ts';
import { type Db, preparedRead, type Read, readBatch, withAge } from '../db/connect.ts';
import { publications, taxonomies, terms } from '../db/schema.ts';
import { type PublicState, publicStateColumns, toPublicState } from '../public/public-state.ts';

type StoredTerm = Omit<Term, 'taxonomy' | 'closed'> & { closed: 0 | 1 };
interface Known {
  tokens: Record<string, string>;
  taxonomy: Taxonomy;
}

/** The trees that this isolate read last. The database sends a tree again only if its token differs. */
let known: Known = { tokens: {}, taxonomy: new Taxonomy([]) };

const path = sql`'$."' || ${taxonomies.slug} || '"'`;
const isKnown = sql`${taxonomies.token} = json_extract(${sql.placeholder('tokens')}, ${path})`;
const tree = sql`case when ${isKnown} then null else ${taxonomies.tree} end`;
const settings = preparedRead((db) =>
  db
    .select({
      trees: sql<string>`json_group_array(json_array(${taxonomies.slug}, ${taxonomies.token}, ${tree}))`,
      ...publicStateColumns,
    })
    .from(taxonomies),
);

/** The context of every public page. */
export interface PageContext extends PublicState {
  taxonomy: Taxonomy;
}

/**
 * Reads eight rows, and the trees only if they changed since this isolate last read them. Its row also
 * has the replica's lag: nearly every page reads it, so that costs nothing more.
 */
export function readPageContext(db: Db, now: number): Read<PageContext> {
  const before = known;
  const values = { tokens: JSON.stringify(before.tokens), now };
  const reading = settings(db, values, ([row]) => ({
    taxonomy: taxonomyOf(JSON.parse(row?.trees ?? '[]') as Tree[], before),
    ...toPublicState(row),
  }));
  return withAge(reading);
}

/** All terms, for editors. */
export async function findTaxonomy(db: Db): Promise<Taxonomy> {
  const [{ taxonomy }] = await readBatch(db, [readPageContext(db, 0)]);
  return taxonomy;
}

/** A taxonomy's slug, its token, and its tree as JSON; null where the tree is the one that is known. */
type Tree = readonly [slug: TaxonomySlug, token: string, tree: string | null];

function taxonomyOf(trees: Tree[], before: Known): Taxonomy {
  if (trees.every(([, , tree]) => tree === null)) return before.taxonomy;
  const all = trees.flatMap(([taxonomy, , tree]) =>
    tree === null
      ? before.taxonomy.list(taxonomy)
      : (JSON.parse(tree) as StoredTerm[]).map((term) => ({
          ...term,
          taxonomy,
          closed: term.closed === 1,
        })),
  );
  const tokens = Object.fromEntries(trees.map(([slug, token]) => [slug, token]));
  known = { tokens, taxonomy: new Taxonomy(all) };
  return known.taxonomy;
}

/** The ids of the terms that a publication's metadata name, as part of another query. */
export function termIdsNamedIn(metadata: SQLiteColumn): SQL {
  return sql`(
    select json_extract(${metadata}, '$.kind') as id
    union
    select item.value
    from json_each(${metadata}) as field, json_each(field.value) as item
    where field.key in ('sources', 'fieldsOfWork', 'countries', 'meetings')
  )`;
}

/**
 * The ids under which an updated publication is listed, as JSON: of the newsroom, of its terms and of their
 * ancestors. They are of the taxonomy that the batch finds, which may have changed since somebody read it.
 */
export const listingTermIds = sql`(
  with recursive line (id) as (
    select id
    from ${termIdsNamedIn(publications.metadata)}
    union
    select ${terms.parentId}
    from line
    join ${terms} on ${terms.id} = line.id
    where ${terms.parentId} is not null
  )
  select json_group_array(id) from (select ${newsroom} as id union select id from line)
)`;

/** The ids of the terms of these slugs, as part of another query; unknown ones are not among them. */
export function termIdsBySlugs(
  taxonomy: TaxonomySlug | Placeholder,
  slugs: readonly (string | Placeholder)[],
): SQL {
  return sql`(
    select ${terms.id}
    from ${terms}
    where ${and(eq(terms.taxonomy, taxonomy), inArray(terms.slug, [...slugs]))}
  )`;
}
