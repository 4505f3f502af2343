-- The events of publications by their end, a row for each language. As in listings, a publication that
-- ended loses its rows some time after, and the gate hides it before.
create table event_listings (
  lang text not null,
  ends_at text not null,
  release_id text not null,
  publication_id integer not null references publications (id) on delete cascade,
  primary key (lang, ends_at, release_id, publication_id)
) strict, without rowid;

create index event_listings_by_publication on event_listings (publication_id);
