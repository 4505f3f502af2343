/** Terms of the taxonomies. */
import * as v from 'valibot';
import { names } from '../domain/release.ts';
import { slugPattern } from '../domain/slug.ts';
import { isTaxonomy } from '../domain/taxonomy.ts';
import { demand } from '../http/auth.ts';
import type { HouseContext } from '../http/house.ts';
import { accept, readJson, refuse } from '../http/input.ts';
import * as terms from '../store/terms.ts';

const newTerm = v.strictObject({
  slug: v.pipe(
    v.string('must be a slug'),
    v.maxLength(150, 'must be at most 150 characters long'),
    v.regex(slugPattern, 'must be lower-case letters and digits joined by -'),
  ),
  parent: v.optional(v.nullable(v.string('must be a slug')), null),
  closed: v.optional(v.boolean('must be true or false'), false),
  names,
});

export async function createTerm(c: HouseContext): Promise<Response> {
  const { db, actor, site } = c.var;
  demand(actor.editor.role, 'admin');
  const taxonomySlug = c.req.param('taxonomy') ?? '';
  if (!isTaxonomy(taxonomySlug)) return c.notFound();
  const input = accept(newTerm, await readJson(c.req.raw));
  const taxonomy = await terms.findTaxonomy(db);
  const parent = input.parent === null ? null : taxonomy.bySlug(taxonomySlug, input.parent);
  if (input.parent !== null && !parent) {
    throw refuse([{ pointer: '/parent', detail: `is not a term of ${taxonomySlug}` }]);
  }
  if (!input.names[site.defaultLanguage]) {
    throw refuse([{ pointer: '/names', detail: `must have a name in ${site.defaultLanguage}` }]);
  }
  const { slug, closed, names } = input;
  await terms.create(db, actor, taxonomySlug, {
    slug,
    parentId: parent?.id ?? null,
    closed,
    names,
  });
  return c.json({ slug, parent: parent?.slug ?? null, closed, names }, 201);
}
