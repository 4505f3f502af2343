/** The tripwire: who asks for the address of what is not public yet. */
import { eq, lte, type SQL, sql } from 'drizzle-orm';
import { commit, type Witnessed } from './audit.ts';
import { type Db, violates } from './db.ts';
import { attachments, legacyAddresses, probes, publications, releases } from './schema.ts';

/** What an address that answered 404 may have been meant for. */
export type Target = { releaseId: string } | { fileId: string } | { legacyPath: string };

/**
 * Counts a request for the address of a release that was never public. The first, the tenth, the
 * hundredth of them and so on are told in the audit; one whose entry was lost is told by a later one.
 */
export async function record(
  db: Db,
  reader: Witnessed,
  target: Target,
  path: string,
): Promise<void> {
  const shown = sql`exists (select 1 from ${publications} where ${publications.releaseId} = ${releases.id} and ${lte(publications.visibleFrom, reader.now)})`;
  const hidden = sql`select ${releases.id}, 1, 0, ${reader.now}, ${reader.now} from ${releases} where ${meantBy(target)} and not ${shown}`;
  const [counted] = await db
    .insert(probes)
    .select(hidden)
    .onConflictDoUpdate({
      target: probes.releaseId,
      set: { hits: sql`${probes.hits} + 1`, lastAt: reader.now },
    })
    .returning({ id: probes.releaseId, hits: probes.hits, told: probes.told });
  if (!counted) return;
  const { id, hits, told } = counted;
  const due = 10 ** Math.floor(Math.log10(hits));
  // Of many at once a few try to tell, and one does: the first may have died of it.
  if (told >= due || hits % due !== 0) return;
  const detail = { hits, path: path.slice(0, 500) };
  const act = { action: 'tripwire.hit', subject: `release/${id}`, detail };
  const once = sql`case when ${probes.told} < ${due} then ${due} end`;
  try {
    await commit(db, reader, act, [
      db.update(probes).set({ told: once }).where(eq(probes.releaseId, id)),
    ]);
  } catch (error) {
    if (!violates(error, 'probes.told')) throw error;
  }
}

function meantBy(target: Target): SQL {
  if ('releaseId' in target) return eq(releases.id, target.releaseId);
  const id =
    'fileId' in target
      ? sql`(select ${attachments.releaseId} from ${attachments} where ${attachments.id} = ${target.fileId})`
      : sql`(select ${legacyAddresses.releaseId} from ${legacyAddresses} where ${legacyAddresses.path} = ${target.legacyPath})`;
  return sql`${releases.id} = ${id}`;
}
