/** The public history of a release: one event for each version that readers saw. */
import type { Correction, LocalizedText } from './release.ts';

/** The part of a past or present publication that its history shows. */
export interface Version {
  publishedAt: number;
  modifiedAt: number;
  /** The number of its public notes, and the last of them. */
  corrections: number;
  correction: Correction | null;
}

/** A withdrawal that came to an end. */
export interface PastWithdrawal {
  withdrawnAt: number;
  reinstatedAt: number;
  note: LocalizedText | null;
}

export interface Event {
  kind: 'published' | 'corrected' | 'updated' | 'withdrawn' | 'reinstated';
  at: number;
  note: LocalizedText | null;
}

/**
 * The events of a history, the newest first. A minor change is none: it has no note, and moves no
 * date.
 * @param versions in the order in which readers saw them
 */
export function eventsOf(
  versions: readonly Version[],
  withdrawals: readonly PastWithdrawal[],
): Event[] {
  const published = versions.flatMap((version, index): Event[] => {
    const before = versions[index - 1];
    const { publishedAt, modifiedAt, corrections, correction } = version;
    if (!before) return [{ kind: 'published', at: publishedAt, note: null }];
    if (correction && corrections > before.corrections) {
      return [{ kind: 'corrected', ...correction }];
    }
    return modifiedAt > before.modifiedAt ? [{ kind: 'updated', at: modifiedAt, note: null }] : [];
  });
  const between = withdrawals.flatMap(({ withdrawnAt, reinstatedAt, note }): Event[] => [
    { kind: 'withdrawn', at: withdrawnAt, note },
    { kind: 'reinstated', at: reinstatedAt, note: null },
  ]);
  return [...published, ...between]
    .map((event, order) => ({ event, order }))
    .sort((a, b) => b.event.at - a.event.at || b.order - a.order)
    .map(({ event }) => event);
}
