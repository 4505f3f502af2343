-- A version that was sent to a person for review. Without an outcome it waits for that person.
create table reviews (
  id text primary key,
  release_id text not null references releases (id) on delete cascade,
  version integer not null,
  sender_id text not null references editors (id),
  recipient_id text not null references editors (id),
  message text not null,
  sent_at integer not null,
  outcome text check (outcome in ('returned', 'approved', 'recalled')),
  ended_at integer,
  reason text
) strict;

create unique index reviews_open on reviews (recipient_id, release_id) where outcome is null;
create index reviews_by_release on reviews (release_id, sent_at);

-- Comments of editors. One with a quote is at the passage where the quote is, between its prefix and its
-- suffix, an answer is at that of its parent. No reader ever gets one.
create table comments (
  id text primary key,
  release_id text not null references releases (id) on delete cascade,
  parent_id text references comments (id) on delete cascade,
  version integer not null,
  lang text,
  field text,
  quote text not null,
  prefix text not null,
  suffix text not null,
  content text not null,
  created_at integer not null,
  created_by text not null references editors (id),
  resolved_at integer,
  resolved_by text references editors (id)
) strict;

create index comments_by_release on comments (release_id, created_at);
create index comments_by_parent on comments (parent_id);

-- News for a person about a review or a comment, until the person clears the list.
create table notices (
  id integer primary key,
  editor_id text not null references editors (id),
  release_id text not null references releases (id) on delete cascade,
  kind text not null check (kind in ('returned', 'approved', 'comment', 'answer', 'resolved')),
  actor_id text not null references editors (id),
  at integer not null,
  content text not null
) strict;

create index notices_by_editor on notices (editor_id, id);
create index notices_by_release on notices (release_id);
