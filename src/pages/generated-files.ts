/** Feeds and sitemaps, built into R2 (src/generated/). */
import { type GeneratedFile, generatedFileAt, pathOf } from '../domain/generated-file.ts';
import * as paths from '../domain/paths.ts';
import { isTaxonomy, newsroom, type Taxonomy } from '../domain/taxonomy.ts';
import { cacheHeaders, tag } from '../edge-cache.ts';
import { openFile, type ProvidedFile, provideFile } from '../generated/generated-files.ts';
import { isNotModified, lastModifiedOf } from '../http/conditional.ts';
import type { AppContext } from '../http/context.ts';
import { feedHeaders, lastingResponse, permanentRedirect } from '../http/responses.ts';
import { crossOriginHeaders } from '../http/security.ts';
import { readBatch } from '../store/db/connect.ts';
import { readFileState } from '../store/events/generated-files.ts';
import { anyLanguage } from '../store/public/listings.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';

export async function generatedFile(c: AppContext): Promise<Response> {
  const { db, primary, site, now } = c.var;
  const { path } = c.req;
  const [fileState, { taxonomy, next, state }] = await readBatch(db, [
    readFileState(db, path, now),
    readPageContext(db, now),
  ]);
  const file = generatedFileAt(site, taxonomy, path);
  if (!file) return renamedFeed(c, taxonomy, next);
  const context = { db: primary, bucket: c.env.FILES, site, now };
  const provided = await provideFile(context, file, fileState);
  if (!provided) return c.notFound();
  const opened = isNotModified(c.req.raw, validatorsOf(provided, now))
    ? { body: null, provided }
    : await openFile(context, file, provided);
  if (!opened) return c.notFound();
  const { body } = opened;
  const { etag, lastModified } = validatorsOf(opened.provided, now);
  const tags = tagsOf(file, pathOf(site, file));
  const freshness = { now, next, tags, until: opened.provided.dueAt };
  const type = file.kind === 'feed' ? paths.feedTypes[file.format].mediaType : 'application/xml';
  const contentType = `${type}; charset=utf-8`;
  const headers = headersOf(c, file, lastModified);
  if (body instanceof Uint8Array) {
    const policy = 'built' as const;
    const response = { bytes: body, etag, lastModified, contentType, policy, headers };
    // Not kept before it has its date.
    return lastingResponse(c, response, {
      ...freshness,
      state: lastModified === null ? null : state,
    });
  }
  const all = { ...cacheHeaders('built', freshness), ...headers, ETag: etag };
  if (body === null) return c.body(null, 304, all);
  return c.body(body, 200, { 'Content-Type': contentType, ...all });
}

function validatorsOf({ digest, modifiedAt }: ProvidedFile, now: number) {
  return { etag: `"${digest.slice(0, 32)}"`, lastModified: lastModifiedOf(modifiedAt, now) };
}

/** A feed has the tags of the list that it contains, so both are purged together. */
function tagsOf(file: GeneratedFile, path: string): string[] {
  const own = [tag.generatedFiles, tag.generatedFile(path)];
  switch (file.kind) {
    case 'feed':
      return [...own, tag.list(file.term?.id ?? newsroom, file.lang), tag.terms];
    case 'index':
    case 'news':
      return [...own, tag.list(newsroom, anyLanguage)];
    case 'terms':
      return [...own, tag.taxonomy(file.taxonomy), tag.terms];
    default:
      return own;
  }
}

function headersOf(
  c: AppContext,
  file: GeneratedFile,
  lastModified: number | null,
): Record<string, string> {
  const { site } = c.var;
  const path = encodeURI(pathOf(site, file));
  return {
    ...(file.kind === 'feed' ? feedHeaders(file.lang) : crossOriginHeaders),
    ...(lastModified !== null && { 'Last-Modified': new Date(lastModified).toUTCString() }),
    ...(file.kind === 'feed' && {
      Link: [
        `<${site.origin}${path}>; rel="self"`,
        ...(site.webSubHub ? [`<${site.webSubHub}>; rel="hub"`] : []),
      ].join(', '),
    }),
  };
}

/** 301 to the feed of a term whose slug has changed, or else 404. */
function renamedFeed(c: AppContext, taxonomy: Taxonomy, next: number | null) {
  const { site, lang, now } = c.var;
  const [slug, taxonomySlug] = [c.req.param('slug') ?? '', c.req.param('taxonomy') ?? ''];
  const renamed = isTaxonomy(taxonomySlug) ? taxonomy.byFormerSlug(taxonomySlug, slug) : null;
  const format = paths.feedFormats.find((one) => c.req.path.endsWith(`/${paths.feedNames[one]}`));
  if (!renamed || !format) return c.notFound();
  const location = paths.feed(site, lang, format, renamed);
  return permanentRedirect(c, location, {
    now,
    next,
    tags: [tag.taxonomy(renamed.taxonomy), tag.terms],
  });
}
