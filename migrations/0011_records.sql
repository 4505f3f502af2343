-- Files of releases that move in whole, until the record that names them comes. What waits for a
-- day is swept away with its blob.
create table incoming_files (
  release_id text not null,
  sha256 text not null,
  key text not null references blobs (key) on delete cascade,
  media_type text not null,
  size integer not null,
  primary key (release_id, sha256)
) strict, without rowid;

create index incoming_files_by_key on incoming_files (key);
