/**
 * Notifications about changes: webhooks, WebSub, IndexNow. They are enqueued when a change is in effect,
 * not when it is scheduled. So no notification of a scheduled change exists that could be sent early,
 * a postponed or cancelled change leaves nothing to delete, and the next tick repeats what a failed one
 * did not commit. A change is marked in the batch that enqueues its notifications.
 */
import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { feedNames } from '../../domain/paths.ts';
import { type Db, type Statement, violates } from '../db/connect.ts';
import { inList, valueIf } from '../db/expressions.ts';
import { changes, generatedFiles, outbox, webhooks } from '../db/schema.ts';
import { feedsTouchedBy } from '../public/feeds.ts';
import { enqueueFrom } from './outbox.ts';
import { isEnabled } from './webhooks.ts';

/** SQL condition: the change is in effect and its notifications are not enqueued yet. */
export function isUnannounced(now: number): SQL {
  // In these words SQLite knows the partial index again, which a parameter would hide from it.
  return and(sql`${changes.announced} = 0`, lte(changes.effectiveAt, now)) as SQL;
}

/** The integrations that are notified of changes beside the webhooks. */
export interface Audience {
  hub: boolean;
  searchEngines: boolean;
}

const perBatch = 200;

/**
 * Enqueues the notifications of the oldest changes, in one batch. Only changes whose feeds and sitemaps
 * are due or built count, so that a subscriber who fetches the feed finds them. Of two concurrent ticks
 * only one batch succeeds.
 * @returns whether there may be more
 */
export async function enqueueNotifications(
  db: Db,
  now: number,
  audience: Audience,
): Promise<boolean> {
  const news = await db
    .select({ id: changes.id, releaseId: changes.releaseId })
    .from(changes)
    .where(and(isUnannounced(now), eq(changes.built, true)))
    .orderBy(asc(changes.effectiveAt), asc(changes.id))
    .limit(perBatch);
  if (news.length === 0) return false;
  const these = inList(
    changes.id,
    news.map(({ id }) => id),
  );
  const once = valueIf<boolean>(sql`${changes.announced} = 0`, 1);
  try {
    await db.batch([
      db.update(changes).set({ announced: once }).where(these),
      enqueueFrom(db, messages(these)),
      ...(audience.searchEngines ? [enqueueFrom(db, addresses(these))] : []),
      ...(audience.hub
        ? [
            enqueueFrom(
              db,
              topics(
                news.map(({ releaseId }) => releaseId),
                now,
              ),
            ),
          ]
        : []),
    ] as [Statement, ...Statement[]]);
  } catch (error) {
    if (!violates(error, 'changes.announced')) throw error;
  }
  return news.length === perBatch;
}

/** One message a change for each webhook; those of one release go one after another. */
function messages(these: SQL): SQL {
  const lane = sql`'webhook/' || ${webhooks.id} || '/' || ${changes.releaseId}`;
  const payload = sql`json_object(
    'webhook', ${webhooks.id},
    'change', ${changes.id},
    'release', ${changes.releaseId},
    'message', 'msg_' || lower(hex(randomblob(16)))
  )`;
  return sql`select 'webhook' as task, ${lane} as lane, ${payload} as payload, ${changes.effectiveAt} as at
    from ${changes}
    join ${webhooks} on ${isEnabled}
    where ${these}
    order by ${changes.effectiveAt}, ${changes.id}`;
}

function addresses(these: SQL): SQL {
  return sql`select
      'indexnow' as task,
      null as lane,
      json_object('release', ${changes.releaseId}) as payload,
      max(${changes.effectiveAt}) as at
    from ${changes}
    where ${these}
    group by ${changes.releaseId}`;
}

/** The feeds that may contain the releases, of those that were ever requested. */
function topics(releases: string[], now: number): SQL {
  const names = Object.values(feedNames).map(
    (name) => sql`${generatedFiles.path} like ${`%/${name}`}`,
  );
  const waiting = sql`exists (
    select 1
    from ${outbox}
    where ${outbox.task} = 'websub'
      and ${outbox.attempts} = 0
      and ${outbox.deadAt} is null
      and ${outbox.payload} ->> 'path' = ${generatedFiles.path}
  )`;
  return sql`select distinct
      'websub' as task,
      null as lane,
      json_object('path', ${generatedFiles.path}) as payload,
      cast(${now} as integer) as at
    from (${feedsTouchedBy(releases, now)}) as touched
    cross join ${generatedFiles}
      on ${generatedFiles.termId} = touched.term_id and ${generatedFiles.lang} = touched.lang
    where (${sql.join(names, sql` or `)}) and not ${waiting}`;
}
