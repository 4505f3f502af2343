/** The taxonomy, changed term by term. Each change writes its taxonomy's tree anew in the same batch. */
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { Problem } from '../../domain/problem.ts';
import type { Names, Taxonomy, TaxonomySlug, Term } from '../../domain/taxonomy.ts';
import { type Act, commit } from '../access/audit.ts';
import { buildRead, type Db, readBatch, type Statement, violates } from '../db/connect.ts';
import { nextLockVersion, randomToken, valueIf } from '../db/expressions.ts';
import { listings, publications, taxonomies, terms } from '../db/schema.ts';
import { type ChangedTerms, enqueuePurge } from '../events/cache-invalidation.ts';
import { markTermFilesDue } from '../events/generated-files.ts';
import { listingTermIds, readPageContext } from './terms.ts';

export interface TermInput {
  slug: string;
  parentId: number | null;
  closed: boolean;
  names: Names;
}

/**
 * Adds a term at the end of its taxonomy.
 * @throws Problem `conflict` when the slug is taken, or the parent was removed meanwhile
 */
export async function createTerm(db: Db, actor: Actor, taxonomy: TaxonomySlug, term: TermInput) {
  const position = sql<number>`(
    select coalesce(max(${terms.position}), -1) + 1
    from ${terms}
    where ${terms.taxonomy} = ${taxonomy}
  )`;
  const act = {
    action: 'term.create',
    subject: `term/${taxonomy}/${term.slug}`,
    detail: { names: term.names },
  };
  const touched = { taxonomy, names: false, terms: idsOf(term.parentId) };
  await write(db, actor, act, touched, [
    db.insert(terms).values({ ...term, taxonomy, position, closed: guarded(term, null) }),
    forget(db, taxonomy, term.slug),
    markTermFilesDue(db, taxonomy, false, actor.now),
  ]);
}

/** Finds all terms, and the lock version of one, which is its validator; 0 if it does not exist. */
export async function findChange(
  db: Db,
  taxonomy: TaxonomySlug,
  slug: string,
): Promise<{ taxonomy: Taxonomy; change: number }> {
  const query = db
    .select({ change: terms.lockVersion })
    .from(terms)
    .where(and(eq(terms.taxonomy, taxonomy), eq(terms.slug, slug)));
  const [context, change] = await readBatch(db, [
    readPageContext(db, 0),
    buildRead(query, ([row]) => row?.change ?? 0),
  ]);
  return { taxonomy: context.taxonomy, change };
}

/**
 * Makes a term what `after` says. A new slug leaves the old one as a way to the term; a new parent
 * takes along, in every list, what is published under the term.
 * @throws Problem `stale` when the term is no longer the one that was read, `conflict` when the slug
 *   is taken, or when the parent was removed or moved below the term meanwhile
 */
export async function replaceTerm(
  db: Db,
  actor: Actor,
  before: Term,
  change: number,
  after: TermInput,
): Promise<void> {
  const { id, taxonomy, slug } = before;
  const renamed = after.slug !== slug;
  const formerSlugs = [...before.formerSlugs, ...(renamed ? [slug] : [])];
  const act = {
    action: 'term.replace',
    subject: `term/${taxonomy}/${slug}`,
    detail: { ...after, before: { slug, parentId: before.parentId, closed: before.closed } },
  };
  const names =
    renamed ||
    after.parentId !== before.parentId ||
    JSON.stringify(after.names) !== JSON.stringify(before.names);
  await write(db, actor, act, { taxonomy, names, terms: [id] }, [
    db
      .update(terms)
      .set({
        ...after,
        closed: guarded(after, id),
        formerSlugs: formerSlugs.filter((one) => one !== after.slug),
        lockVersion: nextLockVersion(terms.lockVersion, change),
      })
      .where(eq(terms.id, id)),
    ...(renamed ? [forget(db, taxonomy, after.slug, id)] : []),
    ...(after.parentId === before.parentId ? [] : relist(db, id)),
    markTermFilesDue(db, taxonomy, true, actor.now),
  ]);
}

/**
 * Removes a term that nothing ever named.
 * @throws Problem `stale`, or `conflict` when it was named or has terms below it
 */
export async function removeTerm(db: Db, actor: Actor, term: Term, change: number): Promise<void> {
  const { id, taxonomy, slug } = term;
  const act = { action: 'term.delete', subject: `term/${taxonomy}/${slug}` };
  const free = sql`${terms.used} = 0 and not exists (select 1 from ${terms} as child where child.parent_id = ${id})`;
  const touched = { taxonomy, names: false, terms: [id, ...idsOf(term.parentId)] };
  await write(db, actor, act, touched, [
    db
      .update(terms)
      .set({
        lockVersion: nextLockVersion(terms.lockVersion, change),
        position: valueIf<number>(free, terms.position),
      })
      .where(eq(terms.id, id)),
    db.delete(terms).where(eq(terms.id, id)),
    markTermFilesDue(db, taxonomy, true, actor.now),
  ]);
}

const idsOf = (id: number | null) => (id === null ? [] : [id]);

