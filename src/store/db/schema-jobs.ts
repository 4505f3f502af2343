/** The tables of the scheduled handler and of the outbox: a part of schema.ts, which exports them. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const sitemaps = sqliteTable('sitemaps', {
  number: integer('number').primaryKey(),
  members: integer('members').notNull(),
  bytes: integer('bytes').notNull(),
  modifiedAt: integer('modified_at').notNull(),
});

export const generatedFiles = sqliteTable(
  'built_files',
  {
    path: text('path').primaryKey(),
    termId: integer('term_id'),
    lang: text('lang'),
    digest: text('digest').notNull().default(''),
    modifiedAt: integer('modified_at').notNull().default(0),
    oldestAt: integer('oldest_at').notNull().default(0),
    dueAt: integer('due_at').notNull(),
    asOf: integer('as_of').notNull().default(0),
    version: integer('version').notNull().default(1),
    claimedUntil: integer('claimed_until').notNull().default(0),
  },
  (t) => [
    index('built_files_due').on(t.dueAt, t.termId, t.lang),
    index('built_files_by_term').on(t.termId, t.lang),
  ],
);

export const clock = sqliteTable('clock', {
  id: integer('id').primaryKey(),
  tickedAt: integer('ticked_at').notNull(),
  buildFingerprint: text('form').notNull().default(''),
});

export const purgeBucket = sqliteTable('purge_bucket', {
  id: integer('id').primaryKey(),
  fullAt: integer('full_at').notNull(),
  granted: integer('granted').notNull(),
});

export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    task: text('task').notNull(),
    lane: text('lane'),
    payload: text('payload', { mode: 'json' }).notNull(),
    at: integer('at').notNull(),
    dueAt: integer('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    deadAt: integer('dead_at'),
  },
  (t) => [
    index('outbox_due').on(t.task, t.dueAt),
    index('outbox_lanes').on(t.lane, t.at, t.id),
    index('outbox_dead').on(t.id),
  ],
);
