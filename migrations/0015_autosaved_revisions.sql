-- The count of changes of its release after the last write to a revision, by which is told whether
-- anything has happened to it since. And how often later texts were folded into it.
alter table revisions add column change integer not null default 0;
alter table revisions add column folds integer not null default 0;
