/** The audit: who did what, when and from where, in a chain of hashes. */
import * as v from 'valibot';
import { formatInstant } from '../../domain/instant.ts';
import { readTime } from '../../domain/instant-input.ts';
import { malformedQuery } from '../../http/input.ts';
import { listEntries, verifyChain } from '../../store/access/audit.ts';
import { operation } from '../endpoint.ts';
import { cursor, parseRowNumber } from '../paging.ts';
import { readAudit } from '../permissions.ts';
import { queryText, queryTime } from '../query-fields.ts';
import * as schemas from '../response-schemas.ts';

const perPage = 100;

const filters = v.strictObject({
  editor: queryText(40, 'The id of the person.'),
  action: queryText(100, 'An action: release.publish.'),
  subject: queryText(300, 'An object: release/{id}, term/{taxonomy}/{slug}.'),
  from: queryTime('The earliest entry.'),
  to: queryTime('The latest entry.'),
  cursor: cursor(parseRowNumber),
});

/** The number of the first entry to verify; in `next` together with the hash of the entry before. */
const start = /^([1-9]\d{0,14})(?:-([0-9a-f]{64}))?$/;

export const auditOperations = [
  operation(
    {
      method: 'get',
      path: '/audit',
      name: 'listAudit',
      summary: 'Read who did what, when and from where, the newest first.',
      needs: readAudit,
      query: filters,
      responses: {
        200: { description: 'A page of entries.', schema: schemas.pageOf(schemas.auditEntry) },
      },
    },
    async (c, { query }) => {
      const { db, site } = c.var;
      const { editor = null, action = null, subject = null, cursor: before = null } = query;
      const since = readTime(site, 'from', query.from, 'start');
      const until = readTime(site, 'to', query.to, 'end');
      const chosen = { editorId: editor, action, subject, since, until, before };
      const rows = await listEntries(db, chosen, perPage + 1);
      const items = rows.slice(0, perPage);
      const last = items.at(-1);
      return c.json({
        items: items.map(({ at, editorId, editor, ...entry }) => ({
          ...entry,
          at: formatInstant(at),
          editor: editorId && { id: editorId, name: editor },
        })),
        next: rows.length > perPage && last ? String(last.id) : null,
      });
    },
  ),
  operation(
    {
      method: 'get',
      path: '/audit/verify',
      name: 'verifyAudit',
      summary:
        'Verify the chain of hashes from its first entry, or from `from`. Repeat with `next` until that is null.',
      needs: readAudit,
      query: v.strictObject({
        from: v.optional(
          v.pipe(
            v.string(),
            v.regex(start, 'must be the number of an entry, or a `next`'),
            v.description(
              'The number of the first entry to verify, or the `next` of the step before.',
            ),
          ),
        ),
      }),
      responses: {
        200: {
          description:
            'Whether the entries of this step are valid, how many there were, and the first broken one.',
          schema: schemas.verdict,
        },
      },
    },
    async (c, { query: { from = '1' } }) => {
      const [, number, hash = null] = start.exec(from) ?? [];
      const verdict = await verifyChain(c.var.db, { id: Number(number) - 1, hash });
      if (!verdict) {
        throw malformedQuery([{ pointer: '/from', detail: 'is beyond the newest entry' }]);
      }
      const { entries, brokenAt, next } = verdict;
      return c.json({
        valid: brokenAt === null,
        entries,
        brokenAt,
        next: next && `${next.id + 1}-${next.hash}`,
      });
    },
  ),
] as const;
