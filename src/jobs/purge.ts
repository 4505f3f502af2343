/** Takes out of the edge what changes touched: all that waits, in as few calls as it takes. */
import { purge as purgeTags, tag } from '../edge-cache.ts';
import type { Claimed } from '../store/outbox.ts';
import type { Errand } from './outbox.ts';

export async function purge({ cache }: Errand, entries: readonly Claimed[]): Promise<void> {
  if (!cache) return;
  const tags = new Set(entries.flatMap(({ payload }) => tagsOf(payload as { release: string })));
  await purgeTags(cache, [...tags]);
}

const tagsOf = ({ release }: { release: string }) => [tag.release(release)];
