/**
 * Purges from the edge what changes touched: all that waits, in as few calls as it takes. The account
 * allows few calls: where they do not suffice, one call purges everything, and where none is left, the
 * entries wait for the next. Nothing is wrong for longer then than the edge's lifetimes, 60 seconds.
 */
import { dayInZone } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import type { Site } from '../../domain/site.ts';
import { mostTags, purgeCalls, purgeOfAll, purge as send, tag } from '../../edge-cache.ts';
import { log } from '../../log.ts';
import type { Place, PurgeScope } from '../../store/events/cache-invalidation.ts';
import { type Claimed, finishAllPurges, latestId } from '../../store/events/outbox.ts';
import { takePurges } from '../../store/events/purge-bucket.ts';
import { listBeside } from '../../store/public/neighbours.ts';
import { findRangesOf } from '../../store/public/sitemaps.ts';
import { type TaskContext, TooEarly } from '../task.ts';

export async function purgeCache(errand: TaskContext, entries: readonly Claimed[]): Promise<void> {
  const { cache, db, site, now, outward, sparePurges } = errand;
  if (!cache) return;
  const touches = entries.map(({ payload }) => payload as PurgeScope);
  const tags = new Set(touches.flatMap((touch) => tagsOf(site, touch)));
  if (tags.size <= mostTags) {
    const places = touches.flatMap((touch) => ('places' in touch ? touch.places : []));
    const ids = places.map(({ publicationId }) => publicationId);
    for (const id of await listBeside(db, ids, now)) tags.add(tag.adjacent(id));
    const releases = touches.flatMap((touch) => ('release' in touch ? touch.release : []));
    for (const range of await findRangesOf(db, [...new Set(releases)])) {
      tags.add(tag.generatedFile(paths.sitemap(range)));
    }
  }
  const calls = purgeCalls([...tags]);
  const { granted, nextAt } = await takePurges(db, now, {
    share: outward.purgeShare,
    wanted: calls.length,
    spare: sparePurges,
  });
  if (granted === 0) {
    throw new TooEarly('Waiting for the next cache purge that the account allows.', nextAt);
  }
  const begun = Date.now();
  const everything = granted < calls.length || calls.includes(purgeOfAll);
  if (everything) await purgeAll(errand, cache);
  else await send(cache, calls);
  const milliseconds = Date.now() - begun;
  log('purge', { entries: entries.length, tags: tags.size, everything, milliseconds });
}

/** Purges everything, which is what every entry wants that was written before. */
async function purgeAll({ db, now }: TaskContext, cache: CacheContext): Promise<void> {
  const latest = await latestId(db);
  await send(cache, [purgeOfAll]);
  await finishAllPurges(db, latest, now);
}

function tagsOf(site: Site, touch: PurgeScope): string[] {
  if ('redirects' in touch) return [tag.redirects];
  if ('tags' in touch) return touch.tags;
  if ('taxonomy' in touch) {
    const { taxonomy, names, terms } = touch;
    return [tag.taxonomy(taxonomy), ...(names ? [tag.terms] : terms.map(tag.term))];
  }
  const { release, places } = touch;
  const own = [tag.release(release), tag.adjacent(release), tag.missing, tag.changes];
  return [...own, ...places.flatMap((place) => tagsOfPlace(site, place))];
}

function tagsOfPlace({ timeZone }: Site, { listed, languages, publishedAt }: Place): string[] {
  const [year = '', month = ''] = dayInZone(publishedAt, timeZone).split('-');
  const archives = languages.flatMap((lang) => [
    tag.archive(lang),
    tag.archive(lang, year),
    tag.archive(lang, year, month),
  ]);
  return [...listed.flatMap((id) => listsOf(id, languages)), ...archives];
}

function listsOf(termId: number, languages: readonly string[]): string[] {
  return [...languages, '*'].map((lang) => tag.list(termId, lang));
}
