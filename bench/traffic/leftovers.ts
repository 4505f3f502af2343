/** Looks for what interrupted uploads left behind: a day later there must be nothing. */
import type { Local } from '../../dev/local.ts';
import { findUnmatchedKeys } from '../../test/stored-state.ts';
import type { ClockedDriver } from './site-driver.ts';

const hour = 60 * 60_000;

/** Runs ticks a day later. @returns each object that no row refers to, and each row without its object */
export async function findLeftovers(site: Local, driver: ClockedDriver): Promise<string[]> {
  await driver.wait(25 * hour);
  let left = Infinity;
  for (let now = await countUncommitted(site); now < left; now = await countUncommitted(site)) {
    left = now;
    await driver.ask('/test/tick');
  }
  const { results } = await site.db
    .prepare('select key, kept from blobs')
    .all<{ key: string; kept: number }>();
  const lost = findUnmatchedKeys({
    tables: new Map([['blobs', results]]),
    objects: await objectsIn(site),
  });
  return [
    ...lost.map((key) => `${key} has no row, or its object is missing`),
    ...(left > 0 ? [`${left} interrupted uploads were not removed`] : []),
  ];
}

async function countUncommitted({ db }: Local): Promise<number> {
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
