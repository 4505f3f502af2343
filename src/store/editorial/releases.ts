/** The editors' side of a release: the working revision and the rows that lead to it. */
import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { Problem } from '../../domain/problem.ts';
import type { Snapshot } from '../../domain/release.ts';
import { noConsent, type Revision, type WorkingRelease } from '../../domain/working-release.ts';
import { type Act, commit, type LastEntry, readLastEntry } from '../access/audit.ts';
import {
  buildRead,
  type Db,
  preparedRead,
  readBatch,
  type Statement,
  violates,
} from '../db/connect.ts';
import { inList, nextLockVersion } from '../db/expressions.ts';
import {
  approvals,
  consents,
  editors,
  publications,
  releases,
  revisions,
  withdrawals,
} from '../db/schema.ts';
import { insertRevisions } from './snapshots.ts';

const itself = sql.placeholder('id');

const working = preparedRead((db) =>
  db
    .select({
      id: releases.id,
      version: releases.version,
      lockVersion: releases.lockVersion,
      createdAt: releases.createdAt,
      createdBy: releases.createdBy,
      updatedAt: releases.updatedAt,
      snapshot: revisions.snapshot,
      // Names of their own: a batch answers by the names of columns.
      revisedAt: sql<number>`${revisions.createdAt}`.as('revised_at'),
      revisedBy: sql<string>`${revisions.createdBy}`.as('revised_by'),
      revisionLockVersion: sql<number>`${revisions.lockVersion}`.as('revision_change'),
      folds: revisions.folds,
    })
    .from(releases)
    .innerJoin(
      revisions,
      and(eq(revisions.releaseId, releases.id), eq(revisions.number, releases.version)),
    )
    .where(eq(releases.id, itself)),
);

/** The columns of a publication for which revision readers see, and when. */
export const spanColumns = {
  revision: publications.revision,
  visibleFrom: publications.visibleFrom,
  visibleUntil: publications.visibleUntil,
};

