/** Feeds and sitemaps, as the tick left them in R2. */
import { Problem } from '../domain/problem.ts';
import { cacheHeaders, tag } from '../edge-cache.ts';
import { isNotModified } from '../http/conditional.ts';
import type { HouseContext } from '../http/house.ts';
import { reusable } from '../http/security.ts';
import { buildMissing } from '../jobs/tick.ts';
import { readTogether } from '../store/db.ts';
import { getBuilt } from '../store/files.ts';
import { readSetting } from '../store/terms.ts';

export async function builtFile(c: HouseContext): Promise<Response> {
  const { db, site, now } = c.var;
  const { path } = c.req;
  let file = await getBuilt(c.env.FILES, path);
  if (!file && (await buildMissing({ db, bucket: c.env.FILES, site, now }, path))) {
    file = await getBuilt(c.env.FILES, path);
  }
  if (!file) throw new Problem('not-found', 'There is nothing at this address.');
  const [{ next }] = await readTogether(db, [readSetting(db, now)]);
  const { etag, modifiedAt } = file;
  const feed = path.endsWith('/feed.xml');
  const headers = {
    ...cacheHeaders('built', { now, next, tags: [tag.built] }),
    ...reusable,
    ETag: etag,
    'Last-Modified': new Date(modifiedAt).toUTCString(),
    ...(feed && { Link: `<${site.origin}${path}>; rel="self"` }),
  };
  if (isNotModified(c.req.raw, { etag, modifiedAt })) {
    await file.body.cancel();
    return c.body(null, 304, headers);
  }
  const type = feed ? 'application/rss+xml' : 'application/xml';
  return c.body(file.body, 200, { 'Content-Type': `${type}; charset=utf-8`, ...headers });
}
