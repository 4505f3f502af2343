/** What the public lists have in common: how long a page may be, and the way to the next. */
import * as v from 'valibot';
import type { AppContext } from '../http/context.ts';

/** The asked length of a page. */
export const pageLength = v.pipe(
  v.string(),
  v.regex(/^\d{1,3}$/, 'must be a number from 1 to 100'),
  v.transform(Number),
  v.minValue(1, 'must be a number from 1 to 100'),
  v.maxValue(100, 'must be a number from 1 to 100'),
);

/** The `Link` to the page behind `cursor`, with all other parameters as they are. */
export function linkToNext(c: AppContext, cursor: string): Record<string, string> {
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', cursor);
  return { Link: `<${c.var.site.origin}${url.pathname}${url.search}>; rel="next"` };
}
