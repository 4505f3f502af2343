-- A tick that builds a file claims it until this instant, so that two ticks never build the same file.
-- Readers do not ask for it: whoever needs a file that is due builds it in memory.
alter table built_files add column claimed_until integer not null default 0;
