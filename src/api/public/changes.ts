/** The change log: how a syndicator keeps a copy of all that is public, and of nothing else. */
import * as v from 'valibot';
import { toPublicChange } from '../../domain/change.ts';
import { Problem } from '../../domain/problem.ts';
import { tag } from '../../edge-cache.ts';
import type { AppContext } from '../../http/context.ts';
import { acceptQuery } from '../../http/input.ts';
import { jsonResponse } from '../../http/responses.ts';
import { readBatch } from '../../store/db/connect.ts';
import { assignSequence, readLog } from '../../store/public/change-log.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import type { Operation } from '../endpoint.ts';
import { linkToNext, pageLength } from '../paging.ts';
import * as schemas from '../response-schemas.ts';

const query = v.strictObject({
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[0-9a-z]{1,9}$/, 'is not a cursor of this log'),
      v.description('`next` of the page before; without it, from the first change on.'),
    ),
  ),
  limit: v.optional(pageLength, '20'),
});

const radix = 36;

async function listChanges(c: AppContext): Promise<Response> {
  const { db, now, site } = c.var;
  const { cursor = '0', limit } = acceptQuery(query, c.req);
  const after = Number.parseInt(cursor, radix);
  const [page, newest, { taxonomy, next }] = await readBatch(
    db,
    [...readLog(db, { after, limit, now }), readPageContext(db, now)],
    assignSequence(db, now),
  );
  if (after > newest) {
    const errors = [{ pointer: '/cursor', detail: 'is of another log: begin without a cursor' }];
    throw new Problem('malformed', 'These parameters do not hold.', { errors });
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
}

export const changeOperations = [
  {
    method: 'get',
    path: '/changes',
    name: 'listChanges',
    summary:
      'Follow what became public, changed or was withdrawn, in the order in which it was told.',
    needs: null,
    query,
    answers: {
      200: {
        description:
          'What was told behind the cursor. `next` is always there: ask again with it. Keep each `release`, drop whatever comes with null, and your copy is what is public.',
        schema: schemas.changePage,
        headers: ['ETag', 'Link'],
      },
    },
    handle: listChanges,
  },
] as const satisfies readonly Operation[];
