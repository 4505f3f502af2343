-- A token that changes with whatever readers see, except what only the clock changes. Responses that a Worker keeps
-- in memory name it (src/http/kept-responses.ts).
CREATE TABLE public_state (id integer PRIMARY KEY CHECK (id = 1), token text NOT NULL) STRICT;
insert into public_state (id, token) values (1, lower(hex(randomblob(8))));
