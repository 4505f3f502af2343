/** Finds a release by its public address, by an old address that leads to it, or by its id. */
import { atLeast } from '../domain/editor.ts';
import { isId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { pathOfAddress, releaseIdOf } from '../domain/redirect.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { readDestination } from '../store/editorial/redirects.ts';
import { isRelease } from '../store/editorial/releases.ts';
import { seeOther } from './page.ts';

/** The id of the release that a text names and that this person may see, or null. */
export async function findByAddress(c: AppContext, text: string): Promise<string | null> {
  const { primary, actor, now } = c.var;
  const path = pathOfAddress(text);
  const named = isId(text) ? text : releaseIdOf((path ?? '').replace(/^\/desk(?=\/)/, ''));
  const id = named ?? (path === null ? null : await findByOldAddress(c, path, now));
  const owner = atLeast(actor.editor.role, 'editor') ? null : actor.editor.id;
  return id !== null && (await isRelease(primary, id, owner)) ? id : null;
}

async function findByOldAddress(c: AppContext, path: string, now: number): Promise<string | null> {
  const { primary } = c.var;
  const [chosen, release] = await readBatch(primary, readDestination(primary, path, now));
  const destination = chosen ?? release;
  if (!destination) return null;
  return 'releaseId' in destination ? destination.releaseId : releaseIdOf(destination.target);
}

/**
 * Leads from the address of a page to its release, as a bookmark does: `/desk/find?url=`; with
 * `act=withdraw` to its withdrawal.
 */
export async function findRelease(c: AppContext): Promise<Response> {
  const text = c.req.query('url')?.trim() ?? '';
  const id = await findByAddress(c, text);
  const act = c.req.query('act') === 'withdraw' ? 'withdraw' : '';
  if (id !== null) return seeOther(c, paths.deskRelease(id, act));
  return seeOther(c, `${paths.desk}/releases?q=${encodeURIComponent(text)}`);
}
