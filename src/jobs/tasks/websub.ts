/** WebSub: notifies the hub which feed has changed (section 7; the way of publishing is left open there). */
import type { Claimed } from '../../store/events/outbox.ts';
import { isPurging } from '../../store/events/outbox.ts';
import { isSuccess, post } from '../http-post.ts';
import type { TaskContext } from '../task.ts';

/** Pings the hub for feeds, after their purge from the edge: the hub fetches them at once. */
export async function pingHub(
  { db, site }: TaskContext,
  entries: readonly Claimed[],
): Promise<void> {
  if (!site.webSubHub) return;
  for (const { payload, at } of entries) {
    if (await isPurging(db, at))
      throw new Error('Waiting for the cache purge before pinging the WebSub hub.');
    const topic = site.origin + encodeURI((payload as { path: string }).path);
    const form = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic });
    const status = await post('WebSub hub', site.webSubHub, form.toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    });
    if (!isSuccess(status)) throw new Error(`WebSub hub returned ${status}.`);
  }
}
