-- What must happen after a change. An entry is there until it is done or given up. Nothing was ever
-- written to it so far. `at` is the instant from which on it may happen, `due_at` that of the next
-- attempt: an attempt moves it on, so that nobody else begins the same while it lasts. Entries of
-- one lane go one after another.
drop table outbox;

create table outbox (
  id integer primary key autoincrement,
  task text not null,
  lane text,
  payload text not null check (json_valid(payload)),
  at integer not null,
  due_at integer not null,
  attempts integer not null default 0,
  last_error text,
  dead_at integer
) strict;

create index outbox_due on outbox (task, due_at) where dead_at is null;
create index outbox_lanes on outbox (lane, at, id) where lane is not null and dead_at is null;
create index outbox_dead on outbox (id) where dead_at is not null;
