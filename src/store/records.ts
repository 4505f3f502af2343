/** A release as a whole, out of the house and into it: every revision, every span, all instants. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Attachment } from '../domain/attachment.ts';
import type { PastWithdrawal } from '../domain/history.ts';
import { newKey } from '../domain/identifier.ts';
import { forever } from '../domain/instant.ts';
import { Problem } from '../domain/problem.ts';
import { canonicalPath } from '../domain/redirect.ts';
import {
  type Body,
  type Correction,
  factsOf,
  headsOf,
  type Snapshot,
  termIdsOf,
  type Withdrawal,
} from '../domain/release.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { type Actor, commit } from './audit.ts';
import { type Db, type Statement, violates } from './db.ts';
import * as files from './files.ts';
import { list, listedUnder } from './publications.ts';
import { keepLegacyAddresses } from './redirects.ts';
import { type Revision, revisionColumns } from './releases.ts';
import {
  attachments,
  blobs,
  changes,
  editions,
  editors,
  incomingFiles,
  pastWithdrawals,
  publications,
  releases,
  revisions,
  terms,
  withdrawals,
} from './schema.ts';
import { catchUp } from './search-index.ts';
import { touchRelease } from './touches.ts';

/** One revision before the public, from and until when. */
export interface Appearance {
  revision: number;
  visibleFrom: number;
  /** `forever` where no end is known. */
  visibleUntil: number;
  publishedAt: number;
  modifiedAt: number;
  corrections: Correction[];
}

/** How it was withdrawn, and the beginning of the appearance that ended so. */
export interface Ending extends Withdrawal {
  visibleFrom: number;
}

export interface ReleaseRecord {
  id: string;
  createdAt: number;
  updatedAt: number;
  /** The oldest first; the last is the working one. */
  revisions: Revision[];
  /** In order, past, present and to come. */
  appearances: Appearance[];
  ending: Ending | null;
  /** Those that came to an end, in order. */
  pastWithdrawals: PastWithdrawal[];
}

/** A release as a whole, or null. */
export async function find(db: Db, id: string): Promise<ReleaseRecord | null> {
  const [rows, versions, spans, endings, past] = await db.batch([
    db
      .select({ createdAt: releases.createdAt, updatedAt: releases.updatedAt })
      .from(releases)
      .where(eq(releases.id, id)),
    db
      .select(revisionColumns)
      .from(revisions)
      .innerJoin(editors, eq(editors.id, revisions.createdBy))
      .where(eq(revisions.releaseId, id))
      .orderBy(asc(revisions.number)),
    db
      .select({
        revision: publications.revision,
        visibleFrom: publications.visibleFrom,
        visibleUntil: publications.visibleUntil,
        publishedAt: publications.publishedAt,
        modifiedAt: publications.modifiedAt,
        facts: publications.facts,
      })
      .from(publications)
      .where(eq(publications.releaseId, id))
      .orderBy(asc(publications.visibleFrom)),
    db
      .select({
        mode: withdrawals.mode,
        note: withdrawals.note,
        redirectTo: withdrawals.redirectTo,
        demandedBy: withdrawals.demandedBy,
        at: withdrawals.withdrawnAt,
        visibleFrom: publications.visibleFrom,
      })
      .from(withdrawals)
      .innerJoin(publications, eq(publications.id, withdrawals.publicationId))
      .where(eq(withdrawals.releaseId, id)),
    db
      .select({
        withdrawnAt: pastWithdrawals.withdrawnAt,
        reinstatedAt: pastWithdrawals.reinstatedAt,
        note: pastWithdrawals.note,
      })
      .from(pastWithdrawals)
      .where(eq(pastWithdrawals.releaseId, id))
      .orderBy(asc(pastWithdrawals.withdrawnAt)),
  ]);
  const row = rows[0];
  if (!row) return null;
  return {
    id,
    ...row,
    revisions: versions,
    appearances: spans.map(({ facts, ...span }) => ({ ...span, corrections: facts.corrections })),
    ending: endings[0] ?? null,
    pastWithdrawals: past,
  };
}

