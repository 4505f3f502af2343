/** Old addresses of a release: those that can redirect here. */
import { canonicalPath, hasPostNumber, isReserved } from '../../src/domain/redirect.ts';
import type { Newsroom } from './newsroom.ts';

/** The most old addresses of a release. */
const mostAddresses = 50;

/** Old addresses as paths for `legacyUrls`. Unusable ones are reported in `notes`. */
export function legacyPaths(
  addresses: readonly string[],
  newsroom: Newsroom,
  notes: string[],
): string[] {
  const paths = new Set<string>();
  for (const address of addresses) {
    if (!URL.canParse(address, 'https://old.invalid')) continue;
    const { pathname, search, protocol } = new URL(address, 'https://old.invalid');
    if (!/^https?:$/.test(protocol)) continue;
    // A front page is no address of a release, but may be one with the number of a WordPress post.
    if (pathname === '/' && !hasPostNumber(search)) continue;
    const path = canonicalPath(pathname + search);
    if (path !== null && path.length <= 2000) paths.add(path);
    else notes.push(cannotRedirect(pathname + search));
  }
  const usable = withoutReserved([...paths], newsroom, notes);
  const more = usable.length - mostAddresses;
  if (more > 0) notes.push(`has too many old addresses: ${more} were left out`);
  return usable.slice(0, mostAddresses);
}

/** Paths that are no addresses of the site itself. The others are reported in `notes`. */
export function withoutReserved(
  paths: readonly string[],
  { languages, terms }: Pick<Newsroom, 'languages' | 'terms'>,
  notes: string[],
): string[] {
  return paths.filter((path) => {
    const canonical = canonicalPath(path);
    // The site does not say whether it has a page of contacts.
    const site = { languages, contactsPage: true };
    const isUsable = canonical !== null && !isReserved(site, terms.all(), canonical);
    if (!isUsable) notes.push(cannotRedirect(path));
    return isUsable;
  });
}

const cannotRedirect = (path: string) => `its old address ${path} cannot redirect here`;
