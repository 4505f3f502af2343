/** Takes out of the lists what was replaced a while ago. */

import type { Claimed } from '../../store/events/outbox.ts';
import { unlistReplaced } from '../../store/events/pending-changes.ts';
import type { Errand } from '../task.ts';

export async function unlist({ db, now }: Errand, entries: readonly Claimed[]): Promise<void> {
  const releases = entries.map(({ payload }) => (payload as { release: string }).release);
  await unlistReplaced(db, releases, now);
}
