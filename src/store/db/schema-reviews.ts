/** The tables of reviews, comments and news for people, as a part of `schema.ts`. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { commentFields, noticeKinds, reviewOutcomes } from '../../domain/review.ts';

export const reviews = sqliteTable(
  'reviews',
  {
    id: text('id').primaryKey(),
    releaseId: text('release_id').notNull(),
    version: integer('version').notNull(),
    senderId: text('sender_id').notNull(),
    recipientId: text('recipient_id').notNull(),
    message: text('message').notNull(),
    sentAt: integer('sent_at').notNull(),
    outcome: text('outcome', { enum: reviewOutcomes }),
    endedAt: integer('ended_at'),
    reason: text('reason'),
  },
  (t) => [
    uniqueIndex('reviews_open').on(t.recipientId, t.releaseId),
    index('reviews_by_release').on(t.releaseId, t.sentAt),
  ],
);

export const comments = sqliteTable(
  'comments',
  {
    id: text('id').primaryKey(),
    releaseId: text('release_id').notNull(),
    parentId: text('parent_id'),
    version: integer('version').notNull(),
    lang: text('lang'),
    field: text('field', { enum: commentFields }),
    quote: text('quote').notNull(),
    prefix: text('prefix').notNull(),
    suffix: text('suffix').notNull(),
    content: text('content').notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    resolvedAt: integer('resolved_at'),
    resolvedBy: text('resolved_by'),
  },
  (t) => [
    index('comments_by_release').on(t.releaseId, t.createdAt),
    index('comments_by_parent').on(t.parentId),
  ],
);

export const notices = sqliteTable(
  'notices',
  {
    id: integer('id').primaryKey(),
    editorId: text('editor_id').notNull(),
    releaseId: text('release_id').notNull(),
    kind: text('kind', { enum: noticeKinds }).notNull(),
    actorId: text('actor_id').notNull(),
    at: integer('at').notNull(),
    content: text('content').notNull(),
  },
  (t) => [
    index('notices_by_editor').on(t.editorId, t.id),
    index('notices_by_release').on(t.releaseId),
  ],
);
