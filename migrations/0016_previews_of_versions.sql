-- A preview may be of one version, and remembers which version was public when it was given: what is
-- published after it leads to the public page.
alter table previews add column version integer;

alter table previews add column public_version integer;
