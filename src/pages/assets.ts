/** The stylesheet, the icon and the organization's pictures. */
import { lookOf } from '../../templates/theme.ts';
import { cacheHeaders } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse } from '../http/responses.ts';
import { crossOriginHeaders } from '../http/security.ts';

/**
 * A file of the site's look. A stylesheet that was, as pages at the edge name it for a minute after
 * a deployment, leads to the one that is.
 */
export async function assetFile(c: AppContext): Promise<Response> {
  const look = lookOf(c.var.site);
  const asset = Object.values(look).find(({ path }) => path === c.req.path);
  if (asset)
    return c.body(asset.content, 200, {
      'Content-Type': asset.mediaType,
      ...cacheHeaders('asset'),
      ...crossOriginHeaders,
    });
  if (!/^\/assets\/[0-9a-f]{16}\.css$/.test(c.req.path)) return c.notFound();
  return c.body(null, 302, { Location: look.stylesheet.path, ...cacheHeaders('refusal') });
}

/** The icon where browsers look for it without being told. */
export function faviconFile(c: AppContext): Promise<Response> {
  const { content, mediaType } = lookOf(c.var.site).icon;
  return cacheableResponse(c, content, mediaType, 'icon', { now: c.var.now, next: null, tags: [] });
}
