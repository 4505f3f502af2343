/** The taxonomies, open to everyone. */
import * as v from 'valibot';
import { taxonomyName } from '../../../templates/browse.tsx';
import { Problem } from '../../domain/problem.ts';
import { isTaxonomy, taxonomySlugs, termName } from '../../domain/taxonomy.ts';
import { tag } from '../../edge-cache.ts';
import { jsonResponse } from '../../http/responses.ts';
import { readBatch } from '../../store/db/connect.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import * as schemas from '../response-schemas.ts';
import type { DescribedSite } from '../site-placeholders.ts';

const query = (site: DescribedSite) =>
  v.strictObject({
    lang: v.pipe(
      v.optional(
        v.picklist(site.languages, 'is not a language of this site'),
        site.defaultLanguage,
      ),
      v.description('The language of the names.'),
    ),
  });

export const taxonomyOperations = [
  operation(
    {
      method: 'get',
      path: '/taxonomies',
      name: 'listTaxonomies',
      summary: 'List the taxonomies.',
      needs: null,
      query,
      responses: {
        200: { description: 'The taxonomies.', schema: schemas.listOf(schemas.taxonomyLine) },
      },
    },
    async (c, { query: { lang } }) => {
      const { now } = c.var;
      const [{ next }] = await readBatch(c.var.db, [readPageContext(c.var.db, now)]);
      const items = taxonomySlugs.map((slug) => ({ slug, name: taxonomyName(slug, lang) }));
      return jsonResponse(c, { items }, { now, next, tags: [] });
    },
  ),
  operation(
    {
      method: 'get',
      path: '/taxonomies/{taxonomy}',
      name: 'listTaxonomyTerms',
      summary: 'List the terms of a taxonomy, the closed ones included.',
      needs: null,
      query,
      responses: { 200: { description: 'The terms.', schema: schemas.listOf(schemas.publicTerm) } },
    },
    async (c, { query: { lang } }) => {
      const { now, site } = c.var;
      const slug = c.req.param('taxonomy') ?? '';
      if (!isTaxonomy(slug)) throw new Problem('not-found', 'There is nothing at this address.');
      const [{ taxonomy, next }] = await readBatch(c.var.db, [readPageContext(c.var.db, now)]);
      const items = taxonomy.list(slug).map((term) => ({
        slug: term.slug,
        name: termName(term, lang, site.languages),
        parent: term.parentId === null ? null : (taxonomy.byId(term.parentId)?.slug ?? null),
        closed: term.closed,
      }));
      return jsonResponse(c, { items }, { now, next, tags: [tag.taxonomy(slug), tag.terms] });
    },
  ),
] as const;
