-- Addresses that moved ---------------------------------------------------------------------------

-- Nothing could be written to it so far. A release’s old addresses have their own table now.
drop table redirects;

create table redirects (
  id text primary key,
  path text not null unique,
  target text not null,
  change integer not null default 1,
  created_at integer not null,
  created_by text not null references editors (id)
) strict;

create index redirects_by_target on redirects (target);

-- Where a release was before it came here. The addresses belong to a publication: the gate that
-- hides it hides them.
create table legacy_addresses (
  path text not null,
  publication_id integer not null references publications (id) on delete cascade,
  release_id text not null references releases (id),
  primary key (path, publication_id)
) strict, without rowid;

create index legacy_addresses_by_publication on legacy_addresses (publication_id);

-- Taxonomy ---------------------------------------------------------------------------------------

-- The slugs under which a term was known before, and whether any revision ever named it: what was
-- named is closed, never removed.
alter table terms add column former_slugs text not null default '[]' check (json_valid(former_slugs));
alter table terms add column used integer not null default 0 check (used in (0, 1));
update terms set used = 1;

update taxonomies set
  token = lower(hex(randomblob(8))),
  tree = (select json_group_array(json_set(value, '$.formerSlugs', json('[]'))) from json_each(tree));

-- Two persons, early access ------------------------------------------------------------------------

create table approvals (
  release_id text primary key references releases (id) on delete cascade,
  version integer not null,
  editor_id text not null references editors (id),
  approved_at integer not null
) strict;

create table previews (
  id text primary key,
  release_id text not null references releases (id) on delete cascade,
  recipient text not null,
  time_zone text,
  hash text not null,
  created_at integer not null,
  created_by text not null references editors (id),
  expires_at integer not null,
  revoked_at integer,
  views integer not null default 0,
  last_viewed_at integer
) strict;

create index previews_by_release on previews (release_id);

-- How often somebody asked for the address of what is not public yet. `told` of them are in the audit.
create table probes (
  release_id text primary key references releases (id) on delete cascade,
  hits integer not null,
  told integer not null default 0,
  first_at integer not null,
  last_at integer not null
) strict;

-- Answers to POST by Idempotency-Key, written in the batch that they tell of. They are encrypted
-- under the caller’s token, which is not here: some of them show a secret once.
drop table idempotency_keys;

create table receipts (
  token_id text not null references tokens (id),
  key text not null,
  fingerprint text not null,
  answer text not null,
  created_at integer not null,
  primary key (token_id, key)
) strict, without rowid;

create index receipts_by_age on receipts (created_at);
