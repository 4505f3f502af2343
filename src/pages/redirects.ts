/** Redirects from old addresses, set by admins or given by `legacyUrls` of releases. */
import * as paths from '../domain/paths.ts';
import { tag } from '../edge-cache.ts';
import { type AppContext, isRead } from '../http/context.ts';
import { permanentRedirect } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { type Destination, readDestination } from '../store/editorial/redirects.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';

/** The redirect from the request's address, or null where there is none. */
export async function findRedirect(c: AppContext): Promise<Response | null> {
  const { db, now } = c.var;
  const reads = isRead(c.req.method);
  if (!reads || c.req.path.startsWith('/api/')) return null;
  const { pathname, search } = new URL(c.req.url);
  const [set, legacy] = readDestination(db, pathname + search, now);
  const [chosen, release, { next }] = await readBatch(db, [set, legacy, readPageContext(db, now)]);
  c.set('next', next);
  const destination = chosen ?? release;
  if (!destination) return null;
  const tags = [
    tag.redirects,
    ...('releaseId' in destination ? [tag.release(destination.releaseId)] : []),
  ];
  return permanentRedirect(c, addressOf(c, destination), { now, next, tags });
}

function addressOf({ var: { site } }: AppContext, destination: Destination): string {
  if ('target' in destination) return destination.target;
  const { releaseId, headlines } = destination;
  const lang = headlines[site.defaultLanguage] ? site.defaultLanguage : Object.keys(headlines)[0];
  return paths.release(site, lang ?? '', releaseId, headlines[lang ?? '']?.slug ?? '');
}
