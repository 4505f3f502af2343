/** The tripwire: who asks for the address of what is not public yet. */
import { eq, lte, sql } from 'drizzle-orm';
import { commit, type Witnessed } from './audit.ts';
import type { Db } from './db.ts';
import { attachments, legacyAddresses, probes, publications, releases } from './schema.ts';

/** What an address that answered 404 may have been meant for. */
export type Target = { releaseId: string } | { fileId: string } | { legacyPath: string };

/**
 * Counts a request for the address of a release that was never public. The first, the tenth, the
 * hundredth of them and so on are told in the audit.
 */
export async function record(
  db: Db,
  reader: Witnessed,
  target: Target,
  path: string,
): Promise<void> {
  const meant =
    'releaseId' in target
      ? eq(releases.id, target.releaseId)
      : 'fileId' in target
        ? sql`${releases.id} = (select ${attachments.releaseId} from ${attachments} where ${attachments.id} = ${target.fileId})`
        : sql`${releases.id} = (select ${legacyAddresses.releaseId} from ${legacyAddresses} where ${legacyAddresses.path} = ${target.legacyPath})`;
  const shown = sql`exists (select 1 from ${publications} where ${publications.releaseId} = ${releases.id} and ${lte(publications.visibleFrom, reader.now)})`;
  const [hidden] = await db
    .select({ id: releases.id, hits: probes.hits })
    .from(releases)
    .leftJoin(probes, eq(probes.releaseId, releases.id))
    .where(sql`${meant} and not ${shown}`);
  if (!hidden) return;
  const hits = (hidden.hits ?? 0) + 1;
  const count = db
    .insert(probes)
    .values({ releaseId: hidden.id, hits: 1, firstAt: reader.now, lastAt: reader.now })
    .onConflictDoUpdate({
      target: probes.releaseId,
      set: { hits: sql`${probes.hits} + 1`, lastAt: reader.now },
    });
  if (!Number.isInteger(Math.log10(hits))) {
    await count;
    return;
  }
  const detail = { hits, path: path.slice(0, 500) };
  await commit(db, reader, { action: 'tripwire.hit', subject: `release/${hidden.id}`, detail }, [
    count,
  ]);
}
