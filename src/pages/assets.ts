/** The stylesheet, the icon and the organization's pictures. */
import { type OrganizationFile, themeOf } from '../../templates/theme.ts';
import { cacheHeaders } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse } from '../http/responses.ts';
import { crossOriginHeaders } from '../http/security.ts';
import { readStylesheet, requireAsset } from '../static-assets.ts';

/**
 * A file of the theme. An older stylesheet redirects to the current one: for a minute after a
 * deployment, pages in the edge cache still name it.
 */
export async function assetFile(c: AppContext): Promise<Response> {
  const { stylesheet, ...files } = themeOf(c.var.site);
  const headers = { ...cacheHeaders('asset'), ...crossOriginHeaders };
  if (c.req.path === stylesheet.path) {
    const type = { 'Content-Type': 'text/css; charset=utf-8' };
    const content = await readStylesheet(c.env.ASSETS, stylesheet);
    return c.body(content, 200, { ...type, ...headers });
  }
  const file = Object.values(files).find(({ path }) => path === c.req.path);
  if (file) {
    const bytes = await bytesOf(c, file);
    return c.body(bytes, 200, { 'Content-Type': file.mediaType, ...headers });
  }
  if (!/^\/assets\/[0-9a-f]{16}\.css$/.test(c.req.path)) return c.notFound();
  return c.body(null, 302, { Location: stylesheet.path, ...cacheHeaders('refusal') });
}

/** The icon at `/favicon.ico`, which browsers request by default. */
export async function faviconFile(c: AppContext): Promise<Response> {
  const { icon } = themeOf(c.var.site);
  const freshness = { now: c.var.now, next: null, tags: [] };
  return cacheableResponse(c, await bytesOf(c, icon), icon.mediaType, 'icon', freshness);
}

/** A picture of the organization. @throws Error if the static asset cannot be read */
async function bytesOf(c: AppContext, { asset }: OrganizationFile) {
  const response = await requireAsset(c.env.ASSETS, asset);
  return new Uint8Array(await response.arrayBuffer());
}