/**
 * The column `closed`, guarded: null, which fails the batch, if the parent does not exist or the term
 * has become its ancestor. So two writers who move two terms below each other make no cycle.
 */
function guarded({ closed, parentId }: TermInput, id: number | null): SQL | boolean {
  if (parentId === null) return closed;
  const line = sql`with recursive line (id, up) as (
    select id, parent_id from ${terms} where id = ${parentId}
    union
    select above.id, above.parent_id from line join ${terms} as above on above.id = line.up
  )`;
  const fits = sql`(${line} select count(*) > 0 and sum(id is ${id}) = 0 from line)`;
  return valueIf(fits, closed ? 1 : 0);
}

async function write(
  db: Db,
  actor: Actor,
  act: Act,
  touched: ChangedTerms,
  statements: Statement[],
): Promise<void> {
  const { taxonomy } = touched;
  const whole = [
    ...statements,
    rebuildTreeJson(db, taxonomy),
    ...enqueuePurge(db, touched, actor.now),
  ];
  try {
    await commit(db, actor, act, whole);
  } catch (error) {
    if (violates(error, 'terms.change')) {
      throw new Problem('stale', 'Somebody else changed this term meanwhile: read it again.');
    }
    if (violates(error, 'taxonomies.tree')) {
      throw new Problem('conflict', `The terms of ${taxonomy} are too many to have one more.`);
    }
    if (violates(error, 'terms.closed')) {
      throw new Problem(
        'conflict',
        'The parent was removed or moved below this term meanwhile: read the terms again.',
      );
    }
    if (violates(error, 'terms.position')) {
      throw new Problem('conflict', 'Releases or other terms name this term: close it instead.');
    }
    if (violates(error, 'terms.taxonomy')) {
      throw new Problem('conflict', `This slug is taken in ${taxonomy}.`);
    }
    throw error;
  }
}

/** A slug that is given to a term leads nowhere else any more. */
function forget(db: Db, taxonomy: TaxonomySlug, slug: string, except = 0): Statement {
  const others = sql`(
    select coalesce(json_group_array(value), '[]')
    from json_each(${terms.formerSlugs})
    where value <> ${slug}
  )`;
  const had = sql`exists (select 1 from json_each(${terms.formerSlugs}) where value = ${slug})`;
  return db
    .update(terms)
    .set({ formerSlugs: others })
    .where(and(eq(terms.taxonomy, taxonomy), had, sql`${terms.id} <> ${except}`));
}

/** Lists what is published under a term below its present ancestors, and no longer below others. */
function relist(db: Db, id: number): Statement[] {
  const under = db
    .select({ id: listings.publicationId })
    .from(listings)
    .where(eq(listings.termId, id));
  const { termIds } = publications;
  const named = sql`exists (
    select 1
    from ${publications}, json_each(${termIds}) as place
    where ${publications.id} = ${listings.publicationId} and place.value = ${listings.termId}
  )`;
  return [
    db.update(publications).set({ termIds: listingTermIds }).where(inArray(publications.id, under)),
    db.delete(listings).where(and(sql`not ${named}`, inArray(listings.publicationId, under))),
    db
      .insert(listings)
      .select(
        sql`select place.value, one.lang, one.published_at, one.release_id, one.publication_id
          from ${listings} as one
          join ${publications} on ${publications.id} = one.publication_id
          join json_each(${termIds}) as place
          where one.term_id = ${id}`,
      )
      .onConflictDoNothing(),
  ];
}

/** The most bytes of a tree, and about how many each of its terms has beside its texts. */
const largestTree = 1_500_000;
const bytesBeside = 100;

/**
 * Writes a taxonomy's tree anew from its terms, under a new token. Fails the batch (`tree` may not be
 * null) when it would be larger than a row of the database may be.
 */
function rebuildTreeJson(db: Db, taxonomy: TaxonomySlug): Statement {
  const ordered = db
    .select({
      id: terms.id,
      slug: terms.slug,
      parentId: terms.parentId,
      closed: terms.closed,
      names: terms.names,
      formerSlugs: terms.formerSlugs,
    })
    .from(terms)
    .where(eq(terms.taxonomy, taxonomy))
    .orderBy(terms.position)
    .as('ordered');
  // Of bytes, since a text of the database is measured in those; a tree is one.
  const size = sql`(
    select sum(length(cast(names || slug || former_slugs as blob)) + ${bytesBeside})
    from ${terms}
    where ${eq(terms.taxonomy, taxonomy)}
  )`;
  const term = sql`json_object(
    'id', id,
    'slug', slug,
    'parentId', parent_id,
    'closed', closed,
    'names', json(names),
    'formerSlugs', json(former_slugs)
  )`;
  return db
    .update(taxonomies)
    .set({
      token: randomToken,
      tree: sql`case when coalesce(${size}, 0) <= ${largestTree} then
        (select coalesce(json_group_array(${term}), '[]') from ${ordered}) end`,
    })
    .where(eq(taxonomies.slug, taxonomy));
}
