/** The list of releases that an editor works with. */
import * as v from 'valibot';
import { atLeast } from '../../domain/editor.ts';
import { formatInstant } from '../../domain/instant.ts';
import { readTime } from '../../domain/instant-input.ts';
import { Problem } from '../../domain/problem.ts';
import { states } from '../../domain/release.ts';
import { auditListRead } from '../../store/editorial/list-audit.ts';
import {
  listForEditors,
  orders,
  parsePlace,
  type ReleaseListEntry,
} from '../../store/editorial/release-list.ts';
import { operation } from '../endpoint.ts';
import { cursor, limit } from '../paging.ts';
import { read } from '../permissions.ts';
import { queryText, queryTime } from '../query-fields.ts';
import * as schemas from '../response-schemas.ts';

const query = v.strictObject({
  state: v.optional(
    v.pipe(
      v.picklist(states, `must be one of ${states.join(', ')}`),
      v.description('The state at the moment of the request.'),
    ),
  ),
  kind: queryText(100, 'The slug of a kind.'),
  lang: queryText(40, 'A language of the release.'),
  author: queryText(200, 'The id or the name of the creator.'),
  q: queryText(200, 'A part of a title.'),
  publishFrom: queryTime('The earliest publication.'),
  publishTo: queryTime('The latest publication.'),
  order: v.optional(
    v.pipe(
      v.picklist(orders, `must be one of ${orders.join(', ')}`),
      v.description(
        'updated: the last changed first. publishAt: the next scheduled first, then the others.',
      ),
    ),
  ),
  limit: limit(50),
  cursor: cursor((text) => text),
});

/** An entry of the list as JSON. */
export function toListDocument({ approval, ...entry }: ReleaseListEntry) {
  return {
    ...entry,
    publishAt: entry.publishAt === null ? null : formatInstant(entry.publishAt),
    createdAt: formatInstant(entry.createdAt),
    updatedAt: formatInstant(entry.updatedAt),
    approval: approval && { ...approval, at: formatInstant(approval.at) },
  };
}

export const releaseListOperations = [
  operation(
    {
      method: 'get',
      path: '/releases',
      name: 'listWorkingReleases',
      summary:
        'List releases: an author’s own, an editor’s all. Reading embargoed titles is recorded in the audit.',
      needs: read,
      query,
      responses: {
        200: {
          description: 'A page of the list.',
          schema: schemas.pageOf(schemas.releaseListEntry),
        },
      },
    },
    /** Reads of embargoed titles are recorded in the audit. */
    async (c, { query }) => {
      const { db, actor, now, site } = c.var;
      const { order = 'updated', cursor } = query;
      const after = cursor === undefined ? null : parsePlace(cursor, order);
      if (cursor !== undefined && !after) {
        throw new Problem('malformed', 'cursor: is not a cursor of this list');
      }
      const { items, next, audited, lastAudit } = await listForEditors(db, {
        state: query.state ?? null,
        title: query.q?.trim() || null,
        kind: query.kind?.normalize() ?? null,
        lang: query.lang ?? null,
        author: query.author ?? null,
        publishFrom: readTime(site, 'publishFrom', query.publishFrom, 'start'),
        publishTo: readTime(site, 'publishTo', query.publishTo, 'end'),
        owner: atLeast(actor.editor.role, 'editor') ? null : actor.editor.id,
        order,
        after,
        limit: query.limit,
        now,
      });
      const embargoed = items.filter(({ publishAt }) => publishAt !== null).map(({ id }) => id);
      await auditListRead(db, actor, c.req.method, embargoed, audited, lastAudit);
      return c.json({ items: items.map(toListDocument), next });
    },
  ),
] as const;
