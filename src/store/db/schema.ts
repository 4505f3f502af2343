/** The tables of migrations/, as drizzle sees them; test/store/schema.test.ts compares the two. */
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Attachment } from '../../domain/attachment.ts';
import { changeActions } from '../../domain/change.ts';
import type { Headline, LocalizedText, Metadata, Snapshot } from '../../domain/release.ts';
import type { Names } from '../../domain/taxonomy.ts';

export * from './schema-jobs.ts';
export * from './schema-newsroom.ts';
export * from './schema-reviews.ts';

export const terms = sqliteTable(
  'terms',
  {
    id: integer('id').primaryKey(),
    taxonomy: text('taxonomy').notNull(),
    slug: text('slug').notNull(),
    parentId: integer('parent_id'),
    position: integer('position').notNull(),
    closed: integer('closed', { mode: 'boolean' }).notNull().default(false),
    names: text('names', { mode: 'json' }).$type<Names>().notNull(),
    lockVersion: integer('change').notNull().default(1),
    formerSlugs: text('former_slugs', { mode: 'json' }).$type<string[]>().notNull().default([]),
    used: integer('used', { mode: 'boolean' }).notNull().default(false),
  },
  (t) => [unique().on(t.taxonomy, t.slug), index('terms_by_parent').on(t.parentId)],
);

export const taxonomies = sqliteTable('taxonomies', {
  slug: text('slug').primaryKey(),
  token: text('token').notNull(),
  tree: text('tree').notNull(),
});

export { editors, passkeyChallenges, passkeys, signInLinks, tokens } from './schema-people.ts';

export const releases = sqliteTable(
  'releases',
  {
    id: text('id').primaryKey(),
    version: integer('version').notNull(),
    lockVersion: integer('change').notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    updatedAt: integer('updated_at').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (t) => [
    index('releases_by_update').on(t.updatedAt, t.id),
    index('releases_by_author').on(t.createdBy, t.updatedAt, t.id),
  ],
);

export const revisions = sqliteTable(
  'revisions',
  {
    id: integer('id').primaryKey(),
    releaseId: text('release_id').notNull(),
    number: integer('number').notNull(),
    snapshot: text('snapshot', { mode: 'json' }).$type<Snapshot>().notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    lockVersion: integer('change').notNull().default(0),
    folds: integer('folds').notNull().default(0),
  },
  (t) => [unique().on(t.releaseId, t.number)],
);

export const attachments = sqliteTable(
  'attachments',
  {
    id: text('id').primaryKey(),
    releaseId: text('release_id').notNull(),
    filename: text('filename').notNull(),
  },
  (t) => [unique().on(t.releaseId, t.filename)],
);

export const blobs = sqliteTable(
  'blobs',
  {
    key: text('key').$type<Attachment['key']>().primaryKey(),
    committed: integer('kept', { mode: 'boolean' }).notNull().default(false),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('blobs_unkept').on(t.createdAt)],
);

export const incomingFiles = sqliteTable(
  'incoming_files',
  {
    releaseId: text('release_id').notNull(),
    sha256: text('sha256').notNull(),
    key: text('key').notNull(),
    mediaType: text('media_type').notNull(),
    size: integer('size').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.releaseId, t.sha256] }),
    index('incoming_files_by_key').on(t.key),
  ],
);

