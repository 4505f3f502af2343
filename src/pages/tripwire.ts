/** Somebody asks for what may come to be here. */
import * as paths from '../domain/paths.ts';
import { canonicalPath, releaseIdOf } from '../domain/redirect.ts';
import { addressOf } from '../http/auth.ts';
import type { HouseContext } from '../http/house.ts';
import { record, type Target } from '../store/probes.ts';

/** Counts the request if it was for what is not public yet; after the answer, which cannot tell. */
export function watch(c: HouseContext): void {
  const { primary, now } = c.var;
  const target = targetOf(c);
  if (!target) return;
  const reader = { editor: null, address: addressOf(c), now };
  c.executionCtx.waitUntil(record(primary, reader, target, c.req.path).catch(console.error));
}

function targetOf({ req }: HouseContext): Target | null {
  const { pathname, search } = placeOf(new URL(req.url));
  const below = `${paths.api}/releases/`;
  const releaseId = pathname.startsWith(below)
    ? pathname.slice(below.length).split('/')[0]
    : releaseIdOf(pathname);
  if (releaseId) return { releaseId };
  const fileId = /^\/files\/([^/]+)\//.exec(pathname)?.[1];
  if (fileId) return { fileId };
  const legacyPath = canonicalPath(pathname + search);
  return legacyPath === null ? null : { legacyPath };
}

/** The address that is asked for: for a card, that of the page which it shows. */
function placeOf(url: URL): Pick<URL, 'pathname' | 'search'> {
  const page = url.pathname === paths.oembed ? URL.parse(url.searchParams.get('url') ?? '') : null;
  return page ?? url;
}
