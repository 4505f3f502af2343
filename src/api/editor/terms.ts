/** Terms of the taxonomies. */
import * as v from 'valibot';
import { isLanguageTag } from '../../domain/language.ts';
import * as paths from '../../domain/paths.ts';
import { type Fault, Problem, pointer } from '../../domain/problem.ts';
import type { Site } from '../../domain/site.ts';
import { slugPattern } from '../../domain/slug.ts';
import { isTaxonomy, type Taxonomy, type TaxonomySlug, type Term } from '../../domain/taxonomy.ts';
import { names } from '../../domain/text-input.ts';
import { requireEtag } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid } from '../../http/input.ts';
import * as changes from '../../store/taxonomy/term-changes.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { manageSite } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

const termInput = v.pipe(
  v.strictObject({
    slug: v.pipe(
      v.string('must be a slug'),
      v.normalize(),
      v.maxLength(150, 'must be at most 150 characters long'),
      v.regex(slugPattern, 'must be lower-case letters and digits joined by -'),
    ),
    parent: v.optional(v.nullable(v.pipe(v.string('must be a slug'), v.normalize())), null),
    closed: v.optional(v.boolean('must be true or false'), false),
    names,
  }),
  v.title('TermInput'),
);

async function listTerms(c: AppContext): Promise<Response> {
  const [slug, taxonomy] = await requestedTaxonomy(c);
  return c.json({ items: taxonomy.list(slug).map((term) => toDocument(taxonomy, term)) });
}

async function findTerm(c: AppContext): Promise<Response> {
  const { term, taxonomy, change } = await requestedTerm(c);
  return c.json(toDocument(taxonomy, term), 200, { ETag: `"${change}"` });
}

async function deleteTerm(c: AppContext): Promise<Response> {
  const { term, change } = await requestedTerm(c);
  requireEtag(c.req.header('If-Match'), [`"${change}"`]);
  await changes.removeTerm(c.var.db, c.var.actor, term, change);
  return c.body(null, 204);
}

async function requestedTaxonomy(c: AppContext): Promise<[TaxonomySlug, Taxonomy]> {
  const slug = requestedSlug(c);
  return [slug, await findTaxonomy(c.var.db)];
}

function requestedSlug(c: AppContext): TaxonomySlug {
  const slug = c.req.param('taxonomy') ?? '';
  if (!isTaxonomy(slug)) throw new Problem('not-found', 'There is no such taxonomy.');
  return slug;
}

async function requestedTerm(c: AppContext) {
  const [slug, name] = [requestedSlug(c), (c.req.param('slug') ?? '').normalize()];
  const { taxonomy, change } = await changes.findChange(c.var.db, slug, name);
  const term = taxonomy.bySlug(slug, name);
  if (!term) throw new Problem('not-found', 'There is no such term.');
  return { slug, taxonomy, term, change };
}

/** @throws Problem `invalid` with an entry for every fault */
function validTerm(
  site: Site,
  slug: TaxonomySlug,
  taxonomy: Taxonomy,
  input: v.InferOutput<typeof termInput>,
  itself: Term | null,
): changes.TermInput {
  const faults: Fault[] = Object.keys(input.names)
    .filter((lang) => !isLanguageTag(lang))
    .map((lang) => ({ pointer: pointer('names', lang), detail: 'is not a BCP 47 tag' }));
  const parent = input.parent === null ? null : taxonomy.bySlug(slug, input.parent);
  if (input.parent !== null && !parent) {
    faults.push({ pointer: '/parent', detail: `is not a term of ${slug}` });
  }
  if (parent && itself && [parent, ...taxonomy.ancestorsOf(parent)].includes(itself)) {
    faults.push({ pointer: '/parent', detail: 'is the term itself or one of its descendants' });
  }
  if (!input.names[site.defaultLanguage]) {
    faults.push({ pointer: '/names', detail: `must have a name in ${site.defaultLanguage}` });
  }
  if (faults.length > 0) throw invalid(faults);
  return {
    slug: input.slug,
    parentId: parent?.id ?? null,
    closed: input.closed,
    names: input.names,
  };
}

function toDocument(taxonomy: Taxonomy, term: Term) {
  const { slug, closed, names, formerSlugs, parentId } = term;
  const parent = parentId === null ? null : (taxonomy.byId(parentId)?.slug ?? null);
  return { slug, parent, closed, names, formerSlugs };
}

const one = {
  description: 'The term.',
  schema: schemas.term,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export const termOperations = [
  operation(
    {
      method: 'get',
      path: '/taxonomies/{taxonomy}/terms',
      name: 'listTerms',
      summary: 'List the terms of a taxonomy with their names in every language.',
      needs: manageSite,
      responses: { 200: { description: 'The terms.', schema: schemas.listOf(schemas.term) } },
    },
    listTerms,
  ),
  idempotentPost(
    {
      path: '/taxonomies/{taxonomy}/terms',
      name: 'createTerm',
      summary: 'Add a term at the end of its taxonomy.',
      needs: manageSite,
      body: termInput,
      responses: { 201: { ...one, headers: ['ETag', 'Location'] } },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const { db, site } = c.var;
      const [slug, taxonomy] = await requestedTaxonomy(c);
      const input = validTerm(c.var.site, slug, taxonomy, await body(), null);
      const path = `${paths.editorApi}/taxonomies/${slug}/terms/${encodeURIComponent(input.slug)}`;
      const { parentId, ...rest } = input;
      const parent = parentId === null ? null : (taxonomy.byId(parentId)?.slug ?? null);
      return {
        status: 201,
        document: { ...rest, parent, formerSlugs: [] },
        headers: { Location: site.origin + path, ETag: '"1"' },
        write: (actor) => changes.createTerm(db, actor, slug, input),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/taxonomies/{taxonomy}/terms/{slug}',
      name: 'findTerm',
      summary: 'Read a term.',
      needs: manageSite,
      responses: { 200: one },
    },
    findTerm,
  ),
  operation(
    {
      method: 'put',
      path: '/taxonomies/{taxonomy}/terms/{slug}',
      name: 'replaceTerm',
      summary: 'Rename, move, close or open a term. Its old slug redirects to a new one.',
      needs: manageSite,
      body: termInput,
      ifMatch: true,
      responses: { 200: one },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const { db, actor } = c.var;
      const { slug, term, taxonomy, change } = await requestedTerm(c);
      requireEtag(c.req.header('If-Match'), [`"${change}"`]);
      const input = validTerm(c.var.site, slug, taxonomy, await body(), term);
      await changes.replaceTerm(db, actor, term, change, input);
      const after = await findTaxonomy(db);
      const changed = after.byId(term.id) ?? term;
      return c.json(toDocument(after, changed), 200, { ETag: `"${change + 1}"` });
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/taxonomies/{taxonomy}/terms/{slug}',
      name: 'deleteTerm',
      summary: 'Delete a term that no release ever named. Close others.',
      needs: manageSite,
      ifMatch: true,
      responses: { 204: { description: 'The term is deleted.', schema: null } },
      problems: ['conflict'],
    },
    deleteTerm,
  ),
] as const;
