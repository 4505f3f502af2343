/** The file by which search engines know that IndexNow's submissions are the site's own. */
import { outwardOf } from '../config.ts';
import * as paths from '../domain/paths.ts';
import type { HouseContext } from '../http/context.ts';
import { answer } from '../http/responses.ts';

export async function indexNowFile(c: HouseContext): Promise<Response> {
  const { indexNow } = outwardOf(c.env);
  if (!indexNow || c.req.path !== paths.indexNowKey(indexNow.key)) return c.notFound();
  const freshness = { now: c.var.now, next: null, tags: [] };
  return answer(c, indexNow.key, 'text/plain; charset=utf-8', 'page', freshness);
}
