/** The audit: who did what, when and from where; and whether nobody touched it since. */
import { formatInstant } from '../domain/instant.ts';
import { Problem } from '../domain/problem.ts';
import { demand } from '../http/auth.ts';
import type { HouseContext } from '../http/house.ts';
import { listEntries, verifyChain } from '../store/audit.ts';

const perPage = 100;

export async function listAudit(c: HouseContext): Promise<Response> {
  demand(c.var.actor.editor.role, 'admin');
  const cursor = c.req.query('cursor');
  if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) {
    throw new Problem('malformed', 'cursor: is not a cursor of this list');
  }
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

export async function verifyAudit(c: HouseContext): Promise<Response> {
  demand(c.var.actor.editor.role, 'admin');
  const { entries, brokenAt } = await verifyChain(c.var.db);
  return c.json({ valid: brokenAt === null, entries, brokenAt });
}
