/** Challenges that wait for the answer of a passkey. Each is taken once, whatever the answer is. */
import { and, eq, gt, lte } from 'drizzle-orm';
import type { Db } from '../db/connect.ts';
import { passkeyChallenges } from '../db/schema.ts';

export interface NewChallenge {
  /** SHA-256 of the secret in the browser's cookie. */
  hash: string;
  /** The person who registers a passkey; null for a sign-in. */
  editorId: string | null;
  expiresAt: number;
}

/** Stores a challenge, and deletes those that have expired. */
export async function insertChallenge(db: Db, challenge: NewChallenge, now: number): Promise<void> {
  await db.batch([
    db.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, now)),
    db.insert(passkeyChallenges).values(challenge),
  ]);
}

/**
 * Takes a challenge, so that no second answer is accepted.
 * @returns for whom it was made; null if it is unknown, expired or taken
 */
export async function takeChallenge(
  db: Db,
  hash: string,
  now: number,
): Promise<Pick<NewChallenge, 'editorId'> | null> {
  const taken = await db
    .delete(passkeyChallenges)
    .where(and(eq(passkeyChallenges.hash, hash), gt(passkeyChallenges.expiresAt, now)))
    .returning({ editorId: passkeyChallenges.editorId })
    .get();
  return taken ?? null;
}
