/** The stylesheet, the icon and the organization's pictures. */
import { themeOf } from '../../templates/theme.ts';
import { cacheHeaders } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse } from '../http/responses.ts';
import { crossOriginHeaders } from '../http/security.ts';

/**
 * A file of the theme. An older stylesheet redirects to the current one: for a minute after a
 * deployment, pages in the edge cache still name it.
 */
export async function assetFile(c: AppContext): Promise<Response> {
  const theme = themeOf(c.var.site);
  const asset = Object.values(theme).find(({ path }) => path === c.req.path);
  if (asset)
    return c.body(asset.content, 200, {
      'Content-Type': asset.mediaType,
      ...cacheHeaders('asset'),
      ...crossOriginHeaders,
    });
  if (!/^\/assets\/[0-9a-f]{16}\.css$/.test(c.req.path)) return c.notFound();
  return c.body(null, 302, { Location: theme.stylesheet.path, ...cacheHeaders('refusal') });
}

/** The icon at `/favicon.ico`, which browsers request by default. */
export function faviconFile(c: AppContext): Promise<Response> {
  const { content, mediaType } = themeOf(c.var.site).icon;
  return cacheableResponse(c, content, mediaType, 'icon', { now: c.var.now, next: null, tags: [] });
}
