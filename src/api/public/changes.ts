/** The change log: how a syndicator keeps a copy of all that is public, and of nothing else. */
import * as v from 'valibot';
import { toPublicChange } from '../../domain/change.ts';
import { tag } from '../../edge-cache.ts';
import { malformedQuery } from '../../http/input.ts';
import { jsonResponse } from '../../http/responses.ts';
import { readBatch } from '../../store/db/connect.ts';
import { assignSequence, readLog } from '../../store/public/change-log.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { cursor, limit, linkToNext } from '../paging.ts';
import * as schemas from '../response-schemas.ts';

const radix = 36;

const parseCursor = (text: string) =>
  /^[0-9a-z]{1,9}$/.test(text) ? Number.parseInt(text, radix) : null;

export const changeOperations = [
  operation(
    {
      method: 'get',
      path: '/changes',
      name: 'listChanges',
      summary:
        'Follow what became public, changed or was withdrawn, in the order in which it was told.',
      needs: null,
      query: v.strictObject({ cursor: cursor(parseCursor), limit: limit(20) }),
      answers: {
        200: {
          description:
            'What was told behind the cursor. `next` is always there: ask again with it. Keep each `release`, drop whatever comes with null, and your copy is what is public.',
          schema: schemas.changePage,
          headers: ['ETag', 'Link'],
        },
      },
    },
    async (c, { query: { cursor: after = 0, limit } }) => {
      const { db, now, site } = c.var;
      const [page, newest, { taxonomy, next }] = await readBatch(
        db,
        [...readLog(db, { after, limit, now }), readPageContext(db, now)],
        assignSequence(db, now),
      );
      if (after > newest) {
        const detail = 'is of another log: begin without a cursor';
        throw malformedQuery([{ pointer: '/cursor', detail }]);
      }
      const items = page.items.map((change) => toPublicChange(site, taxonomy, change));
      const behind = page.last.toString(radix);
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
