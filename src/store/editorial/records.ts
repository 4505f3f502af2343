/** Releases as a whole, for export, and the files that arrive before a restored record. */
import { asc, eq, gt, sql } from 'drizzle-orm';
import type { Attachment } from '../../domain/attachment.ts';
import type { ReleaseRecord, WithdrawalRecord } from '../../domain/release-record.ts';
import type { Db } from '../db/connect.ts';
import {
  editors,
  incomingFiles,
  pastWithdrawals,
  publications,
  releases,
  revisions,
  withdrawals,
} from '../db/schema.ts';
import { pastWithdrawalColumns, toWithdrawal, withdrawalColumns } from '../db/visibility.ts';
import { store } from './attachments.ts';
import { revisionColumns, spanColumns } from './releases.ts';

/** A release as a whole, or null. */
export async function findRecord(db: Db, id: string): Promise<ReleaseRecord | null> {
  const [rows, versions, spans, endings, past] = await db.batch([
    db
      .select({ createdAt: releases.createdAt, updatedAt: releases.updatedAt })
      .from(releases)
      .where(eq(releases.id, id)),
    db
      .select(revisionColumns)
      .from(revisions)
      .innerJoin(editors, eq(editors.id, revisions.createdBy))
      .where(eq(revisions.releaseId, id))
      .orderBy(asc(revisions.number)),
    db
      .select({
        ...spanColumns,
        publishedAt: publications.publishedAt,
        modifiedAt: publications.modifiedAt,
        metadata: publications.metadata,
      })
      .from(publications)
      .where(eq(publications.releaseId, id))
      .orderBy(asc(publications.visibleFrom)),
    db
      .select({
        ...withdrawalColumns,
        visibleFrom: publications.visibleFrom,
      })
      .from(withdrawals)
      .innerJoin(publications, eq(publications.id, withdrawals.publicationId))
      .where(eq(withdrawals.releaseId, id)),
    db
      .select(pastWithdrawalColumns)
      .from(pastWithdrawals)
      .where(eq(pastWithdrawals.releaseId, id))
      .orderBy(asc(pastWithdrawals.withdrawnAt)),
  ]);
  const row = rows[0];
  if (!row) return null;
  return {
    id,
    ...row,
    revisions: versions,
    publications: spans.map(({ metadata, ...span }) => ({
      ...span,
      corrections: metadata.corrections,
    })),
    withdrawal: endings.flatMap(toWithdrawalRecord)[0] ?? null,
    pastWithdrawals: past,
  };
}

type WithdrawalRow = Parameters<typeof toWithdrawal>[0] & { visibleFrom: number };

function toWithdrawalRecord({ visibleFrom, ...row }: WithdrawalRow): WithdrawalRecord[] {
  const withdrawal = toWithdrawal(row);
  return withdrawal ? [{ ...withdrawal, visibleFrom }] : [];
}

/** A release, and about how many bytes its record has. */
export interface Sized {
  id: string;
  size: number;
}

/** The ids of releases behind `after`, in their own order. */
export function listIds(db: Db, after: string, limit: number): Promise<Sized[]> {
  const size = sql<number>`(
    select coalesce(sum(length(every.snapshot)), 0)
    from ${revisions} as every
    where every.release_id = ${releases}.id
  )`;
  return db
    .select({ id: releases.id, size })
    .from(releases)
    .where(gt(releases.id, after))
    .orderBy(asc(releases.id))
    .limit(limit);
}

/** A file of a release that is yet to come. */
export type Incoming = Pick<Attachment, 'sha256' | 'key' | 'mediaType' | 'size'>;

/** The files that wait for a release's record. */
export function listIncoming(db: Db, releaseId: string): Promise<Incoming[]> {
  return db
    .select({
      sha256: incomingFiles.sha256,
      key: incomingFiles.key,
      mediaType: incomingFiles.mediaType,
      size: incomingFiles.size,
    })
    .from(incomingFiles)
    .where(eq(incomingFiles.releaseId, releaseId));
}

/**
 * Takes in a file for a release that is yet to come. The object is announced in `blobs` before its
 * first byte; what no record claims within a day is swept away.
 * @throws Problem `malformed` when the bytes do not have that SHA-256
 */
export async function receive(
  db: Db,
  bucket: R2Bucket,
  now: number,
  releaseId: string,
  file: Omit<Incoming, 'key'>,
  bytes: { beginning: Uint8Array; rest: ReadableStreamDefaultReader<Uint8Array> },
): Promise<void> {
  const passage = { declared: file.sha256 };
  const { key } = await store(db, bucket, now, { ...bytes, size: file.size, passage });
  await db
    .insert(incomingFiles)
    .values({ releaseId, ...file, key })
    .onConflictDoNothing();
}
