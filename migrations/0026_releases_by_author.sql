-- The list of an author’s own releases, the last touched first.
create index releases_by_author on releases (created_by, updated_at, id);
