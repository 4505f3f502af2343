/**
 * From changes to what must be sent because of them. Sending is derived from what has come into
 * effect, and not written when a change is ordered: what is only scheduled has nothing waiting that
 * could go out early, what is put off or cancelled leaves nothing to take back, and what a tick died
 * over is found by the next one. A change is marked in the batch that writes what follows from it.
 */
import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { feedNames } from '../../domain/paths.ts';
import { type Db, type Statement, violates } from '../db/connect.ts';
import { inList, valueIf } from '../db/expressions.ts';
import { changes, generatedFiles, outbox, webhooks } from '../db/schema.ts';
import { feedsTouchedBy } from '../public/feeds.ts';
import { enqueueFrom } from './outbox.ts';
import { isEnabled } from './webhooks.ts';

/** True of a change that is in effect and of which nobody was told. */
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
 * Writes what must be sent because of changes that the built files have been told of: so nobody is
 * told of what a feed does not tell. Of two ticks at once one batch holds.
 * @returns how many changes there were; when `perBatch`, there may be more
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

/** The feeds that somebody ever asked for among those that may tell of the releases. */
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
