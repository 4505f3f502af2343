/** What uploads that broke off leave behind: a day later, nothing. */
import type { Local } from '../../dev/local.ts';
import type { SetDoor } from './door.ts';

const hour = 60 * 60_000;
const prefix = 'attachments/';

/** Lets the clock sweep a day later. @returns each object that belongs to nothing, and what lacks its own */
export async function findLeftovers(site: Local, door: SetDoor): Promise<string[]> {
  await door.wait(25 * hour);
  let left = Infinity;
  for (let now = await countUnkept(site); now < left; now = await countUnkept(site)) {
    left = now;
    await door.ask('/test/tick');
  }
  const { results } = await site.db.prepare('select key from blobs').all<{ key: string }>();
  const known = new Set(results.map(({ key }) => `${prefix}${key}`));
  const stored = await storedUnder(site);
  return [
    ...[...stored].filter((key) => !known.has(key)).map((key) => `${key} belongs to nothing`),
    ...[...known].filter((key) => !stored.has(key)).map((key) => `${key} is lost`),
    ...(left > 0 ? [`${left} uploads that broke off were not swept`] : []),
  ];
}

async function countUnkept({ db }: Local): Promise<number> {
  return (
    (await db.prepare('select count(*) as n from blobs where kept = 0').first<number>('n')) ?? 0
  );
}

async function storedUnder({ bucket }: Local): Promise<Set<string>> {
  const keys = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: R2Objects = await bucket.list({ prefix, ...(cursor && { cursor }) });
    for (const { key } of page.objects) keys.add(key);
    cursor = page.truncated ? page.cursor : null;
  } while (cursor !== null);
  return keys;
}
