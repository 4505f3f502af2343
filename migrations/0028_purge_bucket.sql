-- One row: the purges of the edge that this site may still make (src/store/events/purge-bucket.ts). All of
-- them are there again at `full_at`, and `granted` is how many the last one who asked was given.
create table purge_bucket (
  id integer primary key check (id = 1),
  full_at integer not null,
  granted integer not null
) strict;

insert into purge_bucket (id, full_at, granted) values (1, 0, 0);
