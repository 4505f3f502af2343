-- The audit is filtered by person and by days.
create index audit_by_editor on audit (editor_id, id);
create index audit_by_time on audit (at, id);
