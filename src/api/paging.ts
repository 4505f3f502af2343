/** Paging: the query parameters that all lists share, and the link to the next page. */
import * as v from 'valibot';
import type { AppContext } from '../http/context.ts';

const outOfRange = 'must be a number from 1 to 100';

/** One to three digits: a number for those who send it, a text on the wire. */
export const digits = v.custom<number>((value) => /^\d{1,3}$/.test(String(value)), outOfRange);

/** The parameter `limit`: the length of a page, with its default. */
export const limit = (usual: number) =>
  v.optional(
    v.pipe(
      digits,
      v.transform(Number),
      v.minValue(1, outOfRange),
      v.maxValue(100, outOfRange),
      v.description('The length of a page.'),
    ),
    usual,
  );

/**
 * The parameter `cursor`: an opaque text that names a place in a list.
 * @param parse returns null for a text that is no cursor of this list
 */
export const cursor = <Place>(parse: (text: string) => Place | null) =>
  v.optional(
    v.pipe(
      v.string(),
      v.description('`next` of the previous page. Without it, the first page is returned.'),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const place = parse(dataset.value);
        if (place !== null) return place;
        addIssue({ message: 'is not a cursor of this list' });
        return NEVER;
      }),
    ),
  );

/** The number of a row, as cursors and addresses name it, or null. */
export const parseRowNumber = (text: string): number | null =>
  /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;

/** The `Link` header to the page behind `cursor`, all other parameters unchanged. */
export function linkToNext(c: AppContext, cursor: string): Record<string, string> {
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', cursor);
  return { Link: `<${c.var.site.origin}${url.pathname}${url.search}>; rel="next"` };
}
