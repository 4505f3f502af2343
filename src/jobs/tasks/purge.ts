/**
 * Purges the edge cache after changes: all waiting entries in as few calls as possible. The account has
 * a quota of purge calls. If it is too small for the entries, one call purges everything. If it is
 * used up, the entries wait until the quota allows the next call (`TooEarly`). A call that fails throws,
 * and each tick retries the entries until one succeeds. Until then stale responses expire after 60
 * seconds at the latest.
 */
import { dayInZone } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import type { Site } from '../../domain/site.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import { mostTags, purge, purgeCalls, purgeOfAll, tag } from '../../edge-cache.ts';
import { log } from '../../log.ts';
import type { ListedPlace, PurgeScope } from '../../store/events/cache-invalidation.ts';
import { type Claimed, finishAllPurges, latestId } from '../../store/events/outbox.ts';
import { takePurges } from '../../store/events/purge-bucket.ts';
import { listBeside } from '../../store/public/neighbours.ts';
import { findRangesOf } from '../../store/public/sitemaps.ts';
import { type TaskContext, TooEarly } from '../task.ts';

export async function purgeCache(context: TaskContext, entries: readonly Claimed[]): Promise<void> {
  const { cache, db, site, now, integrations, reservedPurges } = context;
  if (!cache) return;
  const scopes = entries.map(({ payload }) => payload as PurgeScope);
  const tags = new Set(scopes.flatMap((scope) => tagsOf(site, scope)));
  if (tags.size <= mostTags) {
    const places = scopes.flatMap((scope) => ('places' in scope ? scope.places : []));
    const ids = places.map(({ publicationId }) => publicationId);
    for (const id of await listBeside(db, ids, now)) tags.add(tag.adjacent(id));
    const releases = scopes.flatMap((scope) => ('release' in scope ? scope.release : []));
    for (const range of await findRangesOf(db, [...new Set(releases)])) {
      tags.add(tag.generatedFile(paths.sitemap(range)));
    }
  }
  const calls = purgeCalls([...tags]);
  const { granted, nextAt } = await takePurges(db, now, {
    share: integrations.purgeShare,
    wanted: calls.length,
    spare: reservedPurges,
  });
  if (granted === 0) {
    throw new TooEarly('Waiting for the next cache purge that the account allows.', nextAt);
  }
  const startedAt = Date.now();
  const everything = granted < calls.length || calls.includes(purgeOfAll);
  if (everything) await purgeAll(context, cache);
  else await purge(cache, calls);
  const milliseconds = Date.now() - startedAt;
  log('purge', { entries: entries.length, tags: tags.size, everything, milliseconds });
}

/** Purges the whole cache, and finishes every entry that was enqueued before. */
async function purgeAll({ db, now }: TaskContext, cache: CacheContext): Promise<void> {
  const latest = await latestId(db);
  await purge(cache, [purgeOfAll]);
  await finishAllPurges(db, latest, now);
}

function tagsOf(site: Site, scope: PurgeScope): string[] {
  if ('redirects' in scope) return [tag.redirects];
  if ('front' in scope) return site.languages.map((lang) => tag.list(newsroom, lang));
  if ('tags' in scope) return scope.tags;
  if ('taxonomy' in scope) {
    const { taxonomy, names, terms } = scope;
    return [tag.taxonomy(taxonomy), ...(names ? [tag.terms] : terms.map(tag.term))];
  }
  const { release, places } = scope;
  const own = [tag.release(release), tag.adjacent(release), tag.missing, tag.changes];
  return [...own, ...places.flatMap((place) => tagsOfPlace(site, place))];
}

function tagsOfPlace(
  { timeZone }: Site,
  { listed, languages, publishedAt }: ListedPlace,
): string[] {
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
