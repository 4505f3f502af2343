-- The change log ---------------------------------------------------------------------------------

-- The place of a change in the public log, given when it is first asked for after its instant: what
-- is still to come has none, and what is told late comes after all that was told before.
alter table changes add column told integer;

create unique index changes_by_place on changes (told);
create index changes_untold on changes (effective_at, release_id, id) where told is null;
create index changes_by_release on changes (release_id, told);

-- Who is notified --------------------------------------------------------------------------------

-- Whether what must be sent because of a change is in the outbox. What is public already is no news.
alter table changes add column announced integer not null default 0 check (announced in (0, 1));

update changes set announced = built;

create index changes_unannounced on changes (effective_at, id) where announced = 0;

-- Addresses that are told of every change. `secret` is sealed under a key that is not here.
create table webhooks (
  id text primary key,
  url text not null,
  label text not null,
  secret text not null,
  change integer not null default 1,
  created_at integer not null,
  created_by text not null references editors (id),
  failing_since integer,
  disabled_at integer
) strict;
