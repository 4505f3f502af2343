/** The tables of editors, their tokens and their ways to sign in, as a part of `schema.ts`. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../domain/editor.ts';

export const editors = sqliteTable(
  'editors',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    role: text('role', { enum: ['author', 'editor', 'admin'] }).notNull(),
    lockVersion: integer('change').notNull().default(1),
    createdAt: integer('created_at').notNull(),
    disabledAt: integer('disabled_at'),
    /** In lower case. */
    email: text('email'),
  },
  (t) => [uniqueIndex('editors_by_email').on(t.email)],
);

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
    revokedAt: integer('revoked_at'),
  },
  (t) => [index('sign_in_links_by_editor').on(t.editorId, t.createdAt)],
);

export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text('id').primaryKey(),
    editorId: text('editor_id').notNull(),
    /** The authenticator's name of the key, in base64url. */
    credentialId: text('credential_id').notNull().unique(),
    /** SubjectPublicKeyInfo in base64url. */
    publicKey: text('public_key').notNull(),
    algorithm: text('algorithm', { enum: ['ES256', 'RS256'] }).notNull(),
    /** The authenticator's count of signatures; 0 if it does not count. */
    counter: integer('counter').notNull(),
    name: text('name').notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
  },
  (t) => [index('passkeys_by_editor').on(t.editorId, t.createdAt)],
);

export const passkeyChallenges = sqliteTable(
  'passkey_challenges',
  {
    hash: text('hash').primaryKey(),
    /** The person who registers a passkey; null for a sign-in. */
    editorId: text('editor_id'),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('passkey_challenges_by_end').on(t.expiresAt)],
);
