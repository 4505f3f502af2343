/** The change log: lets a syndicator mirror exactly what is public. */
import * as v from 'valibot';
import { toPublicChange } from '../../domain/change.ts';
import { instant } from '../../domain/instant-input.ts';
import { tag } from '../../edge-cache.ts';
import { malformedQuery } from '../../http/input.ts';
import { jsonResponse } from '../../http/responses.ts';
import { readBatch } from '../../store/db/connect.ts';
import { assignSequence, type LogStart, readLog } from '../../store/public/change-log.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { cursor, limit, linkToNext } from '../paging.ts';
import * as schemas from '../response-schemas.ts';

const radix = 36;

const parseCursor = (text: string) =>
  /^[0-9a-z]{1,9}$/.test(text) ? Number.parseInt(text, radix) : null;

const day = 24 * 60 * 60_000;
/** Days that `since` may go back: the work of finding its place grows with the changes since then. */
const longestBack = 31;

/** @throws Problem `malformed` for an instant too long ago */
function startOf(since: number | undefined, after: number | undefined, now: number): LogStart {
  if (after !== undefined || since === undefined) return { after: after ?? 0 };
  if (since >= now - longestBack * day) return { since };
  const detail = `must be within the last ${longestBack} days: start without it to follow all`;
  throw malformedQuery([{ pointer: '/since', detail }]);
}

export const changeQuery = v.strictObject({
  since: v.optional(
    v.pipe(
      instant,
      v.description(
        'Without a cursor: begin with the first change since this instant, of the last 31 days.',
      ),
    ),
  ),
  cursor: cursor(parseCursor),
  limit: limit(20),
});

export const changeOperations = [
  operation(
    {
      method: 'get',
      path: '/changes',
      name: 'listChanges',
      summary:
        'Follow everything that became public, changed or was withdrawn, in the order of the log.',
      needs: null,
      query: changeQuery,
      responses: {
        200: {
          description:
            'The changes after the cursor. Keep each `release` and delete those that are null. `next` is never null.',
          schema: schemas.changePage,
          headers: ['ETag', 'Link'],
        },
      },
    },
    async (c, { query: { since, cursor: after, limit } }) => {
      const { db, now, site } = c.var;
      const [page, newest, { taxonomy, next }] = await readBatch(
        db,
        [...readLog(db, startOf(since, after, now), { limit, now }), readPageContext(db, now)],
        assignSequence(db, now),
      );
      if (after !== undefined && after > newest) {
        const detail = 'is not of this log: start without a cursor';
        throw malformedQuery([{ pointer: '/cursor', detail }]);
      }
      const items = page.items.map((change) => toPublicChange(site, taxonomy, change));
      const behind = (page.last ?? after ?? newest).toString(radix);
      const tags = [tag.changes, tag.terms];
      return jsonResponse(
        c,
        { items, next: behind },
        { now, next, tags },
        page.more ? linkToNext(c, behind) : {},
      );
    },
  ),
] as const;
