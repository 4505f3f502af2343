/** The list of releases that an editor works with. */
import * as v from 'valibot';
import { parseCursor } from '../domain/cursor.ts';
import { atLeast } from '../domain/editor.ts';
import { formatInstant } from '../domain/instant.ts';
import { Problem } from '../domain/problem.ts';
import { states } from '../domain/release.ts';
import type { HouseContext } from '../http/house.ts';
import { listDesk } from '../store/desk.ts';

const perPage = 50;

const query = v.strictObject({
  state: v.optional(v.picklist(states, `must be one of ${states.join(', ')}`)),
  q: v.optional(v.pipe(v.string(), v.maxLength(200, 'must be at most 200 characters long'))),
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => parseCursor(text) !== null, 'is not a cursor of this list'),
    ),
  ),
});

export async function listReleases(c: HouseContext): Promise<Response> {
  const { db, actor, now } = c.var;
  const parsed = v.safeParse(query, c.req.query());
  if (!parsed.success) {
    const errors = parsed.issues.map((issue) => ({
      pointer: `/${v.getDotPath(issue) ?? ''}`,
      detail: issue.expected === 'never' ? 'is not a parameter' : issue.message,
    }));
    throw new Problem('malformed', 'These parameters do not hold.', { errors });
  }
  const { state = null, q = '', cursor } = parsed.output;
  const { items, next } = await listDesk(db, {
    state,
    title: q.trim() || null,
    createdBy: atLeast(actor.editor.role, 'editor') ? null : actor.editor.id,
    after: cursor === undefined ? null : parseCursor(cursor),
    limit: perPage,
    now,
  });
  return c.json({
    items: items.map(({ publishAt, updatedAt, ...entry }) => ({
      ...entry,
      publishAt: publishAt === null ? null : formatInstant(publishAt),
      updatedAt: formatInstant(updatedAt),
    })),
    next,
  });
}
