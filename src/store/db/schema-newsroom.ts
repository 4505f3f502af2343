/** The tables that editors keep for the newsroom as a whole, as a part of `schema.ts`. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const pins = sqliteTable('pins', {
  place: text('place', { enum: ['front'] }).primaryKey(),
  releaseId: text('release_id').notNull(),
  until: integer('until').notNull(),
  pinnedAt: integer('pinned_at').notNull(),
  pinnedBy: text('pinned_by').notNull(),
});

export const bookContacts = sqliteTable('book_contacts', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  role: text('role').notNull(),
  email: text('email').notNull(),
  phone: text('phone').notNull(),
  lockVersion: integer('change').notNull().default(1),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
});

export const publicState = sqliteTable('public_state', {
  id: integer('id').primaryKey(),
  token: text('token').notNull(),
});
