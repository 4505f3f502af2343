/** The tables of editors and their tokens, as a part of `schema.ts`. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../domain/editor.ts';

export const editors = sqliteTable('editors', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  role: text('role', { enum: ['author', 'editor', 'admin'] }).notNull(),
  lockVersion: integer('change').notNull().default(1),
  createdAt: integer('created_at').notNull(),
  disabledAt: integer('disabled_at'),
});

export const tokens = sqliteTable(
  'tokens',
  {
    id: text('id').primaryKey(),
    editorId: text('editor_id').notNull(),
    label: text('label').notNull(),
    hash: text('hash').notNull().unique(),
    scopes: text('scopes', { mode: 'json' }).$type<Scope[]>().notNull().default([]),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    lastUsedAt: integer('last_used_at'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [index('tokens_by_editor').on(t.editorId)],
);
