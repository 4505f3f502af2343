/** The key file with which search engines verify IndexNow submissions. */
import { integrationsOf } from '../config.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse } from '../http/responses.ts';

export async function indexNowFile(c: AppContext): Promise<Response> {
  const { indexNow } = integrationsOf(c.env);
  if (!indexNow || c.req.path !== paths.indexNowKey(indexNow.key)) return c.notFound();
  const freshness = { now: c.var.now, next: null, tags: [] };
  return cacheableResponse(c, indexNow.key, 'text/plain; charset=utf-8', 'page', freshness);
}