export const publications = sqliteTable(
  'publications',
  {
    id: integer('id').primaryKey(),
    releaseId: text('release_id').notNull(),
    revision: integer('revision').notNull(),
    visibleFrom: integer('visible_from').notNull(),
    visibleUntil: integer('visible_until').notNull(),
    publishedAt: integer('published_at').notNull(),
    modifiedAt: integer('modified_at').notNull(),
    sitemap: integer('sitemap'),
    termIds: text('listed', { mode: 'json' }).$type<number[]>().notNull(),
    headlines: text('heads', { mode: 'json' }).$type<Record<string, Headline>>().notNull(),
    metadata: text('facts', { mode: 'json' }).$type<Metadata>().notNull(),
    indexed: integer('indexed').$type<0 | 1 | 2>().notNull().default(0),
    searchable: integer('searchable').$type<0 | 1 | 2>().notNull().default(0),
    indexVersion: integer('index_version').notNull().default(0),
  },
  (t) => [
    unique().on(t.releaseId, t.visibleFrom),
    index('publications_by_instant').on(t.visibleFrom),
    index('publications_by_correction').on(t.metadata, t.releaseId),
    index('publications_by_sitemap').on(t.sitemap),
    index('publications_unindexed').on(t.visibleFrom),
    index('publications_indexed').on(t.visibleUntil),
    index('publications_unsearchable').on(t.visibleFrom),
    index('publications_searchable').on(t.visibleUntil),
    index('publications_of_old_index').on(t.visibleFrom),
  ],
);

/** For a Worker of before `search_newest`, as `publications.indexed` and its indexes are (0013). */
export const searchBacklog = sqliteTable('search_backlog', {
  id: integer('id').primaryKey(),
  below: integer('below').notNull(),
});

/** The words of the index, to look up which begin with another. */
export const words = sqliteTable('words', { word: text('word').primaryKey() });

/** The words of the index by language, with their stems; `word` is as the index compares it (0038). */
export const wordForms = sqliteTable(
  'word_forms',
  {
    lang: text('lang').notNull(),
    term: text('term').notNull(),
    word: text('word'),
    stem: text('stem'),
  },
  (t) => [
    primaryKey({ columns: [t.lang, t.term] }),
    index('word_forms_by_stem').on(t.lang, t.stem, t.word),
    index('word_forms_by_word').on(t.lang, t.word, t.stem),
    index('word_forms_without_stem').on(t.lang),
  ],
);

export const editions = sqliteTable(
  'editions',
  {
    id: integer('id').primaryKey(),
    publicationId: integer('publication_id').notNull(),
    lang: text('lang').notNull(),
    html: text('html').notNull(),
    markdown: text('markdown').notNull(),
    text: text('text').notNull(),
  },
  (t) => [unique().on(t.publicationId, t.lang)],
);

