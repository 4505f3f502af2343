/**
 * Changes that came into effect: each is given to the files that tell of it. One batch places new
 * releases in the sitemaps, marks every file that is no longer right and closes the changes, so that
 * nothing is lost between being seen and being told. Building the files is another chore's work.
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
 * Changes that one batch tells of, and that a tick tells of. What bounds a tick bounds no reader:
 * whoever asks for a file while changes wait gets it as it is now.
 */
const perBatch = 1000;
const batchesPerTick = 20;

/** Gives all changes that are due to their files, as many as one tick may. */
export async function processDueChanges(bench: BuildContext): Promise<void> {
  for (let batch = 0; batch < batchesPerTick; batch++) {
    const told = await processBatch(bench);
    if (told !== null && told < perBatch) return;
  }
}

/**
 * Gives the oldest changes that are due to their files.
 * @returns how many there were, or null where another told some of them at the same time
 */
export async function processBatch(bench: BuildContext): Promise<number | null> {
  try {
    return await tellOnce(bench);
  } catch (error) {
    if (guards.some((guard) => violates(error, guard))) return null;
    throw error;
  }
}

/** Columns that refuse a batch which another was quicker than. */
const guards = ['changes.built', 'sitemaps.members'];

async function tellOnce({ db, now, site }: BuildContext): Promise<number> {
  const found = await sitemaps.findPlaces(db, site.languages, now, perBatch);
  const { changed } = found;
  if (changed.length === 0) return 0;
  const placements = placesFor(found, (release) => releaseUrls(site, release).length);
  const touched = [
    ...new Set([...found.placed.values(), ...placements.map(({ number }) => number)]),
  ];
  const [first, last] = [changed[0], changed.at(-1)].map((one) => one?.effectiveAt ?? now);
  const listing = [
    paths.sitemapIndex,
    paths.sitemap('news'),
    ...touched.map((number) => paths.sitemap(number)),
  ];
  const files = listing.map((path) => ({ path, termId: null, lang: null }));
  const releases = changed.map(({ releaseId }) => releaseId);
  const statements = [
    ...changes.markProcessed(db, changed, now),
    ...sitemaps.place(db, placements, touched, last as number),
    markFilesDue(db, files, first as number, now),
    markFeedsDue(db, feedsTouchedBy(releases, now), first as number, now),
  ];
  await db.batch(statements as [Statement, ...Statement[]]);
  return changed.length;
}

/**
 * How many releases a sitemap takes, and about how many bytes: few enough for one change among them
 * to cost little, and for a file to be held in memory while it is built.
 */
const releasesPerSitemap = 2000;
const bytesPerSitemap = 4_000_000;

/** The places of releases that have none: beside their earlier publications, or in the last range. */
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
