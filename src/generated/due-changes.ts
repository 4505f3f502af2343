/**
 * Processing of changes that came into effect. One batch gives new releases a place in the sitemaps,
 * marks every affected feed and sitemap due, and marks the changes processed: all of it or nothing.
 * Building the files is a separate step (generated-files.ts).
 */
import * as paths from '../domain/paths.ts';
import { releaseUrls } from '../feeds/sitemap.ts';
import { type Statement, violates } from '../store/db/connect.ts';
import { markFeedsDue, markFilesDue } from '../store/events/generated-files.ts';
import * as changes from '../store/events/pending-changes.ts';
import { feedsTouchedBy } from '../store/public/feeds.ts';
import * as sitemaps from '../store/public/sitemaps.ts';
import type { BuildContext } from './build-context.ts';

/**
 * Limits of one batch and of one tick. Readers do not wait for later ticks: a request for a file
 * processes the remaining changes first.
 */
const perBatch = 1000;
const batchesPerTick = 20;

/** Processes due changes, up to the limit of one tick. */
export async function processDueChanges(context: BuildContext): Promise<void> {
  for (let batch = 0; batch < batchesPerTick; batch++) {
    const processed = await processBatch(context);
    if (processed !== null && processed < perBatch) return;
  }
}

/**
 * Processes the oldest due changes in one batch.
 * @returns their number, or null if a concurrent run processed some of them first
 */
export async function processBatch(context: BuildContext): Promise<number | null> {
  try {
    return await processOnce(context);
  } catch (error) {
    if (guards.some((guard) => violates(error, guard))) return null;
    throw error;
  }
}

/** Columns whose constraints refuse a batch that lost the race to a concurrent one. */
const guards = ['changes.built', 'sitemaps.members'];

async function processOnce({ db, now, site }: BuildContext): Promise<number> {
  const found = await sitemaps.findPlaces(db, site.languages, now, perBatch);
  const { changed } = found;
  if (changed.length === 0) return 0;
  const placements = placesFor(found, (release) => releaseUrls(site, release).length);
  const changedRanges = [
    ...new Set([...found.placed.values(), ...placements.map(({ number }) => number)]),
  ];
  const [first, last] = [changed[0], changed.at(-1)].map((one) => one?.effectiveAt ?? now);
  const sitemapPaths = [
    paths.sitemapIndex,
    paths.sitemap('news'),
    ...changedRanges.map((number) => paths.sitemap(number)),
  ];
  const files = sitemapPaths.map((path) => ({ path, termId: null, lang: null }));
  const releases = changed.map(({ releaseId }) => releaseId);
  const statements = [
    ...changes.markProcessed(db, changed, now),
    ...sitemaps.place(db, placements, changedRanges, last as number),
    markFilesDue(db, files, first as number, now),
    markFeedsDue(db, feedsTouchedBy(releases, now), first as number, now),
  ];
  await db.batch(statements as [Statement, ...Statement[]]);
  return changed.length;
}

/**
 * Limits of one sitemap. They keep the cost of one change low, and the file small enough to be held
 * in memory while it is built.
 */
const releasesPerSitemap = 2000;
const bytesPerSitemap = 4_000_000;

/** Places for releases without one: the range of an earlier publication, or else the last range. */
function placesFor(
  { placed, unplaced, last }: Awaited<ReturnType<typeof sitemaps.findPlaces>>,
  sizeOf: (release: sitemaps.Unplaced) => number,
): sitemaps.Placement[] {
  const placements = new Map<number, sitemaps.Placement>();
  const placementIn = (number: number): sitemaps.Placement => {
    const placement = placements.get(number) ?? { number, grown: null, publicationIds: [] };
    placements.set(number, placement);
    return placement;
  };
  let range = last ?? emptyRange(1);
  for (const release of unplaced) {
    const earlier = placed.get(release.releaseId);
    if (earlier === undefined) {
      const bytes = sizeOf(release);
      const full = range.members >= releasesPerSitemap || range.bytes + bytes > bytesPerSitemap;
      if (full) range = emptyRange(range.number + 1);
      range = { ...range, members: range.members + 1, bytes: range.bytes + bytes };
      const from = last?.number === range.number ? last.members : 0;
      placementIn(range.number).grown = { from, members: range.members, bytes: range.bytes };
    }
    placementIn(earlier ?? range.number).publicationIds.push(release.publicationId);
  }
  return [...placements.values()];
}

function emptyRange(number: number): sitemaps.SitemapRange {
  return { number, members: 0, bytes: 0, modifiedAt: 0 };
}
