-- Search, over what readers have: a publication enters the index when its instant has come, with the
-- first search or tick after it, and leaves it when it has ended. So nothing hidden has a part even
-- in the weight of a word. `indexed`: 0 waits, 1 is in the index, 2 has been.
alter table publications add column indexed integer not null default 0 check (indexed in (0, 1, 2));

create index publications_unindexed on publications (visible_from) where indexed = 0;
create index publications_indexed on publications (visible_until) where indexed = 1;

-- One row an edition. The row’s id begins with the second of publication, so that the newest come
-- first without sorting. `facets` holds the language and the terms as words.
create virtual table search using fts5(
  title,
  summary,
  body,
  facets,
  publication_id unindexed,
  tokenize = "unicode61 remove_diacritics 2"
);
