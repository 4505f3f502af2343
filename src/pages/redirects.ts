/** Addresses at which nothing is, but which lead on. */
import * as paths from '../domain/paths.ts';
import { tag } from '../edge-cache.ts';
import type { HouseContext } from '../http/context.ts';
import { moved } from '../http/responses.ts';
import { readTogether } from '../store/db/connect.ts';
import { type Destination, readDestination } from '../store/editorial/redirects.ts';
import { readSetting } from '../store/taxonomy/terms.ts';

/** The redirect from the request's address, or null where there is none. */
export async function leadOn(c: HouseContext): Promise<Response | null> {
  const { db, now } = c.var;
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!reads || c.req.path.startsWith('/api/')) return null;
  const { pathname, search } = new URL(c.req.url);
  const [set, legacy] = readDestination(db, pathname + search, now);
  const [chosen, release, { next }] = await readTogether(db, [set, legacy, readSetting(db, now)]);
  c.set('next', next);
  const destination = chosen ?? release;
  if (!destination) return null;
  const tags = [
    tag.redirects,
    ...('releaseId' in destination ? [tag.release(destination.releaseId)] : []),
  ];
  return moved(c, addressOf(c, destination), { now, next, tags });
}

function addressOf({ var: { site } }: HouseContext, destination: Destination): string {
  if ('target' in destination) return destination.target;
  const { releaseId, heads } = destination;
  const lang = heads[site.defaultLanguage] ? site.defaultLanguage : Object.keys(heads)[0];
  return paths.release(site, lang ?? '', releaseId, heads[lang ?? '']?.slug ?? '');
}
