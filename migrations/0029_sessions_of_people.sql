-- A session of the desk is a token whose secret is in a cookie, so that every write checks both alike.
alter table tokens add column kind text not null default 'token' check (kind in ('token', 'session'));
-- When the person last proved who they are. Null for a token.
alter table tokens add column signed_in_at integer;
-- The browser of a session, as it names itself. Null for a token.
alter table tokens add column browser text;

-- Links that sign a person in once: invitations and recoveries. Their secrets are stored as SHA-256.
create table sign_in_links (
  id text primary key,
  editor_id text not null references editors (id),
  hash text not null unique,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;

create index sign_in_links_by_editor on sign_in_links (editor_id, created_at);
