/**
 * The two-person rule: no one alone makes a release public, or public earlier. Neither a withdrawal nor
 * a restored record gives one person what a second one must approve.
 */
import type { Actor } from './actor.ts';
import { Problem } from './problem.ts';
import { type PublicationSpan, publicSpan, type WorkingRelease } from './working-release.ts';

/** Whether a version of the release that a second person approved has been public. */
export function isApproved({ consent }: Pick<WorkingRelease, 'consent'>, now: number): boolean {
  return consent.approvedFrom !== null && consent.approvedFrom <= now;
}

/**
 * Applies the rule to a publication. It needs a second person's approval of this version if nothing
 * approved has been public before, or if it begins earlier than what is or was scheduled.
 * An approval names a version, not a note, so nothing is added to a first publication by a note.
 * @param instant from which on readers would see it
 * @param hasNote whether readers would see a note on a correction
 * @returns the id of the editor who approved it, or null if it needs no approval
 * @throws Problem `conflict` if the approval is missing
 */
export function requireTwoPersons(
  actor: Actor,
  release: WorkingRelease,
  scheduled: PublicationSpan | null,
  { instant, hasNote }: { instant: number; hasNote: boolean },
): string | null {
  const { version, consent } = release;
  const first = !publicSpan(release, actor.now) && !isApproved(release, actor.now);
  if (first && hasNote) {
    throw new Problem(
      'conflict',
      'A first publication corrects nothing, and its approval covers no note. Leave the note out.',
    );
  }
  const bound = Math.max(scheduled?.visibleFrom ?? 0, consent.notBefore);
  const earlier = instant < bound;
  if (!earlier && (!first || scheduled?.revision === version)) return null;
  return approverOf(actor, release, version);
}

/**
 * Applies the rule to the reinstatement of a withdrawn release.
 * @param revision which would be public again
 * @returns the id of the editor who approved it, or null if an approved version was public before
 * @throws Problem `conflict` if the approval is missing
 */
export function requireReinstatementApproval(
  actor: Actor,
  release: WorkingRelease,
  revision: number,
): string | null {
  return isApproved(release, actor.now) ? null : approverOf(actor, release, revision);
}

function approverOf(actor: Actor, { approval }: WorkingRelease, version: number): string {
  if (approval?.version === version && approval.editorId !== actor.editor.id) {
    return approval.editorId;
  }
  throw approvalMissing(version);
}

export function approvalMissing(version: number): Problem {
  return new Problem(
    'conflict',
    `Version ${version} needs the approval of a second editor before you publish it.`,
  );
}
