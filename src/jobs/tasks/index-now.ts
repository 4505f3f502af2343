/** IndexNow: search engines are told which addresses are new, different or gone. */
import * as paths from '../../domain/paths.ts';
import type { Site } from '../../domain/site.ts';
import { readBatch } from '../../store/db/connect.ts';
import type { Claimed } from '../../store/events/outbox.ts';
import { type ReleaseAddresses, readAddresses } from '../../store/public/addresses.ts';
import { isSuccess, post } from '../http-post.ts';
import { PermanentError, type TaskContext } from '../task.ts';

/** What one submission may have. */
const mostAddresses = 10_000;

/** What says that the submission itself is wrong: the key, or the addresses. */
const refusals = [400, 403, 422];

/** Submits the addresses of releases, all of one host; what was taken before may be sent again. */
export async function submitToIndexNow(
  errand: TaskContext,
  entries: readonly Claimed[],
): Promise<void> {
  const { db, site, now, outward } = errand;
  const { indexNow } = outward;
  if (!indexNow) return;
  const ids = entries.map(({ payload }) => (payload as { release: string }).release);
  const [releases] = await readBatch(db, [readAddresses(db, ids, now)]);
  const addresses = releases.flatMap((release) => addressesOf(site, release));
  for (let from = 0; from < addresses.length; from += mostAddresses) {
    const submission = {
      host: new URL(site.origin).host,
      key: indexNow.key,
      keyLocation: site.origin + paths.indexNowKey(indexNow.key),
      urlList: addresses.slice(from, from + mostAddresses),
    };
    const status = await post('IndexNow', indexNow.endpoint, JSON.stringify(submission), {
      'Content-Type': 'application/json; charset=utf-8',
    });
    if (refusals.includes(status)) {
      throw new PermanentError(`IndexNow returned ${status}: check INDEXNOW_KEY and the key file.`);
    }
    if (!isSuccess(status)) throw new Error(`IndexNow returned ${status}.`);
  }
}

/** Its pages; of what vanished the address without its title, which leads an engine to the 404. */
function addressesOf(site: Site, { releaseId, heads, vanished }: ReleaseAddresses): string[] {
  return Object.entries(heads).map(([lang, { slug }]) => {
    const page = paths.release(site, lang, releaseId, slug);
    return site.origin + (vanished ? page.slice(0, page.lastIndexOf('/')) : page);
  });
}
