/**
 * The scheduled handler. It never decides what is public: it only tells feeds and sitemaps of what
 * the gate already lets through. Each step can be cut off and done again; a change is closed only
 * when every file that tells of it is written.
 */

import { wordsOf } from '../../templates/words.ts';
import { type Env, siteOf } from '../config.ts';
import * as paths from '../domain/paths.ts';
import type { Site } from '../domain/site.ts';
import { tag } from '../edge-cache.ts';
import { rss } from '../feeds/rss.ts';
import { pageUrls, releaseUrls, sitemapHead, sitemapIndex, sitemapTail } from '../feeds/sitemap.ts';
import { sweep } from '../store/attachments.ts';
import * as changes from '../store/changes.ts';
import { connect, type Db, readTogether } from '../store/db.ts';
import { putBuilt } from '../store/files.ts';
import { readWholeList } from '../store/listings.ts';
import * as receipts from '../store/receipts.ts';
import { index } from '../store/search.ts';
import { readSetting } from '../store/terms.ts';
import { touch } from '../store/touches.ts';
import { findWork } from '../store/work.ts';
import { runErrands, taskNames } from './outbox.ts';

/** What a chore works with. */
export interface Bench {
  db: Db;
  bucket: R2Bucket;
  site: Site;
  now: number;
}

/** Changes told in one tick; the next ticks tell the rest. */
const perTick = 10_000;

/** A sitemap takes no more releases than this, and no more than about this many bytes. */
const releasesPerSitemap = 10_000;
const bytesPerSitemap = 8_000_000;

const feedLength = 50;
const hour = 60 * 60 * 1000;

/** Steps of the search index an hour, beside those that searches take. */
const indexSteps = 50;

/** One tick. With nothing to do it makes one query and writes nothing. */
export async function tick(
  env: Env,
  now: number,
  { cache }: Pick<ExecutionContext, 'cache'> = {},
): Promise<void> {
  const bench = { db: connect(env.DB), bucket: env.FILES, site: siteOf(env), now };
  const work = await findWork(bench.db, now, taskNames);
  if (work.errands) await runErrands({ ...bench, cache });
  if (work.changes) {
    await buildDue(bench);
    await touch(bench.db, { tags: [tag.built] }, now);
    await runErrands({ ...bench, cache });
  }
  if (now % hour >= 60_000) return;
  await sweep(bench.db, bench.bucket, now);
  await receipts.sweep(bench.db, now);
  await index(bench.db, now, indexSteps);
}

async function buildDue(bench: Bench): Promise<void> {
  const { db, now, site } = bench;
  const due = await changes.listDue(db, now, perTick);
  if (due.length === 0) return;
  const touched = await placeInSitemaps(bench, due);
  for (const number of touched) await buildRange(bench, number);
  await buildPages(bench);
  await buildIndex(bench);
  for (const lang of site.languages) await buildFeed(bench, lang);
  await changes.close(db, due, now);
}

/**
 * Builds a file that is asked for and not there yet, after all that is due.
 * @returns whether there is such a file
 */
export async function buildMissing(bench: Bench, path: string): Promise<boolean> {
  await buildDue(bench);
  const { site } = bench;
  const lang = site.languages.find((one) => paths.feed(site, one) === path);
  if (lang) await buildFeed(bench, lang);
  else if (path === paths.sitemapIndex) await buildIndex(bench);
  else if (path === paths.sitemap('pages')) await buildPages(bench);
  else return buildRangeAt(bench, path);
  return true;
}

/** Builds the sitemap of a range, if `path` is one. */
async function buildRangeAt(bench: Bench, path: string): Promise<boolean> {
  const ranges = await changes.listRanges(bench.db, bench.now);
  const range = ranges.find(({ number }) => paths.sitemap(number) === path);
  if (range) await buildRange(bench, range.number);
  return range !== undefined;
}

/** Gives each newly public release its range, for good; the answer is every range that changed. */
async function placeInSitemaps(bench: Bench, due: changes.DueChange[]): Promise<number[]> {
  const { db, now, site } = bench;
  const { placed, unplaced, last } = await changes.findPlaces(db, due, now);
  const placements = new Map<number, changes.Placement>();
  const placementIn = (number: number): changes.Placement => {
    const placement = placements.get(number) ?? { number, grown: null, publicationIds: [] };
    placements.set(number, placement);
    return placement;
  };
  let range = last ?? emptyRange(1);
  for (const release of unplaced) {
    const earlier = placed.get(release.releaseId);
    if (earlier === undefined) {
      const bytes = releaseUrls(site, release).length;
      const full = range.members >= releasesPerSitemap || range.bytes + bytes > bytesPerSitemap;
      if (full) range = emptyRange(range.number + 1);
      range = { ...range, members: range.members + 1, bytes: range.bytes + bytes };
      const from = last?.number === range.number ? last.members : 0;
      placementIn(range.number).grown = { from, members: range.members, bytes: range.bytes };
    }
    placementIn(earlier ?? range.number).publicationIds.push(release.publicationId);
  }
  const touched = [...new Set([...placed.values(), ...placements.keys()])];
  const instant = Math.max(...due.map(({ effectiveAt }) => effectiveAt));
  await changes.place(db, [...placements.values()], touched, instant);
  return touched;
}

function emptyRange(number: number): changes.SitemapRange {
  return { number, members: 0, bytes: 0, modifiedAt: 0 };
}

async function buildRange({ db, bucket, site, now }: Bench, number: number): Promise<void> {
  const entries: Awaited<ReturnType<typeof changes.listRange>> = [];
  let after = 0;
  for (;;) {
    const rows = await changes.listRange(db, number, after, now);
    entries.push(...rows);
    const last = rows.at(-1);
    if (!last || rows.length < 1000) break;
    after = last.publicationId;
  }
  // The order of their rows would tell which was drafted or scheduled while another was hidden.
  entries.sort((a, b) => a.publishedAt - b.publishedAt || (a.releaseId < b.releaseId ? -1 : 1));
  const text = entries.map((entry) => releaseUrls(site, entry)).join('');
  const modifiedAt = await changes.latestInstant(db, now);
  await putBuilt(bucket, paths.sitemap(number), sitemapHead + text + sitemapTail, modifiedAt);
}

async function buildPages({ bucket, site }: Bench): Promise<void> {
  const text = sitemapHead + pageUrls(site) + sitemapTail;
  await putBuilt(bucket, paths.sitemap('pages'), text, 0);
}

async function buildIndex({ db, bucket, site, now }: Bench): Promise<void> {
  const ranges = await changes.listRanges(db, now);
  const modifiedAt = await changes.latestInstant(db, now);
  await putBuilt(bucket, paths.sitemapIndex, sitemapIndex(site, ranges), modifiedAt);
}

async function buildFeed({ db, bucket, site, now }: Bench, lang: string): Promise<void> {
  const selection = { term: null, lang, after: null, limit: feedLength, now };
  const [list, { taxonomy }] = await readTogether(db, [
    readWholeList(db, selection),
    readSetting(db, now),
  ]);
  const title = wordsOf(lang).latest;
  const text = rss({ site, lang, title, taxonomy, releases: list.items });
  const modifiedAt = await changes.latestInstant(db, now);
  await putBuilt(bucket, paths.feed(site, lang), text, modifiedAt);
}
