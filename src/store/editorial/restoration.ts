/** Restores a release from its record in one batch: every revision, every span, all instants. */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { Problem } from '../../domain/problem.ts';
import { canonicalPath } from '../../domain/redirect.ts';
import { type Body, headlinesOf, metadataOf, type Snapshot } from '../../domain/release.ts';
import {
  instantsOfChange,
  type PublicationRecord,
  type ReleaseRecord,
  snapshotOf,
  type WithdrawalRecord,
} from '../../domain/release-record.ts';
import { hasBegun, hasEnded, isPublic } from '../../domain/visibility.ts';
import { commit } from '../access/audit.ts';
import { type Db, type Statement, violates } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import { insertRows, largestRow, sizeOf } from '../db/insert-rows.ts';
import {
  attachments,
  blobs,
  changes,
  editions,
  incomingFiles,
  pastWithdrawals,
  publications,
  releases,
  withdrawals,
} from '../db/schema.ts';
import { enqueueReleasePurge } from '../events/cache-invalidation.ts';
import { indexDuePublications } from '../search/search-index.ts';
import { insertEventListings, insertListings } from './publications.ts';
import { keepLegacyAddresses } from './redirects.ts';
import { idTaken } from './releases.ts';
import { insertRevisions } from './snapshots.ts';
import { unchained } from './withdrawals.ts';

/** The number of authors whom the audit names, so that an entry has room for them. */
const mostAuthors = 100;

/**
 * Writes a release from its record, with its id, revisions, spans and instants, in one batch. The same
 * gate as for every release decides what readers see, and it appears in lists, feeds, sitemaps, search
 * and the change log. No notifications are sent about spans that began in the past; about those to
 * come they are sent at their instant.
 * @param bodiesOf rendered bodies of a revision, by language
 * @throws Problem `conflict` if the release, the address of a file or a legacy address exists already,
 *   or if a term or an incoming file was removed meanwhile
 */
export async function restore(
  db: Db,
  actor: Actor,
  record: ReleaseRecord,
  bodiesOf: (snapshot: Snapshot) => readonly Body[],
): Promise<void> {
  const { id, createdAt, updatedAt, publications: spans, withdrawal } = record;
  const by = actor.editor.id;
  const snapshots = new Map(record.revisions.map(({ number, snapshot }) => [number, snapshot]));
  const files = [...snapshots.values()].flatMap((snapshot) => snapshot.attachments);
  const keys = [...new Set(files.map(({ key }) => key))];
  const addresses = new Map(files.map(({ id: address, filename }) => [address, filename]));
  const act = {
    action: 'release.restore',
    subject: `release/${id}`,
    detail: {
      authors: [...new Set(record.revisions.map(({ createdBy }) => createdBy))].slice(
        0,
        mostAuthors,
      ),
      versions: record.revisions.length,
      visibleFrom: spans.map(({ visibleFrom }) => visibleFrom),
      withdrawn: withdrawal?.mode ?? null,
    },
  };
  const version = record.revisions.at(-1)?.number ?? 1;
  const statements = [
    db
      .insert(releases)
      .values({ id, version, lockVersion: 1, createdAt, createdBy: by, updatedAt, updatedBy: by }),
    ...insertRevisions(
      db,
      record.revisions.map((revision) => ({ ...revision, releaseId: id, createdBy: by })),
      filesExist(id, keys),
    ),
    ...insertRows(
      db,
      attachments,
      [...addresses].map(([address, filename]) => ({ id: address, releaseId: id, filename })),
    ),
    db.update(blobs).set({ committed: true }).where(inList(blobs.key, keys)),
    db.delete(incomingFiles).where(eq(incomingFiles.releaseId, id)),
    ...insertPublications(db, record, actor.now),
    ...insertEditions(db, record, bodiesOf),
    ...spans.flatMap((span, index) =>
      insertAddressesAndListings(db, actor.now, record, span, spans[index - 1] ?? null),
    ),
    ...(withdrawal ? insertWithdrawal(db, id, withdrawal, actor.now) : []),
    ...insertRows(
      db,
      pastWithdrawals,
      record.pastWithdrawals.map((past) => ({ releaseId: id, ...past })),
    ),
    ...(spans.some((one) => isPublic(one, actor.now)) ? indexDuePublications(db, actor.now) : []),
    ...instantsOfChange(record, actor.now).flatMap((at) =>
      enqueueReleasePurge(db, id, at, actor.now),
    ),
  ];
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    const [, reason] = refusals.find(([constraint]) => violates(error, constraint)) ?? [];
    if (reason === undefined) throw error;
    throw new Problem('conflict', reason);
  }
}

