/** The tables of editors, their tokens and their ways to sign in, as a part of `schema.ts`. */
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
    /** A session's secret is in a cookie, a token's in a header. */
    kind: text('kind', { enum: ['token', 'session'] })
      .notNull()
      .default('token'),
    signedInAt: integer('signed_in_at'),
    browser: text('browser'),
  },
  (t) => [index('tokens_by_editor').on(t.editorId)],
);

export const signInLinks = sqliteTable(
  'sign_in_links',
  {
    id: text('id').primaryKey(),
    editorId: text('editor_id').notNull(),
    hash: text('hash').notNull().unique(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  (t) => [index('sign_in_links_by_editor').on(t.editorId, t.createdAt)],
);