/** Under the language `corrected:en` are the corrected releases by their last correction, by triggers (0044). */
export const listings = sqliteTable(
  'listings',
  {
    termId: integer('term_id').notNull(),
    lang: text('lang').notNull(),
    publishedAt: integer('published_at').notNull(),
    releaseId: text('release_id').notNull(),
    publicationId: integer('publication_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.termId, t.lang, t.publishedAt, t.releaseId, t.publicationId] }),
    index('listings_by_publication').on(t.publicationId),
  ],
);

export const eventListings = sqliteTable(
  'event_listings',
  {
    lang: text('lang').notNull(),
    endsAt: text('ends_at').notNull(),
    releaseId: text('release_id').notNull(),
    publicationId: integer('publication_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lang, t.endsAt, t.releaseId, t.publicationId] }),
    index('event_listings_by_publication').on(t.publicationId),
  ],
);

export const withdrawals = sqliteTable('withdrawals', {
  releaseId: text('release_id').primaryKey(),
  publicationId: integer('publication_id').notNull(),
  mode: text('mode', { enum: ['notice', 'gone', 'redirect', 'vanish'] }).notNull(),
  note: text('note', { mode: 'json' }).$type<LocalizedText>(),
  redirectTo: text('redirect_to'),
  withdrawnAt: integer('withdrawn_at').notNull(),
  demandedBy: text('demanded_by'),
});

export const pastWithdrawals = sqliteTable(
  'past_withdrawals',
  {
    releaseId: text('release_id').notNull(),
    withdrawnAt: integer('withdrawn_at').notNull(),
    reinstatedAt: integer('reinstated_at').notNull(),
    note: text('note', { mode: 'json' }).$type<LocalizedText>(),
  },
  (t) => [primaryKey({ columns: [t.releaseId, t.withdrawnAt] })],
);

export const redirects = sqliteTable(
  'redirects',
  {
    id: text('id').primaryKey(),
    path: text('path').notNull().unique(),
    target: text('target').notNull(),
    lockVersion: integer('change').notNull().default(1),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [index('redirects_by_target').on(t.target)],
);

export const legacyAddresses = sqliteTable(
  'legacy_addresses',
  {
    path: text('path').notNull(),
    publicationId: integer('publication_id').notNull(),
    releaseId: text('release_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.path, t.publicationId] }),
    index('legacy_addresses_by_publication').on(t.publicationId),
  ],
);

export const approvals = sqliteTable('approvals', {
  releaseId: text('release_id').primaryKey(),
  version: integer('version').notNull(),
  editorId: text('editor_id').notNull(),
  approvedAt: integer('approved_at').notNull(),
});

export const consents = sqliteTable('consents', {
  releaseId: text('release_id').primaryKey(),
  approvedFrom: integer('approved_from'),
  notBefore: integer('not_before').notNull().default(0),
});

export const presence = sqliteTable(
  'presence',
  {
    releaseId: text('release_id').notNull(),
    sessionId: text('session_id').notNull(),
    editorId: text('editor_id').notNull(),
    seenAt: integer('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.releaseId, t.sessionId] })],
);

export const previews = sqliteTable(
  'previews',
  {
    id: text('id').primaryKey(),
    releaseId: text('release_id').notNull(),
    recipient: text('recipient').notNull(),
    timeZone: text('time_zone'),
    hash: text('hash').notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    views: integer('views').notNull().default(0),
    lastViewedAt: integer('last_viewed_at'),
    version: integer('version'),
    publicVersion: integer('public_version'),
  },
  (t) => [
    index('previews_by_release').on(t.releaseId),
    index('previews_open').on(t.expiresAt, t.id),
  ],
);

export const probes = sqliteTable('probes', {
  releaseId: text('release_id').primaryKey(),
  hits: integer('hits').notNull(),
  auditedHits: integer('told').notNull().default(0),
  firstAt: integer('first_at').notNull(),
  lastAt: integer('last_at').notNull(),
});

export const missedRequests = sqliteTable('missed_requests', {
  id: integer('id').primaryKey(),
  requests: integer('requests').notNull(),
  lastAt: integer('last_at').notNull(),
});

export const changes = sqliteTable(
  'changes',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    releaseId: text('release_id').notNull(),
    publicationId: integer('publication_id'),
    action: text('action', { enum: changeActions }).notNull(),
    effectiveAt: integer('effective_at').notNull(),
    built: integer('built', { mode: 'boolean' }).notNull().default(false),
    sequence: integer('told'),
    announced: integer('announced', { mode: 'boolean' }).notNull().default(false),
  },
  (t) => [
    index('changes_by_instant').on(t.effectiveAt, t.id),
    index('changes_unbuilt').on(t.effectiveAt),
    uniqueIndex('changes_by_place').on(t.sequence),
    index('changes_untold').on(t.effectiveAt, t.releaseId, t.id),
    index('changes_by_release').on(t.releaseId, t.sequence),
    index('changes_unannounced').on(t.effectiveAt, t.id),
  ],
);

export const webhooks = sqliteTable('webhooks', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  label: text('label').notNull(),
  secret: text('secret').notNull(),
  lockVersion: integer('change').notNull().default(1),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  failingSince: integer('failing_since'),
  disabledAt: integer('disabled_at'),
});

export const idempotencyKeys = sqliteTable(
  'receipts',
  {
    tokenId: text('token_id').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    answer: text('answer').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tokenId, t.key] }), index('receipts_by_age').on(t.createdAt)],
);

export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey(),
    at: integer('at').notNull(),
    editorId: text('editor_id'),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    detail: text('detail', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    address: text('address'),
    previous: text('previous').notNull(),
    hash: text('hash').notNull().unique(),
  },
  (t) => [
    index('audit_by_subject').on(t.subject, t.id),
    index('audit_by_editor').on(t.editorId, t.id),
    index('audit_by_time').on(t.at, t.id),
  ],
);
