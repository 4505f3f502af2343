/** Reviews: versions of releases that one person sends to another. */
import { and, asc, desc, eq, exists, gte, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Actor } from '../../domain/actor.ts';
import type { Editor } from '../../domain/editor.ts';
import { newId } from '../../domain/identifier.ts';
import { Problem } from '../../domain/problem.ts';
import type { reviewOutcomes } from '../../domain/review.ts';
import { commit } from '../access/audit.ts';
import { buildRead, type Db, type Read, type Statement, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import { editors, releases, reviews, revisions } from '../db/schema.ts';
import {
  insertNotices,
  isWorkingRevision,
  makerOf,
  type Notice,
  workingTitles,
} from './notices.ts';

type Person = Pick<Editor, 'id' | 'name'>;

export interface Review {
  id: string;
  version: number;
  sender: Person;
  recipient: Person;
  message: string;
  sentAt: number;
  outcome: (typeof reviewOutcomes)[number] | null;
  endedAt: number | null;
  reason: string | null;
}

/** Reviews that a page shows. */
const mostShown = 50;

const senders = alias(editors, 'senders');
const recipients = alias(editors, 'recipients');

/** The reviews of a release: those that wait first, then the latest. */
export function readReviews(db: Db, releaseId: string): Read<Review[]> {
  return buildRead(
    db
      .select({
        id: reviews.id,
        version: reviews.version,
        senderId: reviews.senderId,
        senderName: sql<string>`${senders.name}`.as('sender_name'),
        recipientId: reviews.recipientId,
        recipientName: sql<string>`${recipients.name}`.as('recipient_name'),
        message: reviews.message,
        sentAt: reviews.sentAt,
        outcome: reviews.outcome,
        endedAt: reviews.endedAt,
        reason: reviews.reason,
      })
      .from(reviews)
      .innerJoin(senders, eq(senders.id, reviews.senderId))
      .innerJoin(recipients, eq(recipients.id, reviews.recipientId))
      .where(eq(reviews.releaseId, releaseId))
      .orderBy(sql`${reviews.outcome} is not null`, desc(reviews.sentAt), reviews.id)
      .limit(mostShown),
    (rows) =>
      rows.map(({ senderId, senderName, recipientId, recipientName, ...review }) => ({
        ...review,
        sender: { id: senderId, name: senderName },
        recipient: { id: recipientId, name: recipientName },
      })),
  );
}

/** The return of a release that nobody answered yet. */
export interface LastReturn {
  person: string;
  reason: string;
  version: number;
  at: number;
}

/** The last return of a release; null if it was sent again or approved in a review since. */
export function readLastReturn(db: Db, releaseId: string): Read<LastReturn | null> {
  const answered = sql`exists (
    select 1
    from ${reviews} as later
    where later.release_id = ${releaseId}
      and (
        later.sent_at > ${reviews.endedAt}
        or (later.outcome = 'approved' and later.ended_at >= ${reviews.endedAt})
      )
  )`;
  return buildRead(
    db
      .select({
        person: recipients.name,
        reason: sql<string>`coalesce(${reviews.reason}, '')`.as('reason'),
        version: reviews.version,
        at: sql<number>`${reviews.endedAt}`.as('at'),
      })
      .from(reviews)
      .innerJoin(recipients, eq(recipients.id, reviews.recipientId))
      .where(
        and(
          eq(reviews.releaseId, releaseId),
          eq(reviews.outcome, 'returned'),
          sql`not ${answered}`,
        ),
      )
      .orderBy(desc(reviews.endedAt), reviews.id)
      .limit(1),
    ([row]) => row ?? null,
  );
}

/** People that a list offers. */
const mostPeople = 200;

const mayPublish = or(eq(editors.role, 'editor'), eq(editors.role, 'admin')) as SQL;

/** Other people who may see a release, or publish it if `publishers` is set; not the disabled ones. */
export function readColleagues(
  db: Db,
  { editor }: Pick<Actor, 'editor'>,
  releaseId: string,
  { publishers = false } = {},
): Read<Person[]> {
  const isMaker = sql`${editors.id} in (${makerOf(releaseId)})`;
  return buildRead(
    db
      .select({ id: editors.id, name: editors.name })
      .from(editors)
      .where(
        and(
          isNull(editors.disabledAt),
          ne(editors.id, editor.id),
          publishers ? mayPublish : or(mayPublish, isMaker),
        ),
      )
      .orderBy(asc(editors.name), editors.id)
      .limit(mostPeople),
    (people) => people,
  );
}

/** A review that waits for somebody, with the titles of its release as JSON. */
export type WaitingReview = Pick<Notice, 'releaseId' | 'titles'> &
  Pick<Review, 'version' | 'message' | 'sentAt'> & { sender: string };

/**
 * The reviews that wait for a person, the oldest first.
 * @param owner whose releases alone the person may see, or null
 */
export function readWaitingReviews(
  db: Db,
  editorId: string,
  owner: string | null,
  limit: number,
): Read<WaitingReview[]> {
  const own = owner === null ? undefined : eq(releases.createdBy, owner);
  return buildRead(
    db
      .select({
        releaseId: reviews.releaseId,
        version: reviews.version,
        sender: senders.name,
        message: reviews.message,
        sentAt: reviews.sentAt,
        titles: workingTitles,
      })
      .from(reviews)
      .innerJoin(releases, eq(releases.id, reviews.releaseId))
      .innerJoin(revisions, isWorkingRevision)
      .innerJoin(senders, eq(senders.id, reviews.senderId))
      .where(and(eq(reviews.recipientId, editorId), isNull(reviews.outcome), own))
      .orderBy(reviews.sentAt)
      .limit(limit),
    (rows) => rows,
  );
}

interface Sending {
  releaseId: string;
  version: number;
  recipient: Person;
  message: string;
}

/**
 * Sends a version to a person, in place of what still waits for that person of this release.
 * @throws Problem `conflict` if the release is gone, or has no such version
 */
export async function sendForReview(db: Db, actor: Actor, sending: Sending): Promise<void> {
  const { releaseId, version, recipient, message } = sending;
  const detail = { version, recipient: recipient.name };
  const open = and(eq(reviews.recipientId, recipient.id), isOpen(releaseId));
  const act = { action: 'review.send', subject: `release/${releaseId}`, detail };
  await guarded(() =>
    commit(db, actor, act, [
      db.delete(reviews).where(open),
      db.insert(reviews).values({
        id: newId(),
        releaseId: ifThere(db, releaseId, version),
        version,
        senderId: actor.editor.id,
        recipientId: recipient.id,
        message,
        sentAt: actor.now,
      }),
    ]),
  );
}

/** The id of a release, or null (see `valueIf`) if there is no such version of it. */
export function ifThere(db: Db, releaseId: string, version: number): SQL<string> {
  const there = and(eq(releases.id, releaseId), gte(releases.version, version));
  const found = exists(db.select({ id: releases.id }).from(releases).where(there));
  return valueIf<string>(found, releaseId);
}

async function guarded(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!violates(error, 'reviews.release_id') && !violates(error, 'reviews.recipient_id')) {
      throw error;
    }
    throw new Problem('conflict', 'This release was changed or discarded meanwhile.');
  }
}

