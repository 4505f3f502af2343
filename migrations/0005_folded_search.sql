-- The index holds folded letters from now on. What is in it stays and is found as before, and enters it
-- again step by step with the hourly tick: `below` is the id under which that is still to be done.
create table search_backlog (
  id integer primary key check (id = 1),
  below integer not null
) strict;

insert into search_backlog (id, below) select 1, coalesce(max(id) + 1, 0) from publications;
