/** What uploads that broke off leave behind: a day later, nothing. */
import type { Local } from '../../dev/local.ts';
import { astray } from '../../test/stored-state.ts';
import type { ClockedDriver } from './door.ts';

const hour = 60 * 60_000;

/** Lets the clock sweep a day later. @returns each object that belongs to nothing, and what lacks its own */
export async function findLeftovers(site: Local, door: ClockedDriver): Promise<string[]> {
  await door.wait(25 * hour);
  let left = Infinity;
  for (let now = await countUnkept(site); now < left; now = await countUnkept(site)) {
    left = now;
    await door.ask('/test/tick');
  }
  const { results } = await site.db
    .prepare('select key, kept from blobs')
    .all<{ key: string; kept: number }>();
  const lost = astray({ tables: new Map([['blobs', results]]), objects: await objectsIn(site) });
  return [
    ...lost.map((key) => `${key} belongs to nothing, or is lost`),
    ...(left > 0 ? [`${left} uploads that broke off were not swept`] : []),
  ];
}

async function countUnkept({ db }: Local): Promise<number> {
  return (
    (await db.prepare('select count(*) as n from blobs where kept = 0').first<number>('n')) ?? 0
  );
}

async function objectsIn({ bucket }: Local): Promise<{ key: string }[]> {
  const objects: { key: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: R2Objects = await bucket.list(cursor === null ? {} : { cursor });
    objects.push(...page.objects);
    cursor = page.truncated ? page.cursor : null;
  } while (cursor !== null);
  return objects;
}
