/**
 * The scheduled handler. It never decides what is public: it only tells feeds and sitemaps of what
 * the gate already lets through. Each chore can be cut off anywhere and done again.
 */
import { type Env, integrationsOf, siteOf } from '../config.ts';
import type { BuildContext } from '../generated/build-context.ts';
import { buildFingerprint } from '../generated/file-builder.ts';
import { buildDue, buildDueFiles, rebuildAllFiles } from '../generated/generated-files.ts';
import { log } from '../log.ts';
import * as receipts from '../store/access/idempotency-keys.ts';
import { connect } from '../store/db/connect.ts';
import { budgeted } from '../store/db/query-budget.ts';
import { deleteAbandonedUploads } from '../store/editorial/attachments.ts';
import { enqueuePurge } from '../store/events/cache-invalidation.ts';
import { type DueWork, recordTickAndFindDueWork } from '../store/events/clock.ts';
import { enqueueNotifications } from '../store/events/notifications.ts';
import { index } from '../store/search/search-index.ts';
import { runTasks, taskNames } from './outbox.ts';

/** Steps of the search index that a tick takes, beside those that searches take. */
const indexSteps = 50;

/** Queries that one step takes, or a little fewer. */
const perIndexStep = 8;

/** Rounds of announcing in one tick; the next ticks tell the rest. */
const rounds = 20;

/**
 * One tick. With nothing to do it makes one query and writes nothing to R2. The files come first, then
 * the edge is purged of what they were, then others are told. A file that cannot be built keeps
 * nobody waiting; it is told of at the end.
 */
export async function tick(
  env: Env,
  now: number,
  { cache }: Pick<ExecutionContext, 'cache'> = {},
): Promise<void> {
  const begun = Date.now();
  const { binding, left } = budgeted(env.DB);
  const bench = { db: connect(binding), bucket: env.FILES, site: siteOf(env), now, left };
  const { db, bucket, site } = bench;
  const outward = integrationsOf(env);
  const chores = await recordTickAndFindDueWork(db, now, {
    form: buildFingerprint(site),
    tasks: taskNames,
  });
  const [files] = await Promise.allSettled([build(bench, chores)]);
  const built = files.status === 'fulfilled' ? files.value : [];
  if (built.length > 0) await enqueuePurge(db, { tags: built }, now);
  if (chores.news) {
    const audience = { hub: site.webSubHub !== null, searchEngines: outward.indexNow !== null };
    for (let round = 0; round < rounds; round++)
      if (!(await enqueueNotifications(db, now, audience))) break;
  }
  if (built.length > 0 || chores.news || chores.errands) {
    await runTasks({ ...bench, outward, begun, cache, sparePurges: 0 });
  }
  if (chores.uploads) await deleteAbandonedUploads(db, bucket, now);
  if (chores.receipts) await receipts.deleteExpiredKeys(db, now);
  if (chores.index) await index(db, now, Math.min(indexSteps, Math.floor(left() / perIndexStep)));
  log('tick', { ...chores, files: built.length, milliseconds: Date.now() - begun });
  if (files.status === 'rejected') throw files.reason;
}

/** @returns the tags of the files whose bytes changed */
async function build(bench: BuildContext, { reform, changes, files }: DueWork): Promise<string[]> {
  if (reform) await rebuildAllFiles(bench);
  if (changes) return buildDue(bench);
  return files || reform ? buildDueFiles(bench) : [];
}
