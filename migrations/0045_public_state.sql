-- A token that changes with whatever readers see, except what only the clock changes. Responses that a Worker keeps
-- in memory name it (src/http/kept-responses.ts).
CREATE TABLE public_state (id integer PRIMARY KEY CHECK (id = 1), token text NOT NULL) STRICT;
insert into public_state (id, token) values (1, lower(hex(randomblob(8))));
-- Code of before this table does not renew the token, and runs until the deployment is complete. So each act that
-- readers see at once also renews it with its audit entry.
CREATE TRIGGER audit_of_public_acts after insert on audit when new.action in ('release.publish', 'release.withdraw', 'release.reinstate', 'release.remove-correction', 'term.create', 'term.replace', 'term.delete') BEGIN update public_state set token = lower(hex(randomblob(8))); END;
