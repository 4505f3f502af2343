/** Previews: early access of one person to one release, until an instant or until it is revoked. */
import { and, desc, eq, exists, sql } from 'drizzle-orm';
import { type Actor, type AuditActor, Overtaken } from '../../domain/actor.ts';
import { fromHex, sha256 } from '../../domain/digest.ts';
import { newId } from '../../domain/identifier.ts';
import { isSecret, newSecret } from '../../domain/secret.ts';
import type { WorkingRelease } from '../../domain/working-release.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, readBatch, type Statement, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { previews, releases } from '../db/schema.ts';

export interface Preview {
  id: string;
  releaseId: string;
  /** For whom it is. */
  recipient: string;
  /** The recipient's time zone, shown with UTC and the organization's; or null. */
  timeZone: string | null;
  createdAt: number;
  expiresAt: number;
  revokedAt: number | null;
  views: number;
  lastViewedAt: number | null;
  /** The version that it shows; null for what is scheduled, else the working version. */
  version: number | null;
  /** The version that was public when it was given, or null. */
  publicVersion: number | null;
}

const columns = {
  id: previews.id,
  releaseId: previews.releaseId,
  recipient: previews.recipient,
  timeZone: previews.timeZone,
  createdAt: previews.createdAt,
  expiresAt: previews.expiresAt,
  revokedAt: previews.revokedAt,
  views: previews.views,
  lastViewedAt: previews.lastViewedAt,
  version: previews.version,
  publicVersion: previews.publicVersion,
};

type Order = Pick<
  Preview,
  'releaseId' | 'recipient' | 'timeZone' | 'expiresAt' | 'version' | 'publicVersion'
>;

const secretPrefix = 'dlp';

/** A preview that is not written yet, and its secret `dlp_…`, which is not kept. */
export function draft({ now }: Actor, order: Order): { preview: Preview; secret: string } {
  const preview = {
    ...order,
    id: newId(),
    createdAt: now,
    revokedAt: null,
    views: 0,
    lastViewedAt: null,
  };
  return { preview, secret: newSecret(secretPrefix) };
}

/**
 * Writes a preview. Fails the batch (`release_id` may not be null) if the release is no longer the
 * one that was read.
 * @throws Overtaken in that case: whether the version is hidden has to be decided again
 */
export async function createPreview(
  db: Db,
  actor: Actor,
  preview: Preview,
  secret: string,
  { lockVersion }: Pick<WorkingRelease, 'lockVersion'>,
): Promise<void> {
  const { id, releaseId, recipient, expiresAt, version } = preview;
  const act = {
    action: 'preview.create',
    subject: `release/${releaseId}`,
    detail: { preview: id, recipient, expiresAt, ...(version !== null && { version }) },
  };
  const hash = await sha256(secret);
  const asRead = and(eq(releases.id, releaseId), eq(releases.lockVersion, lockVersion));
  const unchanged = exists(db.select({ id: releases.id }).from(releases).where(asRead));
  const insert: Statement = db.insert(previews).values({
    ...preview,
    releaseId: valueIf<string>(unchanged, releaseId),
    hash,
    createdBy: actor.editor.id,
  });
  try {
    await commit(db, actor, act, [insert]);
  } catch (error) {
    throw violates(error, 'previews.release_id') ? new Overtaken() : error;
  }
}

export async function listPreviews(db: Db, releaseId: string): Promise<Preview[]> {
  const query = db
    .select(columns)
    .from(previews)
    .where(eq(previews.releaseId, releaseId))
    .orderBy(desc(previews.createdAt), previews.id);
  const [found] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  return found;
}

export async function findPreview(db: Db, releaseId: string, id: string): Promise<Preview | null> {
  const own = and(eq(previews.releaseId, releaseId), eq(previews.id, id));
  return (await db.select(columns).from(previews).where(own).get()) ?? null;
}

/** Ends a preview with this instant. */
export async function revoke(db: Db, actor: Actor, { id, releaseId }: Preview): Promise<void> {
  const act = {
    action: 'preview.revoke',
    subject: `release/${releaseId}`,
    detail: { preview: id },
  };
  const revokedAt = sql`coalesce(${previews.revokedAt}, ${actor.now})`;
  await commit(db, actor, act, [db.update(previews).set({ revokedAt }).where(eq(previews.id, id))]);
}

/** The preview that a secret opens at `now`, or null. */
export async function findOpen(
  db: Db,
  id: string,
  secret: string,
  now: number,
): Promise<Preview | null> {
  if (!isSecret(secretPrefix, secret)) return null;
  const given = await sha256(secret);
  const found = await db
    .select({ ...columns, hash: previews.hash })
    .from(previews)
    .where(eq(previews.id, id))
    .get();
  if (!found) return null;
  const { hash, ...preview } = found;
  const same = crypto.subtle.timingSafeEqual(fromHex(hash), fromHex(given));
  return same && preview.revokedAt === null && now < preview.expiresAt ? preview : null;
}

/** Records a view before it is shown; what cannot be recorded is not shown. */
export async function recordView(
  db: Db,
  reader: AuditActor,
  { id, releaseId, recipient }: Preview,
  what: Record<string, unknown>,
): Promise<void> {
  const act = {
    action: 'preview.view',
    subject: `release/${releaseId}`,
    detail: { preview: id, recipient, ...what },
  };
  await commit(db, reader, act, [
    db
      .update(previews)
      .set({ views: sql`${previews.views} + 1`, lastViewedAt: reader.now })
      .where(eq(previews.id, id)),
  ]);
}
