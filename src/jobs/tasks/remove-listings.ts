/** Removes the listings of publications that were replaced. */

import type { Claimed } from '../../store/events/outbox.ts';
import { removeReplacedListings } from '../../store/events/pending-changes.ts';
import type { TaskContext } from '../task.ts';

export async function removeListings(
  { db, now }: TaskContext,
  entries: readonly Claimed[],
): Promise<void> {
  const releases = entries.map(({ payload }) => (payload as { release: string }).release);
  await removeReplacedListings(db, releases, now);
}
