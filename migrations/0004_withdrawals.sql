-- A withdrawal that the law demanded names who demanded it. It is of the mode `gone`.
alter table withdrawals add column demanded_by text;

-- What was withdrawn for a while: the public history goes on telling it. Nothing that was to be as if
-- it had never been is kept here.
create table past_withdrawals (
  release_id text not null references releases (id) on delete cascade,
  withdrawn_at integer not null,
  reinstated_at integer not null,
  note text check (json_valid(note)),
  primary key (release_id, withdrawn_at)
) strict, without rowid;
