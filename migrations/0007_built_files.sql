-- Files that are built: feeds, sitemaps --------------------------------------------------------------

-- One row a file that was ever asked for or is kept ready. `due_at` is when what it tells is no
-- longer right: an instant that has come means that it must be built again. Whoever marks or builds
-- it raises `version`, so that of two who build at once only the one that saw the latest state is
-- believed. `as_of` is the clock of whoever did it last. A digest of '' is a file not built yet.
create table built_files (
  path text primary key,
  term_id integer,
  lang text,
  digest text not null default '',
  modified_at integer not null default 0,
  oldest_at integer not null default 0,
  due_at integer not null,
  as_of integer not null default 0,
  version integer not null default 1
) strict;

create index built_files_due on built_files (due_at, term_id, lang);
create index built_files_by_term on built_files (term_id, lang) where term_id is not null;

insert into built_files (path, due_at) select '/sitemaps/' || number || '.xml', 0 from sitemaps;

-- One row: when the clock last ticked, and what the built files are made by (settings and format).
create table clock (
  id integer primary key check (id = 1),
  ticked_at integer not null,
  form text not null default ''
) strict;
