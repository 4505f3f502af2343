/** Responses to POST requests, stored by their idempotency key for a repeated request. */
import { and, eq, lt, type SQL } from 'drizzle-orm';
import type { Db, Statement } from '../db/connect.ts';
import { idempotencyKeys } from '../db/schema.ts';

export interface StoredResponse {
  tokenId: string;
  /** SHA-256 of the Idempotency-Key. */
  key: string;
  /** SHA-256 of what was sent. */
  fingerprint: string;
  /** The sealed answer. */
  answer: string;
}

export async function findResponse(db: Db, tokenId: string, key: string) {
  const found = await db
    .select({ fingerprint: idempotencyKeys.fingerprint, answer: idempotencyKeys.answer })
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.tokenId, tokenId), eq(idempotencyKeys.key, key)))
    .get();
  return found ?? null;
}

/** Part of the batch that the response is about: of two with one key, one batch fails as a whole. */
export function insertKey(db: Db, receipt: StoredResponse, now: number): Statement {
  return db.insert(idempotencyKeys).values({ ...receipt, createdAt: now });
}

const keptFor = 24 * 60 * 60 * 1000;

/** True of a receipt that is older than a day. */
export function isExpired(now: number): SQL {
  return lt(idempotencyKeys.createdAt, now - keptFor);
}

/** Deletes keys that are older than a day. */
export async function deleteExpiredKeys(db: Db, now: number): Promise<void> {
  await db.delete(idempotencyKeys).where(isExpired(now));
}
