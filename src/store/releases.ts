/** The editors' side of a release: the working revision and the rows that lead to it. */
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Attachment } from '../domain/attachment.ts';
import { newId } from '../domain/identifier.ts';
import { Problem } from '../domain/problem.ts';
import type { Snapshot, State } from '../domain/release.ts';
import { type Act, type Actor, commit } from './audit.ts';
import type { Db, Statement } from './db.ts';
import {
  blobs,
  changes,
  editors,
  publications,
  releases,
  revisions,
  withdrawals,
} from './schema.ts';

/** A span of visibility of one revision. */
export interface Span {
  id: number;
  revision: number;
  visibleFrom: number;
  visibleUntil: number;
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
  /** Every publication, past, present and to come, in order. */
  spans: Span[];
  withdrawn: boolean;
}

/** The working revision of a release, or null. */
export async function find(db: Db, id: string): Promise<WorkingRelease | null> {
  const [rows, spans, withdrawal] = await db.batch([
    db
      .select({
        id: releases.id,
        version: releases.version,
        change: releases.change,
        createdAt: releases.createdAt,
        createdBy: releases.createdBy,
        updatedAt: releases.updatedAt,
        snapshot: revisions.snapshot,
      })
      .from(releases)
      .innerJoin(
        revisions,
        and(eq(revisions.releaseId, releases.id), eq(revisions.number, releases.version)),
      )
      .where(eq(releases.id, id)),
    db
      .select({
        id: publications.id,
        revision: publications.revision,
        visibleFrom: publications.visibleFrom,
        visibleUntil: publications.visibleUntil,
      })
      .from(publications)
      .where(eq(publications.releaseId, id))
      .orderBy(publications.visibleFrom),
    db.select({ mode: withdrawals.mode }).from(withdrawals).where(eq(withdrawals.releaseId, id)),
  ]);
  const row = rows[0];
  return row ? { ...row, spans, withdrawn: withdrawal.length > 0 } : null;
}

/** The publication that readers see at `now`, or null. */
export function publicSpan({ spans }: WorkingRelease, now: number): Span | null {
  return spans.find((span) => span.visibleFrom <= now && now < span.visibleUntil) ?? null;
}

/** The publication that the clock will bring, or null. */
export function scheduledSpan({ spans }: WorkingRelease, now: number): Span | null {
  return spans.find((span) => span.visibleFrom > now) ?? null;
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

export async function findRevision(db: Db, id: string, number: number): Promise<Revision | null> {
  const found = await db
    .select({
      number: revisions.number,
      snapshot: revisions.snapshot,
      createdAt: revisions.createdAt,
      createdBy: editors.name,
    })
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
  if (spans.some(({ visibleFrom }) => visibleFrom <= actor.now)) {
    throw new Problem('conflict', 'This release has been public: withdraw it instead.');
  }
  const keys = sql`select json_extract(file.value, '$.key') from ${revisions}, json_each(${revisions.snapshot}, '$.attachments') as file where ${revisions.releaseId} = ${id}`;
  const act = { action: 'release.discard', subject: `release/${id}` };
  await commit(db, actor, act, [
    touch(db, actor, release),
    db.update(blobs).set({ kept: false }).where(sql`${blobs.key} in (${keys})`),
    db.delete(changes).where(eq(changes.releaseId, id)),
    db.delete(publications).where(eq(publications.releaseId, id)),
    db.delete(releases).where(eq(releases.id, id)),
  ]);
}

/** Creates a draft; the answer is its id. */
export async function create(db: Db, actor: Actor, snapshot: Snapshot): Promise<string> {
  const id = newId();
  const { now, editor } = actor;
  await commit(db, actor, { action: 'release.create', subject: `release/${id}` }, [
    db.insert(releases).values({
      id,
      version: 1,
      change: 1,
      createdAt: now,
      createdBy: editor.id,
      updatedAt: now,
      updatedBy: editor.id,
    }),
    insertRevision(db, actor, id, 1, snapshot),
  ]);
  return id;
}

/**
 * Makes `snapshot` the working revision.
 * @throws Problem `stale` when the release is no longer the one that was read
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
  await commit(db, actor, told, [
    touch(db, actor, release, version),
    insertRevision(db, actor, release.id, version, snapshot),
    ...along,
  ]);
}

/**
 * The guard of every write to a release or anything under it: counts the change, and fails the
 * whole batch (`change` may not be null) when the release is no longer the one that was read.
 */
export function touch(
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

function insertRevision(db: Db, actor: Actor, id: string, number: number, snapshot: Snapshot) {
  return db.insert(revisions).values({
    releaseId: id,
    number,
    snapshot,
    createdAt: actor.now,
    createdBy: actor.editor.id,
  });
}

/** The snapshot without the file of that name. */
export function withoutAttachment(snapshot: Snapshot, filename: string): Snapshot {
  const others = snapshot.attachments.filter((file) => file.filename !== filename);
  return { ...snapshot, attachments: others };
}

/** The snapshot with `file` in place of the one of that name, or added. */
export function withAttachment(snapshot: Snapshot, file: Attachment): Snapshot {
  const others = snapshot.attachments.filter(({ filename }) => filename !== file.filename);
  return { ...snapshot, attachments: [...others, file] };
}
