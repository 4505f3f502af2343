/** WebSub: the hub is told which feed has changed, and fetches it (section 7 leaves the manner open). */
import type { Claimed } from '../../store/events/outbox.ts';
import { isPurging } from '../../store/events/outbox.ts';
import { isSuccess, post } from '../http-post.ts';
import type { TaskContext } from '../task.ts';

/** Tells the hub of a feed, once what the edge keeps of it has been purged. */
export async function pingHub(
  { db, site }: TaskContext,
  entries: readonly Claimed[],
): Promise<void> {
  if (!site.webSubHub) return;
  for (const { payload, at } of entries) {
    if (await isPurging(db, at))
      throw new Error('Waiting for the cache purge before the WebSub hub is told.');
    const topic = site.origin + (payload as { path: string }).path;
    const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic });
    const status = await post('WebSub hub', site.webSubHub, form.toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    });
    if (!isSuccess(status)) throw new Error(`WebSub hub returned ${status}.`);
  }
}
