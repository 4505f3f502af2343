/** Old addresses of items: those that something else has already are left out and named with their holder. */
import type { Client } from '../../client/client.ts';
import { canonicalPath } from '../../src/domain/redirect.ts';
import type { Item } from '../resolve/item.ts';

/** The holder of an old address: a redirect with this target, or a release (null if it may not be seen). */
export interface Holder {
  path: string;
  target: string | null;
  releaseId: string | null;
}

export type FindHolders = (paths: string[]) => Promise<readonly Holder[]>;

/** Asks the site. */
export function holdersOn(client: Client): FindHolders {
  return async (path) =>
    (await client.send('GET /editor/legacy-urls', { query: { path } })).document.items;
}

/** The most items, paths, and characters of paths in an address that one question is about. */
const most = { items: 25, paths: 50, length: 6000 };

/**
 * Yields everything in its order, items without the old addresses that are taken. The site is asked
 * once for several items.
 * @throws Refusal, Unreachable
 */
export async function* withoutTakenAddresses<Other extends object>(
  found: AsyncIterable<Item | Other>,
  findHolders: FindHolders,
): AsyncGenerator<Item | Other> {
  let waiting: (Item | Other)[] = [];
  let paths: string[] = [];
  async function* flush() {
    const [batch, asked] = [waiting, paths];
    [waiting, paths] = [[], []];
    const holders = asked.length > 0 ? await findHolders(asked) : [];
    for (const one of batch) yield 'release' in one ? withoutTaken(one, holders) : one;
  }
  for await (const one of found) {
    const own = 'release' in one ? pathsOf(one) : [];
    if (isFull([...paths, ...own])) yield* flush();
    waiting.push(one);
    paths.push(...own);
    if (waiting.length >= most.items) yield* flush();
  }
  yield* flush();
}

const isFull = (paths: readonly string[]) =>
  paths.length > most.paths ||
  paths.reduce((sum, path) => sum + encodeURIComponent(path).length, 0) > most.length;

const pathsOf = ({ release }: Item) =>
  release.legacyUrls.flatMap((path) => canonicalPath(path) ?? []);

function withoutTaken(item: Item, holders: readonly Holder[]): Item {
  const takenBy = (path: string) =>
    holders.find((one) => one.path === canonicalPath(path) && one.releaseId !== item.id);
  return withoutAddresses(item, (path) => {
    const holder = takenBy(path);
    if (!holder) return null;
    if (holder.target !== null) return `leads to ${holder.target} by a redirect`;
    return holder.releaseId === null
      ? 'belongs to another release'
      : `belongs to the release ${holder.releaseId}`;
  });
}

/** An item without the addresses for which `reasonOf` has a reason. */
export function withoutAddresses(item: Item, reasonOf: (path: string) => string | null): Item {
  const notes: string[] = [];
  const legacyUrls = item.release.legacyUrls.filter((path) => {
    const reason = reasonOf(path);
    if (reason !== null) notes.push(`its old address ${path} ${reason}: left out`);
    return reason === null;
  });
  if (notes.length === 0) return item;
  return { ...item, release: { ...item.release, legacyUrls }, notes: [...item.notes, ...notes] };
}
