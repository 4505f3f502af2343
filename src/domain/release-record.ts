/** A release as a whole, for export and restore: every revision, every publication, all instants. */
import type { Attachment } from './attachment.ts';
import type { PastWithdrawal } from './history.ts';
import { forever } from './instant.ts';
import type { Correction, Snapshot, Withdrawal } from './release.ts';
import { hasBegun, type VisibilitySpan } from './visibility.ts';
import type { Revision } from './working-release.ts';

/** One revision and the span in which readers see it, with its dates and corrections. */
export interface PublicationRecord extends VisibilitySpan {
  revision: number;
  publishedAt: number;
  modifiedAt: number;
  corrections: Correction[];
}

/** The withdrawal, and the beginning of the publication that it ended. */
export interface WithdrawalRecord extends Withdrawal {
  visibleFrom: number;
}

export interface ReleaseRecord {
  id: string;
  createdAt: number;
  updatedAt: number;
  /** In order of their numbers; the last is the working one. */
  revisions: Revision[];
  /** Past, present and scheduled, in order. */
  publications: PublicationRecord[];
  withdrawal: WithdrawalRecord | null;
  /** Withdrawals that a reinstatement ended, in order. */
  pastWithdrawals: PastWithdrawal[];
}

/** The file of any revision with that SHA-256, or null. */
export function findFile({ revisions }: ReleaseRecord, sha256: string): Attachment | null {
  const all = revisions.flatMap(({ snapshot }) => snapshot.attachments);
  return all.find((file) => file.sha256 === sha256) ?? null;
}

/** @throws Error if the record has no such revision */
export function snapshotOf(
  { id, revisions }: ReleaseRecord,
  { revision }: PublicationRecord,
): Snapshot {
  const snapshot = revisions.find(({ number }) => number === revision)?.snapshot;
  if (!snapshot) throw new Error(`The record of release ${id} has no revision ${revision}.`);
  return snapshot;
}

/** The instants at which public pages change: now, if anything was ever public, and each later bound. */
export function instantsOfChange(
  { publications }: Pick<ReleaseRecord, 'publications'>,
  now: number,
): number[] {
  const all = publications.flatMap(({ visibleFrom, visibleUntil }) => [visibleFrom, visibleUntil]);
  const coming = all.filter((at) => at > now && at < forever);
  const begun = publications.some((one) => hasBegun(one, now));
  return [...new Set(begun ? [now, ...coming] : coming)];
}
