/** The editors' side of a release: the working revision and the rows that lead to it. */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Attachment } from '../../domain/attachment.ts';
import { newId } from '../../domain/identifier.ts';
import { Problem } from '../../domain/problem.ts';
import type { Snapshot, State } from '../../domain/release.ts';
import { hasBegun, isPublic, isScheduled, type VisibilitySpan } from '../../domain/visibility.ts';
import { type Act, type Actor, commit } from '../access/audit.ts';
import { type Db, preparedRead, readBatch, type Statement, violates } from '../db/connect.ts';
import {
  approvals,
  blobs,
  changes,
  consents,
  editors,
  publications,
  releases,
  revisions,
  withdrawals,
} from '../db/schema.ts';
import { cancelPurge } from '../events/cache-invalidation.ts';
import { useTerms, withKnownTerms } from './snapshots.ts';

/** A span of visibility of one revision. */
export interface Span extends VisibilitySpan {
  id: number;
  revision: number;
}

/** A release as its editors see it. */
export interface WorkingRelease {
  id: string;
  version: number;
  change: number;
  createdAt: number;
  createdBy: string;
  updatedAt: number;
  snapshot: Snapshot;
  /** How the working revision came about. */
  revision: RevisionOrigin;
  /** Every publication, past, present and to come, in order. */
  spans: Span[];
  withdrawn: boolean;
  /** The approval that is not spent yet, of whatever version. */
  approval: Approval | null;
  consent: Consent;
}

export interface RevisionOrigin {
  createdAt: number;
  /** The editor's id. */
  createdBy: string;
  /** The release's count of changes after the last write to this revision. */
  change: number;
  /** How often later texts were folded into it: its number does not tell which one it has. */
  folds: number;
}

/** What the rule of two persons remembers. */
export interface Consent {
  /** From when on something is public that a second person approved, or null. */
  approvedFrom: number | null;
  /** The latest instant of what was taken back before it; 0 for none. */
  notBefore: number;
}

const noConsent: Consent = { approvedFrom: null, notBefore: 0 };

export interface Approval {
  version: number;
  editorId: string;
  editor: string;
  approvedAt: number;
}

const itself = sql.placeholder('id');

const working = preparedRead((db) =>
  db
    .select({
      id: releases.id,
      version: releases.version,
      change: releases.change,
      createdAt: releases.createdAt,
      createdBy: releases.createdBy,
      updatedAt: releases.updatedAt,
      snapshot: revisions.snapshot,
      // Names of their own: a batch answers by the names of columns.
      revisedAt: sql<number>`${revisions.createdAt}`.as('revised_at'),
      revisedBy: sql<string>`${revisions.createdBy}`.as('revised_by'),
      revisionChange: sql<number>`${revisions.change}`.as('revision_change'),
      folds: revisions.folds,
    })
    .from(releases)
    .innerJoin(
      revisions,
      and(eq(revisions.releaseId, releases.id), eq(revisions.number, releases.version)),
    )
    .where(eq(releases.id, itself)),
);

const spansOf = preparedRead((db) =>
  db
    .select({
      id: publications.id,
      revision: publications.revision,
      visibleFrom: publications.visibleFrom,
      visibleUntil: publications.visibleUntil,
    })
    .from(publications)
    .where(eq(publications.releaseId, itself))
    .orderBy(publications.visibleFrom),
);

const withdrawalOf = preparedRead((db) =>
  db.select({ mode: withdrawals.mode }).from(withdrawals).where(eq(withdrawals.releaseId, itself)),
);

const approvalOf = preparedRead((db) =>
  db
    .select({
      version: approvals.version,
      editorId: approvals.editorId,
      editor: editors.name,
      approvedAt: approvals.approvedAt,
    })
    .from(approvals)
    .innerJoin(editors, eq(editors.id, approvals.editorId))
    .where(eq(approvals.releaseId, itself)),
);

const consentOf = preparedRead((db) =>
  db
    .select({ approvedFrom: consents.approvedFrom, notBefore: consents.notBefore })
    .from(consents)
    .where(eq(consents.releaseId, itself)),
);

