/**
 * The public history of a release: one event for each version that readers saw. It names the parts that
 * changed, and never repeats what they were: a correction takes back what was wrong.
 */
import type { Correction, Headline, LocalizedText, Metadata } from './release.ts';

/** Parts of a release that a version can change, in the order in which they are named. */
export const changeableParts = [
  'title',
  'summary',
  'place',
  'text',
  'date',
  'terms',
  'files',
  'contacts',
  'event',
  'languages',
] as const;

export type ReleasePart = (typeof changeableParts)[number];

/** The part of a past or present publication that its history shows. */
export interface Version {
  publishedAt: number;
  modifiedAt: number;
  /** The number of its public notes, and the last of them. */
  corrections: number;
  correction: Correction | null;
  /** The parts that differ from the version before, in the language of the page. */
  changed: ReleasePart[];
}

/** The content of a version in one language, as far as it is compared. */
export interface VersionContent {
  headlines: Record<string, Headline>;
  metadata: Metadata;
  /** Whether its text in the language is that of the version before. */
  sameText: boolean;
}

/** The parts in which a version differs from the one before, in a language. */
export function partsChanged(
  before: VersionContent,
  after: VersionContent,
  lang: string,
): ReleasePart[] {
  const [one, other] = [before, after].map(({ headlines, metadata }) => {
    const { title = '', summary = '', place = '' } = headlines[lang] ?? {};
    const { kind, date, sources, fieldsOfWork, countries, meetings } = metadata;
    return {
      title,
      summary,
      place,
      date,
      terms: [kind, sources, fieldsOfWork, countries, meetings],
      files: metadata.attachments,
      contacts: metadata.contacts,
      event: metadata.event,
      languages: Object.keys(headlines).sort(),
    };
  }) as [Content, Content];
  const differs = (part: ReleasePart) =>
    part === 'text' ? !after.sameText : JSON.stringify(one[part]) !== JSON.stringify(other[part]);
  return changeableParts.filter(differs);
}

type Content = Record<Exclude<ReleasePart, 'text'>, unknown>;

/** A withdrawal that came to an end. */
export interface PastWithdrawal {
  withdrawnAt: number;
  reinstatedAt: number;
  note: LocalizedText | null;
}

/** How often a release was reinstated, and when last. */
export interface Reinstatements {
  reinstatements: number;
  reinstatedAt: number | null;
}

export interface Event {
  kind: 'published' | 'corrected' | 'updated' | 'withdrawn' | 'reinstated';
  at: number;
  note: LocalizedText | null;
  /** Empty where no part changed, or nothing is compared. */
  changed: ReleasePart[];
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
    const { publishedAt, modifiedAt, corrections, correction, changed } = version;
    if (!before) return [{ kind: 'published', at: publishedAt, note: null, changed: [] }];
    if (correction && corrections > before.corrections) {
      return [{ kind: 'corrected', ...correction, changed }];
    }
    const updated: Event = { kind: 'updated', at: modifiedAt, note: null, changed };
    return modifiedAt > before.modifiedAt ? [updated] : [];
  });
  const between = withdrawals.flatMap(({ withdrawnAt, reinstatedAt, note }): Event[] => [
    { kind: 'withdrawn', at: withdrawnAt, note, changed: [] },
    { kind: 'reinstated', at: reinstatedAt, note: null, changed: [] },
  ]);
  return [...published, ...between]
    .map((event, order) => ({ event, order }))
    .sort((a, b) => b.event.at - a.event.at || b.order - a.order)
    .map(({ event }) => event);
}
