/** The taxonomies as everybody may read them. */
import * as v from 'valibot';
import { taxonomyName } from '../../../templates/browse.tsx';
import { Problem } from '../../domain/problem.ts';
import { isTaxonomy, taxonomySlugs, termName } from '../../domain/taxonomy.ts';
import { tag } from '../../edge-cache.ts';
import type { AppContext } from '../../http/context.ts';
import { acceptQuery } from '../../http/input.ts';
import { jsonResponse } from '../../http/responses.ts';
import { readBatch } from '../../store/db/connect.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import type { Operation } from '../endpoint.ts';
import * as schemas from '../response-schemas.ts';

const query = v.strictObject({
  lang: v.optional(
    v.pipe(v.string(), v.description('The language of the names; else the site’s default.')),
  ),
});

async function listTaxonomies(c: AppContext): Promise<Response> {
  const { now } = c.var;
  const lang = languageOf(c);
  const [{ next }] = await readBatch(c.var.db, [readPageContext(c.var.db, now)]);
  const items = taxonomySlugs.map((slug) => ({ slug, name: taxonomyName(slug, lang) }));
  return jsonResponse(c, { items }, { now, next, tags: [] });
}

async function listPublicTerms(c: AppContext): Promise<Response> {
  const { now, site } = c.var;
  const lang = languageOf(c);
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
}

/** @throws Problem `malformed` */
function languageOf(c: AppContext): string {
  const { site } = c.var;
  const { lang = site.defaultLanguage } = acceptQuery(query, c.req);
  if (site.languages.includes(lang)) return lang;
  const errors = [{ pointer: '/lang', detail: 'is not a language of this site' }];
  throw new Problem('malformed', 'These parameters do not hold.', { errors });
}

export const taxonomyOperations = [
  {
    method: 'get',
    path: '/taxonomies',
    name: 'listTaxonomies',
    summary: 'List the taxonomies.',
    needs: null,
    query,
    answers: {
      200: { description: 'The taxonomies.', schema: schemas.listOf(schemas.taxonomyLine) },
    },
    handle: listTaxonomies,
  },
  {
    method: 'get',
    path: '/taxonomies/{taxonomy}',
    name: 'listTaxonomyTerms',
    summary: 'List the terms of a taxonomy; closed ones are kept for old releases.',
    needs: null,
    query,
    answers: { 200: { description: 'The terms.', schema: schemas.listOf(schemas.publicTerm) } },
    handle: listPublicTerms,
  },
] as const satisfies readonly Operation[];
