/** Takes out of the lists what was replaced a while ago. */

import { unlistReplaced } from '../store/changes.ts';
import type { Claimed } from '../store/outbox.ts';
import type { Errand } from './errand.ts';

export async function unlist({ db, now }: Errand, entries: readonly Claimed[]): Promise<void> {
  const releases = entries.map(({ payload }) => (payload as { release: string }).release);
  await unlistReplaced(db, releases, now);
}
