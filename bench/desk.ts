/** The screens of the desk that are opened most: what they read of the database. */
import { linkForNewEditor, localDatabase, writeGrant } from '../dev/grants.ts';
import type { Local } from '../dev/local.ts';
import * as paths from '../src/domain/paths.ts';
import { countRows } from './pages.ts';
import type { Result } from './result.ts';

/** Signs a new administrator in. @returns the cookie of the session */
export async function signIn(site: Local): Promise<string> {
  const grant = await linkForNewEditor({ name: 'Bench', role: 'admin' });
  const path = paths.signInLink(await writeGrant(localDatabase(site.db), grant));
  const response = await site.fetch(path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  await response.body?.cancel();
  if (response.status !== 303 || !cookie) throw new Error(`${path}: ${response.status}`);
  return cookie;
}

/** Rows and database calls of screens, of which none may grow with the archive. */
export async function measureDesk(
  site: Local,
  releases: readonly string[],
  size: number,
): Promise<Result[]> {
  const headers = { Cookie: await signIn(site) };
  const ids = releases.slice(0, 10).map((path) => path.split('/')[2] as string);
  const screen = (name: string, ...addresses: string[]) => ({
    name: `desk, ${name}`,
    paths: addresses,
    // A list examines at most 1,000 releases, in an order of an index.
    rows: 6000,
    trips: 2,
    headers,
  });
  return countRows(
    site,
    [
      screen('today', paths.desk),
      screen('list', `${paths.desk}/releases`, `${paths.desk}/releases?state=public`),
      {
        ...screen('calendar', `${paths.desk}/calendar`, `${paths.desk}/calendar?month=2020-03`),
        // At most 100 releases of each day, each with its publication.
        rows: 10_000,
      },
      screen('early access', `${paths.desk}/early-access`),
      screen('a release', ...ids.map((id) => paths.deskRelease(id))),
    ],
    size,
  );
}