/** The ids of releases behind `after`, in their own order. */
export async function listIds(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: releases.id })
    .from(releases)
    .where(gt(releases.id, after))
    .orderBy(asc(releases.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** A file of a release that is yet to come. */
export type Incoming = Pick<Attachment, 'sha256' | 'key' | 'mediaType' | 'size'>;

/** The files that wait for a release's record. */
export function listIncoming(db: Db, releaseId: string): Promise<Incoming[]> {
  return db
    .select({
      sha256: incomingFiles.sha256,
      key: incomingFiles.key,
      mediaType: incomingFiles.mediaType,
      size: incomingFiles.size,
    })
    .from(incomingFiles)
    .where(eq(incomingFiles.releaseId, releaseId));
}

/**
 * Takes in a file for a release that is yet to come. The object is announced in `blobs` before its
 * first byte; what no record claims within a day is swept away.
 * @returns false when the bytes do not have that SHA-256; then nothing is kept
 */
export async function receive(
  db: Db,
  bucket: R2Bucket,
  now: number,
  releaseId: string,
  file: Omit<Incoming, 'key'>,
  bytes: { beginning: Uint8Array; rest: ReadableStreamDefaultReader<Uint8Array> },
): Promise<boolean> {
  const key = newKey();
  await db.insert(blobs).values({ key, createdAt: now });
  const sha256 = await files.putAttachment(bucket, key, file.size, bytes.beginning, bytes.rest);
  if (sha256 === file.sha256) {
    await db
      .insert(incomingFiles)
      .values({ releaseId, ...file, key })
      .onConflictDoNothing();
    return true;
  }
  await files.deleteAttachment(bucket, key);
  await db.delete(blobs).where(eq(blobs.key, key));
  return false;
}

/**
 * Writes a release as it was: its id, revisions, spans and instants, in one batch. What readers then
 * see of it is decided by the same gate as for any other, and whatever tells of releases tells of it:
 * lists, feeds, sitemaps, search, the change log. It is no news where it was out before: nobody is
 * sent a message about it; about what is still to come they are, at its instant.
 * @param bodiesOf what readers get of a revision in each language
 * @throws Problem `conflict` when a release, a file's address or an old address of it is there
 *   already, or when a term or an incoming file was removed meanwhile
 */
export async function restore(
  db: Db,
  actor: Actor,
  record: ReleaseRecord,
  taxonomy: Taxonomy,
  bodiesOf: (snapshot: Snapshot) => readonly Body[],
): Promise<void> {
  const { id, createdAt, updatedAt, appearances, ending } = record;
  const by = actor.editor.id;
  const snapshots = new Map(record.revisions.map(({ number, snapshot }) => [number, snapshot]));
  const files = [...snapshots.values()].flatMap((snapshot) => snapshot.attachments);
  const keys = [...new Set(files.map(({ key }) => key))];
  const addresses = new Map(files.map(({ id: address, filename }) => [address, filename]));
  const act = {
    action: 'release.restore',
    subject: `release/${id}`,
    detail: {
      authors: [...new Set(record.revisions.map(({ createdBy }) => createdBy))],
      versions: record.revisions.length,
      visibleFrom: appearances.map(({ visibleFrom }) => visibleFrom),
      withdrawn: ending?.mode ?? null,
    },
  };
  const version = record.revisions.at(-1)?.number ?? 1;
  const statements = [
    db
      .insert(releases)
      .values({ id, version, change: 1, createdAt, createdBy: by, updatedAt, updatedBy: by }),
    ...record.revisions.map((revision) => insertRevision(db, id, by, revision, keys)),
    useTerms(db, [...snapshots.values()]),
    ...[...addresses].map(([address, filename]) =>
      db.insert(attachments).values({ id: address, releaseId: id, filename }),
    ),
    db.update(blobs).set({ kept: true }).where(among(blobs.key, keys)),
    db.delete(incomingFiles).where(eq(incomingFiles.releaseId, id)),
    ...appearances.flatMap((appearance, index) =>
      appear(db, actor.now, record, taxonomy, bodiesOf, appearance, appearances[index - 1] ?? null),
    ),
    ...(ending ? end(db, id, ending, actor.now) : []),
    ...(record.pastWithdrawals.length > 0
      ? [
          db
            .insert(pastWithdrawals)
            .values(record.pastWithdrawals.map((past) => ({ releaseId: id, ...past }))),
        ]
      : []),
    ...(appearances.some((one) => isOut(one, actor.now)) ? catchUp(db, actor.now) : []),
    ...momentsOf(appearances, actor.now).map((at) => touchRelease(db, id, at, actor.now)),
  ];
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    const [, reason] = refusals.find(([constraint]) => violates(error, constraint)) ?? [];
    if (reason === undefined) throw error;
    throw new Problem('conflict', reason);
  }
}

/** What the tables refuse, and how that is told. */
export const taken = 'There is a release of this id already.';
const refusals: [constraint: string, reason: string][] = [
  ['releases.id', taken],
  ['attachments.id', 'The address of one of its files is another release’s.'],
  ['revisions.snapshot', 'A term or a file of it was removed meanwhile: send the files again.'],
  ['legacy_addresses.path', 'One of legacyUrls leads to another release, or is a redirect.'],
];

function among(column: unknown, values: readonly (string | number)[]) {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}

/** Fails the batch (`snapshot` may not be null) when a term or a file of the record is not there. */
function insertRevision(
  db: Db,
  releaseId: string,
  createdBy: string,
  { number, snapshot, createdAt }: Revision,
  keys: string[],
): Statement {
  const named = termIdsOf(snapshot);
  const knownTerms = sql`(select count(*) from ${terms} where ${among(terms.id, named)}) = ${named.length}`;
  const waiting = and(eq(incomingFiles.releaseId, releaseId), among(incomingFiles.key, keys));
  const knownFiles = sql`(select count(*) from ${incomingFiles} where ${waiting}) = ${keys.length}`;
  return db.insert(revisions).values({
    releaseId,
    number,
    snapshot: sql`case when ${knownTerms} and ${knownFiles} then ${JSON.stringify(snapshot)} end`,
    createdAt,
    createdBy,
  });
}

function useTerms(db: Db, snapshots: Snapshot[]): Statement {
  const named = [...new Set(snapshots.flatMap(termIdsOf))];
  return db
    .update(terms)
    .set({ used: true })
    .where(and(among(terms.id, named), eq(terms.used, false)));
}

function appear(
  db: Db,
  now: number,
  { id, revisions, ending }: ReleaseRecord,
  taxonomy: Taxonomy,
  bodiesOf: (snapshot: Snapshot) => readonly Body[],
  { revision, visibleFrom, visibleUntil, publishedAt, modifiedAt, corrections }: Appearance,
  before: Appearance | null,
): Statement[] {
  const snapshot = revisions.find(({ number }) => number === revision)?.snapshot;
  if (!snapshot) throw new Error(`Revision ${revision} of ${id} is missing.`);
  const facts = factsOf(snapshot, corrections);
  const row = sql<number>`(select ${publications.id} from ${publications} where ${publications.releaseId} = ${id} and ${publications.visibleFrom} = ${visibleFrom})`;
  const over = visibleUntil <= now;
  const told = !over || ending?.visibleFrom === visibleFrom;
  const paths = [...new Set(snapshot.legacyUrls.flatMap((url) => canonicalPath(url) ?? []))];
  const corrected = corrections.length > (before?.corrections.length ?? 0);
  const action = !before || visibleFrom <= now ? 'published' : corrected ? 'corrected' : 'updated';
  return [
    db.insert(publications).values({
      releaseId: id,
      revision,
      visibleFrom,
      visibleUntil,
      publishedAt,
      modifiedAt,
      sitemap: null,
      listed: listedUnder(taxonomy, facts),
      heads: headsOf(snapshot),
      facts,
      searchable: over ? 2 : 0,
    }),
    ...bodiesOf(snapshot).map((body) =>
      db.insert(editions).values({ publicationId: row, ...body }),
    ),
    ...(told ? [keepLegacyAddresses(db, paths, id, row, now)] : []),
    ...(over
      ? []
      : [
          list(db, id, visibleFrom),
          db.insert(changes).values({
            releaseId: id,
            publicationId: row,
            action,
            effectiveAt: Math.max(visibleFrom, now),
            announced: visibleFrom <= now,
          }),
        ]),
  ];
}

/** A mirror that had the release drops it. */
function end(db: Db, id: string, { visibleFrom, at, ...ending }: Ending, now: number): Statement[] {
  const row = sql<number>`(select ${publications.id} from ${publications} where ${publications.releaseId} = ${id} and ${publications.visibleFrom} = ${visibleFrom})`;
  return [
    db
      .insert(withdrawals)
      .values({ releaseId: id, publicationId: row, ...ending, withdrawnAt: at }),
    db
      .insert(changes)
      .values({ releaseId: id, action: 'withdrawn', effectiveAt: now, announced: true }),
  ];
}

const isOut = ({ visibleFrom, visibleUntil }: Appearance, now: number) =>
  visibleFrom <= now && visibleUntil > now;

/** When readers are answered otherwise than before: now, if anything was ever out, and at each instant to come. */
function momentsOf(appearances: readonly Appearance[], now: number): number[] {
  const all = appearances.flatMap(({ visibleFrom, visibleUntil }) => [visibleFrom, visibleUntil]);
  const coming = all.filter((at) => at > now && at < forever);
  const begun = appearances.some(({ visibleFrom }) => visibleFrom <= now);
  return [...new Set(begun ? [now, ...coming] : coming)];
}

/** Whether a file of a release has that SHA-256, in any revision. */
export function findFile({ revisions }: ReleaseRecord, sha256: string): Attachment | null {
  const all = revisions.flatMap(({ snapshot }) => snapshot.attachments);
  return all.find((file) => file.sha256 === sha256) ?? null;
}
