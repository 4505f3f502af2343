/** The readers' side: putting a revision before the public, and reading what is there. */
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import { forever } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { canonicalPath } from '../../domain/redirect.ts';
import { type Body, headlinesOf, type LocalizedText, metadataOf } from '../../domain/release.ts';
import { requireTwoPersons } from '../../domain/two-person-rule.ts';
import { hasBegun, isScheduled } from '../../domain/visibility.ts';
import { publicSpan, scheduledSpan, type WorkingRelease } from '../../domain/working-release.ts';
import { commit } from '../access/audit.ts';
import { type Db, type Statement, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { largestRow, sizeOf } from '../db/insert-rows.ts';
import {
  blobs,
  changes,
  editions,
  eventListings,
  listings,
  publications,
  releases,
  revisions,
} from '../db/schema.ts';
import { cancelPurge, enqueueReleasePurge } from '../events/cache-invalidation.ts';
import { indexDuePublications } from '../search/search-index.ts';
import { listingTermIds } from '../taxonomy/terms.ts';
import { consumeApproval } from './approvals.ts';
import { consented, orUnapproved, putOff, takenBack } from './consents.ts';
import { keepLegacyAddresses } from './redirects.ts';
import { bumpLockVersion } from './releases.ts';

export interface PublicationOrder {
  /** The instant, or null for now. In the past: the date of an older release that is imported. */
  at: number | null;
  /** The public note about the change, or null for none. */
  note: LocalizedText | null;
  /** Nothing of substance: no note, and no date moves. */
  minor: boolean;
  /** Whether the two-person rule applies. */
  twoPersons: boolean;
}

/**
 * Puts the working revision before the public, now or at an instant to come, with all its
 * languages, files and listings in one batch. What was scheduled before is replaced; what is
 * public stays so until the new revision's instant. Where this version is public already, or is
 * scheduled with just these dates and notes, nothing is written.
 * @returns the instant from which readers see it
 * @throws Problem `conflict` for a withdrawn release, for one that a second person must approve, and
 *   for a legacy address that is another's; `stale` when it was changed meanwhile
 */
export async function publish(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  bodies: readonly Body[],
  { at, note, minor, twoPersons }: PublicationOrder,
): Promise<number> {
  if (release.withdrawn) throw new Problem('conflict', 'This release is withdrawn.');
  const { now } = actor;
  const live = publicSpan(release, now);
  if (live?.revision === release.version) return live.visibleFrom;
  const scheduled = scheduledSpan(release, now);
  const visibleFrom = Math.max(at ?? now, now, live ? live.visibleFrom + 1 : 0);
  const shownAt = at ?? visibleFrom;
  const before = live ? await findDates(db, live.id) : null;
  const corrections = before?.metadata.corrections ?? [];
  const last = corrections.at(-1);
  // Nothing is corrected before it is out. Each correction has its own instant, after the last one's.
  const saidAt = Math.max(shownAt, before?.publishedAt ?? shownAt, last ? last.at + 1 : shownAt);
  const metadata = metadataOf(
    release.snapshot,
    note ? [...corrections, { at: saidAt, note }] : corrections,
  );
  const headlines = headlinesOf(release.snapshot);
  if (sizeOf([metadata, headlines]) > largestRow) {
    throw new Problem(
      'conflict',
      'Its corrections, files and titles have more bytes than a publication may: take some back.',
    );
  }
  const publishedAt = before?.publishedAt ?? shownAt;
  const modifiedAt = !before
    ? publishedAt
    : minor
      ? before.modifiedAt
      : Math.max(shownAt, before.modifiedAt);
  if (scheduled?.revision === release.version && scheduled.visibleFrom === visibleFrom) {
    const planned = await findDates(db, scheduled.id);
    const said = JSON.stringify(planned?.metadata.corrections);
    const same = planned?.publishedAt === publishedAt && planned.modifiedAt === modifiedAt;
    if (same && said === JSON.stringify(metadata.corrections)) return visibleFrom;
  }
  const approver = twoPersons
    ? requireTwoPersons(actor, release, scheduled, {
        instant: visibleFrom,
        hasNote: note !== null,
      })
    : null;
  const { approvedFrom } = release.consent;
  const putsOff = scheduled?.revision === release.version && (approvedFrom ?? 0) > now;
  const action = !live ? 'published' : note ? 'corrected' : 'updated';

  const publication = sql<number>`(
    select ${publications.id}
    from ${publications}
    where ${publications.releaseId} = ${release.id}
      and ${publications.visibleFrom} = ${visibleFrom}
  )`;
  const legacyPaths = [
    ...new Set(release.snapshot.legacyUrls.flatMap((url) => canonicalPath(url) ?? [])),
  ];
  const act = {
    action: isScheduled({ visibleFrom }, now) ? 'release.schedule' : 'release.publish',
    subject: `release/${release.id}`,
    detail: {
      version: release.version,
      visibleFrom,
      scheduledBefore: scheduled?.visibleFrom ?? null,
      approvedBy: release.approval?.version === release.version ? release.approval.editorId : null,
      shownAt,
      note,
      minor,
    },
  };
  const statements = [
    bumpLockVersion(db, actor, release),
    ...(scheduled ? unschedule(db, release.id, scheduled.id, now) : []),
    ...(approver !== null ? [consented(db, actor, release, approver, visibleFrom)] : []),
    ...(approver === null && putsOff ? [putOff(db, release, visibleFrom)] : []),
    ...(live ? [endAt(db, live.id, visibleFrom)] : []),
    db.insert(publications).values({
      releaseId: release.id,
      revision: release.version,
      visibleFrom,
      visibleUntil: forever,
      publishedAt,
      modifiedAt,
      sitemap: before?.sitemap ?? null,
      termIds: [],
      headlines,
      metadata,
    }),
    ...bodies.map((body) => db.insert(editions).values({ publicationId: publication, ...body })),
    ...insertListings(db, release.id, visibleFrom),
    insertEventListings(db, release.id, visibleFrom),
    keepLegacyAddresses(db, legacyPaths, release.id, publication, now),
    consumeApproval(db, release.id),
    ...(hasBegun({ visibleFrom }, now) ? indexDuePublications(db, now) : []),
    db.insert(changes).values({
      releaseId: release.id,
      publicationId: publication,
      action,
      effectiveAt: visibleFrom,
    }),
    ...enqueueReleasePurge(db, release.id, visibleFrom, now),
  ];
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    if (!violates(error, 'legacy_addresses.path')) throw orUnapproved(error, release.version);
    throw new Problem('conflict', 'One of legacyUrls leads to another release, or is a redirect.');
  }
  return visibleFrom;
}

