/** Answers kept for whoever sends the same POST again. */
import { and, eq, lt, type SQL } from 'drizzle-orm';
import type { Db, Statement } from '../db/connect.ts';
import { receipts } from '../db/schema.ts';

export interface Receipt {
  tokenId: string;
  /** SHA-256 of the Idempotency-Key. */
  key: string;
  /** SHA-256 of what was sent. */
  fingerprint: string;
  /** The sealed answer. */
  answer: string;
}

export async function find(db: Db, tokenId: string, key: string) {
  const found = await db
    .select({ fingerprint: receipts.fingerprint, answer: receipts.answer })
    .from(receipts)
    .where(and(eq(receipts.tokenId, tokenId), eq(receipts.key, key)))
    .get();
  return found ?? null;
}

/** Part of the batch that the answer tells of: of two with one key, one batch fails as a whole. */
export function keep(db: Db, receipt: Receipt, now: number): Statement {
  return db.insert(receipts).values({ ...receipt, createdAt: now });
}

const keptFor = 24 * 60 * 60 * 1000;

/** True of a receipt that is older than a day. */
export function isForgettable(now: number): SQL {
  return lt(receipts.createdAt, now - keptFor);
}

/** Forgets what is older than a day. */
export async function sweep(db: Db, now: number): Promise<void> {
  await db.delete(receipts).where(isForgettable(now));
}
