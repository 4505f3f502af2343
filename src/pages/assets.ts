/** The stylesheet. */
import { stylesheet } from '../../templates/style.ts';
import { cacheHeaders } from '../edge-cache.ts';
import type { HouseContext } from '../http/house.ts';

export async function stylesheetFile(c: HouseContext): Promise<Response> {
  const { css, path } = await stylesheet();
  if (c.req.path !== path) return c.notFound();
  return c.body(css, 200, { 'Content-Type': 'text/css; charset=utf-8', ...cacheHeaders('asset') });
}
