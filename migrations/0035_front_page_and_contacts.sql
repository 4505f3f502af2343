-- The release that leads the front page of the newsroom until an instant, while readers can see it.
create table pins (
  place text primary key check (place = 'front'),
  release_id text not null references releases (id) on delete cascade,
  until integer not null,
  pinned_at integer not null,
  pinned_by text not null references editors (id)
) strict;

-- Press contacts that recur. A release has copies of its own.
create table book_contacts (
  id text primary key,
  name text not null,
  role text not null,
  email text not null,
  phone text not null,
  change integer not null default 1,
  created_at integer not null,
  created_by text not null references editors (id),
  unique (name, role, email, phone)
) strict;