/**
 * Cancels the scheduled publication.
 * @throws Problem `conflict` if nothing is scheduled, or the instant has come
 */
export async function cancel(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const scheduled = scheduledSpan(release, actor.now);
  if (!scheduled) throw new Problem('conflict', 'No publication is still to come.');
  const live = publicSpan(release, actor.now);
  const { visibleFrom } = scheduled;
  const act = {
    action: 'release.cancel',
    subject: `release/${release.id}`,
    detail: { visibleFrom },
  };
  await commit(db, actor, act, [
    bumpLockVersion(db, actor, release),
    ...unschedule(db, release.id, scheduled.id, actor.now),
    ...(live ? [endAt(db, live.id, forever)] : []),
  ]);
}

/**
 * Discards a release that was never public, with its revisions and what is scheduled of it. Its
 * files are left to the sweep.
 * @throws Problem `conflict` when readers have seen it, `stale` when its instant passed meanwhile
 */
export async function discard(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const { id, spans } = release;
  if (spans.some((span) => hasBegun(span, actor.now))) {
    throw new Problem('conflict', 'This release has been public: withdraw it instead.');
  }
  const keys = sql`select json_extract(file.value, '$.key')
    from ${revisions}, json_each(${revisions.snapshot}, '$.attachments') as file
    where ${revisions.releaseId} = ${id}`;
  const act = { action: 'release.discard', subject: `release/${id}` };
  await commit(db, actor, act, [
    bumpLockVersion(db, actor, release),
    db.update(blobs).set({ committed: false }).where(sql`${blobs.key} in (${keys})`),
    ...spans.flatMap((span) => unschedule(db, id, span.id, actor.now)),
    db.delete(releases).where(eq(releases.id, id)),
  ]);
}

async function findDates(db: Db, id: number) {
  return db
    .select({
      publishedAt: publications.publishedAt,
      modifiedAt: publications.modifiedAt,
      sitemap: publications.sitemap,
      metadata: publications.metadata,
    })
    .from(publications)
    .where(eq(publications.id, id))
    .get();
}

/**
 * Statements that delete a scheduled publication with its editions and listings. They fail the batch
 * (`effective_at` may not be null) if the change log already contains it, because its instant passed.
 */
export function unschedule(db: Db, releaseId: string, id: number, now: number): Statement[] {
  const whileUnsequenced = valueIf<number>(sql`${changes.sequence} is null`, changes.effectiveAt);
  return [
    takenBack(db, id, now),
    ...cancelPurge(db, releaseId, id, now),
    db.update(changes).set({ effectiveAt: whileUnsequenced }).where(eq(changes.publicationId, id)),
    db.delete(changes).where(eq(changes.publicationId, id)),
    db.delete(publications).where(eq(publications.id, id)),
  ];
}

export function endAt(db: Db, id: number, instant: number): Statement {
  return db.update(publications).set({ visibleUntil: instant }).where(eq(publications.id, id));
}

/**
 * Lists a publication under the newsroom, each of its terms and their ancestors, in each of its languages
 * and in any.
 */
export function insertListings(db: Db, releaseId: string, visibleFrom: number): Statement[] {
  const { termIds, publishedAt, id } = publications;
  const itself = and(
    eq(publications.releaseId, releaseId),
    eq(publications.visibleFrom, visibleFrom),
  );
  const rows = db
    .select({
      termId: sql<number>`place.value`.as('term_id'),
      lang: sql<string>`edition.key`.as('lang'),
      publishedAt,
      releaseId: publications.releaseId,
      publicationId: sql<number>`${id}`.as('publication_id'),
    })
    .from(publications)
    .innerJoin(sql`json_each(${termIds}) as place`, sql`true`)
    .innerJoin(
      sql`(
        select key
        from ${publications} as same, json_each(same.heads)
        where same.release_id = ${releaseId} and same.visible_from = ${visibleFrom}
        union all
        select '*'
      ) as edition`,
      sql`true`,
    )
    .where(itself);
  return [
    db.update(publications).set({ termIds: listingTermIds }).where(itself),
    db.insert(listings).select(rows),
  ];
}

/** Lists the event of a publication, if it has one, in each of its languages. */
export function insertEventListings(db: Db, id: string, visibleFrom: number): Statement {
  const { releaseId, headlines, metadata } = publications;
  const end = sql`${metadata} ->> '$.event.end'`;
  return db.insert(eventListings).select(
    sql`select edition.key, ${end}, ${releaseId}, ${publications.id}
      from ${publications}, json_each(${headlines}) as edition
      where ${releaseId} = ${id} and ${publications.visibleFrom} = ${visibleFrom} and ${end} is not null`,
  );
}
