-- The corrected releases, the last correction first.
create index publications_by_correction on publications (json_extract(facts, '$.corrections[#-1].at'), release_id) where json_extract(facts, '$.corrections[#-1].at') is not null;
