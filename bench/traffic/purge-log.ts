/**
 * Records the cache purges of a site's releases: when each became due and when it was finished. A
 * trigger in the database of the site writes the record, so it is exact and the Worker is unchanged.
 */

import type { Local } from '../../dev/local.ts';
import type { Window } from '../../test/model/release-model.ts';

export interface PurgeLog {
  /**
   * Finds the purges that were not finished when a request was sent.
   * @param sentAt when the request was sent, in epoch milliseconds of the wall clock
   */
  unfinishedAt(sentAt: number): Promise<Purge[]>;
}

export interface Purge {
  release: string;
  /** When the change became due for purging, by the site's clock. */
  dueAt: number;
  /** Whether an attempt failed, such as for want of a purge that the account allows. */
  postponed: boolean;
}

/** Whether the purge of a release for a change made within that window is among them. */
export const isUnfinished = (purges: readonly Purge[], of: string, change: Window): boolean =>
  purges.some(
    ({ release, dueAt }) => release === of && dueAt >= change.start && dueAt <= change.end,
  );

/** Starts recording. The site may be restarted: its database is looked up for each query. */
export async function recordPurges(site: Pick<Local, 'db'>): Promise<PurgeLog> {
  await site.db.batch([
    site.db.prepare(
      'create table if not exists purge_log (release text, due_at integer, postponed integer, finished_at integer)',
    ),
    site.db.prepare(
      `create trigger if not exists purge_log_finished after delete on outbox
         when old.task = 'purge' and old.payload ->> 'release' is not null
       begin
         insert into purge_log values (
           old.payload ->> 'release',
           old.at,
           old.last_error is not null,
           cast(unixepoch('subsec') * 1000 as integer)
         );
       end`,
    ),
  ]);
  return {
    unfinishedAt: async (sentAt) => {
      const { results } = await site.db
        .prepare(
          `select release, due_at as dueAt, postponed from purge_log where finished_at >= ?
           union all
           select payload ->> 'release', at, last_error is not null from outbox
           where task = 'purge' and payload ->> 'release' is not null`,
        )
        .bind(sentAt)
        .all<{ release: string; dueAt: number; postponed: 0 | 1 }>();
      return results.map((row) => ({ ...row, postponed: row.postponed === 1 }));
    },
  };
}
