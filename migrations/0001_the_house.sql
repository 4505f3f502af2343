-- Two sides. The editors’ side (releases, revisions, attachments) is never read by a public page.
-- The readers’ side (publications, editions, listings) holds only what was approved, each row with
-- the span of time in which it is visible, so that an instant passes without any row changing.

-- Taxonomy ---------------------------------------------------------------------------------------

create table terms (
  id integer primary key,
  taxonomy text not null,
  slug text not null,
  parent_id integer references terms (id),
  position integer not null,
  closed integer not null default 0 check (closed in (0, 1)),
  names text not null check (json_valid(names)),
  change integer not null default 1,
  unique (taxonomy, slug)
) strict;

create index terms_by_parent on terms (parent_id);

-- One row a taxonomy with the whole tree in it, so that a page reads five rows for all its names.
-- `token` is random and new after every change: whoever holds that token holds this tree.
create table taxonomies (
  slug text primary key,
  token text not null,
  tree text not null check (json_valid(tree))
) strict;

insert into taxonomies (slug, token, tree) values
  ('kinds', lower(hex(randomblob(8))), '[]'),
  ('fields-of-work', lower(hex(randomblob(8))), '[]'),
  ('countries', lower(hex(randomblob(8))), '[]'),
  ('structures', lower(hex(randomblob(8))), '[]'),
  ('meetings', lower(hex(randomblob(8))), '[]');

-- People -----------------------------------------------------------------------------------------

create table editors (
  id text primary key,
  name text not null,
  role text not null check (role in ('author', 'editor', 'admin')),
  change integer not null default 1,
  created_at integer not null,
  disabled_at integer
) strict;

create table tokens (
  id text primary key,
  editor_id text not null references editors (id),
  label text not null,
  hash text not null unique,
  scopes text not null default '[]' check (json_valid(scopes)),
  created_at integer not null,
  expires_at integer not null,
  last_used_at integer,
  revoked_at integer
) strict;

create index tokens_by_editor on tokens (editor_id);

-- The editors’ side ------------------------------------------------------------------------------

-- `version` numbers the working revision. `change` counts every accepted write to the release or
-- anything under it. A writer names the count it saw, and `not null` refuses a stale one.
create table releases (
  id text primary key,
  version integer not null,
  change integer not null,
  created_at integer not null,
  created_by text not null references editors (id),
  updated_at integer not null,
  updated_by text not null references editors (id)
) strict;

create index releases_by_update on releases (updated_at, id);

create table revisions (
  id integer primary key,
  release_id text not null references releases (id) on delete cascade,
  number integer not null,
  snapshot text not null check (json_valid(snapshot)),
  created_at integer not null,
  created_by text not null references editors (id),
  unique (release_id, number)
) strict;

-- The address of a file. What lies there in which version is said by the snapshots.
create table attachments (
  id text primary key,
  release_id text not null references releases (id) on delete cascade,
  filename text not null,
  unique (release_id, filename)
) strict;

-- Every object under attachments/ in R2. Written before the upload begins. `kept` turns 1 in the
-- batch that gives the file to a revision. What stays 0 for a day is swept away.
create table blobs (
  key text primary key,
  kept integer not null default 0 check (kept in (0, 1)),
  created_at integer not null
) strict;

create index blobs_unkept on blobs (created_at) where kept = 0;

-- The readers’ side ------------------------------------------------------------------------------

-- Public is: visible_from <= now and now < visible_until. Nothing else, anywhere.
create table publications (
  id integer primary key,
  release_id text not null references releases (id),
  revision integer not null,
  visible_from integer not null,
  visible_until integer not null,
  published_at integer not null,
  modified_at integer not null,
  sitemap integer,
  listed text not null check (json_valid(listed)),
  heads text not null check (json_valid(heads)),
  facts text not null check (json_valid(facts)),
  unique (release_id, visible_from),
  check (visible_from <= visible_until)
) strict;

create index publications_by_instant on publications (visible_from);
create index publications_by_sitemap on publications (sitemap) where sitemap is not null;

create table editions (
  id integer primary key,
  publication_id integer not null references publications (id) on delete cascade,
  lang text not null,
  html text not null,
  markdown text not null,
  text text not null,
  unique (publication_id, lang)
) strict;

-- One row for each place in which a publication is listed: term 0 is the newsroom, language '*' is
-- any language. A list is one range of this key, at page one and at page five thousand.
create table listings (
  term_id integer not null,
  lang text not null,
  published_at integer not null,
  release_id text not null,
  publication_id integer not null references publications (id) on delete cascade,
  primary key (term_id, lang, published_at, release_id, publication_id)
) strict, without rowid;

create index listings_by_publication on listings (publication_id);

create table withdrawals (
  release_id text primary key references releases (id),
  publication_id integer not null references publications (id),
  mode text not null check (mode in ('notice', 'gone', 'redirect', 'vanish')),
  note text check (json_valid(note)),
  redirect_to text,
  withdrawn_at integer not null
) strict;

create table redirects (
  id text primary key,
  path text not null unique,
  target text,
  release_id text references releases (id),
  change integer not null default 1,
  created_at integer not null,
  created_by text not null references editors (id),
  check ((target is null) <> (release_id is null))
) strict;

-- What becomes different for readers, and when: the past is the public change log, the future is
-- what the clock will bring. `built` turns 1 when feeds and sitemaps tell it.
create table changes (
  id integer primary key autoincrement,
  release_id text not null references releases (id),
  publication_id integer references publications (id),
  action text not null check (action in ('published', 'updated', 'corrected', 'withdrawn', 'reinstated')),
  effective_at integer not null,
  built integer not null default 0 check (built in (0, 1))
) strict;

create index changes_by_instant on changes (effective_at, id);
create index changes_unbuilt on changes (effective_at) where built = 0;

-- One row a sitemap file: how many releases were given to it, about how many bytes they take there,
-- and when what it tells last changed.
create table sitemaps (
  number integer primary key,
  members integer not null,
  bytes integer not null,
  modified_at integer not null
) strict;

-- What must happen afterwards, and what must not happen twice ----------------------------------------

create table outbox (
  id integer primary key autoincrement,
  task text not null,
  payload text not null check (json_valid(payload)),
  due_at integer not null,
  attempts integer not null default 0,
  last_error text,
  done_at integer
) strict;

create index outbox_due on outbox (due_at) where done_at is null;

create table idempotency_keys (
  editor_id text not null references editors (id),
  key text not null,
  fingerprint text not null,
  status integer,
  response text,
  created_at integer not null,
  primary key (editor_id, key)
) strict, without rowid;

-- Who did what. Each entry carries the hash of the one before. Nothing here is ever changed.
create table audit (
  id integer primary key,
  at integer not null,
  editor_id text,
  action text not null,
  subject text not null,
  detail text not null check (json_valid(detail)),
  address text,
  previous text not null,
  hash text not null unique
) strict;

create index audit_by_subject on audit (subject, id);

-- A trigger stands on one line, its keywords in capitals, and no comment holds a semicolon: the query
-- API of D1 cuts what it is sent at semicolons, and knows a trigger by these keywords alone.
CREATE TRIGGER audit_is_never_changed before update on audit BEGIN select raise(abort, 'audit entries are never changed'); END;

CREATE TRIGGER audit_is_never_deleted before delete on audit BEGIN select raise(abort, 'audit entries are never deleted'); END;
