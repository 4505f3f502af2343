/**
 * The scheduled handler. It never decides what is public: it only tells feeds and sitemaps of what
 * the gate already lets through. Each chore can be cut off anywhere and done again.
 */
import { type Env, siteOf } from '../config.ts';
import { sweep } from '../store/attachments.ts';
import { strike } from '../store/clock.ts';
import { connect } from '../store/db.ts';
import * as receipts from '../store/receipts.ts';
import { index } from '../store/search.ts';
import { touch } from '../store/touches.ts';
import { buildDue, buildDueFiles, reformAll } from './built-files.ts';
import { formOf } from './makers.ts';
import { runErrands, taskNames } from './outbox.ts';

/** Steps of the search index that a tick takes, beside those that searches take. */
const indexSteps = 50;

/** One tick. With nothing to do it makes one query and writes nothing to R2. */
export async function tick(
  env: Env,
  now: number,
  { cache }: Pick<ExecutionContext, 'cache'> = {},
): Promise<void> {
  const bench = { db: connect(env.DB), bucket: env.FILES, site: siteOf(env), now };
  const { db, bucket, site } = bench;
  const chores = await strike(db, now, { form: formOf(site), tasks: taskNames });
  if (chores.reform) await reformAll(bench);
  const built = chores.changes
    ? await buildDue(bench)
    : chores.files || chores.reform
      ? await buildDueFiles(bench)
      : [];
  if (built.length > 0) await touch(db, { tags: built }, now);
  if (built.length > 0 || chores.errands) await runErrands({ ...bench, cache });
  if (chores.uploads) await sweep(db, bucket, now);
  if (chores.receipts) await receipts.sweep(db, now);
  if (chores.index) await index(db, now, indexSteps);
}
