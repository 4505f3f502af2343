/** A change for readers, as the change log and the webhooks send it. */
import { formatInstant } from './instant.ts';
import { type Body, type Publication, toPublic, type Withdrawal } from './release.ts';
import type { Site } from './site.ts';
import type { Taxonomy } from './taxonomy.ts';

export const changeActions = [
  'published',
  'updated',
  'corrected',
  'withdrawn',
  'reinstated',
] as const;

export interface Change {
  releaseId: string;
  action: (typeof changeActions)[number];
  /** The instant from which readers see it. */
  at: number;
  /** The release at the time of the response, or null if it is not public. */
  release: (Publication & { bodies: Body[] }) | null;
  /** The present withdrawal, or null. */
  withdrawal: Withdrawal | null;
}

/**
 * The public JSON of a change. It describes the release as it is now, not as it was at the change: a
 * mirror that stores `release`, and deletes the release if there is none, never keeps a withdrawn one.
 * Of a vanished release it has only the id.
 */
export function toPublicChange(site: Site, taxonomy: Taxonomy, change: Change) {
  const { releaseId, at, action, release, withdrawal } = change;
  return {
    id: releaseId,
    at: formatInstant(at),
    action,
    release: release && toPublic(site, taxonomy, release, release.bodies),
    withdrawal: withdrawal && {
      mode: withdrawal.mode,
      at: formatInstant(withdrawal.at),
      note: withdrawal.mode === 'vanish' ? null : withdrawal.note,
    },
  };
}
