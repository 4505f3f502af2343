/** What became of a release in public: what each version that readers saw was to them. */
import type { Correction, Note } from './release.ts';

/** One publication that readers have seen, as far as its history tells of it. */
export interface Version {
  publishedAt: number;
  modifiedAt: number;
  /** How many public notes it carried, and the last of them. */
  corrections: number;
  correction: Correction | null;
}

export interface Event {
  kind: 'published' | 'corrected' | 'updated';
  at: number;
  note: Note | null;
}

/**
 * The events of a history, the newest first. A minor change is none: it has no note, and moves no
 * date.
 * @param versions in the order in which readers saw them
 */
export function eventsOf(versions: readonly Version[]): Event[] {
  return versions
    .flatMap((version, index): Event[] => {
      const before = versions[index - 1];
      const { publishedAt, modifiedAt, corrections, correction } = version;
      if (!before) return [{ kind: 'published', at: publishedAt, note: null }];
      if (correction && corrections > before.corrections) {
        return [{ kind: 'corrected', ...correction }];
      }
      return modifiedAt > before.modifiedAt
        ? [{ kind: 'updated', at: modifiedAt, note: null }]
        : [];
    })
    .reverse();
}
