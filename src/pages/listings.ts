/** The newsroom, the pages of terms and the trees of taxonomies. */

import { ListingPage } from '../../templates/listing.tsx';
import { TreePage } from '../../templates/tree.tsx';
import { type Cursor, parseCursor } from '../domain/cursor.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import type { Publication } from '../domain/release.ts';
import { isTaxonomy, newsroom, type Taxonomy, type Term } from '../domain/taxonomy.ts';
import { filterTags, tag } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { pageResponse, permanentRedirect } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readHasCorrections } from '../store/public/corrections.ts';
import { readLead } from '../store/public/front-page.ts';
import { type Page, readList } from '../store/public/listings.ts';
import { type PageContext, readPageContext } from '../store/taxonomy/terms.ts';
import { perPage } from './search-request.ts';

export async function newsroomPage(c: AppContext): Promise<Response> {
  const { db, now, lang } = c.var;
  const selection = { term: null, lang, after: cursorOf(c), limit: perPage, now };
  const [list, context, lead] = await readBatch(db, [
    readList(db, selection),
    readPageContext(db, now),
    readLead(db, lang, now),
  ]);
  const items = selection.after === null && lead ? ledBy(lead, list.items) : list.items;
  const path = (one: string) => paths.home(c.var.site, one);
  return listing(c, null, { ...list, items }, context, path, { until: lead?.until });
}

/** The list with a release first, which is not named again below. */
const ledBy = (lead: Publication, items: Publication[]): Publication[] => [
  lead,
  ...items.filter(({ releaseId }) => releaseId !== lead.releaseId),
];

/** Redirects `/releases`, which readers try by shortening the address of a release. */
export async function redirectToNewsroom(c: AppContext): Promise<Response> {
  const { lang, site, now } = c.var;
  return permanentRedirect(c, paths.home(site, lang), { now, next: null, tags: [] });
}

export async function termPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const [taxonomySlug, slug] = [c.req.param('taxonomy') ?? '', c.req.param('slug') ?? ''];
  if (!isTaxonomy(taxonomySlug)) return c.notFound();
  const selection = { term: [taxonomySlug, slug] as const, lang, now };
  const [list, context, corrected] = await readBatch(db, [
    readList(db, { ...selection, after: cursorOf(c), limit: perPage }),
    readPageContext(db, now),
    readHasCorrections(db, selection),
  ]);
  const { taxonomy, next } = context;
  const term = taxonomy.bySlug(taxonomySlug, slug);
  if (!term) return termElsewhere(c, taxonomy, next);
  return listing(c, term, list, context, (one) => paths.term(site, one, term), { corrected });
}

/** The redirect from the former slug of a term, also to a page below it; a 404 if there was no such term. */
export async function termElsewhere(
  c: AppContext,
  taxonomy: Taxonomy,
  next: number | null,
): Promise<Response> {
  const { now, lang, site } = c.var;
  const [taxonomySlug, slug] = [c.req.param('taxonomy') ?? '', c.req.param('slug') ?? ''];
  const renamed = isTaxonomy(taxonomySlug) && taxonomy.byFormerSlug(taxonomySlug, slug);
  if (!renamed) return c.notFound();
  const { pathname, search } = new URL(c.req.url);
  const below = pathname.split('/').slice(paths.term(site, lang, renamed).split('/').length);
  const location = [paths.term(site, lang, renamed), ...below].join('/') + search;
  return permanentRedirect(c, location, { now, next, tags: [tag.taxonomy(renamed.taxonomy)] });
}

/**
 * The position of `?cursor=`, or null for the first page.
 * @throws Problem `malformed`
 */
export function cursorOf(c: AppContext): Cursor | null {
  const text = c.req.query('cursor');
  if (text === undefined) return null;
  const cursor = parseCursor(text);
  if (!cursor) throw new Problem('malformed', 'There is no such page of this list.');
  return cursor;
}

/** The page with the terms of a taxonomy. */
export async function treePage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const slug = c.req.path.split('/').at(-1) ?? '';
  if (!isTaxonomy(slug)) return c.notFound();
  const [{ taxonomy, next }] = await readBatch(db, [readPageContext(db, now)]);
  const view = TreePage({
    site,
    lang,
    canonical: paths.taxonomy(site, lang, slug),
    alternates: site.languages.map((one) => ({ lang: one, path: paths.taxonomy(site, one, slug) })),
    taxonomy: slug,
    terms: taxonomy.list(slug),
  });
  return pageResponse(c, view, 'list', { now, next, tags: [tag.taxonomy(slug), tag.terms] });
}

async function listing(
  c: AppContext,
  term: Term | null,
  list: Page<Publication>,
  { taxonomy, next, state }: PageContext,
  pathIn: (lang: string) => string,
  { corrected = false, until }: { corrected?: boolean; until?: number | undefined },
): Promise<Response> {
  const { site, lang, now } = c.var;
  const cursor = c.req.query('cursor') ?? null;
  if (cursor && list.items.length === 0) return c.notFound();
  const view = ListingPage({
    site,
    lang,
    canonical: paths.page(pathIn(lang), cursor),
    alternates: site.languages.map((one) => ({ lang: one, path: pathIn(one) })),
    taxonomy,
    term,
    releases: list.items,
    older: list.next && paths.page(pathIn(lang), list.next),
    front: term === null && cursor === null,
    corrected,
  });
  return pageResponse(c, view, 'list', {
    now,
    next,
    state,
    until,
    tags: [
      tag.list(term?.id ?? newsroom, lang),
      ...(term ? [tag.term(term.id)] : []),
      tag.terms,
      ...filterTags,
    ],
  });
}
