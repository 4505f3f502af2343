-- Who has a release open at the desk: a row for each session, renewed while it is used and forgotten after
-- half a minute (src/store/editorial/presence.ts). It locks nothing.
create table presence (
  release_id text not null references releases (id) on delete cascade,
  session_id text not null,
  editor_id text not null references editors (id),
  seen_at integer not null,
  primary key (release_id, session_id)
) strict;