/** Constraints that may fail, each with its message to the editor. */
const refusals: [constraint: string, reason: string][] = [
  ['releases.id', idTaken],
  ['attachments.id', 'The address of one of its files is another release’s.'],
  ['revisions.snapshot', 'A term or a file of it was removed meanwhile: send the files again.'],
  ['withdrawals.mode', 'redirectTo leads on, or leads back here: chains are refused.'],
  ['legacy_addresses.path', 'One of legacyUrls leads to another release, or is a redirect.'],
];

/** True if each file of the record has been received for it. */
function filesExist(id: string, keys: readonly string[]): SQL {
  const received = and(eq(incomingFiles.releaseId, id), inList(incomingFiles.key, keys));
  return sql`(select count(*) from ${incomingFiles} where ${received}) = ${keys.length}`;
}

function insertPublications(db: Db, record: ReleaseRecord, now: number): Statement[] {
  const rows = record.publications.map((span) => {
    const { corrections, ...rest } = span;
    const snapshot = snapshotOf(record, span);
    const metadata = metadataOf(snapshot, corrections);
    return {
      releaseId: record.id,
      ...rest,
      termIds: [],
      headlines: headlinesOf(snapshot),
      metadata,
      searchable: hasEnded(span, now) ? 2 : 0,
    };
  });
  return insertRows(db, publications, rows);
}

/** Inserts the editions of every publication. The bodies of a revision are sent once for all of them. */
function insertEditions(
  db: Db,
  { id, revisions: all, publications: spans }: ReleaseRecord,
  bodiesOf: (snapshot: Snapshot) => readonly Body[],
): Statement[] {
  const shown = all.filter(({ number }) => spans.some(({ revision }) => revision === number));
  const rows = shown.flatMap(({ number, snapshot }) =>
    bodiesOf(snapshot).map((body) => ({ revision: number, ...body })),
  );
  // As JSON, a text with many quotation marks has more bytes: the longest are sent as they are.
  const isLong = (row: (typeof rows)[number]) => sizeOf(row) > largestRow;
  const whose = sql`${publications.releaseId} = ${id} and ${publications.revision}`;
  return [
    ...insertRows(
      db,
      editions,
      rows.filter((row) => !isLong(row)),
      {
        computed: { publicationId: sql`${publications.id}` },
        joined: sql`join ${publications} on ${whose} = given.value ->> 'revision'`,
      },
    ),
    ...rows.filter(isLong).map(({ revision, lang, html, markdown, text }) =>
      db.insert(editions).select(
        sql`select null, ${publications.id}, ${lang}, ${html}, ${markdown}, ${text}
              from ${publications}
              where ${whose} = ${revision}`,
      ),
    ),
  ];
}

/** Inserts the legacy addresses, listings and change of a publication; nothing for one that was replaced. */
function insertAddressesAndListings(
  db: Db,
  now: number,
  record: ReleaseRecord,
  span: PublicationRecord,
  before: PublicationRecord | null,
): Statement[] {
  const { id, withdrawal } = record;
  const { visibleFrom, corrections } = span;
  const over = hasEnded(span, now);
  if (over && withdrawal?.visibleFrom !== visibleFrom) return [];
  const row = sql<number>`(
    select ${publications.id}
    from ${publications}
    where ${publications.releaseId} = ${id} and ${publications.visibleFrom} = ${visibleFrom}
  )`;
  const { legacyUrls } = snapshotOf(record, span);
  const paths = [...new Set(legacyUrls.flatMap((url) => canonicalPath(url) ?? []))];
  const corrected = corrections.length > (before?.corrections.length ?? 0);
  const begun = hasBegun(span, now);
  const action = !before || begun ? 'published' : corrected ? 'corrected' : 'updated';
  return [
    keepLegacyAddresses(db, paths, id, row, now),
    ...(over
      ? []
      : [
          ...insertListings(db, id, visibleFrom),
          insertEventListings(db, id, visibleFrom),
          db.insert(changes).values({
            releaseId: id,
            publicationId: row,
            action,
            effectiveAt: Math.max(visibleFrom, now),
            announced: begun,
          }),
        ]),
  ];
}

/** Inserts the withdrawal of a record, and its change: a mirror that had the release deletes it. */
function insertWithdrawal(
  db: Db,
  id: string,
  { visibleFrom, at, ...withdrawal }: WithdrawalRecord,
  now: number,
): Statement[] {
  const row = sql<number>`(
    select ${publications.id}
    from ${publications}
    where ${publications.releaseId} = ${id} and ${publications.visibleFrom} = ${visibleFrom}
  )`;
  return [
    db.insert(withdrawals).values({
      releaseId: id,
      publicationId: row,
      ...withdrawal,
      mode: unchained(id, withdrawal, now),
      withdrawnAt: at,
    }),
    db
      .insert(changes)
      .values({ releaseId: id, action: 'withdrawn', effectiveAt: now, announced: true }),
  ];
}
