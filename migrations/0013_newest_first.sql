-- The index of search, with its newest rows first: FTS5 leaps over what is not asked for in the order of
-- its rows, and reads its way in the other. So a row’s id is the negative of what begins with the second
-- of publication. And `facets` names spans of time beside the language and the terms. What is public
-- enters it with searches and ticks, the newest first. `searchable`: 0 waits, 1 is in it, 2 has been.
--
-- What came before it (`search`, `search_backlog`, `publications.indexed` and its two indexes) is for a
-- Worker of before. The next migration can drop it.
create virtual table search_newest using fts5(
  title,
  summary,
  body,
  facets,
  publication_id unindexed,
  tokenize = "unicode61 remove_diacritics 2"
);

alter table publications add column searchable integer not null default 0 check (searchable in (0, 1, 2));

create index publications_unsearchable on publications (visible_from) where searchable = 0;

create index publications_searchable on publications (visible_until) where searchable = 1;