const isOpen = (releaseId: string) =>
  and(eq(reviews.releaseId, releaseId), isNull(reviews.outcome)) as SQL;

/** Ends a review that waits. The sender and the author of the release learn why it was returned. */
export async function endReview(
  db: Db,
  actor: Actor,
  releaseId: string,
  { id, version, sender }: Review,
  { outcome, reason }: { outcome: 'returned' | 'recalled'; reason: string | null },
): Promise<void> {
  const subject = `release/${releaseId}`;
  const action = outcome === 'returned' ? 'review.return' : 'review.recall';
  const notice = { releaseId, kind: 'returned' as const, content: reason ?? '' };
  const recipients = [sql`select ${sender.id} as id`, makerOf(releaseId)] as const;
  await commit(db, actor, { action, subject, detail: { version } }, [
    ...(outcome === 'returned' ? [insertNotices(db, actor, notice, recipients)] : []),
    db
      .update(reviews)
      .set({ outcome, reason, endedAt: actor.now })
      .where(and(eq(reviews.id, id), isNull(reviews.outcome))),
  ]);
}

/**
 * The statements that belong to an approval: what waits for the approver in that version is done, and its
 * senders and the author of the release learn of it.
 */
export function endApprovedReviews(
  db: Db,
  actor: Actor,
  releaseId: string,
  version: number,
): Statement[] {
  const { id } = actor.editor;
  const mine = and(
    isOpen(releaseId),
    eq(reviews.version, version),
    eq(reviews.recipientId, id),
  ) as SQL;
  const senders = sql`
    select ${reviews.senderId} as id
    from ${reviews}
    where ${isOpen(releaseId)} and ${reviews.version} = ${version}`;
  const notice = { releaseId, kind: 'approved' as const, content: String(version) };
  return [
    insertNotices(db, actor, notice, [makerOf(releaseId), senders]),
    db.update(reviews).set({ outcome: 'approved', endedAt: actor.now }).where(mine),
  ];
}
