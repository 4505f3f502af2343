/** IndexNow: reports new, changed and removed addresses to search engines. */
import * as paths from '../../domain/paths.ts';
import type { Site } from '../../domain/site.ts';
import { readBatch } from '../../store/db/connect.ts';
import type { Claimed } from '../../store/events/outbox.ts';
import { type ReleaseAddresses, readAddresses } from '../../store/public/addresses.ts';
import { isSuccess, post } from '../http-post.ts';
import { PermanentError, type TaskContext } from '../task.ts';

/** Addresses in one submission, at most. */
const maximumAddresses = 10_000;

/** Statuses for a wrong key or wrong addresses. */
const permanentFailures = [400, 403, 422];

/** Submits the addresses of releases. Repeating a submission is harmless. */
export async function submitToIndexNow(
  context: TaskContext,
  entries: readonly Claimed[],
): Promise<void> {
  const { db, site, now, integrations } = context;
  const { indexNow } = integrations;
  if (!indexNow) return;
  const ids = entries.map(({ payload }) => (payload as { release: string }).release);
  const [releases] = await readBatch(db, [readAddresses(db, ids, now)]);
  const addresses = releases.flatMap((release) => addressesOf(site, release));
  for (let from = 0; from < addresses.length; from += maximumAddresses) {
    const submission = {
      host: new URL(site.origin).host,
      key: indexNow.key,
      keyLocation: site.origin + paths.indexNowKey(indexNow.key),
      urlList: addresses.slice(from, from + maximumAddresses),
    };
    const status = await post('IndexNow', indexNow.endpoint, JSON.stringify(submission), {
      'Content-Type': 'application/json; charset=utf-8',
    });
    if (permanentFailures.includes(status)) {
      throw new PermanentError(`IndexNow returned ${status}: check INDEXNOW_KEY and the key file.`);
    }
    if (!isSuccess(status)) throw new Error(`IndexNow returned ${status}.`);
  }
}

/** The pages of a release. For a vanished release without the slug, which repeats the title. */
function addressesOf(site: Site, { releaseId, headlines, vanished }: ReleaseAddresses): string[] {
  return Object.entries(headlines).map(([lang, { slug }]) => {
    const page = paths.release(site, lang, releaseId, slug);
    return site.origin + (vanished ? page.slice(0, page.lastIndexOf('/')) : page);
  });
}
