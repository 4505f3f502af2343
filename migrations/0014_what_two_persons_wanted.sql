-- What the rule of two persons remembers of a release: since when something is or was public of it
-- that a second person approved, and the latest instant to which something was scheduled that was
-- taken back. One person alone is bound by both.
create table consents (
  release_id text primary key references releases (id) on delete cascade,
  approved_from integer,
  not_before integer not null default 0
) strict;

insert into consents (release_id, approved_from)
select releases.id, min(audit.detail ->> 'visibleFrom')
from audit join releases on audit.subject = 'release/' || releases.id
where audit.action in ('release.publish', 'release.schedule')
  and audit.detail ->> 'approvedBy' <> audit.editor_id
  and exists (
    select 1 from publications
    where publications.release_id = releases.id
      and publications.visible_from = audit.detail ->> 'visibleFrom'
  )
group by releases.id;
