/**
 * The scheduled handler. It never decides what is public: the clock does, in every query. It updates
 * feeds and sitemaps, sends notifications and cleans up. Every step is safe to interrupt and to repeat.
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
import { enqueueFilePurge } from '../store/events/cache-invalidation.ts';
import { type DueWork, recordTickAndFindDueWork } from '../store/events/clock.ts';
import { enqueueNotifications } from '../store/events/notifications.ts';
import { index } from '../store/search/search-index.ts';
import { runTasks, taskNames } from './outbox.ts';

/** Steps of search indexing in one tick. Searches index further ones. */
const indexSteps = 50;

/** Steps among them that enter publications of an older index again: a large archive takes hours. */
const renewals = 20;

/** Queries of one indexing step, at most. */
const perIndexStep = 28;

/** Batches of notifications that one tick enqueues. Later ticks enqueue the rest. */
const notificationBatches = 20;

/**
 * Runs one tick. With nothing to do it makes one query and writes nothing to R2. Files are built first,
 * then their old bytes are purged from the edge, then notifications are sent. A file that fails to
 * build does not stop the rest: its error is thrown at the end.
 */
export async function tick(
  env: Env,
  now: number,
  { cache }: Pick<ExecutionContext, 'cache'> = {},
): Promise<void> {
  const startedAt = Date.now();
  const { binding, left } = budgeted(env.DB);
  const context = { db: connect(binding), bucket: env.FILES, site: siteOf(env), now, left };
  const { db, bucket, site } = context;
  const integrations = integrationsOf(env);
  const due = await recordTickAndFindDueWork(db, now, {
    buildFingerprint: buildFingerprint(site),
    tasks: taskNames,
  });
  const built: string[] = [];
  const [files] = await Promise.allSettled([build(context, due, built)]);
  if (built.length > 0) await enqueueFilePurge(db, built, now);
  if (due.notifications) {
    const audience = {
      hub: site.webSubHub !== null,
      searchEngines: integrations.indexNow !== null,
    };
    for (let batch = 0; batch < notificationBatches; batch++)
      if (!(await enqueueNotifications(db, now, audience))) break;
  }
  if (built.length > 0 || due.notifications || due.tasks) {
    await runTasks({ ...context, integrations, startedAt, cache, reservedPurges: 0 });
  }
  if (due.uploads) await deleteAbandonedUploads(db, bucket, now);
  if (due.idempotencyKeys) await receipts.deleteExpiredKeys(db, now);
  if (due.searchIndex)
    await index(db, now, Math.min(indexSteps, Math.floor(left() / perIndexStep)), renewals);
  log('tick', { ...due, files: built.length, milliseconds: Date.now() - startedAt });
  if (files.status === 'rejected') throw files.reason;
}

/** Builds due files. @param built receives the cache tags of the files whose bytes changed */
async function build(
  context: BuildContext,
  { allFiles, changes, files }: DueWork,
  built: string[],
): Promise<void> {
  if (allFiles) await rebuildAllFiles(context);
  if (changes) await buildDue(context, built);
  else if (files || allFiles) await buildDueFiles(context, built);
}