/** The working revision of a release, or null. */
export async function find(db: Db, id: string): Promise<WorkingRelease | null> {
  const [row, spans, withdrawn, approval, consent] = await readBatch(db, [
    working(db, { id }, ([row]) => row ?? null),
    spansOf(db, { id }, (rows) => rows),
    withdrawalOf(db, { id }, (rows) => rows.length > 0),
    approvalOf(db, { id }, ([row]) => row ?? null),
    consentOf(db, { id }, ([row]) => row ?? noConsent),
  ]);
  if (!row) return null;
  const { revisedAt: createdAt, revisedBy: createdBy, revisionChange, folds, ...release } = row;
  const revision = { createdAt, createdBy, change: revisionChange, folds };
  return { ...release, revision, spans, withdrawn, approval, consent };
}

/** The publication that readers see at `now`, or null. */
export function publicSpan({ spans }: WorkingRelease, now: number): Span | null {
  return spans.find((span) => isPublic(span, now)) ?? null;
}

/** The publication that the clock will bring, or null. */
export function scheduledSpan({ spans }: WorkingRelease, now: number): Span | null {
  return spans.find((span) => isScheduled(span, now)) ?? null;
}

export function stateOf(release: WorkingRelease, now: number): State {
  if (release.withdrawn) return 'withdrawn';
  if (publicSpan(release, now)) return 'public';
  return scheduledSpan(release, now) ? 'scheduled' : 'draft';
}

export interface Revision {
  number: number;
  snapshot: Snapshot;
  createdAt: number;
  createdBy: string;
}

/** All revisions of a release without what they say, the newest first. */
export function listRevisions(db: Db, id: string): Promise<Omit<Revision, 'snapshot'>[]> {
  return db
    .select({
      number: revisions.number,
      createdAt: revisions.createdAt,
      createdBy: editors.name,
    })
    .from(revisions)
    .innerJoin(editors, eq(editors.id, revisions.createdBy))
    .where(eq(revisions.releaseId, id))
    .orderBy(desc(revisions.number));
}

/** A revision with all that it says, and who made it; the query joins `editors`. */
export const revisionColumns = {
  number: revisions.number,
  snapshot: revisions.snapshot,
  createdAt: revisions.createdAt,
  createdBy: editors.name,
};

export async function findRevision(db: Db, id: string, number: number): Promise<Revision | null> {
  const found = await db
    .select(revisionColumns)
    .from(revisions)
    .innerJoin(editors, eq(editors.id, revisions.createdBy))
    .where(and(eq(revisions.releaseId, id), eq(revisions.number, number)))
    .get();
  return found ?? null;
}

/**
 * Discards a release that was never public, with its revisions and what is scheduled of it. Its
 * files are left to the sweep.
 * @throws Problem `conflict` when readers have seen it
 */
export async function discard(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const { id, spans } = release;
  if (spans.some((span) => hasBegun(span, actor.now))) {
    throw new Problem('conflict', 'This release has been public: withdraw it instead.');
  }
  const keys = sql`select json_extract(file.value, '$.key') from ${revisions}, json_each(${revisions.snapshot}, '$.attachments') as file where ${revisions.releaseId} = ${id}`;
  const act = { action: 'release.discard', subject: `release/${id}` };
  await commit(db, actor, act, [
    bumpLockVersion(db, actor, release),
    db.update(blobs).set({ kept: false }).where(sql`${blobs.key} in (${keys})`),
    ...spans.flatMap((span) => cancelPurge(db, id, span.id, actor.now)),
    db.delete(changes).where(eq(changes.releaseId, id)),
    db.delete(publications).where(eq(publications.releaseId, id)),
    db.delete(releases).where(eq(releases.id, id)),
  ]);
}

/** A draft that is not written yet; its id is a new one unless it was given one. */
export function draft({ now, editor }: Actor, snapshot: Snapshot, id = newId()): WorkingRelease {
  return {
    id,
    version: 1,
    change: 1,
    createdAt: now,
    createdBy: editor.id,
    updatedAt: now,
    snapshot,
    revision: { createdAt: now, createdBy: editor.id, change: 1, folds: 0 },
    spans: [],
    withdrawn: false,
    approval: null,
    consent: noConsent,
  };
}

