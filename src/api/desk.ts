/** The list of releases that an editor works with. */
import * as v from 'valibot';
import { parseCursor } from '../domain/cursor.ts';
import { atLeast } from '../domain/editor.ts';
import { formatInstant } from '../domain/instant.ts';
import { states } from '../domain/release.ts';
import type { HouseContext } from '../http/house.ts';
import { acceptQuery } from '../http/input.ts';
import { commit } from '../store/audit.ts';
import { listDesk } from '../store/desk.ts';
import { read } from './demands.ts';
import type { Operation } from './operation.ts';
import * as schemas from './schemas.ts';

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

/** Titles of what is under embargo are told to nobody without a trace. */
async function listReleases(c: HouseContext): Promise<Response> {
  const { db, actor, now } = c.var;
  const { state = null, q = '', cursor } = acceptQuery(query, c.req);
  const { items, next } = await listDesk(db, {
    state,
    title: q.trim() || null,
    createdBy: atLeast(actor.editor.role, 'editor') ? null : actor.editor.id,
    after: cursor === undefined ? null : parseCursor(cursor),
    limit: perPage,
    now,
  });
  const embargoed = items.filter(({ publishAt }) => publishAt !== null).map(({ id }) => id);
  if (embargoed.length > 0) {
    const act = { action: 'desk.read', subject: 'desk', detail: { releases: embargoed } };
    await commit(db, actor, act, []);
  }
  return c.json({
    items: items.map(({ publishAt, updatedAt, ...entry }) => ({
      ...entry,
      publishAt: publishAt === null ? null : formatInstant(publishAt),
      updatedAt: formatInstant(updatedAt),
    })),
    next,
  });
}

export const deskOperations = [
  {
    method: 'get',
    path: '/releases',
    name: 'listWorkingReleases',
    summary: 'List releases, the last touched first: an author’s own, an editor’s all.',
    needs: read,
    query,
    answers: {
      200: { description: 'A page of the list.', schema: schemas.pageOf(schemas.deskEntry) },
    },
    handle: listReleases,
  },
] as const satisfies readonly Operation[];
