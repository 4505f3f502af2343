-- The change log ---------------------------------------------------------------------------------

-- The place of a change in the public log, given when it is first asked for after its instant: what
-- is still to come has none, and what is told late comes after all that was told before.
alter table changes add column told integer;

create unique index changes_by_place on changes (told);
create index changes_untold on changes (effective_at, release_id, id) where told is null;
create index changes_by_release on changes (release_id, told);
