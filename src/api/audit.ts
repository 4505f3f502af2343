/** The audit: who did what, when and from where; and whether nobody touched it since. */
import * as v from 'valibot';
import { formatInstant } from '../domain/instant.ts';
import type { HouseContext } from '../http/house.ts';
import { acceptQuery } from '../http/input.ts';
import { listEntries, verifyChain } from '../store/audit.ts';
import { readAudit } from './demands.ts';
import type { Operation } from './operation.ts';
import * as schemas from './schemas.ts';

const perPage = 100;

const query = v.strictObject({
  cursor: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/, 'is not a cursor of this list')),
  ),
});

async function listAudit(c: HouseContext): Promise<Response> {
  const { cursor } = acceptQuery(query, c.req);
  const before = cursor === undefined ? null : Number(cursor);
  const rows = await listEntries(c.var.db, before, perPage + 1);
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
}

async function verifyAudit(c: HouseContext): Promise<Response> {
  const { entries, brokenAt } = await verifyChain(c.var.db);
  return c.json({ valid: brokenAt === null, entries, brokenAt });
}

export const auditOperations = [
  {
    method: 'get',
    path: '/audit',
    name: 'listAudit',
    summary: 'Read who did what, when and from where, the newest first.',
    needs: readAudit,
    query,
    answers: {
      200: { description: 'A page of entries.', schema: schemas.pageOf(schemas.auditEntry) },
    },
    handle: listAudit,
  },
  {
    method: 'get',
    path: '/audit/verify',
    name: 'verifyAudit',
    summary: 'Recompute the chain of hashes from its first entry.',
    needs: readAudit,
    answers: {
      200: { description: 'Whether it holds, and where it does not.', schema: schemas.verdict },
    },
    handle: verifyAudit,
  },
] as const satisfies readonly Operation[];
