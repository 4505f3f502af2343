/** Attachments: giving a file to the working revision, and finding the one that readers may have. */
import { and, eq, lt, type SQL, sql } from 'drizzle-orm';
import { type Actor, withPresentMoment } from '../../domain/actor.ts';
import { type Attachment, givenDetails } from '../../domain/attachment.ts';
import { scrubberOf } from '../../domain/gps-removal.ts';
import { newId, newKey } from '../../domain/identifier.ts';
import { inspectorOf } from '../../domain/inspection.ts';
import type { Size } from '../../domain/picture.ts';
import { Problem } from '../../domain/problem.ts';
import type { Withdrawal } from '../../domain/release.ts';
import { type WorkingRelease, withAttachment } from '../../domain/working-release.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import * as files from '../db/r2.ts';
import { attachments, blobs, publications, withdrawals } from '../db/schema.ts';
import {
  isItsWithdrawal,
  isPublicOrWithdrawn,
  toWithdrawal,
  withdrawalColumns,
} from '../db/visibility.ts';
import { revise } from './releases.ts';

export interface Upload
  extends Pick<Attachment, 'filename' | 'mediaType' | 'size' | 'title' | 'lang'> {
  beginning: Uint8Array;
  rest: ReadableStreamDefaultReader<Uint8Array>;
  /** The SHA-256 that the sender declares, or null. */
  declaredSha256: string | null;
  /** Whether a picture keeps the position at which it was taken. */
  keepMetadata: boolean;
  /** Of a picture, read from its header. */
  dimensions: Size | null;
}

/**
 * Stores an upload and adds it to a new working revision. A row in `blobs` announces the object before
 * its first byte; the batch at the end adds it to the release. A failure between the two leaves only
 * the row and the object, and the sweep removes both.
 * @throws Problem `malformed` when the bytes are not those that the sender declared
 */
export async function attach(
  db: Db,
  bucket: R2Bucket,
  actor: Actor,
  release: WorkingRelease,
  upload: Upload,
): Promise<Attachment> {
  const { filename, mediaType, size, title, lang } = upload;
  const { key, sha256 } = await store(db, bucket, actor.now, {
    ...upload,
    passage: {
      inspect: inspectorOf(mediaType),
      scrub: upload.keepMetadata ? null : scrubberOf(mediaType),
      declared: upload.declaredSha256,
    },
  });
  try {
    const address = await db
      .select({ id: attachments.id })
      .from(attachments)
      .where(and(eq(attachments.releaseId, release.id), eq(attachments.filename, filename)))
      .get();
    const id = address?.id ?? newId();
    const before = release.snapshot.attachments.find((one) => one.filename === filename);
    const details = givenDetails({ ...before, width: null, height: null, ...upload.dimensions });
    const file = { id, filename, key, mediaType, size, sha256, title, lang, ...details };
    await revise(db, whenever(actor), release, withAttachment(release.snapshot, file), {
      act: {
        action: 'attachment.put',
        subject: `release/${release.id}`,
        detail: { filename, sha256, version: release.version + 1 },
      },
      along: [
        db
          .insert(attachments)
          .values({ id, releaseId: release.id, filename })
          .onConflictDoNothing(),
        db.update(blobs).set({ committed: true }).where(eq(blobs.key, key)),
      ],
    });
    return file;
  } catch (error) {
    // Only a refusal is sure to have written nothing; after any other failure the sweep decides.
    if (error instanceof Problem) await discardUpload(db, bucket, key);
    throw error;
  }
}

/**
 * Deletes an upload that was stored and then refused. R2 accepts one write a second for a key, and this
 * one was just written: if R2 refuses, the row in `blobs` stays, and the sweep removes both.
 */
async function discardUpload(db: Db, bucket: R2Bucket, key: string): Promise<void> {
  const deleted = await files.deleteAttachment(bucket, key).then(
    () => true,
    () => false,
  );
  if (deleted) await db.delete(blobs).where(eq(blobs.key, key));
}

/**
 * Stores bytes under a new key, which is announced in `blobs` before the first of them; what nothing
 * claims within a day is swept away.
 * @throws Problem for bytes that are refused; then nothing is stored or announced
 */
export async function store(
  db: Db,
  bucket: R2Bucket,
  now: number,
  { size, beginning, rest, passage }: Stored,
): Promise<{ key: string; sha256: string }> {
  const key = newKey();
  await db.insert(blobs).values({ key, createdAt: now });
  try {
    const { stored } = await files.putAttachment(bucket, key, size, beginning, rest, passage);
    return { key, sha256: stored };
  } catch (error) {
    if (error instanceof Problem) await db.delete(blobs).where(eq(blobs.key, key));
    throw error;
  }
}

/** A file as it comes in, and what it must pass. */
interface Stored extends Pick<Upload, 'size' | 'beginning' | 'rest'> {
  passage: files.Passage;
}

/** Nothing of an upload is decided by the clock, and its bytes cannot be had again. */
function whenever(actor: Actor): Actor {
  const { guard, ...present } = withPresentMoment(actor);
  return { ...present, ...(guard && { guard: { ...guard, drift: null } }) };
}

/**
 * Reads the file at an attachment's address at `now`, and the withdrawal of its release; null if neither
 * is public.
 * @param filename null for any name
 */
export function readPublicFile(
  db: Db,
  id: string,
  filename: string | null,
  now: number,
): Read<{ releaseId: string; file: Attachment; withdrawal: Withdrawal | null } | null> {
  const query = db
    .select({
      releaseId: publications.releaseId,
      metadata: publications.metadata,
      ...withdrawalColumns,
    })
    .from(attachments)
    .innerJoin(publications, eq(publications.releaseId, attachments.releaseId))
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(and(eq(attachments.id, id), isPublicOrWithdrawn(now)));
  return buildRead(query, ([row]) => {
    const file = row?.metadata.attachments.find(
      (one) => one.id === id && (filename === null || one.filename === filename),
    );
    return row && file ? { releaseId: row.releaseId, file, withdrawal: toWithdrawal(row) } : null;
  });
}

const announcedFor = 24 * 60 * 60 * 1000;

/** True of an upload that was announced a day ago and belongs to nothing. */
export function isAbandoned(now: number): SQL {
  return sql`${blobs.committed} = 0 and ${lt(blobs.createdAt, now - announcedFor)}`;
}

/** Removes the objects of uploads that broke off a day ago or earlier. */
export async function deleteAbandonedUploads(db: Db, bucket: R2Bucket, now: number): Promise<void> {
  const abandoned = await db
    .select({ key: blobs.key })
    .from(blobs)
    .where(isAbandoned(now))
    .limit(100);
  for (const { key } of abandoned) await files.deleteAttachment(bucket, key);
  const keys = abandoned.map(({ key }) => key);
  await db.delete(blobs).where(and(inList(blobs.key, keys), sql`${blobs.committed} = 0`));
}