/**
 * Writes a draft.
 * @throws Problem `stale` when there is a release of this id, `conflict` when a term of it was removed
 *   meanwhile
 */
export async function create(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const { id, version, change, createdAt, createdBy, updatedAt, snapshot } = release;
  const act = { action: 'release.create', subject: `release/${id}` };
  await write(db, actor, act, [
    db
      .insert(releases)
      .values({ id, version, change, createdAt, createdBy, updatedAt, updatedBy: createdBy }),
    ...insertRevision(db, actor, { id, change: 0 }, version, snapshot),
  ]);
}

/** What a release is once `snapshot` is its working revision. */
export function revised(
  { now, editor }: Actor,
  release: WorkingRelease,
  snapshot: Snapshot,
): WorkingRelease {
  const [version, change] = [release.version + 1, release.change + 1];
  const revision = { createdAt: now, createdBy: editor.id, change, folds: 0 };
  return { ...release, version, change, updatedAt: now, snapshot, revision };
}

/**
 * Makes `snapshot` the working revision.
 * @throws Problem `stale` when the release is no longer the one that was read, `conflict` when a term
 *   of the snapshot was removed meanwhile
 */
export async function revise(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  snapshot: Snapshot,
  { act, along = [] }: { act?: Act; along?: Statement[] } = {},
): Promise<void> {
  const version = release.version + 1;
  const told = act ?? {
    action: 'release.revise',
    subject: `release/${release.id}`,
    detail: { version },
  };
  await write(db, actor, told, [
    bumpLockVersion(db, actor, release, version),
    ...insertRevision(db, actor, release, version, snapshot),
    ...along,
  ]);
}

/** What is said to whoever makes a release where there is one. */
export const taken = 'There is a release of this id already.';

/** @throws Problem as `revise` does */
export async function write(
  db: Db,
  actor: Actor,
  act: Act,
  statements: Statement[],
): Promise<void> {
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    if (violates(error, 'releases.id')) throw new Problem('stale', taken);
    if (!violates(error, 'revisions.snapshot')) throw error;
    throw new Problem('conflict', 'A term of this release was removed meanwhile: read it again.');
  }
}

/**
 * The guard of every write to a release or anything under it: counts the change, and fails the
 * whole batch (`change` may not be null) when the release is no longer the one that was read.
 */
export function bumpLockVersion(
  db: Db,
  { now, editor }: Actor,
  { id, change, version }: Pick<WorkingRelease, 'id' | 'change' | 'version'>,
  nextVersion = version,
): Statement {
  return db
    .update(releases)
    .set({
      change: sql`case when ${releases.change} = ${change} then ${change + 1} end`,
      version: nextVersion,
      updatedAt: now,
      updatedBy: editor.id,
    })
    .where(eq(releases.id, id));
}

function insertRevision(
  db: Db,
  actor: Actor,
  { id, change }: Pick<WorkingRelease, 'id' | 'change'>,
  number: number,
  snapshot: Snapshot,
): Statement[] {
  return [
    db.insert(revisions).values({
      releaseId: id,
      number,
      snapshot: withKnownTerms(snapshot),
      createdAt: actor.now,
      createdBy: actor.editor.id,
      change: change + 1,
    }),
    useTerms(db, snapshot),
  ];
}

/** The snapshot without the file of that name. */
export function withoutAttachment(snapshot: Snapshot, filename: string): Snapshot {
  const others = snapshot.attachments.filter((file) => file.filename !== filename);
  return { ...snapshot, attachments: others };
}

/** The snapshot with `file` at the place of the one of that name; no other one leads beside it. */
export function withDetails(snapshot: Snapshot, file: Attachment): Snapshot {
  const attachments = snapshot.attachments.map((one) => {
    if (one.filename === file.filename) return file;
    return file.lead && one.lead ? { ...one, lead: false } : one;
  });
  return { ...snapshot, attachments };
}

/** The snapshot with `file` in place of the one of that name, or added. */
export function withAttachment(snapshot: Snapshot, file: Attachment): Snapshot {
  const others = snapshot.attachments.filter(({ filename }) => filename !== file.filename);
  return { ...snapshot, attachments: [...others, file] };
}
