-- Requests that found nothing: one row, counted with each round of the tripwire, so that a round
-- writes the same whether or not somebody asked for what is not public yet.
create table missed_requests (
  id integer primary key check (id = 1),
  requests integer not null,
  last_at integer not null
) strict;