const spansOf = preparedRead((db) =>
  db
    .select({ id: publications.id, ...spanColumns })
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
export async function findRelease(db: Db, id: string): Promise<WorkingRelease | null> {
  return (await findReleaseForAudit(db, id)).release;
}

/** The same, and the last entry of the audit, which that of reading an embargoed release follows. */
export async function findReleaseForAudit(
  db: Db,
  id: string,
): Promise<{ release: WorkingRelease | null; last: LastEntry }> {
  const [last, row, spans, withdrawn, approval, consent] = await readBatch(db, [
    readLastEntry(db),
    working(db, { id }, ([row]) => row ?? null),
    spansOf(db, { id }, (rows) => rows),
    withdrawalOf(db, { id }, (rows) => rows.length > 0),
    approvalOf(db, { id }, ([row]) => row ?? null),
    consentOf(db, { id }, ([row]) => row ?? noConsent),
  ]);
  if (!row) return { release: null, last };
  const {
    revisedAt: createdAt,
    revisedBy: createdBy,
    revisionLockVersion,
    folds,
    ...release
  } = row;
  const revision = { createdAt, createdBy, lockVersion: revisionLockVersion, folds };
  return { release: { ...release, revision, spans, withdrawn, approval, consent }, last };
}

/** Whether there is a release of this id that was made by `owner`; by anybody if that is null. */
export async function isRelease(db: Db, id: string, owner: string | null): Promise<boolean> {
  const own = owner === null ? undefined : eq(releases.createdBy, owner);
  const found = db.select({ id: releases.id }).from(releases);
  return (await found.where(and(eq(releases.id, id), own)).get()) !== undefined;
}

/**
 * The ids of a list that are releases made by `owner`, by anybody if that is null, with their lock
 * versions. That of a draft which is as it was made is 1.
 */
export async function listKnown(db: Db, ids: readonly string[], owner: string | null) {
  const own = owner === null ? undefined : eq(releases.createdBy, owner);
  const found = db.select({ id: releases.id, lockVersion: releases.lockVersion }).from(releases);
  const rows = await found.where(and(inList(releases.id, ids), own));
  return new Map(rows.map(({ id, lockVersion }) => [id, lockVersion]));
}

/** All revisions of a release without what they say, the newest first. */
export async function listRevisions(db: Db, id: string): Promise<Omit<Revision, 'snapshot'>[]> {
  const query = db
    .select({
      number: revisions.number,
      createdAt: revisions.createdAt,
      createdBy: editors.name,
    })
    .from(revisions)
    .innerJoin(editors, eq(editors.id, revisions.createdBy))
    .where(eq(revisions.releaseId, id))
    .orderBy(desc(revisions.number));
  const [found] = await readBatch(db, [buildRead(query, (rows) => rows)]);
  return found;
}

/** A revision with all that it says, and who made it; the query joins `editors`. */
export const revisionColumns = {
  number: revisions.number,
  snapshot: revisions.snapshot,
  createdAt: revisions.createdAt,
  createdBy: editors.name,
};

export function findRevision(db: Db, id: string, number: number): Promise<Revision | null> {
  return findNewest(db, id, eq(revisions.number, number));
}

/** The revision before that of a number, or null. */
export function findRevisionBefore(db: Db, id: string, number: number): Promise<Revision | null> {
  return findNewest(db, id, lt(revisions.number, number));
}

async function findNewest(db: Db, id: string, condition: SQL): Promise<Revision | null> {
  const query = db
    .select(revisionColumns)
    .from(revisions)
    .innerJoin(editors, eq(editors.id, revisions.createdBy))
    .where(and(eq(revisions.releaseId, id), condition))
    .orderBy(desc(revisions.number))
    .limit(1);
  const [found] = await readBatch(db, [buildRead(query, ([row]) => row ?? null)]);
  return found;
}

/**
 * Writes a draft.
 * @throws Problem `stale` when there is a release of this id, `conflict` when a term of it was removed
 *   meanwhile
 */
export async function createRelease(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const { id, version, lockVersion, createdAt, createdBy, updatedAt, snapshot } = release;
  const act = { action: 'release.create', subject: `release/${id}` };
  await write(db, actor, act, [
    db
      .insert(releases)
      .values({ id, version, lockVersion, createdAt, createdBy, updatedAt, updatedBy: createdBy }),
    ...insertRevision(db, actor, { id, lockVersion: 0 }, version, snapshot),
  ]);
}

/**
 * Makes `snapshot` the working revision.
 * @throws Problem `stale` if the release has changed since it was read, `conflict` if a term of the
 *   snapshot was removed meanwhile
 */
export async function revise(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  snapshot: Snapshot,
  { act, along = [] }: { act?: Act; along?: Statement[] } = {},
): Promise<void> {
  const version = release.version + 1;
  const entry = act ?? {
    action: 'release.revise',
    subject: `release/${release.id}`,
    detail: { version },
  };
  await write(db, actor, entry, [
    bumpLockVersion(db, actor, release, version),
    ...insertRevision(db, actor, release, version, snapshot),
    ...along,
  ]);
}

/** The detail of the problem for an id that is in use. */
export const idTaken = 'There is a release of this id already.';

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
    if (violates(error, 'releases.id')) throw new Problem('stale', idTaken);
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
  { id, lockVersion, version }: Pick<WorkingRelease, 'id' | 'lockVersion' | 'version'>,
  nextVersion = version,
): Statement {
  return db
    .update(releases)
    .set({
      lockVersion: nextLockVersion(releases.lockVersion, lockVersion),
      version: nextVersion,
      updatedAt: now,
      updatedBy: editor.id,
    })
    .where(eq(releases.id, id));
}

function insertRevision(
  db: Db,
  { now, editor }: Actor,
  { id, lockVersion }: Pick<WorkingRelease, 'id' | 'lockVersion'>,
  number: number,
  snapshot: Snapshot,
): Statement[] {
  const by = { createdAt: now, createdBy: editor.id };
  return insertRevisions(db, [
    { releaseId: id, number, snapshot, ...by, lockVersion: lockVersion + 1 },
  ]);
}
