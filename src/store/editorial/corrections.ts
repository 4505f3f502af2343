/** The public notes of a release, and taking one back. */
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { Problem } from '../../domain/problem.ts';
import type { Correction } from '../../domain/release.ts';
import { hasBegun } from '../../domain/visibility.ts';
import { publicSpan, type WorkingRelease } from '../../domain/working-release.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, readBatch } from '../db/connect.ts';
import { changes, publications } from '../db/schema.ts';
import { enqueueReleasePurge } from '../events/cache-invalidation.ts';
import { bumpLockVersion } from './releases.ts';

/** Finds the revision, date and corrections of a publication; null if none has this id. */
export async function findStanding(db: Db, id: number) {
  const query = db
    .select({
      revision: publications.revision,
      publishedAt: publications.publishedAt,
      metadata: publications.metadata,
    })
    .from(publications)
    .where(eq(publications.id, id));
  const [row] = await readBatch(db, [buildRead(query, ([found]) => found)]);
  return row
    ? {
        revision: row.revision,
        publishedAt: row.publishedAt,
        corrections: row.metadata.corrections,
      }
    : null;
}

/**
 * Takes a public note back, from every version of the release that carries it, scheduled ones too.
 * The change that it spoke of stays, and so do all dates.
 * @param number 1 for the first of what readers are shown, or were before a withdrawal
 * @throws Problem `not-found` where there is no such note, `stale` when the release was changed meanwhile
 */
export async function removeCorrection(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  number: number,
): Promise<void> {
  const { id, spans } = release;
  const { now } = actor;
  const live = publicSpan(release, now);
  const shown = live ?? spans.findLast((span) => hasBegun(span, now));
  const corrections = shown ? (await findStanding(db, shown.id))?.corrections : undefined;
  const correction = corrections?.[number - 1];
  if (!correction) throw new Problem('not-found', 'There is no correction of this number.');
  const { at, note } = correction;
  const act = {
    action: 'release.remove-correction',
    subject: `release/${id}`,
    detail: { number, at, note },
  };
  await commit(db, actor, act, [
    bumpLockVersion(db, actor, release),
    db
      .update(publications)
      .set({ metadata: metadataWithout(correction) })
      .where(
        and(
          eq(publications.releaseId, id),
          sql`json_array_length(${publications.metadata}, '$.corrections') > 0`,
        ),
      ),
    db.insert(changes).values({
      releaseId: id,
      publicationId: live?.id ?? null,
      action: live ? 'updated' : 'withdrawn',
      effectiveAt: now,
    }),
    ...enqueueReleasePurge(db, id, now, now),
  ]);
}

/** A publication's metadata without that correction; the others keep their order. */
function metadataWithout({ at, note }: Correction) {
  const others = sql`(
    select json_group_array(json(entry.value))
    from json_each(${publications.metadata}, '$.corrections') as entry
    where not (
      entry.value ->> '$.at' = ${at}
      and entry.value -> '$.note' = ${JSON.stringify(note)}
    )
  )`;
  return sql`json_set(${publications.metadata}, '$.corrections', json(${others}))`;
}
