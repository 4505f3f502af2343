-- Preview links that still work, over all releases, the first to expire first.
create index previews_open on previews (expires_at, id) where revoked_at is null;
