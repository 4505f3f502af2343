/** Feeds and sitemaps, as they were built into R2. */
import { type BuiltFile, fileAt, pathOf } from '../domain/generated-file.ts';
import * as paths from '../domain/paths.ts';
import { isTaxonomy, newsroom, type Taxonomy } from '../domain/taxonomy.ts';
import { cacheHeaders, tag } from '../edge-cache.ts';
import { open, type Provided, provide } from '../generated/generated-files.ts';
import { isNotModified, lastModifiedOf } from '../http/conditional.ts';
import type { HouseContext } from '../http/context.ts';
import { moved } from '../http/responses.ts';
import { reusable } from '../http/security.ts';
import { readTogether } from '../store/db/connect.ts';
import { readState } from '../store/events/generated-files.ts';
import { anyLanguage } from '../store/public/listings.ts';
import { readSetting } from '../store/taxonomy/terms.ts';

const feedTypes: Record<paths.FeedFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

export async function builtFile(c: HouseContext): Promise<Response> {
  const { db, primary, site, now } = c.var;
  const { path } = c.req;
  const [state, { taxonomy, next }] = await readTogether(db, [
    readState(db, path, now),
    readSetting(db, now),
  ]);
  const file = fileAt(site, taxonomy, path);
  if (!file) return renamedFeed(c, taxonomy, next);
  const bench = { db: primary, bucket: c.env.FILES, site, now };
  const provided = await provide(bench, file, state);
  if (!provided) return c.notFound();
  if (isNotModified(c.req.raw, validatorsOf(provided, now))) {
    return c.body(null, 304, headersOf(c, file, provided, next));
  }
  const opened = await open(bench, file, provided);
  if (!opened) return c.notFound();
  const type = file.kind === 'feed' ? feedTypes[file.format] : 'application/xml; charset=utf-8';
  const headers = { 'Content-Type': type, ...headersOf(c, file, opened.provided, next) };
  return c.body(opened.body, 200, headers);
}

function validatorsOf({ digest, modifiedAt }: Provided, now: number) {
  return { etag: `"${digest.slice(0, 32)}"`, lastModified: lastModifiedOf(modifiedAt, now) };
}

/** A feed is purged with the list that it tells, whoever builds it then. */
function tagsOf(file: BuiltFile, path: string): string[] {
  const own = [tag.built, tag.builtAt(path)];
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
  c: HouseContext,
  file: BuiltFile,
  provided: Provided,
  next: number | null,
): Record<string, string> {
  const { site, now } = c.var;
  const path = pathOf(site, file);
  const { etag, lastModified } = validatorsOf(provided, now);
  const until = Math.min(next ?? Infinity, provided.dueAt);
  return {
    ...reusable,
    ...cacheHeaders('built', { now, next: until, tags: tagsOf(file, path) }),
    ETag: etag,
    ...(lastModified !== null && { 'Last-Modified': new Date(lastModified).toUTCString() }),
    ...(file.kind === 'feed' && {
      Link: [
        `<${site.origin}${path}>; rel="self"`,
        ...(site.webSubHub ? [`<${site.webSubHub}>; rel="hub"`] : []),
      ].join(', '),
      'Content-Language': file.lang,
      // Readers that are pages themselves may read it too.
      'Access-Control-Allow-Origin': '*',
    }),
  };
}

/** A feed of a term that has another slug by now; else there is nothing. */
function renamedFeed(c: HouseContext, taxonomy: Taxonomy, next: number | null) {
  const { site, lang, now } = c.var;
  const [slug, of] = [c.req.param('slug') ?? '', c.req.param('taxonomy') ?? ''];
  const renamed = isTaxonomy(of) ? taxonomy.byFormerSlug(of, slug) : null;
  const format = paths.feedFormats.find((one) => c.req.path.endsWith(`/${paths.feedNames[one]}`));
  if (!renamed || !format) return c.notFound();
  const location = paths.feed(site, lang, format, renamed);
  return moved(c, location, { now, next, tags: [tag.taxonomy(renamed.taxonomy), tag.terms] });
}
