/** A release as its editors see it: its newest revision, its publications, and its state. */
import type { Actor } from './actor.ts';
import type { Attachment } from './attachment.ts';
import { newId } from './identifier.ts';
import type { Snapshot, State } from './release.ts';
import { isPublic, isScheduled, type VisibilitySpan } from './visibility.ts';

/** One revision and the span in which readers see it. */
export interface PublicationSpan extends VisibilitySpan {
  id: number;
  revision: number;
}

export interface WorkingRelease {
  id: string;
  version: number;
  lockVersion: number;
  createdAt: number;
  createdBy: string;
  updatedAt: number;
  snapshot: Snapshot;
  /** The origin of the working revision. */
  revision: RevisionOrigin;
  /** Every publication, past, present and scheduled, in order. */
  spans: PublicationSpan[];
  withdrawn: boolean;
  /** The approval that no publication has consumed yet, of any version. */
  approval: Approval | null;
  consent: Consent;
}

export interface RevisionOrigin {
  createdAt: number;
  /** The editor's id. */
  createdBy: string;
  /** The lock version of the release after the last write to this revision. */
  lockVersion: number;
  /** The number of autosaved texts that replaced this revision's first one. */
  folds: number;
}

/** The two-person rule's memory of a release. */
export interface Consent {
  /** The instant from which something is public that a second person approved, or null. */
  approvedFrom: number | null;
  /** The latest instant of the publications that were cancelled before it; 0 for none. */
  notBefore: number;
}

export const noConsent: Consent = { approvedFrom: null, notBefore: 0 };

export interface Approval {
  version: number;
  editorId: string;
  editor: string;
  approvedAt: number;
}

/** An immutable, numbered snapshot. */
export interface Revision {
  number: number;
  snapshot: Snapshot;
  createdAt: number;
  /** The editor's name. */
  createdBy: string;
}

type Spans = Pick<WorkingRelease, 'spans'>;

/** The publication that readers see at `now`, or null. */
export function publicSpan({ spans }: Spans, now: number): PublicationSpan | null {
  return spans.find((span) => isPublic(span, now)) ?? null;
}

/** The publication that becomes public after `now`, or null. */
export function scheduledSpan({ spans }: Spans, now: number): PublicationSpan | null {
  return spans.find((span) => isScheduled(span, now)) ?? null;
}

export function stateOf(release: Spans & Pick<WorkingRelease, 'withdrawn'>, now: number): State {
  if (release.withdrawn) return 'withdrawn';
  if (publicSpan(release, now)) return 'public';
  return scheduledSpan(release, now) ? 'scheduled' : 'draft';
}

/** A draft that is not written yet. */
export function newDraft({ now, editor }: Actor, snapshot: Snapshot, id = newId()): WorkingRelease {
  return {
    id,
    version: 1,
    lockVersion: 1,
    createdAt: now,
    createdBy: editor.id,
    updatedAt: now,
    snapshot,
    revision: { createdAt: now, createdBy: editor.id, lockVersion: 1, folds: 0 },
    spans: [],
    withdrawn: false,
    approval: null,
    consent: noConsent,
  };
}

/** The release with `snapshot` as its next revision. */
export function revised(
  { now, editor }: Actor,
  release: WorkingRelease,
  snapshot: Snapshot,
): WorkingRelease {
  const [version, lockVersion] = [release.version + 1, release.lockVersion + 1];
  const revision = { createdAt: now, createdBy: editor.id, lockVersion, folds: 0 };
  return { ...release, version, lockVersion, updatedAt: now, snapshot, revision };
}

/** The snapshot without the file of that name. */
export function withoutAttachment(snapshot: Snapshot, filename: string): Snapshot {
  const others = snapshot.attachments.filter((file) => file.filename !== filename);
  return { ...snapshot, attachments: others };
}

/** The snapshot with `file` in the place of the one of that name. At most one file is the lead picture. */
export function withDetails(snapshot: Snapshot, file: Attachment): Snapshot {
  const attachments = snapshot.attachments.map((one) => {
    if (one.filename === file.filename) return file;
    return file.lead && one.lead ? { ...one, lead: false } : one;
  });
  return { ...snapshot, attachments };
}

/** The snapshot with `file` in the place of the one of that name, or added. */
export function withAttachment(snapshot: Snapshot, file: Attachment): Snapshot {
  const others = snapshot.attachments.filter(({ filename }) => filename !== file.filename);
  return { ...snapshot, attachments: [...others, file] };
}
